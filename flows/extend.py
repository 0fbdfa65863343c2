"""Extend: an open ballot stays open longer, and everybody who can vote hears of it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, cells, letters
from core.records import Election, Letter, ParallelVote
from core.ruling import Ruling
from flows import asking, screen
from flows.draft import Hour
from flows.duties.election import electorates, extended, form, roll
from flows.duties.election.readiness import standing_in_the_way
from flows.duties.letter import outbox
from flows.duties.partnership import flat_votes
from flows.duties.privacy import discretion
from flows.duties.race import reasons
from flows.entrance import flow
from flows.pages.before_extending import before_extending
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


def extend(secretary: Secretary, key: str, *, closes_on: date, closes_at: str, reason: str, by: str) -> bool:
    """E11. Let an open ballot close later, at a local day and hour. False: it closes then already.

    A window may only become longer. In the same stroke all voters whom letters reach get one, with the reason; letters
    that wait take the new time up, and reminders follow the longer window. The form's own words follow with the next
    pass. Raises Refusal without a reason or initials, once voting has closed or the form of a parallel vote asks for
    our report sooner, and where a clause stands against it.
    """
    if not cells.text(reason) or not by.strip():
        raise Refusal("A longer vote needs a reason, which its voters read, and your initials. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        election, closes = _longer(pen.session, key, closes_on, closes_at, at=pen.at)
        if closes is None:
            return False
        before = election.closes_at
        stood = set(standing_in_the_way(pen.session, election, at=pen.at))
        _put_off(pen.session, election, closes)
        _refuse_new_obstacles(election, set(standing_in_the_way(pen.session, election, at=pen.at)) - stood)
        was = calendar.in_words(before, election.zone)
        reasons.keep(pen, extended.KIND, key, because=reason, by=by, before=was, election=key)
        election.form_fingerprint = form.paper_of(election).fingerprint()
        election.form_checked_at = pen.at - form.WATCH_EVERY  # the next pass looks at the form, and rewords it
        letter = _letter(secretary, pen.session, election, before=before, reason=reason)
        pen.session.add(letter)
        pen.log("letter.planned", letter=letter.key, size=letter.size)
    return True


def _longer(
    session: Session, key: str, closes_on: date, closes_at: str, *, at: datetime
) -> tuple[Election, datetime | None]:
    """The ballot, and when it would close; None if that is when it does. Raises Refusal."""
    election = session.get(Election, key)
    if election is None:
        raise Refusal(f"There is no ballot “{key}”.")
    if election.state != "open" or at >= election.closes_at:
        raise Refusal(
            f"“{key}” is {'closing' if election.state == 'open' else election.state}: only a ballot that is open can "
            "stay open longer. Before it opens, withdraw it and draft it anew. After it has closed, late votes would "
            "count that others weren't told they could still cast."
        )
    if closes_at not in get_args(Hour):
        raise Refusal(f"Voting closes at one of these hours: {', '.join(get_args(Hour))}. Nothing was changed.")
    closes = calendar.to_utc(datetime.combine(closes_on, time.fromisoformat(closes_at)), election.zone)
    if closes == election.closes_at:
        return election, None
    now = calendar.in_words(election.closes_at, election.zone)
    if closes < election.closes_at:
        raise Refusal(f"“{key}” closes {now}. Voters were told so: voting may close later, never sooner.")
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


def _refuse_new_obstacles(election: Election, found: set[Ruling]) -> None:
    """E11, E13, S5. What didn't stand against it as it was: an election day too near, or the end of a quarter."""
    if found:
        lines = "\n".join(sorted(f"  {one.because} ({one.clause})" for one in found))
        raise Refusal(f"“{election.key}” can't stay open so long:\n{lines}\nNothing was changed.")


def _put_off(session: Session, election: Election, closes: datetime) -> None:
    """The new time, in the book and in the letters that are still to be made."""
    before, election.closes_at = election.closes_at, closes
    says = _times(election)
    mine = select(Letter).where(Letter.election_key == election.key, Letter.not_after == before)
    for letter in session.execute(mine).scalars():
        letter.not_after = closes
        if letter.state == letters.PLANNED:
            letter.facts = {what: says.get(what, said) for what, said in letter.facts.items()}


def _times(election: Election) -> dict[str, str]:
    """What letters say of a ballot's end."""
    said = {
        "closes_local": calendar.local_in_words(election.closes_at, election.zone),
        "closes_utc": calendar.utc_in_words(election.closes_at, election.zone),
    }
    return said | (
        {"cut_off_local": flat_votes.cut_off_in_words(election)} if electorates.is_partners(election) else {}
    )


def _letter(secretary: Secretary, session: Session, election: Election, *, before: datetime, reason: str) -> Letter:
    """The letter that tells all voters whom letters reach, those who have voted too."""
    leaving = discretion.leaving(session)
    voters = roll.voters_of(session, election.key, reachable=True)
    return outbox.plan(
        f"{election.key}/extended-{election.closes_at:%Y%m%dt%H%M}",
        occasion="extended",
        election=election,
        at=secretary.now(),
        to=sorted({one.email for one in voters if one.number not in leaving}),
        facts=letter_facts(secretary, election, before=before, reason=reason),
        not_after=election.closes_at,
    )


def letter_facts(secretary: Secretary, election: Election, *, before: datetime, reason: str) -> dict[str, Any]:
    """What voters read of it; `before` is when voting would have closed."""
    return {
        "organisation": election.charter["name"],
        "election_title": election.title,
        "reason": cells.text(reason),
        "before_local": calendar.local_in_words(before, election.zone),
        "closes_local": calendar.local_in_words(election.closes_at, election.zone),
        "closes_utc": calendar.utc_in_words(election.closes_at, election.zone),
        "committee": electorates.is_committees(election),
        "delegates": electorates.is_partners(election),
        "reply_to": secretary.settings.mail_reply_to,
    }


def preview(secretary: Secretary, key: str, *, closes_on: date, closes_at: str, reason: str) -> str:
    """What a longer vote would mean; nothing, if it closes then already. Raises Refusal as `extend` does."""
    with secretary.ledger.reading() as session:
        election, closes = _longer(session, key, closes_on, closes_at, at=secretary.now())
        if closes is None:
            return ""
        before, election.closes_at = election.closes_at, closes
        letter = _letter(secretary, session, election, before=before, reason=reason)
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
