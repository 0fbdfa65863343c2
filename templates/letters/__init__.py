"""The letters: one folder for each occasion, holding subject, preview, and the letter as a page and as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, UndefinedError, meta

from templates import rounds
from templates.inserts import SUBJECT_LIMIT, Sink, WordingFault, in_a_line, tidied, words

FOLDER = Path(__file__).parent
OCCASIONS = (
    "annual_meeting",
    "ballot",
    "called_off",
    "candidate_link",
    "circumstance",
    "committee_ballot",
    "committee_reminder",
    "committee_result",
    "date_changed",
    "date_due",
    "delegate_absent",
    "delegate_hats",
    "delegate_named",
    "delegate_replaced",
    "disclosure_due",
    "disclosure_received",
    "dispute_decided",
    "dispute_received",
    "ended",
    "ended_members",
    "endorsed",
    "erasure_received",
    "extended",
    "forum_feedback",
    "forum_invitation",
    "forum_notice",
    "forum_off",
    "lapsed",
    "lapses_soon",
    "meeting_notice",
    "meeting_off",
    "motion_received",
    "new_link",
    "no_confidence",
    "nomination_call",
    "nominations_off",
    "nominee_asked",
    "nominee_moved",
    "nominee_reminder",
    "nominee_statement",
    "organisers_notice",
    "outcome",
    "parallel_begun",
    "parallel_compared",
    "parallel_contacts",
    "parallel_members",
    "parallel_off",
    "parallel_report",
    "parallel_settled",
    "parallel_step_reminder",
    "parallel_steps",
    "parallel_unread",
    "partner_awaited",
    "partner_in_force",
    "partner_invited",
    "partner_link_void",
    "partner_open",
    "partner_reminder",
    "partners_ballot",
    "partners_reminder",
    "partners_result",
    "partnership_ended",
    "proposals",
    "questionnaire",
    "questionnaire_answers",
    "questionnaire_digest",
    "questionnaire_put_off",
    "questionnaire_reminder",
    "reached",
    "recall_decided",
    "recall_opens",
    "reminder",
    "reopened",
    "reopened_members",
    "report_back",
    "request_received",
    "result",
    "sharing_notice",
    "standing_report",
    "statement",
    "struck",
)
PARTS = ("subject.txt", "preview.txt", "body.txt", "body.html")

LARGEST_PAGE = 102_000
"""Bytes. A longer page is cut off by Gmail, and with it the way to unsubscribe."""

_CSS = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Letter:
    """A letter as Mailchimp takes it. Only its personal fields are still to be filled, by Mailchimp."""

    subject: str
    preview: str
    html: str
    text: str


def render(occasion: str, facts: Mapping[str, Any]) -> Letter:
    """The letter for an occasion.

    Facts are data, whatever they contain. WordingFault if one is missing, or is given that the letter doesn't
    use (it would be a misspelt one), if a link isn't https, or if the page grows longer than mailboxes show.
    """
    facts = {name: value for name, value in CAME_LATER.items() if name in facts_of(occasion)} | dict(facts)
    _compare(occasion, facts)
    try:
        subject = in_a_line(_filled("text", occasion, "subject.txt", facts), limit=SUBJECT_LIMIT)
        return Letter(
            subject=subject,
            preview=in_a_line(_filled("text", occasion, "preview.txt", facts), limit=SUBJECT_LIMIT),
            html=_page(_filled("html", occasion, "body.html", {**facts, "subject": subject}), occasion),
            text=tidied(_filled("text", occasion, "body.txt", facts)),
        )
    except UndefinedError as fault:
        raise WordingFault(f"The letter {occasion!r} lacks a fact: {fault.message}.") from None


CAME_LATER: Mapping[str, Any] = {
    "lot_from": "", "committee": False, "vote_follows": True, "expected": (), "reopened": False,
    "delegates": False,
    "until_before": "", "statements_before": "",
}  # fmt: skip
"""Facts that letters planned by an earlier release don't have, and what was so then."""


@cache
def facts_of(occasion: str) -> frozenset[str]:
    """The names of all facts that a letter takes."""
    if occasion not in OCCASIONS:
        raise WordingFault(f"There is no letter {occasion!r}. There are: {', '.join(OCCASIONS)}.")
    to_read = [f"{occasion}/{part}" for part in PARTS]
    found: set[str] = set()
    environment = _words("html")
    while to_read:
        name = to_read.pop()
        tree = environment.parse((FOLDER / name).read_text(encoding="utf-8"))
        found |= meta.find_undeclared_variables(tree)
        to_read += [other for other in meta.find_referenced_templates(tree) if other]
    return frozenset(found - {"subject"})


def _compare(occasion: str, facts: Mapping[str, Any]) -> None:
    taken = facts_of(occasion)
    missing, unknown = sorted(taken - set(facts)), sorted(set(facts) - taken)
    if missing:
        raise WordingFault(f"The letter {occasion!r} needs these facts, too: {', '.join(missing)}.")
    if unknown:
        raise WordingFault(f"The letter {occasion!r} has no use for: {', '.join(unknown)}. Are they misspelt?")


@cache
def _words(sink: Sink) -> Environment:
    return words(
        FOLDER,
        sink,
        courses=rounds.courses,
        headline=rounds.headline,
        is_long=rounds.is_long,
        lots=rounds.lots,
        rounds=rounds.rounds,
        table=rounds.table,
        ties=rounds.ties,
    )


def _filled(sink: Sink, occasion: str, part: str, facts: Mapping[str, Any]) -> str:
    return _words(sink).get_template(f"{occasion}/{part}").render(facts)


def _page(html: str, occasion: str) -> str:
    page = _CSS.inline(html)
    size = len(page.encode())
    if size > LARGEST_PAGE:
        raise WordingFault(
            f"The letter {occasion!r} would be {size // 1000} kB; mailboxes cut letters at {LARGEST_PAGE // 1000}. "
            "Shorten the statements in it, or show some contests by their sentence only."
        )
    return page
