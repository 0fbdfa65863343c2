"""When an endorsement may go to the members, what their ballot offers, and how long they have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from core.articles import Process
from core.bylaws.reminders import ReminderDue, latest_due
from core.calendar import Window, day_in_words, reminders
from core.charter import Charter
from core.cited import plain
from core.ruling import Ruling

BALLOT_INITIATIVE = "Ballot initiative"
"""What stands for an office where there is none."""

NO_ENDORSEMENT = "No endorsement"

VOTE_YES, VOTE_NO = "Vote yes", "Vote no"
"""What an initiative's ballot offers beside "No endorsement"."""

URGE_AGAINST, DONT_URGE = "Urge voters against", "Do not urge voters against"
"""What an anti-endorsement's ballot offers, each before the names."""

LONGEST_OPTION = 60
"""Signs. A phone shows this much of an answer without cutting it."""

Asked: TypeAlias = Literal["endorsement", "at large", "anti-endorsement"]
"""By which kind of decision a contest of the members is counted."""


@dataclass(frozen=True)
class StepOnRecord:
    """A step of a process that was taken on a day, or waived with a reason."""

    name: str
    on: date
    waived_because: str = ""


@dataclass(frozen=True)
class Race:
    """What decides whether a race may go to the members.

    `candidates` is how many stand in the race; `endorsed_before` whether the organisation
    endorsed one of them in an earlier election.
    """

    office: str
    process: str
    candidates: int
    endorsed_before: bool
    steps: tuple[StepOnRecord, ...]


@dataclass(frozen=True)
class BallotForm:
    """What a contest offers: its options in order, and how many of them a voter can rank (1: a single choice).

    `asked` is the kind of decision that it is counted by.
    """

    ruling: Ruling
    options: tuple[str, ...]
    ranks: int
    asked: Asked = "endorsement"


def may_request(*, is_member: bool) -> Ruling:
    """M7. Any member may ask the committee to consider an endorsement, voting or general. Others are heard, no more."""
    if is_member:
        return Ruling(True, "M7", "any member may ask for an endorsement to be considered, voting or general")
    return Ruling(False, "M7", "whoever asked isn't known to be a member")


def represents_us(office: str, *, charter: Charter) -> Ruling:
    """E1. An endorsement is for an office on the charter's lists, or for a ballot initiative."""
    offices = charter.endorsement.offices
    if plain(office) == plain(BALLOT_INITIATIVE):
        endorses = "endorses" if offices.ballot_initiatives else "does not endorse"
        return Ruling(offices.ballot_initiatives, "E1", f"{charter.short_name} {endorses} on ballot initiatives")
    standing = offices.standing(office)
    if standing is None:
        return Ruling(False, "E1", f"{office} is not among the offices {charter.short_name} endorses for")
    return Ruling(True, "E1", f"{office} is listed as {'a focus' if standing == 'focus' else 'another'} race")


def offices_listed(charter: Charter) -> str:
    """E1. Which offices there can be an endorsement for, in a row, for whoever wrote another one."""
    offices = charter.endorsement.offices
    return ", ".join([*offices.focus, *offices.other, *([BALLOT_INITIATIVE] if offices.ballot_initiatives else [])])


def process_fits(race: Race, *, charter: Charter) -> Ruling:
    """E13, E14. A shortened process is only for the races that its clause names."""
    process = charter.endorsement.process(race.process)
    if process is None:
        return _no_process(race, charter)
    suits = process_is_for(race.office, process, charter=charter)
    if not suits:
        return suits
    holds = {
        "endorsed before": (race.endorsed_before, "no candidate was endorsed before"),
        "opposed": (race.candidates > 1, "the candidate has no opponent"),
        "unopposed": (race.candidates == 1, f"{race.candidates} candidates stand against each other"),
    }
    against = [why for condition in process.only_for for fits, why in [holds[condition]] if not fits]
    if against:
        wanted = " and ".join(process.only_for)
        because = f"the {process.name} process is for candidates {wanted}, and {' and '.join(against)}"
        return Ruling(False, process.clause, because)
    return Ruling(True, process.clause, f"the {process.name} process is open to this race")


def recommendation_fits(race: Race, recommended: str, *, before: Collection[str], charter: Charter) -> Ruling:
    """E13, E14. By a process for candidates who were endorsed `before` only one of those is recommended, or nobody."""
    process = charter.endorsement.process(race.process)
    if process is None:
        return _no_process(race, charter)
    if "endorsed before" not in process.only_for or plain(recommended) in (
        "",
        plain(NO_ENDORSEMENT),
        *map(plain, before),
    ):
        return Ruling(True, process.clause, f"the recommendation fits the {process.name} process")
    because = f"{recommended} wasn't endorsed before, and the {process.name} process is for candidates who were"
    return Ruling(False, process.clause, because)


def process_is_for(office: str, process: Process, *, charter: Charter) -> Ruling:
    """E4, E13, E14, E15. Whether a process suits an office, whoever stands: initiatives have one of their own.

    Under a charter without such a process they take the one for candidates.
    """
    initiative = plain(office) == plain(BALLOT_INITIATIVE)
    own = any(one.about == "initiative" for one in charter.endorsement.processes)
    if (process.about == "initiative") != initiative and (process.about != "candidates" or own):
        return Ruling(False, process.clause, f"the {process.name} process is not for {office}")
    return Ruling(True, process.clause, f"the {process.name} process is for {office}")


def steps_recorded(race: Race, *, on: date, charter: Charter) -> Ruling:
    """E3, E4. Every step before the vote is on record by that day; only steps "where possible" can be waived."""
    process = charter.endorsement.process(race.process)
    if process is None:
        return _no_process(race, charter)
    missing = list(_missing_steps(process, race.steps, on=on))
    if missing:
        because = f"the {process.name} process lacks: {', '.join(missing)} (by {day_in_words(on)})"
        return Ruling(False, "E3", because)
    return Ruling(True, "E3", f"every step of the {process.name} process was on record by {day_in_words(on)}")


def before_ballot(race: Race, *, on: date, charter: Charter) -> tuple[Ruling, ...]:
    """All rulings that have to allow before the members vote on a race, so that an organiser sees them at once."""
    return (
        represents_us(race.office, charter=charter),
        process_fits(race, charter=charter),
        steps_recorded(race, on=on, charter=charter),
    )


def asked_of(office: str, process: str, *, charter: Charter) -> Asked:
    """E8, E15. By which kind of decision members vote on a race: its office may have several seats, or be against."""
    known, at_large = charter.endorsement.process(process), charter.counting.at_large if charter.counting else None
    if known is not None and known.about == "against":
        return "anti-endorsement"
    several = at_large is not None and plain(office) in map(plain, at_large.offices.value)
    return "at large" if several else "endorsement"


def ballot_form(candidates: Sequence[str], *, charter: Charter, asked: Asked = "endorsement") -> BallotForm:
    """E7, E8, E9, E10, E15. What members choose between, as the charter says, and how many of it they can rank.

    That is the candidates and "No endorsement", with ranked choice if they are as many as the charter says, or where
    several seats are filled. Against `candidates` it is a question of yes and no, on which "No endorsement" is not.
    """
    counting = charter.endorsement.counting
    fault = _unfit(candidates)
    if fault:
        return BallotForm(Ruling(False, "E7", fault), (), 0, asked)
    number = f"{len(candidates)} candidate{'s' if len(candidates) > 1 else ''}"
    if asked == "anti-endorsement":
        because = f'against {number}: yes or no, without "No endorsement"'
        return BallotForm(Ruling(True, "E15", because), against(candidates), 1, asked)
    options = (*candidates, NO_ENDORSEMENT)
    if len(candidates) < (2 if asked == "at large" else counting.ranked_from.value):
        because = f'{number}: one choice, "No endorsement" among them'
        return BallotForm(Ruling(True, "E9", because), options, 1, asked)
    ranks = min(len(options), counting.max_ranks.value)
    because = f'{number}: ranked choice with up to {ranks} ranks, "No endorsement" among them'
    if asked == "at large":
        because = f"{because}, for several seats"
    return BallotForm(Ruling(True, "E8", because), options, ranks, asked)


def against(candidates: Sequence[str]) -> tuple[str, str]:
    """E15. The yes and the no of an anti-endorsement: with the names, or their number where those are too long."""
    names = " and ".join(candidates)
    if len(f"{DONT_URGE} {names}") > LONGEST_OPTION:
        names = "this candidate" if len(candidates) == 1 else f"these {len(candidates)} candidates"
    return f"{URGE_AGAINST} {names}", f"{DONT_URGE} {names}"


def window_is_long_enough(window: Window, *, reason: str = "", charter: Charter) -> Ruling:
    """E11. Below the charter's minimum voting can't open; below its ideal it takes a reason."""
    rule, length = charter.voting_window, window.length()
    minimum, ideal = rule.minimum_days.value, rule.ideal_days.value
    open_for = f"voting is open for {_span(length)}"
    if length < timedelta(days=minimum):
        return Ruling(False, "E11", f"{open_for}, {minimum} days needed")
    if length >= timedelta(days=ideal):
        return Ruling(True, "E11", open_for)
    if not reason.strip():
        return Ruling(False, "E11", f"{open_for}; less than {ideal} days needs a reason, and none is given")
    return Ruling(True, "E11", f"{open_for}, less than {ideal} days, for this reason: {reason.strip()}")


def ends_before_election(closes_on: date, *, election_day: date | None) -> Ruling:
    """E3. Recommendation and vote come before the public election: voting on a race closes on an earlier local day.

    `closes_on` is the local day on which voting closes; nothing is ruled out while no election day is known.
    """
    if election_day is None:
        return Ruling(True, "E3", "the day of the public election isn't known")
    closes, election = f"voting closes on {day_in_words(closes_on)}", f"the election is on {day_in_words(election_day)}"
    if closes_on < election_day:
        return Ruling(True, "E3", f"{closes}, and {election}")
    return Ruling(False, "E3", f"{closes}, and {election}: it has to close on an earlier day")


def reminder_due(window: Window, *, sent: int, at: datetime, charter: Charter) -> ReminderDue:
    """E12. The latest reminder whose time has come goes out, unless it did.

    `sent` is the number of the last one that went out, 0 if none did. One that was
    overslept is not sent together with the next: two letters at once would help nobody.
    """
    times = reminders(window, charter)
    return latest_due(times, closes=window.closes, sent=sent, at=at, clause="E12")


def _missing_steps(process: Process, steps: tuple[StepOnRecord, ...], *, on: date) -> Iterator[str]:
    on_record = [step for step in steps if step.on <= on]
    taken = {plain(step.name) for step in on_record if not step.waived_because.strip()}
    waived = {plain(step.name) for step in on_record if step.waived_because.strip()}
    for step in process.steps:
        names = set(map(plain, step.any_of))
        if not names & taken and not (step.where_possible and names & waived):
            yield " or ".join(step.any_of)


def _no_process(race: Race, charter: Charter) -> Ruling:
    known = ", ".join(process.name for process in charter.endorsement.processes)
    return Ruling(False, "E3", f"there is no process named {race.process!r}; the charter has {known}")


def _unfit(candidates: Sequence[str]) -> str:
    """Why no ballot can be made of these candidates, or ""."""
    names = [plain(name) for name in candidates]
    if not names:
        return "there is nobody to vote on"
    if "" in names:
        return "a candidate has no name"
    if plain(NO_ENDORSEMENT) in names:
        return f'a candidate is called "{NO_ENDORSEMENT}", which every ballot offers anyway'
    if len(set(names)) < len(names):
        return "two candidates have the same name; add what tells them apart"
    return ""


def _span(length: timedelta) -> str:
    """A length of time such as "4 days 23 hours"."""
    parts = ((length.days, "day"), (length.seconds // 3600, "hour"), (length.seconds % 3600 // 60, "minute"))
    return " ".join(f"{number} {unit}{'s' if number > 1 else ''}" for number, unit in parts if number) or "no time"
