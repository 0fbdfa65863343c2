"""The form that partners settle a partnership by: which questions it asks, and how an answered one is read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core import cells, partner_lines
from core.cells import CellFault
from core.cited import plain
from core.paper import question_id
from core.partner_lines import LineFault, Lines, Unread
from core.partnership import TOLD, Partnership
from core.petitions import legible

CODE = "code"
YES, NOT_YET, NO = "Yes", "Not yet", "No"
ANSWERS: Mapping[str, str] = {YES: "yes", NOT_YET: "not yet", NO: "no"}

RANKS = ("primary", "backup")
PERSON = ("name", "email", "voter role", "responsibility", "also member", "approved by")
"""What is asked of a delegate, in the form's order. Of these the first four belong together."""

LISTS: Mapping[str, Callable[[str, str], Lines]] = {
    "goals": partner_lines.due,
    "deliverables": partner_lines.due,
    "circumstances": partner_lines.circumstances,
    "roles": partner_lines.roles,
}
TOLD_TO: Mapping[str, str] = {"members": "told members", "partners": "told partners", "third_parties": "told others"}
FROM = "told from"

HATS = "hats: "
"""What a delegate's own affirmation stands under, with the delegate's number after it."""

UNREAD = "unread"
"""What couldn't be read of an answer, kept in it beside the rest."""

ALSO, ONLY = "Yes, we approve of that", "No, as our delegate only"
AFFIRMS, DECLINES = "Yes, I can keep the two apart", "No, I vote as a delegate only"


@dataclass(frozen=True)
class Handed:
    """One answered form: the code as typed, and what it says of each question, as it is kept."""

    code: str = field(repr=False)
    said: Mapping[str, Any] = field(repr=False)


def gate_question(name: str, part: str = "") -> str:
    """How a question of the gate, or a part of it ("words" or "remedy"), is called among the form's questions."""
    return f"gate: {name}, {part}" if part else f"gate: {name}"


def of_delegate(rank: str, what: str) -> str:
    """How a question about a delegate is called."""
    return f"{rank}, {what}"


def asked(partnership: str, what: str) -> str:
    """The id of a question on a partnership's form."""
    return question_id(f"partnership/{partnership}", what)


def asked_of_delegates(partnership: str, what: str) -> str:
    """The id of a question on the form for a partnership's delegates: CODE, or HATS."""
    return question_id(f"delegates/{partnership}", what)


def affirmed(partnership: str, answers: Mapping[str, tuple[str, ...]]) -> tuple[str, bool | None]:
    """P4. A delegate's code as typed, and whether they can wear both hats; None where they don't say."""
    code = _typed(answers, asked_of_delegates(partnership, CODE))
    said = _typed(answers, asked_of_delegates(partnership, HATS))
    return code, {AFFIRMS: True, DECLINES: False}.get(said)


def read(partnership: str, answers: Mapping[str, tuple[str, ...]], rules: Partnership) -> Handed:
    """P1, P3, P5, P8, P10-P12. What came in on a partnership's form. What is left empty isn't answered anew.

    What can't be read is kept under UNREAD, with why. The code is compared, and never kept.
    """

    def typed(what: str) -> str:
        return _typed(answers, asked(partnership, what))

    parts = (_gate, _choices, _power, _publicity, _delegates, _listed)
    found = [one for part in parts for one in part(typed, rules)]
    said: dict[str, Any] = {what: one for what, one in found if not isinstance(one, Unread)}
    if unread := [one.kept() for _, one in found if isinstance(one, Unread)]:
        said[UNREAD] = unread
    return Handed(typed(CODE), said)


def _typed(answers: Mapping[str, tuple[str, ...]], question: str) -> str:
    return legible("\n".join(answers.get(question, ())))


Typed = Callable[[str], str]
Found = Iterator[tuple[str, Any]]


def _gate(typed: Typed, rules: Partnership) -> Found:
    for question in rules.gate:
        what = gate_question(question.name)
        answer = typed(what)
        words, remedy = (typed(gate_question(question.name, part)) for part in ("words", "remedy"))
        if answer in ANSWERS:
            yield what, {"answer": ANSWERS[answer], "words": words, "remedy": remedy}
        elif answer or words or remedy:
            said = "; ".join(filter(None, (answer, words, remedy)))
            yield what, Unread(what, said, "it is neither yes nor not yet nor no")


def _choices(typed: Typed, rules: Partnership) -> Found:
    method = typed("method")
    if method in rules.methods.value:
        yield "method", method
    elif method:
        yield "method", Unread("method", method, f"it isn't offered: {' or '.join(rules.methods.value)}")


def _power(typed: Typed, rules: Partnership) -> Found:
    structure, characteristic = typed("power"), typed("characteristic")
    kind = rules.structure(structure) if structure else None
    if kind is not None:
        yield "power", {"structure": kind.name, "characteristic": characteristic}
    elif structure or characteristic:
        said = "; ".join(filter(None, (structure, characteristic)))
        yield "power", Unread("power", said, "it isn't said which kind of power it is")


def _publicity(typed: Typed, _rules: Partnership) -> Found:
    told = {whom: typed(question) for whom, question in TOLD_TO.items()}
    found: dict[str, str] = {whom: said for whom, said in told.items() if said in TOLD}
    for whom, said in told.items():
        if said and said not in TOLD:
            yield TOLD_TO[whom], Unread(TOLD_TO[whom], said, "it isn't offered")
    since = typed(FROM)
    if since:
        try:
            found["from"] = partner_lines.day(since).isoformat()
        except LineFault as fault:
            yield FROM, Unread(FROM, since, str(fault))
    if found:
        yield "publicity", found


def _delegates(typed: Typed, _rules: Partnership) -> Found:
    for rank in RANKS:
        said = {what: typed(of_delegate(rank, what)) for what in PERSON}
        if not any(said.values()):
            continue
        found = delegate(said)
        yield rank, Unread(rank, "; ".join(filter(None, said.values())), found) if isinstance(found, str) else found


def delegate(said: Mapping[str, str]) -> dict[str, Any] | str:
    """P2, P3. A delegate as they are kept; or why they can't be read: a person is said whole, or not at all."""
    missing = [what for what in PERSON[:4] if not said[what].strip()]
    if missing:
        return f"the {' and the '.join(missing)} is missing; say all of a delegate anew"
    try:
        email = cells.email(said["email"])
    except CellFault as fault:
        return fault.reason
    approved = plain(said["also member"]) == plain(ALSO)
    if approved and not said["approved by"].strip():
        return "it isn't said who of the organisation approves that they also vote as a member"
    return {
        "name": cells.text(said["name"]),
        "email": email,
        "voter_role": cells.text(said["voter role"]),
        "responsibility": cells.text(said["responsibility"]),
        "also_member": approved,
        "approved_by": cells.text(said["approved by"]) if approved else "",
    }


def _listed(typed: Typed, _rules: Partnership) -> Found:
    for what, lines in LISTS.items():
        said = typed(what)
        found = lines(what, said)
        if found.read:
            yield what, list(found.read)
        for one in found.unread:
            yield what, one
