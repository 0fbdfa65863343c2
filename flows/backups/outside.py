"""What went on outside after a backup was made, as far as it can be seen, and what becomes of it now."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from core import calendar, letters
from core.numbers import many
from core.records import Election, Letter, Response
from flows.backups.making import UNSEALED
from flows.backups.manifest import Manifest
from flows.duties.election import box, extended
from flows.secretary import BALLOT_BOX, OUTAGE, REGISTRAR, Secretary
from integrations.google import drive, forms
from integrations.mailchimp import campaigns

MARGIN = timedelta(days=1)
"""By how much clocks may differ."""


def newer(secretary: Secretary, manifest: Manifest) -> list[str]:
    """What is newer outside than the book that was put back, and what happens to it. Nothing is changed by looking.

    A part of a divided installation asks only its own services, and looks for its own keys.
    """
    told = [line for one in _under_way(secretary) for line in _key(secretary, one)]
    asked = [("Mailchimp", _letters)] if secretary.part != BALLOT_BOX else []
    asked += [("Google", _ballots)] if secretary.part != REGISTRAR else []
    for what, look in asked:
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


def _under_way(secretary: Secretary) -> list[Election]:
    with secretary.ledger.reading() as session:
        mine = select(Election).where(Election.state.in_(UNSEALED)).order_by(Election.key)
        return list(session.execute(mine).scalars())


def _key(secretary: Secretary, election: Election) -> list[str]:
    """Whether the key file of a ballot that was under way is here, and what it knows of its end."""
    if secretary.part == BALLOT_BOX:
        unreadable = box.unreadable(secretary, election)
        return [] if unreadable is None else [unreadable.because]
    if secretary.keyring.read(election.key) is not None:
        return _known_longer(secretary, election)
    words = (
        f"The key file of “{election.key}” isn't here. Put it back: canvass restore-keys FILE. If its ballots were "
        "sealed since, the key was destroyed as it should be, and this book can't count them again: the result is "
        "what was certified then, or a newer backup has it."
    )
    return [words]


def _ballots(secretary: Secretary, since: datetime) -> list[str]:
    """The forms of the ballots that were under way."""
    del since
    counted = select(Response.election_key, func.count(Response.response_id.distinct())).group_by(Response.election_key)
    with secretary.ledger.reading() as session:
        answers = dict(session.execute(counted).tuples().all())
    return [line for one in _under_way(secretary) for line in _ballot(secretary, one, answers.get(one.key, 0))]


def _ballot(secretary: Secretary, election: Election, read: int) -> list[str]:
    if not election.form_id:
        return []
    if not drive.is_there(secretary.google, election.form_id):
        return [f"The form of “{election.key}” is gone. The ballot will be held; a newer backup may have its result."]
    told = [] if _known_longer(secretary, election) else _told_longer(secretary, election)
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
