"""Extended: a ballot that stays open longer – in the book, in letters, on its form, and where an older book is back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import calendar, cells, ledger, letters
from core.ledger import Pen
from core.records import Election, Letter, Reading, Reason
from core.ruling import Obstacle
from flows.duties.election import electorates, form, intake, roll
from flows.duties.election.holds import unless_accepted
from flows.duties.form import place
from flows.duties.letter import outbox
from flows.duties.partnership import flat_votes
from flows.duties.privacy import discretion
from flows.duties.race import reasons
from flows.secretary import BALLOT_BOX, Secretary
from integrations.google import drive, forms
from integrations.google.auth import GoogleFault
from integrations.keyring import ElectionKey, Extension

KIND = "election.extended"
"""The log's word for it; its reason has the earlier closing time as the form said it."""

REOPENED = "election.reopened"
"""The log's word for a ballot that an older copy of the book had closed before its time."""


# ── the longer vote, in the book and in letters ────────────────────────────────────────────────────


def apply(secretary: Secretary, pen: Pen, election: Election, extension: Extension) -> None:
    """E11. The new end, its reason, and the letter that tells voters, in one stroke."""
    before = election.closes_at
    put_off(pen.session, election, extension.closes)
    was = calendar.in_words(before, election.zone)
    reasons.keep(pen, KIND, election.key, because=extension.reason, by=extension.by, before=was, election=election.key)
    if election.form_ready:
        election.form_fingerprint = form.paper_of(election).fingerprint()
    if election.form_checked_at is not None:
        election.form_checked_at = pen.at - form.WATCH_EVERY  # the next pass looks at the form, and rewords it
    planned = letter(secretary, pen.session, election, before=before, reason=extension.reason)
    if pen.session.get(Letter, planned.key) is None:
        pen.session.add(planned)
        pen.log("letter.planned", letter=planned.key, size=planned.size)


def put_off(session: Session, election: Election, closes: datetime) -> None:
    """The new time, in the book and in the letters that are still to be made. Once done, it changes nothing more."""
    before, election.closes_at = election.closes_at, closes
    says = _times(election)
    mine = select(Letter).where(Letter.election_key == election.key, Letter.not_after == before)
    for waiting in session.execute(mine).scalars():
        waiting.not_after = closes
        if waiting.state == letters.PLANNED:
            waiting.facts = {what: says.get(what, said) for what, said in waiting.facts.items()}


def _times(election: Election) -> dict[str, str]:
    """What letters say of a ballot's end."""
    said = {
        "closes_local": calendar.local_in_words(election.closes_at, election.zone),
        "closes_utc": calendar.utc_in_words(election.closes_at, election.zone),
    }
    return said | (
        {"cut_off_local": flat_votes.cut_off_in_words(election)} if electorates.is_partners(election) else {}
    )


def letter(secretary: Secretary, session: Session, election: Election, *, before: datetime, reason: str) -> Letter:
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


# ── an older copy of the book, or of the key file ──────────────────────────────────────────────────


def remember(secretary: Secretary, election: Election) -> None:
    """E11. Bring book and key file to the same end of voting: the later one, which voters were told of.

    The key file is ahead if a process died between the two, or if an older copy of the book was put back. A letter
    that went out by then is found at Mailchimp by its title, and not sent again.
    """
    if election.state not in ("frozen", "open", "closed") or secretary.part == BALLOT_BOX:
        return
    kept = secretary.keyring.read(election.key)
    if kept is None:
        return
    if forgotten(election, kept):
        _catch_up(secretary, election.key, kept)
    elif election.closes_at not in {one.closes for one in kept.extended}:
        _note_of_book(secretary, election)


def forgotten(election: Election, kept: ElectionKey) -> list[Extension]:
    """The extensions that the key file knows and the book doesn't, the first one first."""
    return [one for one in kept.extended if one.closes > election.closes_at]


def _catch_up(secretary: Secretary, key: str, kept: ElectionKey) -> None:
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, key)
        behind = forgotten(current, kept)
        for one in behind:
            apply(secretary, pen, current, one)
        if behind and current.state == "closed":
            pen.session.execute(delete(Reading).where(Reading.election_key == key))
            pen.log(REOPENED, election=key)


def _note_of_book(secretary: Secretary, election: Election) -> None:
    """A key file that was put back from a copy older than the book learns of the longer vote."""
    with secretary.ledger.reading() as session:
        mine = select(Reason).where(Reason.kind == KIND, Reason.subject == election.key).order_by(Reason.seq.desc())
        newest = session.execute(mine).scalars().first()
    if newest is not None:
        known = Extension(election.closes_at, newest.because, newest.given_by)
        secretary.keyring.extend(election.key, known)


# ── the form ───────────────────────────────────────────────────────────────────────────────────────


def reword(secretary: Secretary, election: Election) -> bool:
    """E11. Put the new closing time on a form that still says an earlier one. Whether anything was written.

    A form that differs in anything else is left as it is: whoever compares it next will say so.
    """
    with secretary.ledger.reading() as session:
        mine = select(Reason.before).where(Reason.kind == KIND, Reason.subject == election.key)
        earlier = set(session.execute(mine).scalars())
    if not earlier or election.form_id not in drive.find(secretary.google, form.form_name(election)):
        return False
    held = forms.read(secretary.google, election.form_id)
    if held.paper.fingerprint() not in {form.paper_of(election, closes=one).fingerprint() for one in earlier}:
        return False
    forms.describe(secretary.google, election.form_id, form.paper_of(election), revision=held.revision)
    return True


def told_end(secretary: Secretary, election: Election) -> datetime | None:
    """The later end that the form at Google names and the book doesn't know, if there is one."""
    held = _held(secretary, election)
    return None if held is None else form.later_end(election, held.paper)


def unheeded(secretary: Secretary, election: Election) -> Obstacle | None:
    """E11. What keeps an open ballot from being closed at the book's end: its form names a later one."""
    held = _held(secretary, election)
    return None if held is None else form.named_later(election, held.paper)


def _held(secretary: Secretary, election: Election) -> forms.FormAsRead | None:
    """The form as Google holds it; None where it is gone, which whoever compares it says."""
    try:
        return forms.read(secretary.google, election.form_id)
    except GoogleFault as fault:
        if fault.status != place.NOT_FOUND:
            raise
        return None


def stays_open(secretary: Secretary, election: Election) -> Obstacle | None:
    """E11. What is done while a ballot that was closed too early takes votes again, until the end that voters know."""
    reword(secretary, election)
    found = form.publish(secretary, election)
    return unless_accepted(election, *found, *intake.read(secretary, election).found)


def close_again(secretary: Secretary, election: Election) -> None:
    """Close the form of a ballot that was closed too early, and then took votes until its end."""
    with secretary.ledger.reading() as session:
        was_reopened = ledger.newest(session, REOPENED, election=election.key) is not None
    if was_reopened:
        form.close(secretary, election)
