"""The wording of forms: what people read, and which questions are asked in which order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Template, UndefinedError

from core.bylaws.endorsement import LONGEST_OPTION, NO_ENDORSEMENT
from core.paper import Paper, Question, Section, question_id
from templates.inserts import WordingFault, clean, words

FOLDER = Path(__file__).parent

LONGEST_LIST = 6
"""More options than this are a drop-down list: six buttons still fit a phone's screen."""

KINDS: Mapping[str, Literal["paragraph", "date"]] = {
    "day": "date",
    "witness": "paragraph",
    "more": "paragraph",
    "why": "paragraph",
    "wording": "paragraph",
    "paid": "paragraph",
    "volunteering": "paragraph",
    "fundraising": "paragraph",
    "ties": "paragraph",
}
"""What the questions of standing forms take, where that is more than a line."""

REQUIRED = ("name", "email", "what", "office", "heading", "wording")
"""The questions of standing forms that have to be answered."""

ORDINALS = ("1st", "2nd", "3rd")


def ballot_paper(facts: Mapping[str, Any]) -> Paper:
    """The ballot form of an election.

    Facts: organisation, election_title, closes_local, code_question_id, and contests, each with id, title,
    kind ("ranked", "single" or "approval"), options as pairs of id and name, one question id per rank, recommendation
    and reasons (may be empty), links (title and url each), and how many seats are filled; `text` is a motion in full,
    `against` whom it is against, where no option has the names. `committee` says that it is the committee's, and
    `roll_call` that it isn't secret. Only the code is required: any contest may be skipped. WordingFault if an option
    can't stand on a form as it is; option names are never altered, as answers are told apart by them.
    """
    facts = {"committee": False, "roll_call": False, **facts}
    contests = facts["contests"]
    parts: list[Question | Section] = [_code(facts)]
    for contest in contests:
        parts += _contest(contest, facts)
    titles = [clean(contest["title"]) for contest in contests]
    if len(set(titles)) < len(titles):
        raise WordingFault("Two contests have the same title, so voters couldn't tell them apart. Rename one.")
    return Paper(_say("title", facts), _say("description", facts), tuple(parts))


def _code(facts: Mapping[str, Any]) -> Question:
    return Question(
        id=facts["code_question_id"],
        title=_say("code_title", facts),
        kind="text",
        required=True,
        help=_say("code_help", facts),
    )


def _contest(contest: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[Question | Section]:
    options = _options(contest)
    withheld = NO_ENDORSEMENT if NO_ENDORSEMENT in options else ""
    known = {"against": "", "text": "", **facts, **contest, "contest_title": contest["title"], "withheld": withheld}
    section = question_id(facts["code_question_id"], "section", contest["id"])
    yield Section(section, clean(contest["title"]), _say("contest_text", known))
    for rank, question in enumerate(contest["question_ids"], 1):
        ranked = contest["kind"] == "ranked"
        yield Question(
            id=question,
            title=_say("rank_title" if ranked else "choice_title", {**known, "rank": ordinal(rank)}),
            kind=_marked(contest, options),
            required=False,
            options=options,
            help=_say("first_help" if rank == 1 else "later_help", known) if ranked else "",
        )


def _marked(contest: Mapping[str, Any], options: tuple[str, ...]) -> Literal["boxes", "choice", "dropdown"]:
    if contest["kind"] == "approval":
        return "boxes"
    return "choice" if len(options) <= LONGEST_LIST else "dropdown"


def _options(contest: Mapping[str, Any]) -> tuple[str, ...]:
    names = tuple(name for _, name in contest["options"])
    where = f"Contest {clean(contest['title'])!r}"
    if len(set(names)) < len(names):
        raise WordingFault(f"{where}: two options have the same name. Add what tells them apart.")
    for name in names:
        if not name or clean(name) != name.replace("|", "¦"):
            raise WordingFault(f"{where}: an option is empty, or holds line breaks or invisible signs. Type it anew.")
        if len(name) > LONGEST_OPTION:
            raise WordingFault(f"{where}: an option has {len(name)} characters. Shorten it to {LONGEST_OPTION}.")
    return names


def ordinal(rank: int) -> str:
    """A rank in words: 1st, 2nd, 3rd, 4th."""
    return ORDINALS[rank - 1] if rank <= len(ORDINALS) else f"{rank}th"


def standing_paper(kind: str, facts: Mapping[str, Any]) -> Paper:
    """A form that is always open, such as "dispute" or "request".

    Facts: organisation, and questions, the id of each question by what it asks, in their order.
    """
    parts = tuple(
        Question(
            id=question,
            title=_say(asked, facts, form=kind),
            kind=KINDS.get(asked, "text"),
            required=asked in REQUIRED,
            help=_say(f"{asked}_help", facts, form=kind),
        )
        for asked, question in facts["questions"].items()
    )
    return Paper(_say("title", facts, form=kind), _say("description", facts, form=kind), parts)


def wording(passage: str, facts: Mapping[str, Any], *, form: str) -> str:
    """One passage of a form's wording, on one line. WordingFault if a fact is missing."""
    return _say(passage, facts, form=form)


@cache
def _form(name: str) -> Template:
    return words(FOLDER, "text").get_template(f"{name}.txt")


def _say(passage: str, facts: Mapping[str, Any], *, form: str = "ballot") -> str:
    """One passage of the wording, on one line: Google's forms take no line breaks."""
    wording = _form(form)
    try:
        return " ".join("".join(wording.blocks[passage](wording.new_context(dict(facts)))).split())
    except UndefinedError as fault:
        raise WordingFault(f"The form {form!r} lacks a fact: {fault.message}.") from None


def questionnaire_paper(facts: Mapping[str, Any]) -> Paper:
    """The questionnaire of a race, of which no question but the code has to be answered.

    Facts: organisation, race_title, the ids code_question_id and decline_question_id, and questions, each with its
    question_id, kind ("criterion" or "issue"), heading and question. Each kind has a page of its own.
    """
    parts: list[Question | Section] = [
        _told(facts, "code", kind="text", required=True),
        _told(facts, "decline", kind="choice", options=(_say("decline_option", facts, form="questionnaire"),)),
    ]
    for kind in dict.fromkeys(one["kind"] for one in facts["questions"]):
        title, text = (_say(f"{kind}_{part}", facts, form="questionnaire") for part in ("title", "text"))
        parts.append(Section(question_id(facts["code_question_id"], "section", kind), title, text))
        parts += [
            Question(
                one["question_id"], clean(one["heading"]), "paragraph", required=False, help=clean(one["question"])
            )
            for one in facts["questions"]
            if one["kind"] == kind
        ]
    title, description = (_say(part, facts, form="questionnaire") for part in ("title", "description"))
    return Paper(title, description, tuple(parts))


def _told(
    facts: Mapping[str, Any],
    asked: str,
    *,
    kind: Literal["text", "choice"],
    required: bool = False,
    options: tuple[str, ...] = (),
) -> Question:
    """A question of our own on a questionnaire."""
    title, text = (_say(f"{asked}_{part}", facts, form="questionnaire") for part in ("title", "help"))
    return Question(facts[f"{asked}_question_id"], title, kind, required=required, options=options, help=text)
