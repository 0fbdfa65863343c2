"""Seats: what the tab Committee says is taken over, and beside each row stands how it is with that member today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import calendar
from core import seats as tab
from core.bylaws import committee, seating
from core.bylaws.membership import Evidence, MembershipRuling
from core.bylaws.seating import Seat
from core.calendar import day_in_words
from core.charter import Charter
from core.numbers import many
from core.records import CommitteeSeat, Person, Race
from core.seats import STANDS, TAB, THEIRS, Place, Seats
from flows.duties.committee import on_record, succession
from flows.duties.membership import persons
from flows.duties.membership.persons import ByPerson
from flows.duties.membership.standing import Standing, Standings
from flows.duties.membership.tabs_read import Reading
from flows.secretary import Refusal, Secretary
from integrations.google import sheets
from integrations.google.sheets import Block, Book

HEADINGS = (*THEIRS, STANDS)
"""How a new tab is headed."""


def keep(secretary: Secretary, reading: Reading) -> list[str]:
    """S9, S10, S11. Take over who has a seat, and write beside each row how it is with them. Returns what changed.

    The tab is made if there is none yet. Rows that can't be used say so where they stand. The tab is read by
    itself only where `reading` shows that there is something to do.
    """
    found, changed = _found(secretary, reading.book), 0
    if not found.refused and _is_news(secretary, found):
        found, changed = take_over(secretary)
    if found.refused:
        return [found.refused]
    return [f"{many(changed, 'row')} taken over from the tab {TAB.name}."] if changed else []


def take_over(secretary: Secretary) -> tuple[Seats, int]:
    """The tab as it is now, and how many of its rows were news."""
    book = sheets.read(secretary.google, secretary.settings.members_book, (TAB.name,))
    found = _found(secretary, book)
    if found.refused:
        return found, 0
    changed = _write_down(secretary, found)
    _write_beside(secretary, found, is_there=TAB.name in book.tabs)
    return found, changed


def _found(secretary: Secretary, book: Book) -> Seats:
    """What the tab says."""
    with secretary.ledger.reading() as session:
        members = {*session.execute(select(Person.number)).scalars(), *persons.kept(session)}
        races = list(session.execute(select(Race.key).order_by(Race.key)).scalars())
    expected = secretary.charter.expectations
    standing = expected.standing_committees.value if expected else ()
    return tab.read(book.tabs, members=members, races=races, committees=standing)


def _is_news(secretary: Secretary, found: Seats) -> bool:
    """Whether the book, or our column, says anything else than it would after the tab was taken over."""
    with secretary.ledger.reading() as session:
        known = _kept(session) == _wanted(found)
    return not known or bool(_beside(secretary, found))


def read_whole(secretary: Secretary, key: str) -> None:
    """S9, S10, S11. Take over the tab for a vote's roll: every row of it has to say something.

    Raises Refusal with what has to be put right first.
    """
    found, _ = take_over(secretary)
    letters = [found.refused] if found.refused else [str(one) for one in found.set_aside]
    if letters:
        raise Refusal(
            f"Who votes on “{key}” isn't clear yet, by the tab {TAB.name}:\n" + "\n".join(f"  {one}" for one in letters)
        )


def _write_down(secretary: Secretary, found: Seats) -> int:
    wanted = _wanted(found)
    with secretary.ledger.reading() as session:
        if _kept(session) == wanted:
            return 0
    with secretary.ledger.writing(secretary.now()) as pen:
        before = _kept(pen.session)
        pen.session.execute(delete(CommitteeSeat))
        pen.session.add_all(CommitteeSeat(row=row, **said) for row, said in wanted.items())
        changed = sum(before.get(row) != wanted.get(row) for row in before.keys() | wanted.keys())
        pen.log("seats.taken", rows=len(wanted), changed=changed, **_news(before.values(), wanted.values()))
    return changed


def _news(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Who came, who went, and whose terms are others, by number and with their days: whoever looks later can see."""
    was, are = _days(before), _days(now)
    return {
        "added": {one: are[one] for one in are if one not in was},
        "removed": {one: was[one] for one in was if one not in are},
        "altered": {one: {"was": was[one], "is": are[one]} for one in was if one in are and was[one] != are[one]},
    }


def _days(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[list[str]]]:
    """Each member's terms: first and last day, those of a leave, and the races that they are recused from."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for one in rows:
        days = [one[what] for what in ("since", "until", "leave_from", "leave_until")]
        found[one["number"]].append([*(day.isoformat() if day else "" for day in days), *one["recused"]])
    return {number: sorted(terms) for number, terms in found.items()}


def _wanted(found: Seats) -> dict[int, dict[str, Any]]:
    return {one.row: _row(one) for one in found.places}


def _row(place: Place) -> dict[str, Any]:
    said = asdict(place.seat)
    return {
        "number": place.number,
        **{what: said[what] for what in ("since", "until", "leave_from", "leave_until")},
        "recused": list(place.seat.recused),
        "backup": place.backup,
        "note": place.note,
        "role": place.role,
        "serves_on": list(place.serves_on),
    }


def _kept(session: Session) -> dict[int, dict[str, Any]]:
    columns = [one.key for one in CommitteeSeat.__table__.columns]
    rows = session.execute(select(CommitteeSeat)).scalars()
    return {one.row: {what: getattr(one, what) for what in columns if what != "row"} for one in rows}


def _write_beside(secretary: Secretary, found: Seats, *, is_there: bool) -> None:
    wanted = _beside(secretary, found)
    if not is_there:
        sheets.add_tab(secretary.google, secretary.settings.members_book, TAB.name)
    if wanted:
        sheets.put(secretary.google, secretary.settings.members_book, wanted)


def _beside(secretary: Secretary, found: Seats) -> list[Block]:
    """Our column, and the headings of a new tab, as far as they don't stand there already."""
    wanted: list[Block] = []
    places = dict(found.columns)
    if not places:
        wanted.append(Block(TAB.name, 1, 1, [list(HEADINGS)]))
    elif STANDS not in places:
        places[STANDS] = max(places.values()) + 1
        wanted.append(Block(TAB.name, 1, places[STANDS] + 1, [[STANDS]]))
    return wanted + [Block(TAB.name, row, places[STANDS] + 1, [[said]]) for row, said in _stands(secretary, found)]


def _stands(secretary: Secretary, found: Seats) -> Iterator[tuple[int, str]]:
    """The rows beside which something else has to stand than does, and what."""
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    with secretary.ledger.reading() as session:
        by_number: dict[str, list[Seat]] = defaultdict(list)
        merged = persons.kept(session)
        for one in found.places:
            by_number[merged.get(one.number, one.number)].append(one.seat)
        kept = persons.ByPerson(on_record.joined(session, by_number, merged=merged), merged)
    told: dict[int, str] = {}
    for one in found.places:
        held = kept[one.number]
        seat = next(each for each in held if each.place == one.seat.place)
        words = stands(seat, held, on=today, charter=secretary.charter)
        told[one.row] = ". ".join((words, *one.odd))
    told |= {one.row: f"NOT TAKEN: {one.column}: {one.reason}. {one.remedy}." for one in found.set_aside}
    told |= {row: "" for row in found.said if row not in told}
    yield from ((row, words) for row, words in sorted(told.items()) if found.said.get(row, "") != words)


def stands(seat: Seat, held: Sequence[Seat], *, on: date, charter: Charter) -> str:
    """S1, S6, S9, S10, S11. How it is with a row's member today, in words for the tab. `held` are all their terms."""
    mine = held if seating.holds(seat, on=on, charter=charter) else [seat]
    ruling = committee.is_active(mine, on=on, charter=charter)
    words = f"{'Active' if ruling else 'Not active'}: {ruling.because} ({ruling.clause})"
    if seat.recalled and seat.recalled < seat.since:
        words += ". It counts once a slate that was confirmed after the recall has them, from that day on, or with an "
        words += "exception (canvass exempt, --from S6)"
    elif seat.recalled and seat.recalled <= on and (seat.until is None or seat.until > seat.recalled):
        words += f". The recall ended this term: write {seating.before(seat.recalled)} under Until"
    elif through := succession.ended_by_slate(seat, on=on, charter=charter):
        words += f". The slate ended this term: write {through} under Until"
    if seat.unconfirmed and seat.since <= on:
        if seat.not_taken:
            words += ". If they take it after all, take back what is on record (door seat); else take the row out"
        else:
            words += ". If they fill a vacancy, record it, and why (door seat); else take the row out"
    if seat.recused:
        words += f". Recused from {', '.join(seat.recused)} (S11)"
    if through := _too_long(seat, held, charter):
        words += f". The leave is longer than it may be: it ends on {day_in_words(through)} (S10)"
    return words


def _too_long(seat: Seat, held: Sequence[Seat], charter: Charter) -> date | None:
    """S10. The last day that counts of a row's leave, also of one joined with another row's, if more is written."""
    if seat.leave_from is None or seat.leave_until is None:
        return None
    mine = next(one for one in seating.leaves(held, charter=charter) if one.first <= seat.leave_from <= one.last)
    return mine.through if mine.through < seat.leave_until else None


def place_of(one: CommitteeSeat) -> str:
    """The row of the tab that a seat is from, as its evidence has it."""
    return f"{TAB.name}, row {one.row}"


def by_member(session: Session) -> ByPerson[list[Seat]]:
    """All terms of every member who has, had or will have a seat, by member number, with what is on record of them.

    Under which of a person's numbers a seat stands makes no difference: it is theirs, by the number that is kept.
    """
    found: dict[str, list[Seat]] = defaultdict(list)
    kept = persons.kept(session)
    for one in session.execute(select(CommitteeSeat).order_by(CommitteeSeat.row)).scalars():
        recused = tuple(one.recused)
        seat = Seat(one.since, one.until, one.leave_from, one.leave_until, recused, place_of(one))
        found[kept.get(one.number, one.number)].append(seat)
    return ByPerson(on_record.joined(session, found, merged=kept), kept)


def voters(session: Session, members: Standings, *, race: str, on: date, charter: Charter) -> dict[str, Standing]:
    """S9, S10, S11. Who votes in the committee on a local day, each with the ruling and the row that bears it out.

    `race` is the key of the race that is voted on, or empty.
    """
    known, found = {one.number: one for one in members.today}, {}
    for number, terms in by_member(session).items():
        ruling = committee.votes_on(race, terms, on=on, charter=charter)
        if ruling and number in known:
            evidence = tuple(Evidence(one.since, "a seat on the committee", one.place) for one in terms)
            found[number] = replace(known[number], ruling=MembershipRuling(ruling, evidence, ""))
    return dict(sorted(found.items()))


def seated(session: Session, *, on: date, charter: Charter) -> set[str]:
    """The numbers of all who have a seat on a local day, also of those who are on leave, or recused."""
    return {number for number, terms in by_member(session).items() if committee.has_seat(terms, on=on, charter=charter)}


def as_data(session: Session) -> Mapping[int, Any]:
    """The seats as plain data, to see whether they changed."""
    return _kept(session)
