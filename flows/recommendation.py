"""Recommendation: the committee votes by form on what it recommends to the members in a race."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core import cells
from core.numbers import many
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from core.secrecy import fingerprint
from flows import screen
from flows.committee_vote import CommitteeWindow, next_key
from flows.draft import Line, _at
from flows.duties.committee import recommending
from flows.duties.election.drafted import Draft, write_down
from flows.duties.election.readiness import standing_in_the_way
from flows.duties.race import race_votes, races
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled
from flows.ways import by_door


class CommitteeVote(CommitteeWindow):
    """A vote of the committee to be: on which race, and when."""

    race: Line = Field(description="the race's key", **_at(0, "Race, by its key"))
    reasons: Line = Field(
        "", description="why, in a sentence or two; it can be changed until the count is certified",
        **_at(21, "The committee's reasons"),
    )  # fmt: skip


def draft_vote(secretary: Secretary, wanted: CommitteeVote) -> tuple[str, list[Ruling]]:
    """E3, S8. Draft the committee's vote on a race. Returns its key, and the rulings that still stand in its way.

    Drafted again, it takes over what changed since. Raises Refusal for a race that isn't there or has nobody to vote
    on, for a window that can't be, and while the committee votes on it already, or members do.
    """
    rules = secretary.charter
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, wanted.race)
        race_votes.refuse_while_voting(pen.session, race)
        if race_votes.contest_of(pen.session, race.key) is not None:
            raise Refusal(f"“{race.title}” is on a ballot of the members already: the committee's vote comes before.")
        key = next_key(pen.session, f"{race.key}-committee")
        window = wanted.window(key, charter=rules)
        asked = recommending.contest(key, race, reasons=cells.text(wanted.reasons), charter=rules)
        vote = Draft(
            key, f"Recommendation: {race.title}", window, [asked], reason=wanted.short_window_reason,
            electorate=COMMITTEE,
        )  # fmt: skip
        election = write_down(pen, vote, rules)
        return key, standing_in_the_way(pen.session, election, at=pen.at)


def give_reasons(secretary: Secretary, key: str, reasons: str) -> bool:
    """E3. Write down, or change, the committee's reasons while its vote isn't certified. False: they say so already.

    Raises Refusal without any, and where no vote of the committee on the race is under way.
    """
    said = cells.text(reasons)
    if not said:
        raise Refusal("Reasons have to say something. Nothing was changed.")
    with secretary.ledger.writing(secretary.now()) as pen:
        race = races.of(pen.session, key)
        contest = race_votes.contest_of(pen.session, race.key, COMMITTEE)
        if contest is None or contest.election.state in race_votes.DECIDED:
            raise Refusal(
                f"No vote of the committee on “{race.title}” is under way. What it recommends is changed by "
                f"another door {by_door('recommend', race.key)}."
            )
        if contest.reasons == said:
            return False
        contest.reasons = said
        pen.log("reasons.written", election=contest.election_key, decision=fingerprint(said))
    return True


@flow(name="recommendation", flow_run_name=named("Recommendation: {vote.race:race}"))
def draft_committee_vote(vote: Annotated[CommitteeVote, titled("The vote")]) -> str:
    """Draft a vote of the committee on what it recommends in a race. Nothing goes out until it is frozen and opens.

    Args:
        vote: The race and the window. Times are local to the organisation.
    """
    secretary = Secretary.at_work()
    key, missing = draft_vote(secretary, vote)
    screen.show_election(secretary, key, missing=missing)
    screen.show_season(secretary)
    return told(key, missing)


def told(key: str, missing: list[Ruling]) -> str:
    """What an organiser hears after drafting."""
    ahead = f"{many(len(missing), 'ruling')} in its way" if missing else "nothing stands in its way"
    return f"The committee's vote “{key}” is drafted. It can be frozen next: {ahead}."


@flow(name="reasons", flow_run_name=named("Reasons: {race:race}"))
def write_reasons(
    race: Annotated[str, titled("Race")], reasons: Annotated[str, titled("The committee's reasons")]
) -> str:
    """Write down the committee's reasons for what it recommends in a race, until its vote is certified.

    Args:
        race: The race's key.
        reasons: In a sentence or two. Members read them in their ballot letter.
    """
    secretary = Secretary.at_work()
    news = give_reasons(secretary, race, reasons)
    screen.show_season(secretary)
    return f"The committee's reasons for “{race}” are on record." if news else "They say just so already."
