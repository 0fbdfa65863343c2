"""Extend: an open ballot stays open longer, and everybody who can vote hears of it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, cells
from core.records import Election, ParallelVote
from flows import asking, screen
from flows.draft import Hour
from flows.duties.election import electorates, extended
from flows.duties.election.readiness import standing_in_the_way
from flows.duties.partnership import flat_votes
from flows.entrance import flow
from flows.pages.before_extending import before_extending
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled
from integrations.keyring import Extension


def extend(secretary: Secretary, key: str, *, closes_on: date, closes_at: str, reason: str, by: str) -> bool:
    """E11. Let an open ballot close later, at a local day and hour. False: it closes then already.

    A window may only become longer. In the same stroke all voters whom letters reach get one, with the reason; letters
    that wait take the new time up, and reminders follow the longer window. The form's own words follow with the next
    pass. Raises Refusal without a reason or initials, once voting has closed or the form of a parallel vote asks for
    our report sooner, and where a clause stands against it. After the end that the book has, only the one is taken
    that the form names already: then an older copy of the book was put back, and voters know that end.
    """
    if not cells.text(reason) or not by.strip():
        raise Refusal("A longer vote needs a reason, which its voters read, and your initials. Nothing was changed.")
    told_end = _told_end(secretary, key)
    with secretary.ledger.writing(secretary.now()) as pen:
        election, closes = _longer(pen.session, key, closes_on, closes_at, at=pen.at, told_end=told_end)
        if closes is None:
            return False
        if closes != told_end:
            _refuse_new_obstacles(pen.session, election, closes, at=pen.at)
        extension = Extension(closes, cells.text(reason), by.strip())
        if secretary.keyring.read(key) is not None:  # while the book is held, nobody else writes in that file
            secretary.keyring.extend(key, extension)
        extended.apply(secretary, pen, election, extension)
    return True


def _told_end(secretary: Secretary, key: str) -> datetime | None:
    """The end that voters were told of, and an older copy of the book forgot: what its form says after the book's."""
    with secretary.ledger.reading() as session:
        election = session.get(Election, key)
    if election is None or election.state != "open" or secretary.now() < election.closes_at:
        return None
    return extended.told_end(secretary, election)


def _longer(
    session: Session, key: str, closes_on: date, closes_at: str, *, at: datetime, told_end: datetime | None
) -> tuple[Election, datetime | None]:
    """The ballot, and when it would close; None if that is when it does. Raises Refusal."""
    election = session.get(Election, key)
    if election is None:
        raise Refusal(f"There is no ballot “{key}”.")
    if closes_at not in get_args(Hour):
        raise Refusal(f"Voting closes at one of these hours: {', '.join(get_args(Hour))}. Nothing was changed.")
    closes = calendar.to_utc(datetime.combine(closes_on, time.fromisoformat(closes_at)), election.zone)
    if election.state != "open" or (at >= election.closes_at and closes != told_end):
        raise Refusal(
            f"“{key}” is {'closing' if election.state == 'open' else election.state}: only a ballot that is open can "
            "stay open longer. Before it opens, withdraw it and draft it anew. After it has closed, late votes would "
            "count that others weren't told they could still cast."
        )
    if closes == election.closes_at:
        return election, None
    now = calendar.in_words(election.closes_at, election.zone)
    if closes < election.closes_at:
        raise Refusal(f"“{key}” closes {now}. Voters were told so: voting may close later, never sooner.")
    if closes != told_end:
        _refuse_promised(session, election, closes, at=at)
    return election, closes


def _refuse_promised(session: Session, election: Election, closes: datetime, *, at: datetime) -> None:
    """P2, P6. What partners were told holds: when votes pass to backups, and the last day of a parallel vote."""
    mine = select(ParallelVote).where(ParallelVote.our_election == election.key, ParallelVote.withdrawn_at.is_(None))
    for vote in session.execute(mine).scalars():
        if calendar.day_of(closes, election.zone) > vote.last_day:
            raise Refusal(
                f"“{election.key}” is our vote in the parallel vote “{vote.key}”, whose last day is "
                f"{calendar.day_in_words(vote.last_day)}. Move that first: canvass parallel-vote-moved {vote.key}"
            )
    if electorates.is_partners(election) and at >= flat_votes.cut_off(election):
        raise Refusal(
            f"In “{election.key}” votes have passed to the backup delegates already (P2). It closes as they were told."
        )


def _refuse_new_obstacles(session: Session, election: Election, closes: datetime, *, at: datetime) -> None:
    """E11, E13, S5. What didn't stand against it as it was: an election day too near, or the end of a quarter."""
    before, stood = election.closes_at, set(standing_in_the_way(session, election, at=at))
    election.closes_at = closes
    found = set(standing_in_the_way(session, election, at=at)) - stood
    election.closes_at = before
    if found:
        lines = "\n".join(sorted(f"  {one.because} ({one.clause})" for one in found))
        raise Refusal(f"“{election.key}” can't stay open so long:\n{lines}\nNothing was changed.")


def preview(secretary: Secretary, key: str, *, closes_on: date, closes_at: str, reason: str) -> str:
    """What a longer vote would mean; nothing, if it closes then already. Raises Refusal as `extend` does."""
    told_end = _told_end(secretary, key)
    with secretary.ledger.reading() as session:
        election, closes = _longer(session, key, closes_on, closes_at, at=secretary.now(), told_end=told_end)
        if closes is None:
            return ""
        before, election.closes_at = election.closes_at, closes
        letter = extended.letter(secretary, session, election, before=before, reason=reason)
        return before_extending(election, letter, before=before, now=secretary.now())


@flow(name="extend", flow_run_name=named("Extend: {election:ballot}"), persist_result=True)
def ask_to_extend(
    election: Annotated[str, titled("Ballot, by its key")],
    closes_on: Annotated[date, titled("New last day")],
    reason: Annotated[str, titled("Reason")],
    recorded_by: Annotated[str, titled("Recorded by")],
    closes_at: Annotated[Hour, titled("New hour of closing")] = "18:00",
) -> str:
    """Let an open ballot close later. The run shows first what that means and who is told, and asks.

    Args:
        election: The ballot's key.
        closes_on: The day on which voting closes then. It can only be later than now.
        reason: Why, in a sentence. All voters read it.
        recorded_by: Your initials.
        closes_at: Local time.
    """
    secretary = Secretary.at_work()
    page = preview(secretary, election, closes_on=closes_on, closes_at=closes_at, reason=reason)
    if page and not asking.agreed(secretary, page):
        return f"“{election}” closes when voters were told. {asking.LEFT}"
    said = told(
        secretary, election, extend(
            secretary, election, closes_on=closes_on, closes_at=closes_at, reason=reason, by=recorded_by
        )
    )  # fmt: skip
    screen.show_progress(secretary, election)
    return said


def told(secretary: Secretary, key: str, news: bool) -> str:  # noqa: FBT001 - whether it is news
    """What an organiser hears of it."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
    closes = calendar.in_words(election.closes_at, election.zone)
    if not news:
        return f"“{key}” closes {closes}, as it is. Nothing was changed, and nobody is written to."
    return (
        f"“{key}” closes {closes}. Its voters get a letter with the next pass, and reminders follow the longer vote. "
        "The form takes answers until then; the time that it names is put right with the next pass, too."
    )
