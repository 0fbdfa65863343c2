"""Conflicts of interest: when a member of the committee is asked to disclose them, and when a recusal may end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.bylaws import committee
from core.bylaws.seating import Seat
from core.calendar import day_in_words, months_after
from core.charter import Charter
from core.ruling import Ruling


@dataclass(frozen=True)
class Asking:
    """Whether a member is asked for a disclosure, and the how-manieth time since their last one, or since they began.

    Each time is one letter: who doesn't answer isn't asked again before the next is due.
    """

    due: Ruling
    turn: int = 0


def asking(disclosed: date | None, *, since: date, on: date, charter: Charter) -> Asking:
    """S11. Whether a member on the committee `since` a day is asked to disclose on a local day, `disclosed` their last.

    Who never did is asked at once. Everybody is asked again when their disclosure is as old as the charter says.
    """
    every = charter.committee.disclosure_months
    if every is None:
        return Asking(Ruling(False, "S11", "the charter asks for no disclosures"))
    begins = disclosed or since
    turn = 0
    while months_after(begins, (turn + 1) * every.value) <= on:
        turn += 1
    if disclosed is None:
        never = f"nothing is disclosed yet, since {day_in_words(since)}"
        return Asking(Ruling(since <= on, "S11", never), turn + 1 if since <= on else 0)
    if turn == 0:
        fresh = day_in_words(months_after(disclosed, every.value))
        return Asking(Ruling(False, "S11", f"disclosed on {day_in_words(disclosed)}, asked again on {fresh}"))
    return Asking(Ruling(True, "S11", f"the last disclosure is of {day_in_words(disclosed)}"), turn)


def may_take_back(*, voting: bool) -> Ruling:
    """S11. A recusal isn't taken back while the committee votes on its race: who votes there is settled."""
    because = "the committee is voting on the race" if voting else "the committee isn't voting on the race"
    return Ruling(not voting, "S11", because)


def may_undo(vote: str, *, decided: str) -> Ruling:
    """S11. What the committee voted for, in the vote of that key, it takes back itself: somebody has to say how."""
    if decided:
        return Ruling(True, "S11", f"the committee voted for it in “{vote}”, and decided that it ends: {decided}")
    missing = (
        f"the committee voted for it in “{vote}”, so only the committee takes it back. Say how it decided, by the key "
        "of its vote or in words, such as: by consensus on 3 October (--decided)"
    )
    return Ruling(False, "S11", missing)


def may_vote_on(race: str, *, asking: bool) -> Ruling:
    """S11. The committee doesn't vote on a race while it still votes on who keeps away from it."""
    still = f"the committee still votes on a recusal from {race}; certify that vote, or withdraw it"
    return Ruling(not asking, "S11", still if asking else f"no vote on a recusal from {race} is under way")


def may_vote_anew(race: str, voided: Mapping[str, str]) -> Ruling:
    """S11. Who of a roll for a vote on a race kept away from it when another was voided for that stays off this one.

    `voided` has the key of that vote for each of them, by member number. Their recusal holds for this race, also if it
    is taken back: or a single person could void a vote, and have the same people vote again.
    """
    if not voided:
        return Ruling(True, "S11", f"no counted vote on {race} was voided for anybody who votes on it now")
    who = "; ".join(
        f"{number} kept away from {race} when the vote “{vote}” was voided" for number, vote in voided.items()
    )
    return Ruling(False, "S11", f"{who}. The committee votes anew without them, so put it on record: canvass recuse")


def asked_in_time(race: str, *, voting: bool) -> Ruling:
    """S11. The committee doesn't vote on who keeps away from a race once it votes on that race."""
    going = f"the committee is voting on {race} already"
    return Ruling(not voting, "S11", going if voting else f"no vote of the committee on {race} is under way")


def may_be_asked_away(race: str, seats: Sequence[Seat], *, on: date, voting: bool, charter: Charter) -> Ruling:
    """S11. The committee may ask whoever has a seat to recuse themselves, before it votes on that race."""
    seated = committee.has_seat(seats, on=on, charter=charter)
    if not seated:
        return Ruling(False, seated.clause, f"whoever is to be recused {seated.because}")
    if any(race in one.recused for one in seats):
        return Ruling(False, "S11", f"they are recused from {race} already")
    if voting:
        return Ruling(False, "S11", "the committee is voting on the race already")
    return Ruling(True, "S11", f"they have a seat, and aren't recused from {race}")
