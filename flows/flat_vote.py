"""Flat vote: members and the partners' delegates are asked one question together, and the final vote decides."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core import calendar, petitions
from core.bylaws import partnership
from core.bylaws.partnership import NoPartners
from core.numbers import many
from core.records.elections import PARTNERS
from core.ruling import Ruling
from flows import free_words, screen
from flows.committee_vote import next_key
from flows.draft import Line, _at
from flows.duties.election.drafted import Draft, write_down
from flows.duties.election.matter import Asked
from flows.duties.election.readiness import standing_in_the_way
from flows.duties.partnership import flat_votes, partnerships
from flows.duties.partnership import told as discretion
from flows.entrance import flow
from flows.members_vote import OpenFor
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled


class FlatVotePut(OpenFor):
    """What is put to members and delegates together, and when they vote on it."""

    key: str = Field(
        pattern=r"^[a-z][a-z0-9-]{2,23}$",
        description="a short name for files and lists, e.g. garden-budget",
        **_at(0, "Short name (key)"),
    )
    partnership: str = Field(
        pattern=r"^[a-z][a-z0-9-]{2,23}$", description="the partnership's key", **_at(1, "Partnership's key")
    )
    title: Line = Field(
        min_length=3,
        max_length=120,
        description="how the question is headed; no names, of people or partners",
        **_at(2, "Title, as voters read it"),
    )
    text: str = Field(
        min_length=3,
        max_length=4000,
        description="what is put to the vote, in full; it is answered by yes, no or abstaining",
        **_at(3, "What is put to the vote"),
    )


def draft_flat_vote(secretary: Secretary, wanted: FlatVotePut) -> tuple[str, list[Ruling]]:
    """P7, P8. Draft a flat vote in a partnership. Returns its key, and the rulings that stand in its way.

    Drafted again before it is frozen, it takes the draft's place. Raises Refusal where the charter knows no partners;
    unless the partnership is in force, decides by flat votes and has two delegates of each partner; and for words that
    name a partner before somebody who may not know of it.
    """
    rules = secretary.charter
    try:
        partnership.settled(rules)
    except NoPartners as letter:
        raise Refusal(str(letter)) from None
    with secretary.ledger.writing(secretary.now()) as pen:
        settled = partnerships.of(pen.session, wanted.partnership)
        _refuse_unready([one for one in flat_votes.may_vote_flat(settled, charter=rules) if not one], settled.key)
        today = calendar.day_of(pen.at, rules.zone)
        asked = Asked(wanted.title, petitions.legible(wanted.text).strip())
        flat_votes.refuse_what_may_not_be_told(discretion.as_of(pen.session, at=pen.at, charter=rules), asked)
        key = next_key(pen.session, f"flat-{wanted.key}")
        contest = flat_votes.contest(settled, key, asked, on=today, charter=rules)
        window, reason = wanted.window(key, charter=rules), wanted.short_window_reason
        election = write_down(
            pen, Draft(key, wanted.title, window, [contest], reason=reason, electorate=PARTNERS), rules
        )
        return key, standing_in_the_way(pen.session, election, at=pen.at)


def _refuse_unready(faults: list[Ruling], key: str) -> None:
    if faults:
        lines = "\n".join(f"  {one.because} ({one.clause})" for one in faults)
        raise Refusal(f"The partnership “{key}” can't decide by a flat vote yet:\n{lines}")


def told(key: str, missing: list[Ruling]) -> str:
    """What an organiser hears after drafting."""
    ahead = f"{many(len(missing), 'ruling')} in its way" if missing else "nothing stands in its way"
    return f"The flat vote “{key}” is drafted. It can be frozen next: {ahead}."


@flow(name="flat-vote", flow_run_name=named("Flat vote: {vote.title}"))
def draft_a_flat_vote(vote: Annotated[FlatVotePut, titled("The flat vote")]) -> str:
    """Draft a vote of members and the partners' delegates together. Nothing goes out until it is frozen and opens.

    Args:
        vote: What is put to them, and when they vote on it. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    free_words.refuse_named(secretary, vote)
    key, missing = draft_flat_vote(secretary, vote)
    screen.show_election(secretary, key, missing=missing)
    return told(key, missing)
