"""Contests: where voters can look something up, what stands in the way of a vote, and what is said of its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import afterwards, endorsement
from core.bylaws.endorsement import Asked
from core.calendar import day_in_words
from core.charter import Charter
from core.cited import plain
from core.counting.rule import CountFault
from core.records import Contest, Election, Race
from core.records.elections import MEMBERS
from core.ruling import Ruling
from flows.duties.election import terms
from flows.duties.election.rules import rules_of
from flows.duties.race import race_votes, races
from flows.secretary import Refusal
from templates.inserts import WordingFault, address

SOURCES: tuple[tuple[str, str, str], ...] = (
    ("The candidates’ answers, side by side", "flows.duties.questionnaire.questionnaires", "answers_link"),
    ("The recording of the forum", "flows.duties.forum.forums", "recording_link"),
)
"""What voters can look up: how it is called, and the function that says where, by a session and a race's key."""

UNDECIDED = "none yet"
"""What a draft has for a process before the committee has chosen one."""


def links_of(session: Session, race: Race) -> list[dict[str, str]]:
    """E7. Where voters find answers, recordings, and what there is to see of the steps that were taken. Each once."""
    found: dict[str, str] = {}
    for title, url in _all_links(session, race):
        if _is_open(url):
            found.setdefault(url, title)
    return [{"title": title, "url": url} for url, title in found.items()]


def _all_links(session: Session, race: Race) -> Iterator[tuple[str, str]]:
    for title, module, name in SOURCES:
        says = _source(module, name)
        if says is not None:
            yield title, says(session, race.key) or ""
    for step in race.steps:
        yield f"{step.step[:1].upper()}{step.step[1:]}, {day_in_words(step.on)}", step.link


def _source(module: str, name: str) -> Callable[[Session, str], str] | None:
    """A part of the season that isn't there has nothing to show."""
    found: Any = getattr(import_module(module), name, None) if find_spec(module) else None
    return found  # type: ignore[no-any-return]


def _is_open(url: str) -> bool:
    """Whether a letter would show it as a link. One that it wouldn't is left out, and doesn't stop the ballot."""
    try:
        return bool(url) and address(url) == url
    except WordingFault:
        return False


def standing_in_the_way(session: Session, contest: Contest, race: Race, *, on: date, charter: Charter) -> list[Ruling]:
    """E1, E2, E3, E7, E13-E15. What doesn't allow members to vote on a race by this contest yet, on a local day.

    Besides what its process lacks: another vote on it, of the members or the committee, and that the race isn't any
    more what was drafted.
    """
    found = races.standing_in_the_way(race, on=on, charter=charter)
    closes_on = calendar.day_of(contest.election.closes_at, contest.election.zone)
    more = (
        endorsement.ends_before_election(closes_on, election_day=race.election_day),
        race_votes.no_other_vote(session, contest.race_key, vote=contest.election_key),
    )
    found += [one for one in more if not one]
    changed = [what for what, same in _compared(contest, race, charter) if not same]
    if changed:
        found.append(Ruling(False, "E7", f"{' and '.join(changed)} changed since this was drafted; draft it again"))
    return found


def refuse_another_ballot(session: Session, race: str, *, ballot: str) -> None:
    """E7. Raise Refusal for a race that members vote on, or have decided about, on a ballot other than this one."""
    found = _elsewhere(session, race, ballot)
    if found is not None:
        raise Refusal(
            f"“{race}” can't be on “{ballot}”: members vote on it in “{found.title}”, which is {found.state} (E7)."
        )


def _elsewhere(session: Session, race: str, ballot: str) -> Election | None:
    """Another election in which members vote, or voted, on the same race."""
    same = select(Contest).where(Contest.race_key == race, Contest.election_key != ballot)
    others = (one.election for one in session.execute(same).scalars() if one.election.electorate == MEMBERS)
    return next((one for one in others if one.state not in ("drafted", "withdrawn")), None)


def drafted_beside(session: Session, ballot: str) -> list[str]:
    """E7. For each race of a draft that stands on another draft too, a sentence. Whichever is frozen first has it."""
    of = select(Contest).join(Election).where(Contest.race_key != "", Election.state == "drafted")
    drafted = [one for one in session.execute(of).scalars() if one.election.electorate == MEMBERS]
    mine = {one.race_key: one.title for one in drafted if one.election_key == ballot}
    found = sorted((one.race_key, one.election_key) for one in drafted if one.election_key != ballot)
    return [
        f"“{mine[race]}” stands on the draft “{other}” as well: only the one that is frozen first can have it."
        for race, other in found
        if race in mine
    ]


def _compared(contest: Contest, race: Race, charter: Charter) -> Iterator[tuple[str, bool]]:
    """Everything about a contest that follows from its race, and whether it still does."""
    standing, process = races.running(race), race.process or UNDECIDED
    yield "its title", contest.title == race.title
    yield "its office", contest.office == race.office
    yield (
        "what it offers",
        [contest.process, contest.kind, contest.options, contest.rule] == [process, *_terms(contest, race, charter)],
    )
    yield "who was endorsed before", contest.endorsed_before == any(one.endorsed_before for one in standing)
    recommendation = races.recommendation(race, charter=charter)
    yield "the recommendation", (contest.recommendation, contest.reasons) == (recommendation, race.reasons)


def _terms(contest: Contest, race: Race, charter: Charter) -> tuple[Any, ...]:
    """How a race is marked, what it offers, and by which rule it is counted; nothing while nobody can vote on it."""
    name = f"{contest.election_key}/{contest.position}"
    process, offered = race.process or UNDECIDED, races.voted_on(race)
    try:
        found = terms.of(name, office=race.office, process=process, candidates=offered, charter=charter)
    except (terms.NoTerms, CountFault):
        return ()
    return found.kind, found.options, found.rule


def on_record_as(session: Session, contest: Contest, *, on: date) -> list[Ruling]:
    """E3. That a contest drafted by hand is about a race on record, whose steps count, not those that a draft claims.

    It is the race of its title; or one of its office that has no district of its own or one of its candidates. A race
    whose election day is over by the local day, or that was decided without one, is an earlier one.
    """
    ahead = {one.key for one in races.under_way(session)}
    known = session.execute(select(Race).order_by(Race.key)).scalars()
    here = [one for one in known if (one.election_day >= on if one.election_day else one.key in ahead or one.ended_as)]
    return [
        Ruling(False, "E3", f"this race is on record as {one.key}: put it on the ballot by its key")
        for one in here
        if _is_about(contest, one)
    ]


def _is_about(contest: Contest, race: Race) -> bool:
    if plain(contest.title) == plain(race.title):
        return True
    if plain(contest.office) != plain(race.office) or plain(race.office) == plain(endorsement.BALLOT_INITIATIVE):
        return False  # each initiative is a race of its own
    named = {plain(name) for one in contest.options for name in (one["name"], *one.get("against", ()))}
    return not race.district or any(plain(one.name) in named for one in races.running(race))


def asked_of(contest: Contest) -> Asked:
    """E8, E15. By which kind of decision a contest is voted on."""
    return endorsement.asked_of(contest.office, contest.process, charter=rules_of(contest.election))


def unnamed(option: Mapping[str, Any]) -> str:
    """E15. Whom an option is against, where it only says how many they are: names that are too long for a form."""
    against = list(option.get("against", ()))
    return "" if all(name in option["name"] for name in against) else " and ".join(against)


def in_public(contest: Contest, winners: Sequence[str], *, withdrew: Mapping[str, str]) -> str:
    """E16. What the organisation says of a contest in which these options, as on the ballot, have won.

    `withdrew` are the candidates who gave up during the vote, each with the day in words.
    """
    against = [name for option in contest.options for name in option.get("against", ())]
    organisation = str(contest.election.charter["name"])
    return afterwards.statement(
        winners, contest.title, asked=asked_of(contest), against=against, organisation=organisation, withdrew=withdrew
    )
