"""An election's life: what is to be done in each state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from core import letters
from core.calendar import Window
from core.records import Certificate, Election, Letter
from core.ruling import Obstacle, Ruling
from flows.duties.committee import changed_seats, recall_letters
from flows.duties.election import (
    announcing,
    closing,
    electorates,
    extended,
    form,
    intake,
    publicity,
    relinking,
    reminding,
    roll,
    sealing,
)
from flows.duties.election.holds import unless_accepted
from flows.duties.election.rules import rules_of
from flows.duties.letter import mailboxes, outbox
from flows.duties.partnership import told
from flows.duties.privacy import discretion
from flows.secretary import Secretary


def read(secretary: Secretary, key: str) -> Election:
    """An election with its contests, apart from the database."""
    with secretary.ledger.reading() as session:
        return session.get_one(Election, key)


# ── what is to be done in each state ───────────────────────────────────────────────────────────────


def _frozen(secretary: Secretary, election: Election) -> Obstacle | None:
    """Make the form at once, so that organisers can look at it; open when the time has come."""
    if not election.form_ready:
        untellable = publicity.untellable(told.now(secretary), election)
        made = unless_accepted(election, untellable) or form.make(secretary, election)
        if isinstance(made, Obstacle):
            return made
        note_form(secretary, election, made)
        election = read(secretary, election.key)
        if election.state != "frozen":
            return None  # it was called off meanwhile
    if secretary.now() < election.opens_at:
        return unless_accepted(election, *changed_seats.check(secretary, election))
    late = window_left(election, secretary.now()).obstacle
    relinking.remember(secretary, election)
    extended.reword(secretary, election)
    fault = unless_accepted(election, late, roll.check(secretary, election), *changed_seats.check(secretary, election))
    if fault:
        return fault
    found = form.publish(secretary, election)
    if form.GONE in found:
        return form.GONE  # nobody can accept that there is nothing to vote with
    fault = unless_accepted(election, *found)
    if not fault:
        open_voting(secretary, election)
    return fault


LATENESS = timedelta(hours=1)
"""Opening this much late is still opening on time: flows run every few minutes, and services have bad hours."""


def window_left(election: Election, now: datetime) -> Ruling:
    """E11. Whether voters still have the time they are owed, if voting opens only now."""
    rules = rules_of(election)
    opens = election.opens_at if now - election.opens_at <= LATENESS else now
    if opens >= election.closes_at:
        again = "draft it anew" if election.state == "drafted" else "withdraw the ballot and draft it anew"
        return Ruling(False, "E11", f"the voting window passed before voting could open; {again}")
    window = Window(opens, election.closes_at, election.zone)
    late = "" if opens == election.opens_at else "voting opened late"
    ruling = electorates.of(election).has_time(window, reason=election.window_reason or late, charter=rules)
    if ruling or not late:
        return ruling
    # In words that don't change from minute to minute: a person may have accepted them.
    owed = rules.voting_window.minimum_days.value
    return Ruling(False, ruling.clause, f"voting would open late, with less than the {owed} days that voters are owed")


def note_form(secretary: Secretary, election: Election, made: form.Made) -> None:
    """Write down which form an election has, and what it asks."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.form_ready:
            return
        current.form_erased = False  # also where it was called off meanwhile: the next pass finds it, and erases it
        current.form_id, current.form_link, current.form_ready = made.form_id, made.responder_uri, True
        current.form_fingerprint = form.paper_of(current).fingerprint()
        pen.log("form.made", election=election.key, fingerprint=current.form_fingerprint)


def open_voting(secretary: Secretary, election: Election) -> None:
    """Voting opens, and in the same stroke every voter's letter is planned."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.state != "frozen":
            return
        current.form_checked_at = pen.at
        pen.advance(current, "open")
        leaving = discretion.leaving(pen.session)  # they get no letters any more
        voters = roll.voters_of(pen.session, election.key, reachable=True)
        lines = [one.line for one in voters if one.number not in leaving]
        facts = announcing.ballot_facts(secretary, current, log_head=pen.head.hash)
        name, occasion = f"{election.key}/ballot", electorates.of(current).ballot
        pen.session.add(outbox.plan(name, occasion=occasion, election=current, at=pen.at, to=lines, facts=facts))
        recall_letters.tell_opening(secretary, pen, current)


def _opened(secretary: Secretary, election: Election) -> Obstacle | None:
    """Read answers; at the deadline close; in between remind those who haven't voted."""
    now = secretary.now()
    if now >= election.closes_at:
        return closing.end_voting(secretary, election)
    read_in = intake.read(secretary, election).found
    fault = unless_accepted(election, *read_in, *changed_seats.check(secretary, election))
    due = None if fault else reminding.due(secretary, election)
    if not fault and (due is not None or now - (election.form_checked_at or now) >= form.WATCH_EVERY):
        fault = _watch(secretary, election)
    if not fault and due is not None:
        fault = unless_accepted(election, reminding.remind(secretary, election, due))
    return fault


def _watch(secretary: Secretary, election: Election) -> Obstacle | None:
    relinking.remember(secretary, election)
    extended.reword(secretary, election)
    found = form.check(secretary, election, accepting=True)
    fault = unless_accepted(election, roll.check(secretary, election), *found)
    if not fault:
        with secretary.ledger.writing(secretary.now()) as pen:
            pen.session.get_one(Election, election.key).form_checked_at = pen.at
    return fault


def _closed(secretary: Secretary, election: Election) -> Obstacle | None:
    """Read until two full readings agree, then seal."""
    if secretary.now() < election.closes_at:
        return extended.stays_open(secretary, election)
    extended.close_again(secretary, election)
    relinking.remember(secretary, election)
    reading = intake.read(secretary, election)
    extended.reword(secretary, election)
    found = form.check(secretary, election, accepting=False)
    fault = unless_accepted(election, *reading.found, roll.check(secretary, election), *found)
    if fault:
        return fault
    sealing.note_reading(secretary, election, reading.digest)
    return sealing.seal(secretary, election) if sealing.is_settled(secretary, election) else None


def _sealed(secretary: Secretary, election: Election) -> Obstacle | None:
    sealing.destroy_key(secretary, election)
    secretary.ledger.sweep()
    sealing.count_all(secretary, election)
    return None


def _counted(secretary: Secretary, election: Election) -> Obstacle | None:
    """Blank the links at Mailchimp. Then a person has to look at the count (flows.certify), unless it can't stand."""
    blank(secretary, election)
    with secretary.ledger.reading() as session:
        current = session.get_one(Election, election.key)
        return unless_accepted(current, *changed_seats.before_certifying(session, current))


def blank(secretary: Secretary, election: Election) -> None:
    """No link is left anywhere once no letter can need it any more."""
    sealing.destroy_key(secretary, election)
    if not election.links_erased and not _letters_on_their_way(secretary, election):
        mailboxes.erase_links(secretary, election)
        note(secretary, election, links_erased=True)


def _letters_on_their_way(secretary: Secretary, election: Election) -> bool:
    """Whether a letter with links might still be rendered: its fields must not be blanked under it."""
    with secretary.ledger.reading() as session:
        mine = select(Letter.key).where(Letter.election_key == election.key, Letter.state == letters.SENDING)
        return session.execute(mine).first() is not None


def _certified(secretary: Secretary, election: Election) -> Obstacle | None:
    """Publish the recount pack; the election is announced once the result letter is out."""
    with secretary.ledger.reading() as session:
        fault = sealing.box_fault(session, session.get_one(Election, election.key))
    if fault:
        return fault
    if not election.pack_fingerprint:
        fault = publish_pack(secretary, election)
        if fault:
            return fault
    with secretary.ledger.writing(secretary.now()) as pen:
        letter = pen.session.get(Letter, f"{election.key}/result")
        current = pen.session.get_one(Election, election.key)
        if letter is not None and letter.state in letters.DELIVERED and current.state == "certified":
            pen.advance(current, "announced")
    blank(secretary, election)
    return None


def publish_pack(secretary: Secretary, election: Election) -> Obstacle | None:
    """Write the recount pack of a certified election, the one whose mark stands in the result letter.

    An Obstacle where this release makes another: then members couldn't tell that theirs is the right one.
    """
    with secretary.ledger.reading() as session:
        letter = session.get(Letter, f"{election.key}/result")
        pack = announcing.pack_of(session, session.get_one(Election, election.key))
    promised = letter.facts.get("pack_fingerprint") if letter else None
    another = promised not in (None, pack.fingerprint())
    fault = unless_accepted(
        election,
        Obstacle("E16", ANOTHER_PACK, pack.fingerprint()) if another else None,
        publicity.untellable_in(pack, told.now(secretary)),
    )
    if fault:
        return fault
    note(secretary, election, pack_fingerprint=announcing.write_pack(secretary, election))
    return None


ANOTHER_PACK = (
    "the result letter has the mark of a recount pack that another release of Canvass made, or would have made. Start "
    "that release once more; or accept this, and tell members the pack's mark yourself"
)


def _announced(secretary: Secretary, election: Election) -> Obstacle | None:
    """After the objection period the form and its answers go, too."""
    days = rules_of(election).closing.objection_days.value
    with secretary.ledger.reading() as session:
        certified_at = session.get_one(Certificate, election.key).at
    if secretary.now() >= certified_at + timedelta(days=days) and not election.form_erased:
        form.erase(secretary, election)
        note(secretary, election, form_erased=True)
    blank(secretary, election)
    return None


def _withdrawn(secretary: Secretary, election: Election) -> Obstacle | None:
    """Nothing is counted, and nothing is kept that could tell who voted how."""
    sealing.destroy_key(secretary, election)
    if election.roll_fingerprint:  # it was frozen, so a form may be there
        form.erase_all(secretary, election)
    if election.mail_slot >= 0 and not election.links_erased:
        mailboxes.erase_links(secretary, election)
    with secretary.ledger.writing(secretary.now()) as pen:
        sealing.forget_ballots(pen.session, election.key)
    secretary.ledger.sweep()
    note(secretary, election, links_erased=True, form_erased=True)
    return None


def note(secretary: Secretary, election: Election, **changes: object) -> None:
    """Write down that something is done."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        for name, value in changes.items():
            setattr(current, name, value)
        pen.log("election.noted", election=election.key, done=sorted(changes))


STATES: dict[str, Callable[[Secretary, Election], Obstacle | None]] = {
    "frozen": _frozen,
    "open": _opened,
    "closed": _closed,
    "sealed": _sealed,
    "counted": _counted,
    "certified": _certified,
    "announced": _announced,
    "withdrawn": _withdrawn,
}
