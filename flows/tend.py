"""Tend: bring every election, and every letter, to where it should be now.

It looks at the state and the clock, never at what it was woken for. Late runs, missing
runs and double runs are therefore harmless.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import requests
from google.auth.exceptions import GoogleAuthError
from sqlalchemy import select

from core import calendar, charter, ledger, letters, secrecy
from core.records import Election, Letter, RollEntry
from core.ruling import Ruling
from flows.duties import announcing, form, intake, mailboxes, post, sealing
from flows.secretary import Secretary
from integrations.google.auth import GoogleFault
from integrations.mailchimp.client import MailchimpFault

OUTAGE = (GoogleFault, MailchimpFault, GoogleAuthError, requests.RequestException)
"""What a service's bad day looks like. The next pass tries again."""


@dataclass
class Report:
    """What a pass did, and what kept it from doing more."""

    steps: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def tend(secretary: Secretary) -> Report:
    """One pass over everything that is under way."""
    report = Report()
    # Letters first set elections free to move on, and elections plan new letters: two rounds settle both.
    for _ in range(2):
        for key in _under_way(secretary):
            _guarded(report, key, lambda key=key: _move(secretary, key, report))  # type: ignore[misc]
        _guarded(report, "letters", lambda: post.deliver(secretary, report.troubles))
    return report


def _under_way(secretary: Secretary) -> list[str]:
    with secretary.ledger.reading() as session:
        unfinished = Election.state.in_(ledger.UNDER_WAY) | ((Election.state == "announced") & ~Election.form_erased)
        return list(session.execute(select(Election.key).where(unfinished).order_by(Election.key)).scalars())


def _guarded(report: Report, what: str, act: Callable[[], object]) -> None:
    """One election's trouble, or a service's bad day, must not keep the others waiting."""
    try:
        act()
    except OUTAGE as fault:
        trouble = f"{what}: {type(fault).__name__}: {fault}"
        if trouble not in report.troubles:
            report.troubles.append(trouble)


def _move(secretary: Secretary, key: str, report: Report) -> None:
    """Take an election from state to state until it has to wait for time or for a person."""
    while True:
        election = read(secretary, key)
        before = election.state
        fault = STATES[before](secretary, election)
        if fault is not None:
            hold(secretary, election, fault)
            report.troubles.append(f"{key}: {fault.because}")
            return
        after = read(secretary, key).state
        if after == before:
            return
        report.steps.append(f"{key}: {before} → {after}")


def read(secretary: Secretary, key: str) -> Election:
    """An election with its contests, apart from the database."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        list(election.contests)
        session.expunge_all()
        return election


def hold(secretary: Secretary, election: Election, fault: Ruling) -> None:
    """Stop an election until a person has looked. Ballots go on being read."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.held_because != fault.because:
            current.held_because = fault.because
            pen.log("election.held", election=election.key, clause=fault.clause)


def _unless_accepted(election: Election, fault: Ruling | None) -> Ruling | None:
    """A fault that a person has looked at and accepted doesn't stop anything any more."""
    return None if fault is None or fault.because in election.accepted else fault


# ── what is to be done in each state ───────────────────────────────────────────────────────────────


def _frozen(secretary: Secretary, election: Election) -> Ruling | None:
    """Make the form at once, so that organisers can look at it; open when the time has come."""
    if not election.form_ready:
        made = form.make(secretary, election)
        if isinstance(made, Ruling):
            return made
        _note_form(secretary, election, made)
        election = read(secretary, election.key)
    if secretary.now() < election.opens_at:
        return None
    if secretary.now() >= election.closes_at:
        return Ruling(False, "E11", "the voting window passed before the ballot could be opened; withdraw it or draft it anew")
    fault = _unless_accepted(election, form.publish(secretary, election))
    if fault is None:
        _open(secretary, election)
    return fault


def _note_form(secretary: Secretary, election: Election, made: form.Made) -> None:
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.form_ready:
            return
        current.form_id, current.form_link, current.form_ready = made.form_id, made.responder_uri, True
        current.form_fingerprint = form.paper_of(current).fingerprint()
        pen.log("form.made", election=election.key, fingerprint=current.form_fingerprint)


def _open(secretary: Secretary, election: Election) -> None:
    """Voting opens, and in the same stroke every voter's letter is planned."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.state != "frozen":
            return
        current.form_checked_at = pen.at
        pen.advance(current, "open")
        mine = select(RollEntry.line).where(RollEntry.election_key == election.key, RollEntry.place > 0)
        lines = sorted(pen.session.execute(mine).scalars())
        facts = announcing.ballot_facts(secretary, current, log_head=pen.head.hash)
        pen.session.add(post.plan(f"{election.key}/ballot", occasion="ballot", election=current, at=pen.at, to=lines, facts=facts))


def _opened(secretary: Secretary, election: Election) -> Ruling | None:
    """Read answers; at the deadline close; in between remind those who haven't voted."""
    now = secretary.now()
    if now >= election.closes_at:
        form.close(secretary, election)
        _close(secretary, election)
        return None
    reading = intake.read(secretary, election)
    fault = _unless_accepted(election, reading.fault)
    due = None if fault else _reminder_due(secretary, election)
    if fault is None and (due is not None or now - (election.form_checked_at or now) >= form.WATCH_EVERY):
        fault = _watch(secretary, election)
    if fault is None and due is not None:
        _remind(secretary, election, due)
    return fault


def _watch(secretary: Secretary, election: Election) -> Ruling | None:
    fault = _unless_accepted(election, form.check(secretary, election, accepting=True))
    if fault is None:
        with secretary.ledger.writing(secretary.now()) as pen:
            pen.session.get_one(Election, election.key).form_checked_at = pen.at
    return fault


def _planned_reminders(secretary: Secretary, election: Election) -> set[int]:
    with secretary.ledger.reading() as session:
        mine = select(Letter.key).where(Letter.election_key == election.key, Letter.occasion == "reminder")
        return {int(key.rpartition("-")[2]) for key in session.execute(mine).scalars()}


def reminder_times(election: Election) -> tuple[object, ...]:
    """E12. The instants of the reminders, by the charter the election was frozen with."""
    rules = charter.from_data(election.charter)
    return calendar.reminders(opens=election.opens_at, closes=election.closes_at, charter=rules)


def _reminder_due(secretary: Secretary, election: Election) -> int | None:
    times = reminder_times(election)
    now, planned = secretary.now(), _planned_reminders(secretary, election)
    return letters.reminders(times, planned=planned, at=now, closes=election.closes_at).due  # type: ignore[arg-type]


def _remind(secretary: Secretary, election: Election, number: int) -> None:
    """E12. Plan the reminder to those whose code hasn't come in: found with the key, written down locked with it."""
    key = secretary.keyring.read(election.key)
    if key is None:
        raise GoogleFault(None, "the election's key file is missing", ambiguous=False)
    voted = intake.voters(secretary, election)
    letter_key = f"{election.key}/reminder-{number}"
    with secretary.ledger.writing(secretary.now()) as pen:
        if pen.session.get(Letter, letter_key) is not None:
            return
        mine = select(RollEntry.line).where(RollEntry.election_key == election.key, RollEntry.place > 0)
        silent = [
            line
            for line in sorted(pen.session.execute(mine).scalars())
            if secrecy.code_hash(election.key, secrecy.code(key.key, line=line)) not in voted
        ]
        facts = announcing.ballot_facts(secretary, election, log_head=pen.head.hash, reminder=number)
        pen.session.add(
            post.plan(
                letter_key, occasion="reminder", election=election, at=pen.at, to=silent, facts=facts, key=key.key
            )
        )
        pen.log("letter.planned", letter=letter_key)


def _close(secretary: Secretary, election: Election) -> None:
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.state == "open":
            pen.advance(current, "closed")


def _closed(secretary: Secretary, election: Election) -> Ruling | None:
    """Read until two full readings agree, then seal."""
    reading = intake.read(secretary, election)
    fault = _unless_accepted(election, reading.fault or form.check(secretary, election, accepting=False))
    if fault is not None:
        return fault
    sealing.note_reading(secretary, election, reading.digest)
    return sealing.seal(secretary, election) if sealing.is_settled(secretary, election) else None


def _sealed(secretary: Secretary, election: Election) -> Ruling | None:
    sealing.destroy_key(secretary, election)
    sealing.count_all(secretary, election)
    return None


def _counted(secretary: Secretary, election: Election) -> Ruling | None:
    """Blank the links at Mailchimp. Then a person has to look at the count (flows.certify)."""
    sealing.destroy_key(secretary, election)
    if not election.links_erased and not _letters_on_their_way(secretary, election):
        mailboxes.erase_links(secretary, election)
        _note(secretary, election, links_erased=True)
    return None


def _letters_on_their_way(secretary: Secretary, election: Election) -> bool:
    """Whether a letter with links might still be rendered: its fields must not be blanked under it."""
    with secretary.ledger.reading() as session:
        mine = select(Letter.key).where(Letter.election_key == election.key, Letter.state == letters.SENDING)
        return session.execute(mine).first() is not None


def _certified(secretary: Secretary, election: Election) -> Ruling | None:
    """Publish the recount pack; the election is announced once the result letter is out."""
    _counted(secretary, election)
    if not election.pack_fingerprint:
        _note(secretary, election, pack_fingerprint=announcing.write_pack(secretary, election))
    with secretary.ledger.writing(secretary.now()) as pen:
        letter = pen.session.get(Letter, f"{election.key}/result")
        current = pen.session.get_one(Election, election.key)
        if letter is not None and letter.state in letters.DELIVERED and current.state == "certified":
            pen.advance(current, "announced")
    return None


def _announced(secretary: Secretary, election: Election) -> Ruling | None:
    """After the objection period the form and its answers go, too."""
    _counted(secretary, election)
    days = charter.from_data(election.charter).closing.objection_days.value
    if secretary.now() >= election.closes_at + timedelta(days=days) and not election.form_erased:
        form.erase(secretary, election)
        _note(secretary, election, form_erased=True)
    return None


def _note(secretary: Secretary, election: Election, **changes: object) -> None:
    """Write down that something is done."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        for name, value in changes.items():
            setattr(current, name, value)
        pen.log("election.noted", election=election.key, done=sorted(changes))


STATES: dict[str, Callable[[Secretary, Election], Ruling | None]] = {
    "frozen": _frozen,
    "open": _opened,
    "closed": _closed,
    "sealed": _sealed,
    "counted": _counted,
    "certified": _certified,
    "announced": _announced,
}
