"""Races: opened by an organiser, taken up by the committee, and led through the steps that their process asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from core import calendar
from core.bylaws import candidacy, endorsement
from core.bylaws.candidacy import Finding
from core.charter import Charter
from core.cited import plain
from core.ledger import Pen
from core.records import Candidate, Race, StepTaken
from core.ruling import Ruling
from core.secrecy import fingerprint
from flows.duties.race import race_votes
from flows.duties.race.findings import as_the_bylaws_see_it as as_the_rules_see_it
from flows.duties.race.findings import standing as standing_facts
from flows.secretary import Refusal, Secretary
from flows.ways import by_door

BY_HAND = "recorded"
"""The door of steps that a person recorded."""

RECOMMENDATION = "recommendation"
"""The step in which the committee says what it recommends."""


def of(session: Session, key: str) -> Race:
    """A race by its key. Raises Refusal, with the keys there are, for another."""
    race = session.get(Race, key.strip())
    if race is None:
        known = ", ".join(session.execute(select(Race.key).order_by(Race.key)).scalars())
        raise Refusal(f"There is no race “{key}”. " + (f"There are: {known}." if known else "Open it first."))
    return race


def under_way(session: Session) -> list[Race]:
    """The races that are neither ended nor decided by a vote, by election day and key."""
    found = session.execute(select(Race).where(Race.ended_as == "")).scalars()
    decided = race_votes.decided(session)
    left = (one for one in found if one.key not in decided)
    return sorted(left, key=lambda one: (one.election_day or date.max, one.key))


def running(race: Race) -> list[Candidate]:
    """The candidates who stand, in the order in which they were entered."""
    return [one for one in race.candidates if not one.withdrawn]


def options(race: Race, *, charter: Charter) -> list[str]:
    """What members choose between, without what withholds: candidates, yes and no, or against. E10, E15."""
    names = voted_on(race)
    if not names or endorsement.asked_of(race.office, race.process, charter=charter) != "anti-endorsement":
        return names
    return [endorsement.against(names)[0]]


def withheld(race: Race, *, charter: Charter) -> str:
    """The option that withholds: "No endorsement", or not to urge voters against anybody. E10, E15."""
    if endorsement.asked_of(race.office, race.process, charter=charter) != "anti-endorsement":
        return endorsement.NO_ENDORSEMENT
    return endorsement.against(voted_on(race) or ["anybody"])[1]


def recommendation(race: Race, *, charter: Charter) -> str:
    """What the committee recommends, as the ballot has it: who recommends nobody recommends what withholds. E10.

    Empty while it hasn't decided, where it decided to recommend nothing, and where what it decided isn't on offer now.
    """
    if is_outdated(race, charter=charter):
        return ""
    nobody = race.recommendation == endorsement.NO_ENDORSEMENT
    return withheld(race, charter=charter) if nobody else race.recommendation


def is_outdated(race: Race, *, charter: Charter) -> bool:
    """E3. Whether the committee recommends somebody who withdrew or was renamed, or what its process doesn't offer."""
    offered = [*options(race, charter=charter), withheld(race, charter=charter), endorsement.NO_ENDORSEMENT]
    return bool(race.recommendation) and plain(race.recommendation) not in map(plain, offered)


def _counted(race: Race, charter: Charter) -> list[StepTaken]:
    """The steps on record that count: a recommendation only while what it recommends is on offer."""
    outdated = is_outdated(race, charter=charter)
    return [one for one in race.steps if not outdated or plain(one.step) != RECOMMENDATION]


def voted_on(race: Race) -> list[str]:
    """About whom members vote, or between what: the candidates' names; yes and no for an initiative."""
    if plain(race.office) == plain(endorsement.BALLOT_INITIATIVE):
        return [endorsement.VOTE_YES, endorsement.VOTE_NO]
    return [one.name for one in running(race)]


def findings(session: Session, candidate: Candidate, *, zone: str, by: date = date.max) -> list[Finding]:
    """E5. The newest of what was found out about a candidate, of each kind, as far as it is about what is given now.

    What was found out after the local day `by` is left out.
    """
    return [
        as_the_rules_see_it(one, zone=zone) for one in standing_facts(session, candidate, zone=zone, by=by).values()
    ]


def may_be_asked(
    secretary: Secretary, session: Session, race: Race, candidate: Candidate, *, on: date | None = None
) -> Ruling:
    """E5. Whether a candidate gets questionnaires and invitations today, or did on an earlier local day."""
    day = on or calendar.day_of(secretary.now(), secretary.charter.zone)
    found = findings(session, candidate, zone=secretary.charter.zone, by=day)
    return candidacy.may_be_asked(race.office, found, on=day, charter=secretary.charter)


def as_the_bylaws_see_it(race: Race, *, charter: Charter) -> endorsement.Race:
    """A race with its candidates and steps, for the rulings on its process. E3, E13, E14."""
    steps = tuple(endorsement.StepOnRecord(one.step, one.on, one.waived_because) for one in _counted(race, charter))
    standing = running(race)
    before = any(one.endorsed_before for one in standing)
    return endorsement.Race(race.office, race.process, len(standing), before, steps)


def standing_in_the_way(race: Race, *, on: date, charter: Charter) -> list[Ruling]:
    """E1, E2, E3, E13-E15. What doesn't allow members to vote on a race yet, as of a local day."""
    rulings = [candidacy.represents_us(race.office, race.district, race.local_because, charter=charter)]
    chosen = candidacy.process_chosen(race.process, chosen_by=race.chosen_by, chosen_on=race.chosen_on)
    seen = as_the_bylaws_see_it(race, charter=charter)
    rulings += endorsement.before_ballot(seen, on=on, charter=charter)[1:] if chosen else [chosen]
    if chosen:
        before = [one.name for one in running(race) if one.endorsed_before]
        told = recommendation(race, charter=charter)
        rulings.append(endorsement.recommendation_fits(seen, told, before=before, charter=charter))
    if race.ended_as:
        rulings.append(Ruling(False, "E15", f"it ended as {race.ended_as}: {race.ended_because}"))
    return [one for one in dict.fromkeys(rulings) if not one]


@dataclass(frozen=True)
class Taken:
    """A step that was completed on a local day, or waived with a reason: by which door it is recorded, and who says so.

    `note` and `link` are for members: what to know of it, and where to see it.
    """

    step: str
    on: date
    door: str
    by: str
    waived_because: str = ""
    note: str = ""
    link: str = ""


def record_step(pen: Pen, race: Race, taken: Taken) -> bool:
    """E3, E4. Put a step on record, or correct what is. False: it is on record just so already."""
    kept = pen.session.get(StepTaken, (race.key, taken.step))
    wanted = {what: value for what, value in asdict(taken).items() if what != "step"}
    if kept is not None and all(getattr(kept, what) == value for what, value in wanted.items()):
        return False
    if kept is None:
        kept = StepTaken(race_key=race.key, step=taken.step, at=pen.at, **wanted)
        pen.session.add(kept)
    for what, value in wanted.items():
        setattr(kept, what, value)
    waived = bool(taken.waived_because)
    pen.log("step.recorded", race=race.key, step=taken.step, on=taken.on.isoformat(), door=taken.door, waived=waived)
    pen.session.flush()
    pen.session.expire(race, ["steps"])
    return True


def log_recommendation(pen: Pen, race: Race, step: Taken) -> None:
    """E3, S8. Put the fingerprint of what the committee decided into the log, by whatever door it did."""
    decision = [race.recommendation, race.reasons, step.note, step.by, step.on.isoformat()]
    pen.log("recommendation.decided", race=race.key, decision=fingerprint(decision))


def refuse_over_another_door(race: Race, step: str) -> None:
    """E3. Raise Refusal where a vote, a questionnaire or a forum took a step: what it left behind isn't overwritten."""
    kept = next((one for one in race.steps if plain(one.step) == plain(step) and one.door != BY_HAND), None)
    if kept is not None:
        raise Refusal(
            f"“{race.title}”: {kept.step} is on record by a {kept.door}, and stays as long as that does. "
            "Nothing was changed."
        )


def step_names(race: Race, *, charter: Charter) -> list[str]:
    """The steps that a race's process knows, as the charter writes them."""
    process = charter.endorsement.process(race.process)
    return [name for step in process.steps for name in step.any_of] if process else []


def step_called(race: Race, written: str, *, charter: Charter) -> str:
    """A step of the race's process as the charter writes it.

    Raises Refusal for any other, and for every one once members have decided about the race.
    """
    session = object_session(race)
    if session is not None:
        race_votes.refuse_once_decided(session, race)
    if not race.process:
        raise Refusal(
            f"“{race.key}”: the committee hasn't chosen a process yet. Record that first "
            f"{by_door('process', race.key)}."
        )
    names = step_names(race, charter=charter)
    for name in names:
        if plain(name) == plain(written):
            return name
    known = ", ".join(names)
    raise Refusal(f"“{race.key}”: the {race.process} process has no step “{written}”. Its steps are {known}.")


def may_be_waived(race: Race, name: str, *, charter: Charter) -> bool:
    """E4. Whether a step is one that is taken only where possible."""
    process = charter.endorsement.process(race.process)
    return process is not None and any(step.where_possible and name in step.any_of for step in process.steps)


def missing(race: Race, *, charter: Charter) -> Iterator[str]:
    """The steps that are still to be taken, each with its alternatives, in the charter's order."""
    process = charter.endorsement.process(race.process)
    taken = {plain(one.step) for one in _counted(race, charter) if not one.waived_because}
    waived = {plain(one.step) for one in race.steps if one.waived_because}
    for step in process.steps if process else ():
        names = set(map(plain, step.any_of))
        if not names & taken and not (step.where_possible and names & waived):
            yield " or ".join(step.any_of) + (" (where possible)" if step.where_possible else "")
