"""The tab Candidates: what organisers wrote there is taken over, and beside it stands how it is with each candidate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import candidates
from core.candidates import OURS, TAB, THEIRS, Candidates, Stand
from core.ledger import Pen
from core.lines import SetAside
from core.numbers import many
from core.records import Candidate, Race
from flows.duties.letter.steps import Stuck
from flows.duties.membership.tabs_read import Reading
from flows.duties.race import findings, history, race_votes, races, untaken, whose_rows, withdrawals
from flows.duties.race.history import Decided
from flows.duties.race.untaken import Untaken
from flows.duties.race.whose_rows import Sorted
from flows.secretary import Refusal, Secretary
from integrations.google import sheets
from integrations.google.sheets import Block, Book

HEADINGS = (OURS[0], *THEIRS, OURS[1])
"""How a new tab is headed."""

COPIED = ("name", "email", "website", "account", "endorsed_before", "withdrawn")
"""What is taken over from a row."""


def keep(secretary: Secretary, reading: Reading) -> list[str]:
    """E5. Take over who stands in which race, and write beside each row how it is with them. Returns what changed.

    The tab is made as soon as there is a race. Rows that can't be used say so where they stand. Somebody whose row is
    gone has withdrawn; while members vote on a race, nothing about it changes. Raises Stuck, once the rest is done,
    where it isn't clear whose a row is. `reading` is made for this, which comes first in a pass.
    """
    news, unclear, _ = _take_over_from(secretary, reading.book)
    if unclear:
        raise Stuck("\n".join([unclear, *news]))
    return news


def take_over(secretary: Secretary) -> tuple[list[str], str, list[Untaken]]:
    """E5. The same from the tab as it is now.

    Returns what changed, what isn't clear, in words, and the rows that aren't taken over, or the tab as a whole.
    """
    return _take_over_from(secretary, sheets.read(secretary.google, secretary.settings.members_book, (TAB.name,)))


def refuse_untaken(secretary: Secretary, key: str, about: Collection[str]) -> None:
    """E5. Take over the tab for a vote on these races: nobody is left off its ballot by a slip in their row.

    Raises Refusal with what has to be put right first: rows of these races, and of races that aren't known.
    """
    _, _, rows = take_over(secretary)
    letters = [f"  {one.words}" for one in rows if one.race in about or not one.race]
    if letters:
        head = f"Who stands on “{key}” isn't clear yet, by the tab {TAB.name}:"
        raise Refusal("\n".join([head, *letters]))


def _take_over_from(secretary: Secretary, book: Book) -> tuple[list[str], str, list[Untaken]]:
    with secretary.ledger.reading() as session:
        offices = {one.key: one.office for one in races.under_way(session)}
        every = {one.key: one.office for one in session.execute(select(Race).order_by(Race.key)).scalars()}
    if not offices:
        return [], "", []
    found = _without_the_past(candidates.read(book.tabs, every), offices)
    if found.refused:
        whole = [Untaken("", 0, found.refused)]
        untaken.note(secretary, whole)
        return [found.refused], "", whole
    with secretary.ledger.reading() as session:  # before anything is taken over: afterwards names are known
        rows = [_sorted(session.get_one(Race, key), found) for key in offices]
    unclear = [one for each in rows for one in each.unclear]
    gone = {each.race.key: _gone(each) for each in rows}
    news = _take_over(secretary, found, offices)
    withdrawals.note(secretary, gone)
    apart = {one.row for one in unclear}
    left = tuple(one for one in found.stands if one.row not in apart)
    clear = replace(found, stands=left, set_aside=(*found.set_aside, *unclear))
    _write(secretary, clear, is_there=TAB.name in book.tabs)
    races_of = {**found.of_races, **{one.row: each.race.key for each in rows for one in each.unclear}}
    aside = [Untaken(races_of.get(one.row, ""), one.row, str(one)) for one in clear.set_aside]
    less = [Untaken(races_of[one.row], one.row, f"{one} The rest of this row is taken over.") for one in clear.remarks]
    untaken.note(secretary, [*aside, *less])
    return news, whose_rows.unclear_in_words(unclear), aside


def _without_the_past(found: Candidates, offices: Mapping[str, str]) -> Candidates:
    """The tab without the rows of races that are over, which stay as they are. A new row there can't be used."""
    over = [one for one in found.stands if one.race not in offices and one.number is None]
    reason, remedy = "this race is over", "Take it up again first (door *reopen*, or canvass reopen), or open another"
    aside = (SetAside(TAB.name, one.row, "Race", reason, remedy) for one in over)
    stands = tuple(one for one in found.stands if one.race in offices)
    of_races = {**found.of_races, **{one.row: one.race for one in over}}
    remarks = tuple(one for one in found.remarks if found.of_races[one.row] in offices)
    return replace(found, stands=stands, set_aside=(*found.set_aside, *aside), remarks=remarks, of_races=of_races)


def _take_over(secretary: Secretary, found: Candidates, offices: Mapping[str, str]) -> list[str]:
    with secretary.ledger.reading() as session:
        if not any(_differs(session, key, found) for key in offices):
            return []
    changed = 0
    with secretary.ledger.writing(secretary.now()) as pen:
        known = [pen.session.get_one(Race, key) for key in offices]
        for race in [one for one in known if race_votes.is_voted_on(pen.session, one) is None]:
            changed += _of_race(pen, _sorted(race, found))
    return [f"{many(changed, 'candidate')} taken over from the tab {TAB.name}."] if changed else []


def _gone(rows: Sorted) -> set[int]:
    """Whose row says that they withdrew, or is gone."""
    ticked = {nth for nth, stand in rows.placed if nth is not None and stand.withdrawn}
    return ticked | {one.nth for one in rows.gone()} | {one.nth for one in rows.race.candidates if one.withdrawn}


def _differs(session: Session, key: str, found: Candidates) -> bool:
    rows = _sorted(session.get_one(Race, key), found)
    return bool(rows.gone()) or any(_news(_kept(rows.race, nth), stand) for nth, stand in rows.placed)


def _sorted(race: Race, found: Candidates) -> Sorted:
    mine = [one for one in found.stands if one.race == race.key]
    return whose_rows.sort_out(race, mine, unread=[nth for key, nth in found.unread if key == race.key])


def _kept(race: Race, nth: int | None) -> Candidate | None:
    return next((one for one in race.candidates if one.nth == nth), None)


def _news(kept: Candidate | None, stand: Stand) -> bool:
    return kept is None or any(getattr(kept, what) != getattr(stand, what) for what in _readable(stand))


def _readable(stand: Stand) -> list[str]:
    """What a row says of a candidate who is known. A slip in a cell takes nothing from anybody."""
    return [what for what in COPIED if what not in stand.unread]


def _of_race(pen: Pen, rows: Sorted) -> int:
    """Take over the rows of one race. Returns how many candidates changed."""
    race, gone = rows.race, rows.gone()
    numbers = count(max((one.nth for one in race.candidates), default=0) + 1)
    placed = [(nth if nth is not None else next(numbers), stand) for nth, stand in rows.placed]
    changed = sum(_take(race, nth, stand) for nth, stand in placed) + len(gone)
    for one in gone:
        one.withdrawn = True
    if changed:
        pen.log("candidates.taken", race=race.key, changed=changed, running=len(races.running(race)))
    return changed


def _take(race: Race, nth: int, stand: Stand) -> bool:
    kept = _kept(race, nth)
    if not _news(kept, stand):
        return False
    if kept is None:
        kept = Candidate(race_key=race.key, nth=nth, email="")
        race.candidates.append(kept)
    for what in _readable(stand):
        setattr(kept, what, getattr(stand, what))
    return True


def _write(secretary: Secretary, found: Candidates, *, is_there: bool) -> None:
    """Write our two columns, and the headings of a new tab. What stands there already isn't written again."""
    wanted: list[Block] = []
    places = dict(found.places)
    if not places:
        wanted.append(Block(TAB.name, 1, 1, [list(HEADINGS)]))
    else:
        width = max(places.values()) + 1
        for heading in [one for one in OURS if one not in places]:
            places[heading], width = width, width + 1
            wanted.append(Block(TAB.name, 1, places[heading] + 1, [[heading]]))
    wanted += _beside(secretary, found, places)
    if not is_there:
        sheets.add_tab(secretary.google, secretary.settings.members_book, TAB.name)
    if wanted:
        sheets.put(secretary.google, secretary.settings.members_book, wanted)


def _beside(secretary: Secretary, found: Candidates, places: Mapping[str, int]) -> Iterator[Block]:
    with secretary.ledger.reading() as session:
        known = {key: session.get_one(Race, key) for key in {one.race for one in found.stands}}
        whose = [
            (stand, candidate)
            for race in known.values()
            for nth, stand in _sorted(race, found).placed
            if (candidate := _kept(race, nth)) is not None
        ]
        past = history.find(session, zone=secretary.charter.zone)
        told = {one.row: stands(secretary, session, known[one.race], who) + before(past, who) for one, who in whose}
    for one in found.remarks:
        told[one.row] = f"NOT TAKEN: {one.column}: {one.reason}. {one.remedy}. {told.get(one.row, '')}".rstrip()
    told |= {one.row: f"NOT TAKEN: {one.column}: {one.reason}. {one.remedy}." for one in found.set_aside}
    for row, words in sorted(told.items()):
        if found.said.get(row, "") != words:
            yield Block(TAB.name, row, places[OURS[1]] + 1, [[words]])
    for stand, candidate in whose:
        if stand.number != candidate.nth:
            label = candidates.label(candidate.race_key, candidate.nth)
            yield Block(TAB.name, stand.row, places[OURS[0]] + 1, [[label]])


def stands(secretary: Secretary, session: Session, race: Race, candidate: Candidate) -> str:
    """How it is with a candidate, for the tab: whether they are asked anything, and why not."""
    if candidate.withdrawn:
        return "Withdrawn"
    if left := withdrawals.in_words(session, race, candidate, zone=secretary.charter.zone):
        return f"{left[0].upper()}{left[1:]}"
    ruling = races.may_be_asked(secretary, session, race, candidate)
    words = f"{ruling.because} ({ruling.clause})"
    mailbox = "" if candidate.email else ". No address: no letter can go there"
    mailbox += "".join(f". Look again: {words}" for words in whose_rows.alike(race, candidate))
    known = findings.facts_in_words(session, candidate, zone=secretary.charter.zone)
    found = "".join(f". {kind.capitalize()}: {what}" for kind, what in known.items())
    return f"{'May be asked' if ruling else 'Not asked'}: {words}{found}{mailbox}"


def before(past: Iterable[Decided], candidate: Candidate) -> str:
    """E13, E14. What our results say of earlier endorsements, where the row says something else. It stays as it is."""
    found = history.endorsements(past, candidate.name, apart_from=candidate.race_key)
    if found and not candidate.endorsed_before:
        newest = f"{found[0].title}, {found[0].year}"
        return f". By our results endorsed before ({newest}): if it is the same person, tick “Endorsed before”"
    if candidate.endorsed_before and not found:
        return ". Endorsed before as you say; our results, which may not go back so far, don’t show it"
    return ""


def emails(session: Session) -> set[str]:
    """The addresses of all candidates."""
    return {one for one in session.execute(select(Candidate.email)).scalars() if one}
