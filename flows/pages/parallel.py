"""Parallel votes on pages: how each stands, for the dashboard as for outsiders, and in full on the command line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

import templates
from core import calendar
from core.bylaws import partnership_publicity as publicity
from core.numbers import many
from core.partnership import Told
from core.records import ParallelVote
from flows.duties.partnership import next_steps, parallel_votes, side_by_side
from flows.duties.partnership.parallel_votes import Standing
from flows.duties.partnership.partnerships import Settled
from flows.duties.partnership.side_by_side import Reader
from flows.pages.needs import Address, Need, need
from flows.secretary import Secretary

DETAILS: Told = "what we do together"
"""How much has to be tellable of a partner before its report stands on a page."""


def votes(secretary: Secretary, session: Session, settled: Settled) -> list[dict[str, Any]]:
    """P6, P8, P9, P11. The parallel votes of a partnership, as third parties may know of them."""
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    reader = Reader("third parties", today)
    found = []
    for vote in parallel_votes.of_partnership(session, settled.key):
        standing = parallel_votes.standing(session, vote.key, charter=secretary.charter)
        found.append(_facts(session, standing, reader, _public(standing, reader)))
    return found


def vote_page(secretary: Secretary, key: str) -> str:
    """P6, P8, P9. A parallel vote in full, for the command line: partners by name, percentages as letters show them."""
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    with secretary.ledger.reading() as session:
        standing = parallel_votes.standing(session, key, charter=secretary.charter)
        everybody = {one.nth for one in standing.settled.partners}
        reader = Reader(None, today, feedback=True)
        one = _facts(session, standing, reader, everybody)
        facts = {
            "organisation": secretary.charter.name,
            "vote": one,
            "partners": [f"{each.nth}: {each.name}" for each in standing.settled.partners],
            "feedback": [each for each in one["rows"] if each["feedback"]],
            "steps": side_by_side.steps(standing, reader),
            "unread": [
                f"Answer {each.turn}, of {standing.settled.name_of(each.partner)}: {each.why}"
                for each in standing.unread
                if each.partner
            ],
        }
    return templates.artifact("parallel", facts)


def _public(standing: Standing, reader: Reader) -> set[int]:
    """P11. The partners whose reports third parties may know of; our own is as public as our result."""
    told = publicity.may_be_mentioned(
        standing.settled.publicity, what=DETAILS, to="third parties", on=reader.on, charter=standing.charter
    )
    return {one.nth for one in standing.settled.partners if one.ours or one.name in told}


def _facts(session: Session, standing: Standing, reader: Reader, details: set[int]) -> dict[str, Any]:
    vote, compared = standing.vote, standing.vote.compared_at is not None
    shown = side_by_side.shown_before(session, vote.key)
    rows = [one for one in side_by_side.rows(standing, reader, shown) if one["nth"] in details] if compared else []
    whole = len(details) == len(
        standing.settled.partners
    )  # else what they agree on would tell of one who isn't told of
    return {
        "key": vote.key,
        "title": side_by_side.words(standing, vote.title, reader),
        "state": _state(vote),
        "last_day": calendar.day_in_words(vote.last_day),
        "due": calendar.day_in_words(vote.due_on),
        "rows": [{**one, "shares": "; ".join(f"{what}: {share}" for what, share in one["shares"])} for one in rows],
        "agreement": side_by_side.agreement(standing, reader) if compared and whole else "",
        "power": side_by_side.power(standing, reader) if compared and whole else "",
        "settled": side_by_side.words(standing, vote.settled, reader) if whole else "",
        "withheld": compared and not whole,
    }


def _state(vote: ParallelVote) -> str:
    if vote.withdrawn_at is not None:
        return "called off"
    if vote.settled_at is not None:
        return "decided"
    return "the delegates are asked what comes next" if vote.compared_at is not None else "the partners vote or report"


def needs(secretary: Secretary, session: Session, address: Address) -> Iterator[Need]:
    """P6. What waits for a person in the parallel votes. Names no partner."""
    for key in parallel_votes.under_way(session):
        yield from _needs(secretary, parallel_votes.standing(session, key, charter=secretary.charter), address)


def _needs(secretary: Secretary, standing: Standing, address: Address) -> Iterator[Need]:
    vote = standing.vote
    look = f"canvass parallel-vote {vote.key}"
    if vote.held_because:
        yield need(
            f"The form of the parallel vote “{vote.key}” can't be used",
            f"{vote.held_because}. Delegates can't report, and nobody is sent a link to it.",
            "Mend it at Google, and it goes on by itself.",
            command=look,
            page="partners",
            address=address,
        )
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    if standing.owing and today > vote.due_on:
        yield need(
            f"A report is missing on “{vote.key}”",
            f"They were due on {calendar.day_in_words(vote.due_on)}. The delegates decide without them.",
            _ask_for(standing),
            door="report",
            command=look,
            page="partners",
            address=address,
        )
    if standing.unread:
        yield need(
            f"{many(len(standing.unread), 'answer')} of delegates about “{vote.key}” can't be read",
            "They are kept, and the delegates were told what to correct.",
            "If nothing comes, ask them, and record the report.",
            door="report",
            command=look,
            page="partners",
            address=address,
        )
    if standing.unknown:
        yield need(
            f"{many(standing.unknown, 'answer')} about “{vote.key}” came by a code that is no delegate's",
            "They are kept, and count for nobody: somebody changed the code, or is no delegate any more.",
            "If you know whose they are, ask for the answer by that delegate's own link.",
            command=look,
            page="partners",
            address=address,
        )
    if vote.compared_at is not None and not next_steps.decided(standing):
        yield from _undecided(secretary, standing, look, address)


def _ask_for(standing: Standing) -> str:
    ask = "Ask the delegates. A report that comes by telephone can be recorded."
    if not (standing.counted and standing.ours in standing.owing):
        return ask
    ours = f"Certify our own vote “{standing.vote.our_election}”: its count is our report."
    return ours if len(standing.owing) == 1 else f"{ours} For the others: {ask[0].lower()}{ask[1:]}"


def _undecided(secretary: Secretary, standing: Standing, look: str, address: Address) -> Iterator[Need]:
    """P6. The delegates differ; or some of them have said nothing for longer than they may take."""
    waiting = len(standing.settled.partners) - len(standing.steps)
    if not waiting:
        yield need(
            f"The delegates don't say the same next step after “{standing.key}”",
            "Each of them has heard what the others said, and can answer again.",
            "Help them to a compromise. What they agree on in a meeting can be recorded.",
            door="next-step",
            command=look,
            page="partners",
            address=address,
        )
        return
    due = next_steps.due_on(secretary, standing)
    if due is not None and calendar.day_of(secretary.now(), secretary.charter.zone) > due:
        yield need(
            f"{many(waiting, 'partner')} said no next step after “{standing.key}”",
            f"They had until {calendar.day_in_words(due)}, and were reminded. Nothing is decided without them.",
            "Ask them, or call a meeting. What they agree on there can be recorded.",
            door="next-step",
            command=look,
            page="partners",
            address=address,
        )
