"""Recommending: the committee's vote on a race – what may stand in its way, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import candidacy, counting, endorsement
from core.bylaws.endorsement import NO_ENDORSEMENT
from core.candidates import is_an_initiative
from core.charter import Charter
from core.counting.record import Count
from core.ledger import Pen
from core.paper import question_id
from core.records import Contest, Election, Race
from core.records.elections import COMMITTEE
from core.ruling import Ruling
from flows.duties.committee import recusals
from flows.duties.election import announcing
from flows.duties.election.rules import rules_of
from flows.duties.race import outcomes, race_votes, races
from flows.duties.race.races import Taken
from flows.secretary import Refusal
from flows.ways import by_door

STEP: Final = "recommendation"
"""The step of every process that such a vote is (E3)."""

BY_VOTE = "committee vote"
"""By which door the step is put on record."""


def contest(key: str, race: Race, *, reasons: str, charter: Charter) -> Contest:
    """E3, E10, S8. What the committee is asked about a race: whom to recommend, "No endorsement" among them.

    Against candidates it is asked yes or no. Raises Refusal for a race that has nobody to vote on.
    """
    offered = races.options(race, charter=charter)
    if not offered:
        raise Refusal(f"“{race.title}” has nobody to vote on: enter its candidates in the tab Candidates.")
    against = endorsement.asked_of(race.office, race.process, charter=charter) == "anti-endorsement"
    options = _yes_or_no(offered[0]) if against else _choices(offered)
    ranks = 1 if len(offered) == 1 else min(len(options), charter.endorsement.counting.max_ranks.value)
    rule = counting.rule_for(STEP, f"{key}/1", charter=charter, candidates=len(offered))
    return Contest(
        election_key=key,
        position=1,
        title=f"{race.title}: {_against(race)}?" if against else f"{race.title}: {_whom(race)} to recommend",
        office=race.office,
        process=race.process,
        endorsed_before=any(one.endorsed_before for one in races.running(race)),
        steps=[],
        recommendation="",
        reasons=reasons,
        kind="ranked" if ranks > 1 else "single",
        options=options,
        question_ids=[question_id(key, 1, rank) for rank in range(1, ranks + 1)],
        rule=rule.as_json(),
        race_key=race.key,
        links=[],
    )


def _against(race: Race) -> str:
    """The question with all names, however long they are: the option on the members' ballot may only number them."""
    return f"{endorsement.URGE_AGAINST} {' and '.join(races.voted_on(race))}"


def _whom(race: Race) -> str:
    return "what" if is_an_initiative(race.office) else "whom"


def _choices(offered: Sequence[str]) -> list[dict[str, Any]]:
    named = [
        {"id": f"{counting.CANDIDATE}{n}", "name": name, "recommends": name} for n, name in enumerate(offered, start=1)
    ]
    return [*named, {"id": counting.NONE, "name": NO_ENDORSEMENT, "recommends": NO_ENDORSEMENT}]


def _yes_or_no(against: str) -> list[dict[str, Any]]:
    yes, no = counting.YES, counting.NO
    return [
        {"id": yes.id, "name": yes.name, "recommends": against},
        {"id": no.id, "name": no.name, "recommends": NO_ENDORSEMENT},
    ]


def before_vote(session: Session, election: Election) -> list[Ruling]:
    """E1, E2, E3, E7, E15, S11. What doesn't allow the committee to vote on a race: a vote of the members, for one."""
    rules = rules_of(election)
    found: list[Ruling] = []
    for contest in [one for one in election.contests if one.race_key]:
        race = races.of(session, contest.race_key)
        offered = races.options(race, charter=rules)
        # The other steps may still be under way: they are asked for when the members are to vote.
        rulings = [
            candidacy.represents_us(race.office, race.district, race.local_because, charter=rules),
            candidacy.process_chosen(race.process, chosen_by=race.chosen_by, chosen_on=race.chosen_on),
            Ruling(not race.ended_as, "E15", f"it ended as {race.ended_as}: {race.ended_because}"),
            race_votes.no_other_vote(session, race.key, vote=election.key),
            recusals.none_asked_away(session, race.key),
            endorsement.ends_before_election(
                calendar.day_of(election.closes_at, election.zone), election_day=race.election_day
            ),
            _is_as_drafted(contest, offered),
        ]
        found += [one for one in rulings if not one]
    return found


def _is_as_drafted(contest: Contest, offered: Sequence[str]) -> Ruling:
    known = {option["recommends"] for option in contest.options} - {NO_ENDORSEMENT}
    return Ruling(known == set(offered), "E3", "who stands has changed since this vote was drafted; draft it anew")


def put_on_record(pen: Pen, election: Election) -> None:
    """E3, P9, S8, S9. What the committee decided about a race, in the stroke in which an officer certifies its count.

    That nobody had enough votes is on record as well: the committee makes no recommendation. Without a quorum nothing
    was decided. Raises Refusal for a recommendation without reasons, and for a race on which members vote or have
    decided: what they were told stays as it was.
    """
    if election.electorate != COMMITTEE:
        return  # members endorse, they don't recommend
    told = announcing.counts(pen.session, election)
    for contest, said in [(one, said) for one, said in zip(election.contests, told, strict=True) if one.race_key]:
        count = Count.from_json(dict(contest.count or {}))
        if count.outcome == "no quorum":
            continue
        race = races.of(pen.session, contest.race_key)
        race_votes.refuse_while_voting(pen.session, race)
        _refuse_without_reasons(contest, count)
        chosen = {option["id"]: option["recommends"] for option in contest.options}
        race.recommendation = chosen[count.winner] if count.winner else ""
        race.reasons = contest.reasons
        on = calendar.day_of(pen.at, election.zone)
        note = f"{contest.title} – {outcomes.in_a_sentence(said)}"  # members read it
        step = Taken(STEP, on, BY_VOTE, "the committee", note=note)
        races.record_step(pen, race, step)
        races.log_recommendation(pen, race, step)


def _refuse_without_reasons(contest: Contest, count: Count) -> None:
    if count.winner and not contest.reasons.strip():
        raise Refusal(
            f"“{contest.election_key}” can't be certified yet: members read the committee's reasons with what it "
            f"recommends. Write them down first {by_door('reasons', contest.race_key)}."
        )
