"""What went on outside after a backup was made, as far as it can be seen, and what becomes of it now."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from core import calendar, letters
from core.numbers import many
from core.records import Election, Letter, Response
from flows.backups.making import UNSEALED
from flows.backups.manifest import Manifest
from flows.duties.election import extended
from flows.secretary import OUTAGE, Secretary
from integrations.google import drive, forms
from integrations.mailchimp import campaigns

MARGIN = timedelta(days=1)
"""By how much clocks may differ."""


def note(secretary: Secretary, manifest: Manifest) -> None:
    """Let the log say that an older copy was put back: heads of the lines since are in letters, and no longer in it."""
    with secretary.ledger.writing(secretary.now()) as pen:
        made_at = manifest.made_at.isoformat()
        pen.log("book.restored", made_at=made_at, lines=manifest.standing.lines, head=manifest.standing.head)


def newer(secretary: Secretary, manifest: Manifest) -> list[str]:
    """What is newer outside than the book that was put back, and what happens to it. Nothing is changed by looking."""
    told = []
    for what, look in (("Mailchimp", _letters), ("Google", _ballots)):
        try:
            told += look(secretary, manifest.made_at)
        except OUTAGE as fault:
            told.append(f"{what} couldn't be asked ({type(fault).__name__}); the next pass looks for itself.")
    return told


def _letters(secretary: Secretary, since: datetime) -> list[str]:
    """The mailings that the book doesn't know as sent."""
    there = campaigns.made_since(secretary.mailchimp, list_id=secretary.audience, since=since - MARGIN)
    gone = {one.title for one in there if one.status != "save"}
    with secretary.ledger.reading() as session:
        known = dict(session.execute(select(Letter.key, Letter.state)).tuples().all())
        keys = set(session.execute(select(Election.key)).scalars())
    ahead = sorted(title for title in gone if known.get(title) not in letters.DELIVERED)
    strange = sorted({title.partition("/")[0] for title in ahead if "/" in title} - keys - _OTHERS)
    told = []
    if ahead:
        told.append(
            f"{many(len(ahead), 'letter')} went out that this book doesn't know as sent: {', '.join(ahead)}. Each is "
            "found by its title when it is due, and isn't sent again."
        )
    if strange:
        told.append(
            f"Letters went out about what this book doesn't know: {', '.join(strange)}. A ballot that was drafted or "
            "frozen since is drafted and frozen again, under the same key and with its key file in place."
        )
    return told


_OTHERS = {"reached", "lapses-soon", "lapsed"}
"""How letters begin that aren't about a ballot or a race."""


def _ballots(secretary: Secretary, since: datetime) -> list[str]:
    """The ballots that were under way: their forms, and their keys."""
    del since
    with secretary.ledger.reading() as session:
        mine = select(Election).where(Election.state.in_(UNSEALED)).order_by(Election.key)
        under_way = list(session.execute(mine).scalars())
        answers = dict(
            session.execute(
                select(Response.election_key, func.count(Response.response_id.distinct())).group_by(
                    Response.election_key
                )
            )
            .tuples()
            .all()
        )
    return [line for one in under_way for line in _ballot(secretary, one, answers.get(one.key, 0))]


def _ballot(secretary: Secretary, election: Election, read: int) -> list[str]:
    told = []
    if secretary.keyring.read(election.key) is None:
        told.append(
            f"The key file of “{election.key}” isn't here. Put it back: canvass restore-keys FILE. If its ballots were "
            "sealed since, the key was destroyed as it should be, and this book can't count them again: the result is "
            "what was certified then, or a newer backup has it."
        )
    known = _known_longer(secretary, election)
    told += known
    if not election.form_id:
        return told
    if not drive.is_there(secretary.google, election.form_id):
        told.append(
            f"The form of “{election.key}” is gone. The ballot will be held; a newer backup may have its result."
        )
        return told
    told += [] if known else _told_longer(secretary, election)
    since = len(forms.responses(secretary.google, election.form_id)) - read
    if since > 0:
        told.append(f"{many(since, 'answer')} to “{election.key}” came in since. The next pass reads them.")
    return told


def _known_longer(secretary: Secretary, election: Election) -> list[str]:
    """E11. That voting was extended since: by the key file, which the next pass goes by."""
    kept = secretary.keyring.read(election.key)
    known = extended.forgotten(election, kept) if kept else []
    if not known:
        return []
    until = calendar.in_words(known[-1].closes, election.zone)
    return [f"“{election.key}” was extended until {until}. By its key file the next pass sees that by itself."]


def _told_longer(secretary: Secretary, election: Election) -> list[str]:
    """E11. That voting was extended since, where only the form says so."""
    end = extended.told_end(secretary, election)
    if end is None:
        return []
    until = calendar.in_words(end, election.zone)
    says = f"The form of “{election.key}” says that voting is open until {until}, and it isn't closed unseen before."
    return [f"{says} Put the newest key file back, or extend it again until then: canvass extend {election.key}"]
