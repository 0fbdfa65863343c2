"""Slates: the committee agrees on one by consensus, and the voting members confirm it, as one group."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import nominations as rules
from core.counting.record import Count
from core.ledger import Pen
from core.records import Certificate, Contest, Cycle, Election, NoConfidence
from core.records.elections import COMMITTEE, MEMBERS
from core.ruling import Ruling
from flows.duties.election.matter import Asked, Matter
from flows.duties.election.rules import rules_of
from flows.duties.membership import persons
from flows.duties.nomination import haste, no_confidence, nominees
from flows.duties.nomination.nominees import Standing
from flows.secretary import Refusal

DECIDED = ("certified", "announced")
"""The states of an election whose count an officer has certified."""


def year_of(contest: Contest) -> int:
    """The year that a vote on a slate is for."""
    return int((contest.about or {})["year"])


def slate_of(session: Session, contest: Contest) -> tuple[str, ...]:
    """The slate that is voted on, by member number: each person once, by the number that is kept."""
    return persons.each_once((contest.about or {})["slate"], persons.kept(session))


def chosen(found: Sequence[Standing]) -> list[Standing]:
    """S4. Those whom organisers have put on the slate."""
    return [one for one in found if one.on_slate]


# ── the committee's consensus ──────────────────────────────────────────────────────────────────────


def _before_consensus(session: Session, contest: Contest, *, on: date) -> Iterator[Ruling]:
    """S1, S2, S3, S4. Nominations are over; the slate is of the right size, eligible, and still the tab's."""
    year, slate = year_of(contest), slate_of(session, contest)
    yield from _off(session, year)
    yield haste.ruling(session, contest, on=on)
    charter = rules_of(contest.election)
    known = {one.number: one for one in nominees.standings(session, year, on=on, charter=charter)}
    yield rules.is_a_slate(len(slate), charter=charter)
    yield from (Ruling(False, "S4", words) for words in _elsewhere(session, year, but=contest.election_key))
    now = {number for number, one in known.items() if one.on_slate}
    same = now == set(slate)
    yield Ruling(same, "S4", "it is the slate of the tab" if same else "the tab Nominations has another slate by now: "
                 "draft the vote anew")  # fmt: skip
    for one in [known[number] for number in slate if number in known]:
        yield from (Ruling(ruling.allowed, ruling.clause, f"{one.label}: {ruling.because}") for ruling in one.rulings())


CONSENSUS = Matter(
    "consensus",
    "consensus",
    COMMITTEE,
    in_the_way=lambda session, contest, *, on: tuple(_before_consensus(session, contest, on=on)),
)


def asked_of_committee(found: Sequence[Standing], year: int) -> Asked:
    """S4. What the committee is asked: whether it puts this slate forward, all members of it agreeing."""
    slate = _refuse_empty(chosen(found), year)
    text = f"The committee puts these nominees forward, as one group, for the year {year}:\n{_names(slate)}"
    return Asked(f"The slate for {year}", text, _about(slate, year))


def agreements(session: Session, year: int) -> list[Contest]:
    """S3, S4, S5. The certified votes in which the committee agreed to a slate, the latest last.

    After a failed vote they are those since then. What it agreed to before nominations were put off, or called off and
    opened again, isn't among them.
    """
    failed = failures(session, year)
    since = failed[-1].declared_at if failed else None
    return [
        one
        for one in decided(session, CONSENSUS.name, year)
        if has_passed(one)
        and haste.counts(session, one)
        and (since is None or session.get_one(Certificate, one.election_key).at > since)
    ]


def agreed(session: Session, year: int) -> list[tuple[str, ...]]:
    """S3, S4, S5. The slates that the committee agreed to and that count, the latest last."""
    return [slate_of(session, one) for one in agreements(session, year)]


def on_show(session: Session, year: int) -> tuple[str, ...]:
    """S3, S4. The slate whose statements members read: the one they vote on or voted on, else the last one agreed to.

    A slate that failed is on show until the committee agrees to another. Empty before there is any.
    """
    put = under_way(session, SLATE.name, year)
    held = put or [one for one in decided(session, SLATE.name, year) if has_passed(one)]
    found = agreed(session, year)
    if held or found:
        return slate_of(session, held[-1]) if held else found[-1]
    lost = decided(session, SLATE.name, year)
    return slate_of(session, lost[-1]) if lost else ()


# ── the members' vote ──────────────────────────────────────────────────────────────────────────────


def _before_slate(session: Session, contest: Contest, *, on: date) -> Iterator[Ruling]:
    """S1, S3, S4. The committee agreed to this slate, its statements are there to read, and the vote is in time."""
    year, slate = year_of(contest), slate_of(session, contest)
    election = contest.election
    charter, closes = rules_of(election), calendar.day_of(election.closes_at, election.zone)
    reason = str((contest.about or {}).get("late_because", ""))
    yield rules.is_a_slate(len(slate), charter=charter)
    yield from _off(session, year)
    yield haste.ruling(session, contest, on=on)
    yield rules.is_agreed(slate, agreed(session, year))
    yield from (Ruling(False, "S4", words) for words in _elsewhere(session, year, but=election.key))
    for failed in failures(session, year):
        yield rules.is_settled(ended=failed.ended_on is not None, reason=reason)
    yield rules.is_in_time(closes, year=year, reason=reason, charter=charter)
    known = nominees.standings(session, year, on=on, charter=charter)
    for one in [each for each in known if each.number in slate and not each.stands]:
        yield Ruling(False, "S3", f"{one.label} doesn't stand any more: the committee has to agree to another slate")
    same = {one.number for one in chosen(known)} == set(slate)
    yield Ruling(same, "S4", "it is the slate of the tab" if same else "the tab Nominations has another slate by now: "
                 "the committee has to agree to that one")  # fmt: skip
    linked = bool(contest.links)
    yield Ruling(linked, "S3", "the statements can be read" if linked else "the statements aren't published yet")


def _confirm(pen: Pen, contest: Contest, count: Count) -> None:
    """S4, S5, S6. A slate that passed is confirmed from this day on; one that didn't, is a vote of no confidence."""
    if count.outcome == "passed":
        seats = len(slate_of(pen.session, contest))
        pen.log("slate.confirmed", election=contest.election_key, year=year_of(contest), seats=seats)
    else:
        outcome = f"The slate for {year_of(contest)} was not confirmed"
        no_confidence.declare(pen, about=contest.title, outcome=outcome, election_key=contest.election_key)


SLATE = Matter(
    "slate",
    "slate",
    MEMBERS,
    in_the_way=lambda session, contest, *, on: tuple(_before_slate(session, contest, on=on)),
    put_on_record=_confirm,
    for_members=True,
)


MATTERS = (CONSENSUS.name, SLATE.name)
"""The votes on a slate: the committee's, and the members'."""


def asked_of_members(found: Sequence[Standing], cycle: Cycle, slate: Collection[str], *, late_because: str) -> Asked:
    """S4. What the voting members are asked: whether they confirm the slate, as one group, with its statements."""
    mine = _refuse_empty([one for one in found if one.number in slate], cycle.year)
    text = (
        f"The Steering Committee puts these members forward, as one group, for the coming year:\n{_names(mine)}\n"
        "Do you confirm them?"
    )
    links = (
        ({"title": "What they say of themselves, side by side", "url": cycle.sheet_link},) if cycle.sheet_link else ()
    )
    return Asked(
        f"Steering Committee {cycle.year}",
        text,
        {**_about(mine, cycle.year), "late_because": late_because},
        links=links,
    )


def _refuse_empty(slate: list[Standing], year: int) -> list[Standing]:
    if not slate:
        raise Refusal(f"Nobody is on the slate for {year} yet. In the tab Nominations, write yes under “On the slate”.")
    return slate


def _names(slate: Sequence[Standing]) -> str:
    return "\n".join(one.name or one.label for one in slate)


def _about(slate: Sequence[Standing], year: int) -> dict[str, object]:
    return {"year": year, "slate": sorted(one.number for one in slate)}


def decided(session: Session, matter: str, year: int) -> list[Contest]:
    """The certified votes on a matter for a year, in the order in which they were certified."""
    mine = select(Contest).join(Election).join(Certificate, Certificate.election_key == Election.key)
    wanted = mine.where(Contest.matter == matter, Election.state.in_(DECIDED))
    found = session.execute(wanted.order_by(Certificate.at, Election.key)).scalars()
    return [one for one in found if _is_for(one, year)]


def _is_for(contest: Contest, year: int) -> bool:
    return bool((contest.about or {}).get("year") == year)


def has_passed(contest: Contest) -> bool:
    """Whether a vote that is counted passed."""
    return contest.count is not None and Count.from_json(dict(contest.count)).outcome == "passed"


def under_way(session: Session, matter: str, year: int) -> list[Contest]:
    """The votes on a matter for a year that are frozen, or further, and not certified yet."""
    mine = select(Contest).join(Election).where(Contest.matter == matter)
    wanted = mine.where(Election.state.not_in(("drafted", "withdrawn", *DECIDED))).order_by(Election.key)
    return [one for one in session.execute(wanted).scalars() if _is_for(one, year)]


def failures(session: Session, year: int) -> list[NoConfidence]:
    """S5. The members' votes on a slate of a year that were of no confidence, the oldest first."""
    mine = [one.election_key for one in decided(session, SLATE.name, year)]
    found = select(NoConfidence).where(NoConfidence.key.in_(mine)).order_by(NoConfidence.declared_at)
    return list(session.execute(found).scalars())


def _elsewhere(session: Session, year: int, *, but: str = "") -> Iterator[str]:
    """S4. What else is voted on, or confirmed, so that there can be no vote on a slate of a year now."""
    going = [*under_way(session, CONSENSUS.name, year), *under_way(session, SLATE.name, year)]
    done = [one for one in decided(session, SLATE.name, year) if has_passed(one)]
    for one in [each for each in (*going, *done) if each.election_key != but]:
        whose = "members'" if one.matter == SLATE.name else "committee's"
        yield f"“{one.election_key}” is the {whose} vote on the slate for {year}: it is {one.election.state}"


def _off(session: Session, year: int) -> Iterator[Ruling]:
    if session.get_one(Cycle, year).called_off_at is not None:
        yield Ruling(False, "S3", f"the nominations of {year} are called off")


def refuse_second(session: Session, year: int) -> None:
    """S4. While the committee or the members vote on a slate of a year, or once one is confirmed, there is no other."""
    for words in _elsewhere(session, year):
        raise Refusal(f"{words}.")
