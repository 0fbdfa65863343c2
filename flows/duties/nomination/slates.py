"""Slates: the committee agrees on one by consensus, the voting members confirm it, and those on it take seats."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import nominations as rules
from core.counting.record import Count
from core.ledger import Pen
from core.records import Certificate, CommitteeSeat, Contest, Cycle, Election
from core.records.elections import COMMITTEE, MEMBERS
from core.ruling import Ruling
from flows.duties.election.matter import Asked, Matter
from flows.duties.election.rules import rules_of
from flows.duties.nomination import no_confidence, nominees
from flows.duties.nomination.nominees import Standing
from flows.secretary import Refusal

DECIDED = ("certified", "announced")
"""The states of an election whose count an officer has certified."""


@dataclass(frozen=True)
class Confirmed:
    """A slate that the voting members confirmed: by which vote, on which local day, and of whom, by number."""

    key: str
    on: date
    slate: tuple[str, ...]


def slate_of(contest: Contest) -> tuple[int, tuple[str, ...]]:
    """The year that a vote on a slate is for, and the slate, by member number."""
    about = contest.about or {}
    return int(about["year"]), tuple(about["slate"])


def chosen(found: Sequence[Standing]) -> list[Standing]:
    """S4. Those whom organisers have put on the slate."""
    return [one for one in found if one.nominee.on_slate]


# ── the committee's consensus ──────────────────────────────────────────────────────────────────────


def _before_consensus(session: Session, contest: Contest, *, on: date) -> Iterator[Ruling]:
    """S1, S2, S3, S4. The slate is of the right size, each on it may be put forward, and it is still the tab's."""
    year, slate = slate_of(contest)
    charter = rules_of(contest.election)
    known = {one.nominee.number: one for one in nominees.standings(session, year, on=on, charter=charter)}
    yield rules.is_a_slate(len(slate), charter=charter)
    now = {number for number, one in known.items() if one.nominee.on_slate}
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


def agreed(session: Session, year: int) -> list[tuple[str, ...]]:
    """S4. The slates that the committee agreed to by consensus, as certified."""
    return [slate_of(one)[1] for one in _decided(session, CONSENSUS.name, year) if _passed(one)]


# ── the members' vote ──────────────────────────────────────────────────────────────────────────────


def _before_slate(session: Session, contest: Contest, *, on: date) -> Iterator[Ruling]:
    """S1, S3, S4. The committee agreed to this slate, its statements are there to read, and the vote is in time."""
    year, slate = slate_of(contest)
    election = contest.election
    charter, closes = rules_of(election), calendar.day_of(election.closes_at, election.zone)
    reason = str((contest.about or {}).get("late_because", ""))
    yield rules.is_a_slate(len(slate), charter=charter)
    yield rules.is_agreed(slate, agreed(session, year))
    yield rules.is_in_time(closes, year=year, reason=reason, charter=charter)
    standing = [one for one in nominees.standings(session, year, on=on, charter=charter) if one.nominee.number in slate]
    for one in [each for each in standing if not each.stands]:
        yield Ruling(False, "S3", f"{one.label} doesn't stand any more: the committee has to agree to another slate")
    linked = bool(contest.links)
    yield Ruling(linked, "S3", "the statements can be read" if linked else "the statements aren't published yet")


def _confirm(pen: Pen, contest: Contest, count: Count) -> None:
    """S4, S5, S6. A slate that passed is confirmed from this day on; one that didn't, is a vote of no confidence."""
    if count.outcome == "passed":
        year, slate = slate_of(contest)
        pen.log("slate.confirmed", election=contest.election_key, year=year, seats=len(slate))
    else:
        no_confidence.declare(pen, about=contest.title, election_key=contest.election_key)


SLATE = Matter(
    "slate",
    "slate",
    MEMBERS,
    in_the_way=lambda session, contest, *, on: tuple(_before_slate(session, contest, on=on)),
    put_on_record=_confirm,
)


def asked_of_members(found: Sequence[Standing], cycle: Cycle, slate: Collection[str], *, late_because: str) -> Asked:
    """S4. What the voting members are asked: whether they confirm the slate, as one group, with its statements."""
    mine = _refuse_empty([one for one in found if one.nominee.number in slate], cycle.year)
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
    return {"year": year, "slate": sorted(one.nominee.number for one in slate)}


def _decided(session: Session, matter: str, year: int) -> list[Contest]:
    """The certified votes on a matter for a year, the oldest first."""
    mine = select(Contest).join(Election).where(Contest.matter == matter, Election.state.in_(DECIDED))
    found = session.execute(mine.order_by(Election.closes_at, Election.key)).scalars()
    return [one for one in found if slate_of(one)[0] == year]


def _passed(contest: Contest) -> bool:
    return contest.count is not None and Count.from_json(dict(contest.count)).outcome == "passed"


def refuse_second(session: Session, year: int) -> None:
    """S4. Once the members vote on a slate of a year, or have confirmed one, there is no other vote on one."""
    mine = select(Contest).join(Election).where(Contest.matter == SLATE.name, Election.state != "withdrawn")
    for one in [each for each in session.execute(mine).scalars() if slate_of(each)[0] == year]:
        if one.election.state not in ("drafted", *DECIDED) or (one.election.state in DECIDED and _passed(one)):
            raise Refusal(
                f"“{one.election_key}” is the members' vote on the slate for {year}: it is {one.election.state}."
            )


# ── seats ──────────────────────────────────────────────────────────────────────────────────────────


def confirmed(session: Session, year: int) -> Confirmed | None:
    """S4. The slate of a year that the members confirmed, if they did."""
    passed = [one for one in _decided(session, SLATE.name, year) if _passed(one)]
    if not passed:
        return None
    election = passed[-1].election
    at = session.get_one(Certificate, election.key).at
    return Confirmed(election.key, calendar.day_of(at, election.zone), slate_of(passed[-1])[1])


@dataclass(frozen=True)
class SeatToEnter:
    """A row that organisers enter in the tab Committee: whose seat, from when until when; and if they may take it."""

    number: str
    label: str
    since: date
    until: date
    may: Ruling
    entered: bool


def seats_to_enter(session: Session, year: int) -> list[SeatToEnter]:
    """S2, S6. The seats of a confirmed slate, as they belong into the tab Committee, with what is ruled on each."""
    found = confirmed(session, year)
    if found is None:
        return []
    charter = rules_of(session.get_one(Election, found.key))
    since, until = rules.term(found.on, charter=charter)
    begun = set(session.execute(select(CommitteeSeat.number).where(CommitteeSeat.since == since)).scalars())
    return [
        SeatToEnter(number, one.label, since, until, rules.may_take_seat(one.card), number in begun)
        for one in nominees.standings(session, year, on=found.on, charter=charter)
        if (number := one.nominee.number) in found.slate
    ]


def seats_in_words(session: Session, year: int) -> list[str]:
    """S2, S6. Each seat that isn't entered yet, for organisers: numbers only."""
    return [
        f"{one.number} ({one.label}): From {one.since}, Until {one.until}"
        + ("" if one.may else f". First: {one.may.because} ({one.may.clause})")
        for one in seats_to_enter(session, year)
        if not one.entered
    ]
