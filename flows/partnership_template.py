"""Partnership template: a file to settle a partnership by, with all that the charter asks and offers."""

from __future__ import annotations

from collections.abc import Iterator

from core import partner_form
from core.bylaws import partnership as rules
from core.cited import plain
from core.partnership import Partnership
from flows.duties.partnership import partnerships
from flows.duties.partnership.partnerships import Settled
from flows.secretary import Refusal, Secretary


def template(secretary: Secretary, key: str, *, partner: str = "") -> str:
    """P1, P3, P5, P8, P10-P12. A file to begin with, from the charter's own questions, roles, kinds and circumstances.

    Everything but the partner's name is commented out: what is left so isn't answered. Raises Refusal for a partner
    that there isn't.
    """
    known = rules.settled(secretary.charter)
    with secretary.ledger.reading() as session:
        settled = partnerships.of(session, key)
    named = [one for one in settled.names if plain(one) == plain(partner)] if partner else settled.names[:1]
    if not named:
        raise Refusal(f"There is no such partner in “{key}”. They are: {', '.join(settled.names)}.")
    return "\n".join(_lines(known, settled, named[0])) + "\n"


def _lines(known: Partnership, settled: Settled, partner: str) -> Iterator[str]:
    yield f"# {settled.partnership.title}: what one of its partners settles. Take away the # before what you fill in."
    yield f"# Then: canvass partnership-file {settled.key} FILE. What stays commented out isn't answered anew."
    yield ""
    yield f"partner = {_quoted(partner)}"
    yield f"# method = {_quoted(known.methods.value[0])}    # {' or '.join(known.methods.value)}"
    for question in known.gate:
        yield from ("", f"# {question.asks}", f"# [gate.{_quoted(question.name)}]")
        yield '# answer = "yes"    # yes, not yet or no'
        yield f'# words = ""    # {"needed with a yes" if question.in_words else "if you like"}'
        yield '# remedy = ""    # what will be done about it; needed with not yet'
    yield from ("", *(f"# {one.name}: {one.says}" for one in known.power), "# [power]")
    yield f"# structure = {_quoted(known.power[0].name)}"
    yield f'# characteristic = ""    # only with: {", ".join(one.name for one in known.power if one.characteristic)}'
    yield from ("", "# What may be told of you: nothing, that there is one, its name, what we do together.")
    yield "# [publicity]"
    for whom in ("members", "partners", "third_parties"):
        yield f"# {whom} = {_quoted(getattr(known.publicity, whom).value)}"
    yield "# from = 2027-01-31    # before this day everybody else is told nothing"
    roles = ", ".join(known.voter_roles.value), ", ".join(known.responsibility_roles.value)
    for rank in partner_form.RANKS:
        yield from ("", f"# [{rank}]", '# name = ""', '# email = ""')
        yield f'# voter_role = ""    # {roles[0]}'
        yield f'# responsibility = ""    # {roles[1]}'
        yield "# also_member = false    # whether they may also vote as a member, in their own name"
        yield '# approved_by = ""    # who approved that: somebody else'
    for what in ("goals", "deliverables"):
        yield from ("", f"# [[{what}]]", '# name = ""', "# due = 2027-05-01")
    for one in known.circumstances:
        yield from ("", "# [[circumstances]]", f"# name = {_quoted(one.name)}", f"# response = {_quoted(one.acts)}")
    yield from ("", "# A role that all partners want otherwise than usual:", "# [[roles]]")
    yield from ('# kind = "voter"', '# role = ""', "# votes = 1", '# reason = ""')


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
