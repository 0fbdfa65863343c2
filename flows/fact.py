"""Fact: an organiser says whether a candidate has an active account or a campaign website, and how they know."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from core import cells
from core.records import Fact
from flows import screen
from flows.duties.race import facts, findings
from flows.duties.race.findings import CONFIRMED, OVERRULED, WITHDRAWN
from flows.duties.race.labels import candidate_called
from flows.entrance import flow
from flows.run_names import named
from flows.secretary import Refusal, Secretary
from flows.titles import titled

Kind = Literal["account", "website"]
Says = Literal["there", "not-there", "withdraw"]


def say(secretary: Secretary, candidate: str, kind: str, says: str, *, by: str, because: str, door: str) -> bool:
    """E5. Put a person's word about a candidate on record, or take it back. False: it is so already.

    `candidate` is a label such as "mayor-26/1". The word stands, whatever is looked up, until it is withdrawn; then
    what was looked up counts again. Raises Refusal for a candidate who doesn't stand, or without person and reason.
    """
    who, why = cells.text(by), cells.text(because)
    if kind not in get_args(Kind) or says not in get_args(Says):
        raise Refusal(
            f"“{kind} {says}” can't be recorded. Say {' or '.join(get_args(Kind))}, then {', '.join(get_args(Says))}."
        )
    if not who or not why:
        raise Refusal("Say who looked (somebody's initials), and how they know. Nothing was recorded.")
    with secretary.ledger.writing(secretary.now()) as pen:
        one = candidate_called(pen.session, candidate)
        known = findings.standing(pen.session, one).get("account" if kind == "account" else "website")
        said = known if known is not None and known.said_by else None
        if says == "withdraw" and said is None:
            return False
        holds = says == "there"
        found = WITHDRAWN if says == "withdraw" else _found(known, holds=holds)
        if said is not None and found != WITHDRAWN and (said.holds, said.said_by, said.reason) == (holds, who, why):
            return False
        fact = Fact(
            race_key=one.race_key, nth=one.nth, kind=kind, checked_at=pen.at, holds=holds,
            about=findings.given(one, "account" if kind == "account" else "website"),
            found=found, source=door, said_by=who, reason=why,
        )  # fmt: skip
        return facts.put(pen, fact)


def _found(known: Fact | None, *, holds: bool) -> str:
    """A word that says something else than what was known overrules it."""
    return CONFIRMED if known is None or known.holds == holds else OVERRULED


@flow(name="fact", flow_run_name=named("Fact: {candidate:candidate}, {kind}"))
def record_fact(
    candidate: Annotated[str, titled("Candidate")],
    kind: Annotated[Kind, titled("What it is about")],
    says: Annotated[Says, titled("What you say")],
    recorded_by: Annotated[str, titled("Recorded by")],
    because: Annotated[str, titled("How you know")],
) -> str:
    """Say whether a candidate has an active account or a campaign website; it stands until it is withdrawn.

    Args:
        candidate: The candidate's label, as in the tab Candidates, e.g. mayor-26/1.
        kind: What it is about.
        says: Whether it is there; or withdraw, so that what was looked up counts again.
        recorded_by: Your initials.
        because: How you know. It stays on record; name nobody.
    """
    secretary = Secretary.at_work()
    news = say(secretary, candidate, kind, says, by=recorded_by, because=because, door="dashboard")
    screen.show_season(secretary)
    return f"“{candidate}”: {kind} is on record." if news else "It is on record just so already."
