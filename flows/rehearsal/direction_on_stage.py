"""The direction on stage: what members propose, what they choose, what the committee makes of it, and the meeting."""

from __future__ import annotations

from datetime import date

from core.records import Contest, ProposalCycle
from flows import plan
from flows.annual_meeting import MeetingSet, set_the_meeting
from flows.duties.annual import proposal_form
from flows.priorities import (
    KeyVote,
    ProposalsOpened,
    ask_for_proposals,
    draft_a_key_vote,
)
from flows.ratification import PrioritiesProposed, draft_a_ratification
from flows.rehearsal import renewal_on_stage
from flows.rehearsal.years_stage import YEAR, AYear
from flows.year import carry_on_the_year

MEETING = date(YEAR, 3, 20)
LATE = date(YEAR, 2, 20)
KEY_VOTE, PRIORITIES = f"key-priorities-{YEAR}", f"priorities-{YEAR}"

PROPOSED = (
    ("M001", "Homes for everybody", "Rents have doubled."),
    ("M003", "Homes for all", "As others say."),
    ("M011", "Trees in every street", "Shade."),
)


def set_meeting(_year: AYear) -> str:
    """Organisers put the annual meeting on record; the other steps of the year follow from its day."""
    return set_the_meeting(MeetingSet(year=YEAR, on=MEETING, at="10:00", where="Exampleton Library, 1 Sample Street"))


def look_ahead(year: AYear) -> str:
    """Somebody asks what could still be done if nobody did anything until late in February."""
    lines = list(plan.in_words(year.secretary, YEAR, on=LATE))
    return "\n".join([lines[0], *(one for one in lines if "nominations" in one or "slate's ballot opens" in one)])


def ask(year: AYear) -> str:
    """Voting members are asked to propose."""
    said = ask_for_proposals(ProposalsOpened(year=YEAR, propose_until=date(YEAR, 2, 6)))
    year.a_pass()
    return said


def propose(year: AYear) -> str:
    """Members fill in the form; two of them want much the same."""
    with year.secretary.ledger.reading() as session:
        link = session.get_one(ProposalCycle, YEAR).link
    paper, people = proposal_form.paper_of(year.secretary, YEAR), year.names()
    for number, headline, why in PROPOSED:
        year.fill_in(link, paper, [*people[number], headline, why])
    return carry_on_the_year()


def group(year: AYear) -> str:
    """The last day is over: an organiser says in the tab Priorities which proposals belong together."""
    carry_on_the_year()
    places = {"P1": {"Same as": "P1"}, "P2": {"Same as": "P1"}, "P3": {"Same as": "itself"}}
    year.type_beside("Priorities", places, column="Proposal")
    return carry_on_the_year()


def choose(year: AYear) -> str:
    """Members tick what they want among the key priorities."""
    draft_a_key_vote(KeyVote(year=YEAR, opens_on=date(YEAR, 2, 9), closes_on=date(YEAR, 2, 19)))
    with year.secretary.ledger.reading() as session:
        names = [str(one["name"]) for one in session.get_one(Contest, (KEY_VOTE, 1)).options]
    homes = [one for one in names if one.startswith("P1")]
    question = f"Key priorities for {YEAR}: your choice"
    return year.hold_vote(KEY_VOTE, lambda nth: {question: names if nth % 2 else homes})


def invite(year: AYear) -> str:
    """Three weeks before the meeting the pass invites everybody."""
    year.a_pass()
    return f"{year.letters(f'annual-meeting.{YEAR}/0')} members are invited to the annual meeting."


def answer_members(_year: AYear) -> str:
    """The committee has met, and proposes the year's priorities: what it takes up, and why it leaves out the rest."""
    wanted = PrioritiesProposed(
        year=YEAR, text="Homes first: we go to every hearing on rents.", takes_up="P1", why_not="Trees are the city's.",
        decided_on=date(YEAR, 3, 5), decided="by consensus", opens_on=date(YEAR, 3, 10), closes_on=MEETING,
    )  # fmt: skip
    return draft_a_ratification(wanted)


def decide(year: AYear) -> str:
    """Members vote on the slate and on the priorities; both votes end with the day of the annual meeting."""
    renewal_on_stage.draft_slate()
    priorities = f"Priorities for {YEAR}: your choice"
    return year.hold_votes(
        {
            renewal_on_stage.SLATE: lambda nth: {renewal_on_stage.SLATE_QUESTION: "Yes" if nth else "No"},
            PRIORITIES: lambda nth: {priorities: "Yes" if nth > 1 else "No"},
        }
    )
