"""The made-up ballot: two races that fit any charter, by its own offices, processes and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.bylaws.endorsement import BALLOT_INITIATIVE
from core.articles import Process
from core.charter import Charter
from flows.draft import BallotDraft, ContestDraft, StepTaken
from flows.secretary import Refusal

OPENS = date(2026, 10, 1)

FAMILIAR = ("Mayor", "Sheriff")
"""Offices that everybody knows. Where a charter lists others only, its first ones are voted on."""

URSULA, ZOE = "Ursula Imaginary", "Zoe Hypothetical"
"""Whom the committee recommends."""

RIVALS = (
    "Victor Invented", "Wanda Madeup", "Xenia Pretence", "Yannick Makebelieve", "Alma Conjecture", "Basil Fable",
    "Corinne Supposed", "Dexter Notional", "Edda Assumed", "Flavio Figment", "Greta Nonesuch", "Horace Mythical",
)  # fmt: skip

DAYS_AHEAD = {"candidate meeting": 42, "questionnaire": 29, "forum": 17, "members' feedback": 13, "recommendation": 7}
"""How long before the vote a step was taken."""

OTHERWISE_AHEAD = 21
"""The same for steps that aren't named there."""


def ballot(charter: Charter) -> BallotDraft:
    """A ranked race and a single choice, as far as the charter has both. Refusal where it leaves nothing to vote on."""
    enough = min(charter.endorsement.counting.ranked_from.value, len(RIVALS) // 2)
    anybody, few = _processes(charter)
    ranked = [URSULA, *RIVALS[: _rivals(anybody, enough)]]
    single = [*RIVALS[enough:][: _rivals(few, enough - 2)], ZOE]
    office, *another = _offices(charter)
    contests = [_contest(office, anybody, ranked, URSULA), *(_contest(one, few, single, ZOE) for one in another[:1])]
    return BallotDraft(
        key="autumn",
        title="Autumn endorsements",
        opens_on=OPENS,
        closes_on=OPENS + timedelta(days=charter.voting_window.ideal_days.value),
        contests=contests,
    )


def _offices(charter: Charter) -> list[str]:
    """What may be voted on (E1), the most familiar first."""
    offices = charter.endorsement.offices
    listed = sorted((*offices.focus, *offices.other), key=lambda one: one not in FAMILIAR)
    found = [*listed, *([BALLOT_INITIATIVE] if offices.ballot_initiatives else [])]
    if not found:
        raise Refusal(
            "By this charter there is nothing to vote on: [endorsement.offices] lists no office, and ballot_initiatives "
            "is false (E1). List an office."
        )
    return found


def _processes(charter: Charter) -> tuple[Process, Process]:
    """The process that asks least of a race, and the one that asks most but is open to several candidates."""
    processes = [one for one in charter.endorsement.processes if one.about == "candidates"]
    least = min(processes, key=lambda one: ("unopposed" in one.only_for, len(one.only_for)))
    return least, max(processes, key=lambda one: ("unopposed" not in one.only_for, len(one.only_for)))


def _rivals(process: Process, wanted: int) -> int:
    """How many stand against whoever is recommended: as many as are wanted, if the process is open to so many."""
    if "unopposed" in process.only_for:
        return 0
    return max(wanted, 1) if "opposed" in process.only_for else wanted


def _contest(office: str, process: Process, candidates: Sequence[str], recommended: str) -> ContestDraft:
    """A race with every step of its process on record."""
    if office == BALLOT_INITIATIVE:
        candidates = [f"Yes on Question {number}" for number in range(1, len(candidates) + 1)]
        recommended = candidates[0]
    before = "endorsed before" in process.only_for
    steps = [
        StepTaken(name=name, on=OPENS - timedelta(days=DAYS_AHEAD.get(name, OTHERWISE_AHEAD)))
        for name, *_ in (step.any_of for step in process.steps)
    ]
    return ContestDraft(
        title=(office if len(office) > 2 else f"Race for {office}")[:120],
        office=office,
        process=process.name,
        endorsed_before=before,
        candidates=list(candidates),
        recommendation=recommended,
        reasons=_reasons(recommended, steps, before=before),
        steps=steps,
    )


def _reasons(recommended: str, steps: Sequence[StepTaken], *, before: bool) -> str:
    """What the committee says for its recommendation."""
    if recommended not in (URSULA, ZOE):
        return "It is what members asked for at every meeting."
    if before:
        return "Endorsed four years ago; her record held up."
    forums = ", and she came to all three forums" if "forum" in [step.name for step in steps] else ""
    return f"Her answers on housing were the most concrete{forums}."
