"""Freeze: the roll is fixed, with every ruling and its evidence; later edits to the sheets change nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar, secrecy
from core.records import Election
from flows import membership, screen
from flows.duties.committee import recusals, seats, voided
from flows.duties.election import announcing, doubts, electorates, roll
from flows.duties.election.drafted import link
from flows.duties.election.readiness import standing_in_the_way
from flows.duties.letter import mailboxes
from flows.duties.letter.mailboxes import SLOTS
from flows.duties.letter.steps import Stuck
from flows.duties.membership import stock
from flows.duties.membership.reach import PLACES
from flows.duties.membership.standing import Standing
from flows.duties.membership.stock import Stock
from flows.duties.partnership import flat_voters, hats, partnerships
from flows.duties.partnership import membership as delegates
from flows.duties.privacy import discretion
from flows.duties.race import candidates, race_votes
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import OUTAGE, Refusal, Secretary
from integrations.keyring import ElectionKey
from integrations.mailchimp.audience import FieldFault


@dataclass(frozen=True)
class Prospect:
    """Who would be on the roll if it were frozen now, and what was found in their way that stops nothing."""

    voters: list[Standing]
    troubles: tuple[str, ...]


def freeze(
    secretary: Secretary, key: str, troubles: list[str] | None = None, *, despite_questions: bool = False
) -> int:
    """Fix the roll of a drafted election, and draw its key. Returns the number of voters. Doing it again does nothing.

    Before, the mailing list is brought in step, so that whom no letter reaches is known now. A bad day of
    Mailchimp's is added to `troubles`, and the roll is frozen all the same.

    Raises Refusal where a clause, an unreadable sheet or a candidate's unusable row stands in the way, where somebody
    would lose their vote by a slip, or have two; and where an open question could give somebody a vote, unless it is
    frozen `despite_questions`.
    """
    found = prospect(secretary, key, despite_questions=despite_questions)
    if isinstance(found, int):
        return found
    if troubles is not None:
        troubles.extend(found.troubles)
    voters = found.voters
    whose = roll.whose(voter.number for voter in voters)
    # The key is kept before the roll: a crash in between leaves a key, which the next try finds and uses.
    kept = secretary.keyring.keep(key, ElectionKey(secretary.chance(32), secretary.chance(16).hex(), whose))
    if kept.roll not in ("", whose):
        raise Refusal(
            f"“{key}” was frozen before, with other people on its roll. The links that went out then would now "
            "belong to others: put a newer copy of the book back, or draft the ballot anew under another key."
        )
    return write_roll(secretary, key, voters, kept)


def prospect(secretary: Secretary, key: str, *, despite_questions: bool = False) -> Prospect | int:
    """Who would be on the roll by today's records; of a ballot that is frozen already, how many are.

    The sheets are read and the mailing list is brought in step, as every other hour; nothing of the ballot changes.
    Raises Refusal as `freeze` does.
    """
    with secretary.ledger.reading() as session:
        election = session.get(Election, key)
        if election is None:
            raise Refusal(f"There is no ballot “{key}”. Draft it first.")
        if election.state != "drafted":
            return election.roll_size
        about = {one.race_key for one in election.contests if one.race_key}
    if about:
        candidates.refuse_untaken(secretary, key, about)
    found = stock.take_stock(secretary, anew=True)
    _place_delegates(secretary, election, found)
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        faults = standing_in_the_way(session, election, at=secretary.now())
        leaving = discretion.leaving(session)
        slot = _free_slot(session)  # before a key is kept, which would bind this ballot to the people of today
    if faults or found.refused:
        lines = [f"  {ruling.because} ({ruling.clause})" for ruling in faults] + [
            f"  {letter}" for letter in found.refused
        ]
        raise Refusal(f"“{key}” can't be frozen yet:\n" + "\n".join(lines))
    out_of_step = (*membership.in_step(secretary, found), *_make_room(secretary, key, SLOTS[slot]))
    voters = _voters(secretary, election, found, leaving)
    if not electorates.is_committees(election):
        doubts.refuse_lost_voters(key, voters, found, leaving)
    doubts.refuse_doubled_voters(key, voters, found)
    doubts.refuse_delegates_in_doubt(secretary, election, voters)
    if found.pressing and not despite_questions and not electorates.is_committees(election):
        doubts.refuse_pressing(key, found.pressing)
    return Prospect(voters, (*found.troubles, *out_of_step))


def _voters(secretary: Secretary, election: Election, found: Stock, leaving: set[str]) -> list[Standing]:
    """Who votes today. The committee's seats are read first: every row of them has to say something (S9, S10, S11)."""
    if electorates.is_committees(election):
        seats.read_whole(secretary, election.key)
    today = calendar.day_of(secretary.now(), election.zone)
    with secretary.ledger.reading() as session:
        could = electorates.of(election).voters(session, election, found.members, today)
        voters = [one for number, one in could.items() if number not in leaving]
        _refuse_who_kept_away(session, election, voters)  # before a key is kept that would bind this vote to them
    if not voters and electorates.is_committees(election):
        raise Refusal(f"“{election.key}” can't be frozen: by the tab Committee nobody may vote on it (S9, S11).")
    return voters


def _make_room(secretary: Secretary, key: str, slot: str) -> tuple[str, ...]:
    """Make the fields that its letters need, while there is time to make room. Returns what kept it from that."""
    try:
        mailboxes.make_room(secretary, slot)
    except FieldFault as fault:
        raise Refusal(f"“{key}” can't be frozen yet, for its letters couldn't be written: {fault.title}.") from None
    except OUTAGE as fault:
        return (f"Its fields at Mailchimp aren't made yet: {type(fault).__name__}: {fault}",)
    return ()


def _place_delegates(secretary: Secretary, election: Election, found: Stock) -> None:
    """P4. Which members delegates are goes by what is answered by now, not by what the last pass knew."""
    if not electorates.is_partners(election) or found.refused:
        return
    try:
        delegates.keep(secretary)
    except Stuck as fault:
        raise Refusal(
            f"“{election.key}” can't be frozen yet, for nobody knows which members its delegates are: {fault}"
        ) from None


def write_roll(secretary: Secretary, key: str, voters: list[Standing], kept: ElectionKey) -> int:
    """Write these voters down as the frozen roll of a drafted election, with the codes that its key makes.

    Raises Refusal if another vote on the same race was frozen this very moment.
    """
    with secretary.ledger.writing(secretary.now()) as pen:
        election = pen.session.get_one(Election, key)
        if election.state != "drafted":
            return election.roll_size
        _refuse_another_vote(pen.session, election)
        _refuse_late_recusals(pen.session, election)
        _refuse_who_kept_away(pen.session, election, voters)  # of a vote that is voided this very moment
        _refuse_other_delegates(pen.session, election, voters)
        link(pen.session, election)  # what was published since the draft
        places: Counter[str] = Counter()
        entries = []
        for line, voter in enumerate(voters, start=1):
            places[voter.mailbox] += 1
            place = places[voter.mailbox] if voter.mailbox and places[voter.mailbox] in PLACES else 0
            entries.append(roll.entry(key, line, place, voter))
        pen.session.add_all(entries)
        pen.session.flush()
        roll.write_codes(pen.session, key, kept)
        election.mail_slot = _free_slot(pen.session)
        election.roll_size = roll.votes(entries)
        election.roll_fingerprint = roll.fingerprint(entries)
        election.seed_commitment = secrecy.commitment(kept.seed)
        pen.log(
            "roll.frozen",
            election=key,
            size=election.roll_size,
            roll=election.roll_fingerprint,
            charter=election.charter_fingerprint,
            seed=election.seed_commitment,
        )
        pen.advance(election, "frozen")
        return election.roll_size


def _refuse_another_vote(session: Session, election: Election) -> None:
    """E3, E7, S11. Asked while the book is held: of two votes on a race that are frozen at once, one is."""
    for race in [one.race_key for one in election.contests if one.race_key]:
        alone = race_votes.no_other_vote(session, race, vote=election.key)
        committees = electorates.is_committees(election)
        settled = recusals.none_asked_away(session, race) if committees else alone
        ruling = next((one for one in (alone, settled) if not one), None)
        if ruling is not None:
            raise Refusal(f"“{election.key}” can't be frozen: {ruling.because} ({ruling.clause}).")


def _refuse_late_recusals(session: Session, election: Election) -> None:
    """S11. The other way round: of a vote on a race and one on who keeps away from it, the first is."""
    asking = [one for one in election.contests if one.matter == recusals.MATTER]
    for race in [str((one.about or {})["race"]) for one in asking]:
        ruling = recusals.asked_in_time(session, race)
        if not ruling:
            raise Refusal(f"“{election.key}” can't be frozen: {ruling.because} ({ruling.clause}).")


def _refuse_who_kept_away(session: Session, election: Election, voters: list[Standing]) -> None:
    """S11. For whom a vote on the race was voided isn't on the roll of the next, whatever recuses them now."""
    ruling = voided.may_vote_anew(session, election, [one.number for one in voters])
    if not ruling:
        raise Refusal(f"“{election.key}” can't be frozen: {ruling.because} ({ruling.clause}).")


def _refuse_other_delegates(session: Session, election: Election, voters: list[Standing]) -> None:
    """P2. Of delegates that are replaced this very moment nobody is on the roll; precedence is fixed with it."""
    if not electorates.is_partners(election):
        return
    settled = partnerships.of(session, flat_voters.partnership_of(election))
    now = {hats.number_of(one) for one in flat_voters.serving(settled)}
    if any(one.votes_for and one.number not in now for one in voters):
        raise Refusal(f"“{election.key}” can't be frozen: its delegates changed this very moment (P2). Do it again.")


def _free_slot(session: Any) -> int:
    """A set of fields at Mailchimp that no unfinished election uses."""
    busy = select(Election.mail_slot).where(
        Election.mail_slot >= 0, ~Election.links_erased, Election.state != "drafted"
    )
    taken = set(session.execute(busy).scalars())
    free = [slot for slot in range(len(SLOTS)) if slot not in taken]
    if not free:
        raise Refusal(f"{len(SLOTS)} ballots are under way already. Wait until one of them is counted.")
    return free[0]


def told(secretary: Secretary, key: str, size: int) -> str:
    """What an organiser hears after freezing: how many are on the roll, and how many of them to telephone."""
    words = f"{size} voters are on the frozen roll of “{key}”."
    with secretary.ledger.reading() as session:
        silent = announcing.unreachable(session, key)
        if electorates.is_partners(session.get_one(Election, key)):
            lines = len(roll.voters_of(session, key))
            words = f"{lines} voters are on the frozen roll of “{key}”, and {size} ballots can count."
    if not silent:
        return words
    whom = "1 of them" if silent == 1 else f"{silent} of them"
    return f"{words} No letter will reach {whom}. Who, why, and what to do: canvass unreachable {key}"


@flow(name="freeze-at-once", flow_run_name=named("Freeze: {election:ballot}"))
def freeze_ballot(election: str, despite_questions: bool = False) -> str:  # noqa: FBT001, FBT002 - as the dashboard's form has it
    """Fix who may vote, by today's records, without asking. The dashboard's door asks first: flows.freeze_asked."""
    return frozen_and_shown(Secretary.at_work(), election, despite_questions=despite_questions)


def frozen_and_shown(secretary: Secretary, election: str, *, despite_questions: bool) -> str:
    """Freeze a ballot, bring its pages up to date, and say what came of it."""
    troubles: list[str] = []
    size = freeze(secretary, election, troubles, despite_questions=despite_questions)
    screen.show_roll(secretary, election)
    screen.show_election(secretary, election)
    screen.show_desk(secretary, troubles)
    return "\n".join([told(secretary, election, size), *troubles])
