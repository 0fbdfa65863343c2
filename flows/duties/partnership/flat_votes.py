"""Flat votes: members and the partners' delegates vote on one question, and the final vote decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import partnership as rules
from core.bylaws import partnership_delegates as delegates
from core.bylaws import partnership_publicity as publicity
from core.bylaws import partnership_roles as roles
from core.bylaws.partnership_publicity import Audience
from core.calendar import Window
from core.charter import Charter
from core.counting.rule import CountingRule
from core.records import Contest, Election
from core.records.elections import PARTNERS
from core.ruling import Ruling
from flows.duties.election import matter
from flows.duties.election.matter import Asked, Matter
from flows.duties.election.rules import rules_of
from flows.duties.partnership import partnerships, told
from flows.duties.partnership.partnerships import Settled
from flows.duties.partnership.told import Discretion
from flows.secretary import Refusal

READERS_OF_PAGES: tuple[Audience, ...] = ("third parties",)
"""Who may see a page of the dashboard."""

BOTH: tuple[Audience, ...] = ("members", "partners")
"""Who reads what is asked: our members, and the delegates of all partners."""


def may_vote_flat(settled: Settled, *, charter: Charter) -> list[Ruling]:
    """P1, P2, P3, P7. Whether a partnership can decide by a flat vote, and all that is in the way, ruling by ruling."""
    voter, responsible = settled.adaptations("voter"), settled.adaptations("responsibility")
    current = [one for one in settled.delegates if one.replaced_at is None]
    return [
        partnerships.is_agreed(settled),
        roles.decides(method=settled.method, charter=charter),
        *(delegates.are_two(one) for one in settled.delegations),
        delegates.speak_for_one(settled.delegations),
        *(
            roles.has_roles(one.voter_role, one.responsibility, adapted=(*voter, *responsible), charter=charter)
            for one in current
        ),
    ]


def contest(settled: Settled, ballot: str, asked: Asked, *, on: date, charter: Charter) -> Contest:
    """P7, P8. What is asked in a flat vote, `ballot` being its election's key, counted with the partnership's weights.

    What each ballot weighs, and the power between the partners, is written down with it: voters read it before they
    vote, and beside the result. Raises Refusal where the charter doesn't say how a flat vote is counted.
    """
    about = {"partnership": settled.key, **beside(settled, on=on, charter=charter)}
    found = matter.contest(FLAT, ballot, replace(asked, about=about), charter=charter)
    weights = roles.weights(settled.adaptations("voter"), charter=charter)
    rule = replace(CountingRule.from_json(found.rule), weights=tuple(sorted(weights.items())))
    found.rule = rule.as_json()
    return found


def beside(settled: Settled, *, on: date, charter: Charter) -> dict[str, str]:
    """P7, P8, P11. What is told beside a flat vote and its result: what a ballot weighs, and who has which power."""
    said = {
        "weights": roles.weights_in_words(settled.adaptations("voter"), charter=charter),
        "power": rules.power_in_words(settled.power, charter=charter),
    }
    for audience in BOTH:
        said = {what: told.neutral(words, settled, to=audience, on=on, charter=charter) for what, words in said.items()}
    return said


def told_beside(contest: Contest) -> dict[str, list[str]]:
    """P7, P8. What stands beside a flat vote, sentence by sentence; nothing beside any other."""
    about = contest.about or {}
    said = [about[what] for what in ("weights", "power") if about.get(what)]
    return {"beside": said} if contest.matter == FLAT.name else {}


def told_after(session: Session, contest: Contest, *, to: Sequence[Audience], at: datetime) -> dict[str, Any]:
    """P7, P8, P11. What stands beside the result of a flat vote, and what was asked, as these readers may be told."""
    if contest.matter != FLAT.name:
        return {}
    settled, charter = partnerships.of(session, str((contest.about or {})["partnership"])), rules_of(contest.election)
    on = calendar.day_of(at, contest.election.zone)

    def kept(words: str) -> str:
        for audience in to:
            words = told.neutral(words, settled, to=audience, on=on, charter=charter)
        return words

    return {"beside": [kept(one) for one in told_beside(contest)["beside"]], "asked": kept(contest.text)}


def cut_off_in_words(election: Election) -> str:
    """P2. Until when a primary delegate's ballot comes first, wherever its reader is."""
    return calendar.local_in_words(cut_off(election), election.zone)


def cut_off(election: Election) -> datetime:
    """P2. From when on the vote is the backup's where no ballot of the primary delegate is there."""
    hours = rules.settled(rules_of(election)).delegates.cut_off_hours.value
    return election.closes_at - timedelta(hours=hours)


def refuse_what_may_not_be_told(discretion: Discretion, asked: Asked) -> None:
    """P11. A title is shown in the dashboard, and a text to members and partners. Raises Refusal for a slip."""
    slips = [one for one in _kept(discretion, asked.title, asked.text) if not one]
    if slips:
        lines = "\n".join(f"  {one.because} ({one.clause})" for one in slips)
        raise Refusal(
            f"This can't be put to a vote as it is written:\n{lines}\nWrite “{publicity.UNNAMED}” instead; the title "
            "is shown in the dashboard, where partners may be private."
        )


def _kept(discretion: Discretion, title: str, text: str) -> Iterator[Ruling]:
    for ruled in discretion.of_question(shown=[title], read=[text]):
        yield replace(ruled, because=ruled.because.replace("it names", "title or text names", 1))


def _in_the_way(session: Session, contest: Contest, *, on: date) -> Sequence[Ruling]:
    """P1, P2, P3, P7, P11. The partnership is in force, its delegates are fixed, and what voters read is still so."""
    election, about = contest.election, contest.about or {}
    charter = rules_of(election)
    settled = partnerships.of(session, about["partnership"])
    window = Window(election.opens_at, election.closes_at, election.zone)
    others = {one.name for one in settled.partners if not one.ours}
    weights = roles.weights(settled.adaptations("voter"), charter=charter)
    same = contest.rule.get("weights") == weights and about == {
        "partnership": settled.key,
        **beside(settled, on=on, charter=charter),
    }
    changed = "what a ballot weighs, or the power between the partners, was written otherwise since: draft it again"
    return (
        *may_vote_flat(settled, charter=charter),
        *(delegates.is_fixed(one, window) for one in settled.delegations if one.partner in others),
        Ruling(same, "P7", "weights and power are as they were drafted" if same else changed),
        *_kept(Discretion(told.everybody(session, charter=charter), on, charter), contest.title, contest.text),
    )


FLAT = Matter("flat vote", "flat", PARTNERS, in_the_way=_in_the_way)
