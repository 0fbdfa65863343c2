"""The wording of a partnership's forms: what both sides settle, and what its delegates say for themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from core import partner_form
from core.paper import Paper, Question, Section, question_id
from core.partner_form import ANSWERS, CODE, FROM, HATS, LISTS, RANKS, TOLD_TO
from core.partnership import TOLD, Partnership
from templates.forms import wording

FORM, DELEGATES = "partners", "delegates"

Part = Question | Section


def partners_paper(facts: Mapping[str, Any], rules: Partnership) -> Paper:
    """P1, P3, P5, P8, P10-P12. The form by which partners settle what they share. Only the code has to be answered.

    Facts: organisation, title of the partnership and its key. `rules` is the charter's section on partnerships.
    """
    parts: list[Part] = [_asked(facts, CODE, required=True)]
    for what, of in (("gate", _gate), ("how", _how), ("told", _told), ("people", _people), ("work", _work)):
        parts += [_section(facts, what), *of(facts, rules)]
    return Paper(_say("title", facts), _say("description", facts), tuple(parts))


def delegates_paper(facts: Mapping[str, Any]) -> Paper:
    """P4. The form in which a delegate says whether they can keep two roles apart.

    Facts: organisation, title of the partnership and its key.
    """

    def say(what: str) -> str:
        return wording(what, facts, form=DELEGATES)

    code, hats = (partner_form.asked_of_delegates(facts["key"], what) for what in (CODE, HATS))
    choices = (partner_form.AFFIRMS, partner_form.DECLINES)
    return Paper(
        say("title"),
        say("description"),
        (
            Question(code, say("code"), "text", required=True, help=say("code_help")),
            Question(hats, say("hats"), "choice", required=True, options=choices, help=say("hats_help")),
        ),
    )


def _say(what: str, facts: Mapping[str, Any]) -> str:
    return wording(what, facts, form=FORM)


def _section(facts: Mapping[str, Any], what: str) -> Section:
    return Section(
        question_id(f"partnership/{facts['key']}", "section", what),
        _say(f"{what}_section", facts),
        _say(f"{what}_text", facts),
    )


def _asked(
    facts: Mapping[str, Any],
    what: str,
    *,
    passage: str = "",
    kind: Literal["text", "paragraph", "date", "choice", "dropdown"] = "text",
    options: tuple[str, ...] = (),
    required: bool = False,
) -> Question:
    """A question under its own id. `passage` is the one of the wording, where that differs."""
    words = passage or what
    return Question(
        partner_form.asked(facts["key"], what),
        _say(words, facts),
        kind,
        required=required,
        options=options,
        help=_say(f"{words}_help", facts),
    )


def _gate(facts: Mapping[str, Any], rules: Partnership) -> Iterator[Part]:
    for one in rules.gate:
        more = {**facts, "name": f"{one.name[0].upper()}{one.name[1:]}", "asks": one.asks, "in_words": one.in_words}
        what = partner_form.gate_question(one.name)
        yield _asked(more, what, passage="answer", kind="choice", options=tuple(ANSWERS))
        for part in ("words", "remedy"):
            yield _asked(more, partner_form.gate_question(one.name, part), passage=part, kind="paragraph")


def _how(facts: Mapping[str, Any], rules: Partnership) -> Iterator[Part]:
    kinds = "; ".join(f"{one.name}: {one.says.rstrip(':.')}" for one in rules.power)
    uneven = " or ".join(one.name for one in rules.power if one.characteristic)
    yield _asked(facts, "method", kind="choice", options=tuple(rules.methods.value))
    options = tuple(one.name for one in rules.power)
    yield _asked({**facts, "kinds": kinds}, "power", kind="choice", options=options)
    yield _asked({**facts, "uneven": uneven}, "characteristic")


def _told(facts: Mapping[str, Any], rules: Partnership) -> Iterator[Part]:
    for whom, what in TOLD_TO.items():
        known = {**facts, "usual": getattr(rules.publicity, whom).value}
        yield _asked(known, what, passage=f"told_{whom}", kind="choice", options=tuple(TOLD))
    yield _asked(facts, FROM, passage="told_from", kind="date")


def _people(facts: Mapping[str, Any], rules: Partnership) -> Iterator[Part]:
    known = {
        **facts,
        "voter_roles": ", ".join(rules.voter_roles.value),
        "responsibility_roles": ", ".join(rules.responsibility_roles.value),
    }
    for rank in RANKS:
        more = {**known, "rank": rank.capitalize(), "backup": rank == "backup"}
        for what in partner_form.PERSON:
            also = what == "also member"
            options = (partner_form.ALSO, partner_form.ONLY) if also else ()
            kind: Literal["choice", "text"] = "choice" if also else "text"
            passage, asked = f"delegate_{what.replace(' ', '_')}", partner_form.of_delegate(rank, what)
            yield _asked(more, asked, passage=passage, kind=kind, options=options)


def _work(facts: Mapping[str, Any], rules: Partnership) -> Iterator[Part]:
    usual = ", ".join(one.name for one in rules.circumstances)
    for what in LISTS:
        yield _asked({**facts, "usual": usual}, what, kind="paragraph")
