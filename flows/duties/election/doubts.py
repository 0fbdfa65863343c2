"""Doubts: who somebody on a roll is, or why they aren't on it, that a person settles before it is frozen."""

from __future__ import annotations

from core.numbers import many
from core.records import Election
from flows.duties.election import electorates
from flows.duties.membership import losses
from flows.duties.membership.standing import Standing
from flows.duties.membership.stock import Stock
from flows.duties.partnership import membership as delegates
from flows.secretary import Refusal, Secretary


def refuse_lost_voters(key: str, voters: list[Standing], found: Stock, leaving: set[str]) -> None:
    """Nobody loses a vote by a slip of the keyboard: whose records vanished, a person looks at before freezing (M4)."""
    listed = {one.number for one in voters} | leaving
    lost = [losses.in_words(number, doubt, found.gone) for number, doubt in found.doubts if number not in listed]
    if lost:
        lines = "\n".join(f"  {one}" for one in lost)
        raise Refusal(
            f"“{key}” can't be frozen yet, for these members would lose their vote by it:\n{lines}\n"
            "Put back what was deleted by mistake, or say of each that it is right: canvass confirm MEMBER"
        )
    if not voters:
        raise Refusal(f"“{key}” can't be frozen: by the sheets nobody may vote (M2).")


def refuse_doubled_voters(key: str, voters: list[Standing], found: Stock) -> None:
    """Nobody gets two ballots because nobody has said yet whether two lines are one person (M2)."""
    listed = {one.number for one in voters}
    pairs = [one for one in found.questions if one.kind == "twins" and listed.issuperset(one.suggestions)]
    if pairs:
        lines = "\n".join(f"  {' and '.join(one.suggestions)} have {one.why}." for one in pairs)
        raise Refusal(
            f"“{key}” can't be frozen yet, for somebody could get two ballots by it:\n{lines}\n"
            "Say of each pair whether it is one person: canvass questions, and the tab Questions"
        )


def refuse_pressing(key: str, number: int) -> None:
    """Nobody is kept from voting because nobody has said yet who they are (M2)."""
    are = f"{many(number, 'question')} who somebody is"
    raise Refusal(
        f"“{key}” isn't frozen: {are} could give somebody a vote today. Answer in the tab Questions (canvass questions "
        f"lists them), or freeze all the same: canvass freeze {key} --despite-questions"
    )


def refuse_delegates_in_doubt(secretary: Secretary, election: Election, voters: list[Standing]) -> None:
    """P4. Nobody gets a second ballot without approval because nobody has said yet that they are a member, too."""
    listed = {one.number for one in voters}
    doubts = delegates.in_doubt(secretary, listed) if electorates.is_partners(election) else []
    if doubts:
        lines = "\n".join(f"  {number} may be {' or '.join(members)}." for number, members in doubts)
        raise Refusal(
            f"“{election.key}” can't be frozen yet, for somebody could get two ballots by it (P4):\n{lines}\n"
            "Say of each who they are, or that they are no member: canvass questions, and the tab Questions"
        )
