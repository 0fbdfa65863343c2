"""The parts: what the registrar does of an election's life, and what the ballot box does, where they are kept apart.

Between them pass, by the book: which codes may vote and which came in, as hashes; that the form is there and open; how
many ballots count, and which lines took part, once voting is over. Neither waits for the other but for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import delete, func, select

from core import secrecy
from core.records import Certificate, Election, Voted
from core.ruling import Obstacle
from flows.duties.election import (
    box,
    closing,
    electorates,
    extended,
    form,
    intake,
    life,
    relinking,
    reminding,
    roll,
    sealing,
)
from flows.duties.election.holds import unless_accepted
from flows.duties.election.rules import rules_of
from flows.duties.letter import mailboxes
from flows.secretary import BALLOT_BOX, REGISTRAR, Secretary

Act = Callable[[Secretary, Election], Obstacle | None]

COMMITTEES = Obstacle(
    "S9",
    "a vote of the committee, or one in which delegates take part, isn't kept by two parts: who voted how, or for "
    "whom, has to be known while it is sealed. Hold it on one machine",
)


def acts_of(secretary: Secretary) -> Mapping[str, Act]:
    """What is to be done in each state: everything, or what is this part's."""
    return {REGISTRAR: REGISTRARS, BALLOT_BOX: BALLOT_BOXES}.get(secretary.part, life.STATES)


def is_the_others(secretary: Secretary, election: Election) -> bool:
    """Whether an election is stopped by the other part, which alone can see whether that is mended."""
    other = {REGISTRAR: BALLOT_BOX, BALLOT_BOX: REGISTRAR}.get(secretary.part)
    return other is not None and election.held_because.startswith(words_of(other))


def words_of(part: str) -> str:
    """How a part's reason for stopping an election begins."""
    return f"{part.replace('-', ' ')}: " if part else ""


def _rest(secretary: Secretary, election: Election) -> None:
    """Nothing of this is this part's."""


# ── the registrar: roll, keys, letters ─────────────────────────────────────────────────────────────


def _registrar_frozen(secretary: Secretary, election: Election) -> Obstacle | None:
    """Open once the ballot box has the form open, and plan the letter with everybody's link."""
    if electorates.is_committees(election) or electorates.is_partners(election):
        return unless_accepted(election, COMMITTEES)
    if secretary.now() < election.opens_at:
        return None
    late = life.window_left(election, secretary.now()).obstacle
    relinking.remember(secretary, election)
    fault = unless_accepted(election, late, roll.check(secretary, election))
    if not fault and election.form_checked_at is not None:
        life.open_voting(secretary, election)
    return fault


def _registrar_open(secretary: Secretary, election: Election) -> Obstacle | None:
    """Watch the roll, and remind those whose code hasn't come in."""
    relinking.remember(secretary, election)
    fault = unless_accepted(election, roll.check(secretary, election))
    due = None if fault or secretary.now() >= election.closes_at else reminding.due(secretary, election)
    return fault if due is None else unless_accepted(election, reminding.remind(secretary, election, due))


def _registrar_closed(secretary: Secretary, election: Election) -> Obstacle | None:
    """Once all answers are in, say which lines of the roll took part, and what the lots' seed is."""
    relinking.remember(secretary, election)
    fault = unless_accepted(election, roll.check(secretary, election))
    if fault or not sealing.is_settled(secretary, election):
        return fault
    key = secretary.keyring.read(election.key)
    if key is None:
        return sealing.KEY_MISSING
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.state != "closed":
            return None
        cast = intake.voters(secretary, current)
        voters = roll.voters_of(pen.session, current.key)
        hashes = {one.line: secrecy.hash_of(key.key, current.key, line=one.line, epoch=one.epoch) for one in voters}
        lines = sorted(line for line, code_hash in hashes.items() if code_hash in cast)
        if len(lines) != len(cast):
            return Obstacle("E7", f"{len(cast)} ballots count, but {len(lines)} roll lines took part")
        mine = select(Voted.line).where(Voted.election_key == current.key).order_by(Voted.line)
        if current.tie_seed == key.seed and list(pen.session.execute(mine).scalars()) == lines:
            return None
        pen.session.execute(delete(Voted).where(Voted.election_key == current.key))
        pen.session.add_all(Voted(election_key=current.key, line=line) for line in lines)
        current.tie_seed = key.seed
        pen.log("roll.answered", election=current.key, took_part=len(lines))
    return None


def _destroy(secretary: Secretary, election: Election) -> None:
    sealing.destroy_key(secretary, election)


def _registrar_announced(secretary: Secretary, election: Election) -> None:
    life.blank(secretary, election)


def _registrar_withdrawn(secretary: Secretary, election: Election) -> None:
    sealing.destroy_key(secretary, election)
    if election.links_erased:
        return
    if election.mail_slot >= 0:
        mailboxes.erase_links(secretary, election)
    life.note(secretary, election, links_erased=True)


REGISTRARS: Mapping[str, Act] = {
    "frozen": _registrar_frozen,
    "open": _registrar_open,
    "closed": _registrar_closed,
    "sealed": _destroy,
    "counted": life.STATES["counted"],
    "certified": life.STATES["certified"],
    "announced": _registrar_announced,
    "withdrawn": _registrar_withdrawn,
}


# ── the ballot box: form, answers, count ───────────────────────────────────────────────────────────


def _box_frozen(secretary: Secretary, election: Election) -> Obstacle | None:
    """Make the form; when the time has come, let everybody with a link answer it, and say so."""
    if electorates.is_committees(election) or electorates.is_partners(election):
        return unless_accepted(election, COMMITTEES)
    if not election.form_ready:
        made = form.make(secretary, election)
        if isinstance(made, Obstacle):
            return made
        life.note_form(secretary, election, made)
        election = life.read(secretary, election.key)
    if election.state != "frozen" or secretary.now() < election.opens_at or election.form_checked_at is not None:
        return None
    found = form.publish(secretary, election)
    fault = form.GONE if form.GONE in found else unless_accepted(election, *found)
    if not fault:
        _note_checked(secretary, election)
    return fault


def _note_checked(secretary: Secretary, election: Election) -> None:
    with secretary.ledger.writing(secretary.now()) as pen:
        pen.session.get_one(Election, election.key).form_checked_at = pen.at


def _box_open(secretary: Secretary, election: Election) -> Obstacle | None:
    """Read answers and watch the form; at the deadline close it."""
    now = secretary.now()
    if now >= election.closes_at:
        return closing.end_voting(secretary, election)
    fault = unless_accepted(election, *intake.read(secretary, election).found)
    if fault or now - (election.form_checked_at or now) < form.WATCH_EVERY:
        return fault
    extended.reword(secretary, election)
    fault = unless_accepted(election, *form.check(secretary, election, accepting=True))
    if not fault:
        _note_checked(secretary, election)
    return fault


def _box_closed(secretary: Secretary, election: Election) -> Obstacle | None:
    """Read until two full readings agree; once the registrar has said who took part, seal."""
    if secretary.now() < election.closes_at:
        return extended.stays_open(secretary, election)
    extended.close_again(secretary, election)
    reading = intake.read(secretary, election)
    extended.reword(secretary, election)
    found = form.check(secretary, election, accepting=False)
    fault = unless_accepted(election, *reading.found, *found)
    if fault:
        return fault
    sealing.note_reading(secretary, election, reading.digest)
    if sealing.is_settled(secretary, election):
        _seal(secretary, election)
    return None


def _seal(secretary: Secretary, election: Election) -> None:
    """Write what was voted, and forget codes' hashes and times: once as many lines took part as ballots count."""
    with secretary.ledger.writing(secretary.now()) as pen:
        current = pen.session.get_one(Election, election.key)
        if current.state != "closed" or not current.tie_seed:
            return
        sorted_out = intake.sorted_out(secretary, current)
        mine = select(func.count()).select_from(Voted).where(Voted.election_key == current.key)
        if pen.session.execute(mine).scalar_one() == len(sorted_out.counted()):
            sealing.write_piles(pen, current, sorted_out)


def _box_sealed(secretary: Secretary, election: Election) -> None:
    box.destroy_key(secretary, election.key)
    secretary.ledger.sweep()
    sealing.count_all(secretary, election)


def _box_counted(secretary: Secretary, election: Election) -> None:
    box.destroy_key(secretary, election.key)


def _box_announced(secretary: Secretary, election: Election) -> None:
    """After the objection period the form and its answers go."""
    days = rules_of(election).closing.objection_days.value
    with secretary.ledger.reading() as session:
        certified_at = session.get_one(Certificate, election.key).at
    if secretary.now() >= certified_at + timedelta(days=days) and not election.form_erased:
        form.erase(secretary, election)
        life.note(secretary, election, form_erased=True)


def _box_withdrawn(secretary: Secretary, election: Election) -> None:
    """Nothing is counted, and nothing is kept that could tell who voted how."""
    box.destroy_key(secretary, election.key)
    if election.roll_fingerprint:
        form.erase_all(secretary, election)
    with secretary.ledger.writing(secretary.now()) as pen:
        sealing.forget_ballots(pen.session, election.key)
    secretary.ledger.sweep()
    life.note(secretary, election, form_erased=True)


BALLOT_BOXES: Mapping[str, Act] = {
    "frozen": _box_frozen,
    "open": _box_open,
    "closed": _box_closed,
    "sealed": _box_sealed,
    "counted": _box_counted,
    "certified": _rest,
    "announced": _box_announced,
    "withdrawn": _box_withdrawn,
}
