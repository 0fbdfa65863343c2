"""The worked examples: every case in tests/cases comes out as it says."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest

from core import calendar, charter, clauses, listed, notices, people, proposals, sources, workbook
from core.bylaws import (
    afterwards,
    annual,
    candidacy,
    committee,
    conflicts,
    counting,
    endorsement,
    forums,
    late_start,
    meetings,
    membership,
    nominations,
    participation,
    priorities,
    privacy,
    questionnaires,
    registration,
    seating,
    tenure,
)
from core.bylaws import year as years
from core.charter import Charter
from core.counting.ballots import Ballots
from core.counting.count import count
from core.counting.marks import clean
from core.counting.rule import Option
from core.decisions import Answers
from core.ruling import Ruling
from core.sources import Delivery
from tests.core import partnership_cases
from tests.core.suppression_cases import may_tell_groups, may_tell_groups_again
from tests.elections.published import cast

CASES = Path(__file__).parent.parent / "cases"
USUAL = "jp_progressives"
"""The organisation whose charter a file of examples is about unless it names another."""

Case: TypeAlias = Mapping[str, Any]


def _all_cases() -> list[Any]:
    files = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.toml"))}
    return [
        pytest.param(
            {"organisation": file.get("organisation", "jp_progressives"), **case}, id=f"{name}: {case['name']}"
        )
        for name, file in files.items()
        for case in file["case"]
    ]


ALL = _all_cases()


def _charter(case: Case) -> Charter:
    """The organisation's charter, with the case's own changes; a setting that is given as an empty text is left out."""
    data = charter.load(case["organisation"]).as_data()
    for key, value in case.get("charter", {}).items():
        *path, last = key.split(".")
        section = data
        for name in path:
            section = section[name]
        assert last in section, f"the charter has no setting {key}"
        section[last] = value
        if not value and isinstance(value, str):
            del section[last]
    return charter.read(data, source=case["name"])


def _participation(case: Case) -> participation.Participation:
    """The case's facts; a date by itself is an ordinary meeting or a shift of that day."""
    attended = [one if isinstance(one, dict) else {"on": one} for one in case.get("attended", [])]
    volunteered = [one if isinstance(one, dict) else {"on": one} for one in case.get("volunteered", [])]
    return participation.Participation(
        attended=tuple(
            participation.Attended(
                one["on"], one.get("event", f"Meeting of {one['on']}"), one.get("kind", "Monthly meeting"), f"row {row}"
            )
            for row, one in enumerate(attended)
        ),
        volunteered=tuple(
            participation.Volunteered(one["on"], one.get("activity", "Leaflets"), f"row {row}")
            for row, one in enumerate(volunteered)
        ),
        dues_paid=case.get("dues_paid"),
        unknown=_without_sheet(case.get("unknown", []), "no sign-in sheet"),
        excused=_without_sheet(case.get("excused", []), "excused"),
        exceptions=tuple(participation.Excepted(**one) for one in case.get("exceptions", [])),
    )


def _without_sheet(days: list[date], place: str) -> tuple[participation.Attended, ...]:
    return tuple(participation.Attended(day, f"Meeting of {day}", "Monthly meeting", place) for day in days)


def _window(case: Case, rules: Charter) -> calendar.Window:
    return calendar.window(case["opens"], case["closes"], rules.zone)


def _said(ruling: Ruling) -> dict[str, Any]:
    return {"allowed": ruling.allowed, "clause": ruling.clause, "because": ruling.because}


def _may_vote(case: Case, rules: Charter) -> dict[str, Any]:
    found = membership.may_vote(_participation(case), on=case["on"], charter=rules)
    answer = {"missing": found.missing, "evidence": len(found.evidence), "tier": membership.tier(found)}
    return _said(found.ruling) | answer


def _notice(case: Case, rules: Charter) -> dict[str, Any]:
    facts = _participation(case)
    ruling = membership.may_vote(facts, on=case["on"], charter=rules)
    until = membership.voting_until(facts, on=case["on"], charter=rules)
    found = membership.notice(ruling, until, was_voting=case["was_voting"], on=case["on"], charter=rules)
    return {"notice": found.kind, "until": found.until} if found else {"notice": "none"}


def _told(case: Case) -> notices.Told:
    """What the case's member was told last; nothing unless it says so."""
    said = case.get("told", {})
    return notices.Told(said.get("voting", False), said.get("until"), said.get("warned_for"), said.get("heard"))


def _news(case: Case, rules: Charter) -> dict[str, Any]:
    facts, told, on = _participation(case), _told(case), case["on"]
    ruling = membership.may_vote(facts, on=on, charter=rules)
    until = membership.voting_until(facts, on=on, charter=rules)
    doubt = notices.doubt(told, until, there=case.get("there", True), on=on)
    due = notices.due(told, ruling, until, on=on, charter=rules)
    keep = membership.to_keep_it(facts, on=on, charter=rules)
    cause = "a correction" if due and due.corrected else "time"
    return {"letter": due.kind if due else "none", "doubt": doubt or "none", "to_keep_it": keep, "cause": cause}


def _hours(case: Case, rules: Charter) -> dict[str, Any]:
    at = calendar.to_utc(case["at"], rules.zone)
    return {"allowed": notices.in_letter_hours(at, rules)}


def _statement(case: Case, rules: Charter) -> dict[str, Any]:
    return {"allowed": notices.statement_due(case["on"], since=case.get("since"), charter=rules)}


def _may_endorse_for(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(endorsement.represents_us(case["office"], charter=rules))


def _finding(kind: candidacy.FactKind, said: Mapping[str, Any]) -> candidacy.Finding:
    return candidacy.Finding(kind, said["there"], said["on"], by_a_person=said.get("by_a_person", False))


def _may_be_asked(case: Case, rules: Charter) -> dict[str, Any]:
    """What is known of a candidate's account and website, each with the day on which it was found, or said."""
    known = [_finding(kind, case[kind]) for kind in candidacy.KINDS if kind in case]
    return _said(candidacy.may_be_asked(case["office"], known, on=case["on"], charter=rules))


def _account(case: Case, rules: Charter) -> dict[str, Any]:
    """An account as the tab gives it, and what OCPF or the FEC says of it."""
    fits = registration.fits(case["office"], case["account"], charter=rules)
    found = registration.Registration(case.get("listed", True), case.get("closed", False), case.get("status", ""))
    return _said(registration.is_active(case["account"], found, charter=rules) if fits else fits)


def _website(case: Case, _: Charter) -> dict[str, Any]:
    visit = registration.Visit(case.get("answers", False), case.get("is_page", False), refused=case.get("refused", ""))
    return _said(registration.is_website(visit))


def _look(case: Case, rules: Charter) -> dict[str, Any]:
    newest = _finding("account", case["account"]) if "account" in case else None
    return _said(registration.is_due(newest, on=case["on"], charter=rules))


def _may_request(case: Case, rules: Charter) -> dict[str, Any]:
    standing = membership.may_vote(_participation(case), on=case["on"], charter=rules)
    return _said(endorsement.may_request(is_member=case["is_member"])) | {"tier": membership.tier(standing)}


def _process(case: Case, rules: Charter) -> dict[str, Any]:
    steps = tuple(
        endorsement.StepOnRecord(one["name"], one["on"], one.get("waived_because", "")) for one in case.get("steps", [])
    )
    office, before = case.get("office", "Mayor"), case.get("endorsed_before", False)
    race = endorsement.Race(office, case["process"], case["candidates"], before, steps)
    _, fits, recorded = rulings = endorsement.before_ballot(race, on=case["on"], charter=rules)
    refused = [ruling for ruling in rulings if not ruling]
    return {
        "allowed": not refused,
        "fits": fits.allowed,
        "recorded": recorded.allowed,
        "refused_by": [ruling.clause for ruling in refused],
        "because": refused[0].because if refused else "",
    }


def _chosen(case: Case, _rules: Charter) -> dict[str, Any]:
    return _said(
        candidacy.process_chosen(case["process"], chosen_by=case.get("chosen_by", ""), chosen_on=case.get("chosen_on"))
    )


def _recommended(case: Case, rules: Charter) -> dict[str, Any]:
    race = endorsement.Race("Mayor", case["process"], 2, endorsed_before=True, steps=())
    return _said(
        endorsement.recommendation_fits(race, case["recommended"], before=case["endorsed_before"], charter=rules)
    )


def _our_district(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(candidacy.names_our_district(case["office"], case["title"], charter=rules))


def _ballot(case: Case, rules: Charter) -> dict[str, Any]:
    asked = endorsement.asked_of(case.get("office", "Mayor"), case.get("process", "full"), charter=rules)
    form = endorsement.ballot_form(case["candidates"], charter=rules, asked=asked)
    return _said(form.ruling) | {"options": list(form.options), "ranks": form.ranks, "asked": form.asked}


def _members_hear(case: Case, rules: Charter) -> dict[str, Any]:
    at = afterwards.members_hear(calendar.to_utc(case["at"], rules.zone), charter=rules)
    return {"members_hear": at.astimezone(ZoneInfo(rules.zone)).replace(tzinfo=None)}


def _says(case: Case, rules: Charter) -> dict[str, Any]:
    asked = endorsement.asked_of(case.get("office", "Mayor"), case.get("process", "full"), charter=rules)
    said = afterwards.statement(
        case["winners"],
        case["title"],
        asked=asked,
        against=case.get("against", []),
        organisation=rules.name,
        withdrew=case.get("withdrew", {}),
    )
    return {"says": said}


def _report_back(case: Case, rules: Charter) -> dict[str, Any]:
    due = afterwards.report_due(
        case.get("election_day"),
        recorded=case.get("recorded", False),
        asked=case["asked"],
        on=case["on"],
        charter=rules,
    )
    return _said(due.ruling) | {"number": due.number}


def _length(case: Case, rules: Charter) -> dict[str, Any]:
    reason = case.get("reason", "")
    return _said(endorsement.window_is_long_enough(_window(case, rules), reason=reason, charter=rules))


def _before_election(case: Case, rules: Charter) -> dict[str, Any]:
    del rules  # no setting of the charter
    return _said(endorsement.ends_before_election(case["closes_on"], election_day=case.get("election_day")))


def _reminder(case: Case, rules: Charter) -> dict[str, Any]:
    at = calendar.to_utc(case["at"], rules.zone)
    due = endorsement.reminder_due(_window(case, rules), sent=case["sent"], at=at, charter=rules)
    return _said(due.ruling) | {"number": due.number}


def _reminders(case: Case, rules: Charter) -> dict[str, Any]:
    local = [time.astimezone(ZoneInfo(rules.zone)) for time in calendar.reminders(_window(case, rules), rules)]
    return {"times": [f"{time:%Y-%m-%d %H:%M}" for time in local]}


def _past_year(case: Case, rules: Charter) -> dict[str, Any]:
    first, last = calendar.past_year(case["on"], rules)
    return {"first": first, "last": last}


def _quorum(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(committee.is_quorate(taking_part=case["taking_part"], active=case["active"], charter=rules))


def _motion(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(committee.carries(yes=case["yes"], no=case["no"], charter=rules))


def _committee_vote(case: Case, rules: Charter) -> dict[str, Any]:
    """Whether somebody with these seats votes on the race mayor-26."""
    return _said(committee.votes_on("mayor-26", _terms(case["seats"]), on=case["on"], charter=rules))


def _seats_until_slate(case: Case, rules: Charter) -> dict[str, Any]:
    """Whether there is a committee until a slate is to be confirmed; each of `seats` is a member's only term."""
    return _said(committee.lasts_until(case["confirmed"], [_terms([one]) for one in case["seats"]], charter=rules))


def _terms(seats: list[Case]) -> list[seating.Seat]:
    return [
        seating.Seat(
            one["since"],
            one.get("until"),
            one.get("leave_from"),
            one.get("leave_until"),
            tuple(one.get("recused", ())),
            given_up=one.get("given_up"),
            recalled=one.get("recalled"),
            succeeded=one.get("succeeded"),
            stays=one.get("stays", False),
            unconfirmed=one.get("unconfirmed"),
            renewed=one.get("renewed"),
            not_taken=one.get("not_taken", False),
        )
        for one in seats
    ]


def _seats(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(tenure.is_complete(case["filled"], charter=rules))


def _fill_a_seat(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(tenure.may_be_filled(case["taken"], confirmed=case.get("confirmed"), charter=rules))


def _co_chairs(case: Case, rules: Charter) -> dict[str, Any]:
    """Whether co-chairs can be elected on a day, what is in the way, and until when they would be."""
    on, reason = case["on"], case.get("reason", "")
    rulings = (
        tenure.is_their_quarter(on, reason=reason, charter=rules),
        tenure.are_due(on, last=case.get("last"), reason=reason, charter=rules),
        tenure.have_candidates(case["standing"]),
    )
    through = tenure.co_chair_through(on, charter=rules)
    return {"allowed": all(rulings), "because": [one.because for one in rulings if not one], "through": through}


def _report_period(case: Case, rules: Charter) -> dict[str, Any]:
    found = tenure.report_period(case["on"], charter=rules)
    return {"first": found[0], "last": found[1]} if found else {}


def _disclosure(case: Case, rules: Charter) -> dict[str, Any]:
    asking = conflicts.asking(case.get("disclosed"), since=case["since"], on=case["on"], charter=rules)
    return {**_said(asking.due), "turn": asking.turn}


def _take_back_recusal(case: Case, _rules: Charter) -> dict[str, Any]:
    return _said(conflicts.may_take_back(voting=case["voting"]))


def _vote_beside_recusal(case: Case, _rules: Charter) -> dict[str, Any]:
    return _said(conflicts.may_vote_on("mayor-26", asking=case["asking"]))


def _recusal_beside_vote(case: Case, _rules: Charter) -> dict[str, Any]:
    return _said(conflicts.asked_in_time("mayor-26", voting=case["voting"]))


def _vote_anew(case: Case, _rules: Charter) -> dict[str, Any]:
    return _said(conflicts.may_vote_anew("mayor-26", case["voided"]))


def _undo_recusal(case: Case, _rules: Charter) -> dict[str, Any]:
    return _said(conflicts.may_undo("recusal-m04-mayor-26", decided=case["decided"]))


def _seated_anew(case: Case, _rules: Charter) -> dict[str, Any]:
    openings = [(first, last[0] if last else None) for first, *last in case["openings"]]
    return _said(committee.sits_again(case["since"], recalled=case["recalled"], openings=openings))


def _recall_says(case: Case, _rules: Charter) -> dict[str, Any]:
    return _said(committee.recall_says_who_votes(said=case["said"], active=case["active"]))


def _committee_window(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(committee.has_time_to_vote(_window(case, rules), reason=case.get("reason", ""), charter=rules))


def _committee_reminders(case: Case, rules: Charter) -> dict[str, Any]:
    times = committee.reminder_times(_window(case, rules), charter=rules)
    return {"times": [f"{time.astimezone(ZoneInfo(rules.zone)):%Y-%m-%d %H:%M}" for time in times]}


def _may_except(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(membership.may_except(case["from"], charter=rules))


def _share(case: Case, rules: Charter) -> dict[str, Any]:
    assert rules.privacy
    ruling = privacy.may_share(case["part"], told_on=case.get("told_on"), on=case["on"], rules=rules.privacy)
    return _said(ruling)


def _on_the_list(case: Case, rules: Charter) -> dict[str, Any]:
    assert rules.privacy
    member = privacy.Concerned(case.get("told_on"), case.get("took_part", True), case.get("objected", False))
    return _said(privacy.may_hand_over(member, on=case["on"], rules=rules.privacy))


def _forget(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(privacy.may_forget(case["of"], days=case["days"], on=case["on"]))


def _sheet(case: Case, rules: Charter) -> dict[str, Any]:
    """Ada's standing on 1 October 2026, after two meetings and what the case's sheet says."""
    tabs: dict[str, Any] = {
        "Members": [["Member id", "Name", "Email"], ["M1", "Ada Example", "ada@example.org"]],
        "Events": [
            ["Event", "Date"],
            ["Spring meeting", "2026-04-09"],
            ["Tenants' forum", "2026-06-04"],
            ["Autumn meeting", "2026-09-10"],
        ],
        "Attendance": [["Event", "Name"], ["Spring meeting", "Ada Example"], ["Autumn meeting", "Ada Example"]],
        "Volunteering": [["Date", "Activity", "Name"]],
        "Sources": [list(case["source"]), list(case["source"].values())],
    }
    found = sources.listed(tabs)
    book = workbook.read(tabs, listed=found, deliveries=[Delivery(one, case["rows"]) for one in found.sources])
    facts = listed.with_lists(people.take_part(book, Answers(), alone="sure"), book, Answers()).by_member["M1"]
    on = date(2026, 10, 1)
    ruled = membership.may_vote(facts, on=on, charter=rules)
    return _said(ruled.ruling) | {
        "counted": [one.place for one in ruled.evidence if not one.place.startswith("Attendance")],
        "dues": membership.have_paid(facts, on=on),
        "nominee_paid": committee.have_paid(facts, on=on, charter=rules).because,
        "registered": bool(committee.is_registered(facts)),
        "registration": committee.is_registered(facts).because,
        "not_there": sum(sheet.not_there for sheet in book.sheets),
        "refused": " ".join(book.refused()),
    }


def _plan(case: Case, rules: Charter) -> tuple[years.Planned, ...]:
    """The year with its annual meeting, and what organisers moved."""
    meeting, moved = case["meeting"], case.get("moved", {})
    return years.plan(meeting.year, meeting, moved=moved, without=case.get("without", ()), charter=rules)


def _planned(case: Case, rules: Charter) -> dict[str, Any]:
    """When a step is due, and what in the plan clashes or falls out of the quarter."""
    found = _plan(case, rules)
    odd = [
        *years.clashes(found, charter=rules),
        *years.outside(found, year=case["meeting"].year, charter=rules),
    ]  # fmt: skip
    due = {one.step.name: one.due for one in found}
    return {"due": due.get(case.get("step", "")), "odd": [f"{one.because} ({one.clause})" for one in odd]}


def _meeting(case: Case, rules: Charter) -> dict[str, Any]:
    day = case["meeting"]
    return _said(years.may_meet(day, year=day.year, reason=case.get("reason", ""), charter=rules))


def _moved(case: Case, rules: Charter) -> dict[str, Any]:
    reason = case.get("reason", "")
    return _said(years.may_move(case["step"], case["to"], _plan(case, rules), reason=reason, charter=rules))


def _turn(case: Case, rules: Charter) -> dict[str, Any]:
    step = years.cycle(rules).step(case["step"])
    assert step is not None
    return _said(years.is_turn(step, last=case.get("last"), year=case["year"]))


def _late(case: Case, rules: Charter) -> dict[str, Any]:
    """How a step stands on a day, and whether everything can still be done in the quarter."""
    year, done = case["meeting"].year, case.get("done", {})
    found = late_start.outlook(_plan(case, rules), done, on=case["on"], year=year, charter=rules)
    mine = next(one for one in found if one.planned.step.name == case["step"])
    everything = late_start.can_be_done(found, charter=rules)
    return _said(mine.ruling) | {"prospect": mine.prospect, "last": mine.last, "everything": everything.because}


def _marks(case: Case, rules: Charter) -> dict[str, Any]:
    """One ballot's ranks as they were filled in, "" for one left out, and the ranking that they mean."""
    ranking, treated = clean(case["ranks"], counting.treatment(rules))
    return {"ranking": list(ranking), "because": "; ".join(treated)}


def _count(case: Case, rules: Charter) -> dict[str, Any]:
    """A vote of the kind: its candidates, or yes, no, abstain; ballots as "3 Ada > Ben; 2 none", or by role."""
    decision, candidates = case["decision"], case.get("candidates", [])
    rule = counting.rule_for(decision, "contest", charter=rules, candidates=len(candidates))
    names = [*candidates, *([counting.NONE] if rule.no_endorsement == counting.NONE else [])]
    options = [Option(one, one) for one in names] or [*counting.options_of(getattr(rules.counting, decision))]
    ballots = case["ballots"]
    if rule.weights:
        cast_by_role = {role: cast(profile) for role, profile in ballots.items()}
        found = count(Ballots.of_roles(options, cast_by_role, dict(rule.weights)), rule, eligible=case.get("eligible"))
    else:
        found = count(Ballots.of(options, cast(ballots)), rule, eligible=case.get("eligible"))
    return {
        "outcome": found.outcome,
        "winners": list(found.winners),
        "because": found.sentence,
        "clause": rule.clause,
        "otherwise": [other.reading for other in found.other_readings],
    }


def _may_propose(case: Case, rules: Charter) -> dict[str, Any]:
    facts = _participation(case)
    voting = membership.may_vote(facts, on=case["on"], charter=rules).ruling if case.get("member", True) else None
    is_member, in_time = case.get("member", True), case.get("in_time", True)
    return _said(priorities.may_propose(is_member=is_member, voting=voting, in_time=in_time))


def _all_placed(case: Case, rules: Charter) -> dict[str, Any]:
    """Each proposal by its number: the one it is the same as, or why it is left out."""
    same, out = case.get("same_as", {}), case.get("left_out", {})
    known = [
        proposals.Proposed(nth, "", "", same_as=same.get(f"P{nth}"), left_out=out.get(f"P{nth}", ""))
        for nth in range(1, case["proposals"] + 1)
    ]
    found = proposals.grouped(known)
    groups = [" ".join(proposals.label(one.nth) for one in of) for of in found.groups]
    return _said(priorities.are_all_placed([proposals.label(nth) for nth in found.waiting])) | {"groups": groups}


def _before_meeting(case: Case, rules: Charter) -> dict[str, Any]:
    reason = case.get("reason", "")
    return _said(priorities.is_before_meeting(case["on"], case.get("meeting"), reason=reason))


def _answers_members(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(priorities.answers_members(case.get("key"), case["takes_up"], why_not=case.get("why_not", "")))


def _answers_what_stands(case: Case, rules: Charter) -> dict[str, Any]:
    voting = case.get("voting", "")
    return _said(priorities.answers_what_stands(case.get("drafted"), case.get("key"), voting=voting))


def _is_decided(case: Case, rules: Charter) -> dict[str, Any]:
    """On a text: a vote of the committee, its decision at a meeting, or neither."""
    vote, meeting = case.get("vote"), case.get("meeting")
    decision = priorities.ByVote("motion-x", **vote) if vote else priorities.AtMeeting(**meeting) if meeting else None
    return _said(priorities.is_decided(case["text"], decision, failed_on=case.get("failed_on")))


def _in_quarter(case: Case, rules: Charter) -> dict[str, Any]:
    clause, reason = case["clause"], case.get("reason", "")
    what = {"A1": "the annual meeting is", "A3": "the vote on the priorities ends"}[clause]
    found = annual.is_in_quarter(what, case["on"], year=case["year"], reason=reason, clause=clause, charter=rules)
    return _said(found)


def _forum(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(
        forums.may_take_place(eligible=case["eligible"], invited=case["invited"], declined=case.get("declined", []))
    )


def _open_meeting(case: Case, rules: Charter) -> dict[str, Any]:
    told = timedelta(hours=case["hours_before"]) if "hours_before" in case else None
    return _said(meetings.is_open(told, reason=case.get("reason", ""), charter=rules))


def _asked_again(case: Case, rules: Charter) -> dict[str, Any]:
    again = forums.ask_again_on(case["forum_on"], charter=rules)
    ruling = forums.is_asked_again(
        invited_on=case["invited_on"], again_on=again, replied=case.get("replied", False), on=case["on"]
    )
    return _said(ruling)


def _feedback(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(forums.may_show_counts(case["answers"], charter=rules))


def _stand(case: Case, _: Charter) -> dict[str, Any]:
    """How a candidate stands; versions are the times at which they came, with what they say."""
    versions = tuple(
        questionnaires.Version(one["at"], answers=one.get("answers", True), declines=one.get("declines", False))
        for one in case.get("versions", [])
    )
    done = questionnaires.Approached(
        asked_at=case.get("asked_at"),
        declined=case.get("declined", False),
        allied=case.get("allied", False),
        versions=versions,
    )
    return {"stand": questionnaires.stand(done, case["due_at"])}


def _questionnaire(case: Case, _: Charter) -> dict[str, Any]:
    ruling = questionnaires.may_be_recorded(case["stands"], over=case["over"])
    return {"recorded": ruling.allowed, "because": ruling.because}


def _reminded_to_answer(case: Case, rules: Charter) -> dict[str, Any]:
    due = questionnaires.reminder_due(case["asked_at"], case["due_at"], at=case["at"], charter=rules)
    return {"days_before": due if due is not None else 0}


def _slate_size(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(nominations.is_a_slate(case["size"], charter=rules))


def _nominee(case: Case, rules: Charter) -> dict[str, Any]:
    """Whether a nominee may be put forward on a day, and whether they could take their seat on it."""
    until = case.get("excepted_until")
    facts = participation.Participation(
        attended=tuple(participation.Attended(day, f"Event {day}", "", "") for day in case["came"]),
        dues_paid=case.get("dues"),
        registration=participation.Registration(True, "Voters, row 2") if case.get("registered") else None,
        exceptions=(participation.Excepted("S2", case["on"].replace(day=1), until, "the committee"),) if until else (),
    )
    since = case.get("active_since")
    active = nominations.Active("Elections" if since else "", since)
    card = nominations.card(facts, active, on=case["on"], charter=rules)
    seat = nominations.may_take_seat(card)
    return _said(nominations.may_stand(card)) | {"takes_seat": bool(seat), "seat_because": seat.because}


def _ready(case: Case, _: Charter) -> dict[str, Any]:
    return _said(nominations.is_ready(accepts=case["accepts"], stated=case["stated"], met=case["met"]))


def _slate_agreed(case: Case, _: Charter) -> dict[str, Any]:
    return _said(nominations.is_agreed(case["slate"], case["agreed"]))


def _nominations_over(case: Case, _: Charter) -> dict[str, Any]:
    days = {"closes": case["last_day"], "until": case["due_day"], "on": case["on"]}
    return _said(nominations.is_over(**days, reason=case.get("reason", "")))


def _settled(case: Case, _: Charter) -> dict[str, Any]:
    return _said(nominations.is_settled(ended=case["ended"], reason=case.get("reason", "")))


def _slate_in_time(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(nominations.is_in_time(case["closing_day"], year=2027, reason=case.get("reason", ""), charter=rules))


def _cycle_year(case: Case, rules: Charter) -> dict[str, Any]:
    days = (case["opening_day"], case["due_day"])
    return _said(nominations.belongs_to(case["year"], *days, reason=case.get("reason", ""), charter=rules))


def _cycle_days(case: Case, rules: Charter) -> dict[str, Any]:
    days = (case["opening_day"], case["last_day"], case["due_day"])
    return _said(nominations.leaves_time(*days, reason=case.get("reason", ""), charter=rules))


def _ad_hoc(case: Case, rules: Charter) -> dict[str, Any]:
    said = {side: case[side] for side in ("representatives", "voting_members")}
    return _said(nominations.is_composed(**said, charter=rules))


def _term(case: Case, rules: Charter) -> dict[str, Any]:
    since, until = nominations.term(case["confirmed"], charter=rules)
    return {"since": since, "until": until}


ASK: Mapping[str, Callable[[Case, Charter], dict[str, Any]]] = {
    "may vote": _may_vote,
    "notice": _notice,
    "may except": _may_except,
    "news": _news,
    "letter hours": _hours,
    "statement": _statement,
    "may endorse for": _may_endorse_for,
    "may be asked": _may_be_asked,
    "account": _account,
    "website": _website,
    "look": _look,
    "may request": _may_request,
    "process": _process,
    "process chosen": _chosen,
    "recommended": _recommended,
    "district in the title": _our_district,
    "ballot": _ballot,
    "members hear": _members_hear,
    "statement in public": _says,
    "report back": _report_back,
    "window": _length,
    "before the election": _before_election,
    "reminder": _reminder,
    "reminders": _reminders,
    "past year": _past_year,
    "sheet": _sheet,
    "slate size": _slate_size,
    "nominee": _nominee,
    "ready": _ready,
    "slate agreed": _slate_agreed,
    "nominations over": _nominations_over,
    "settled": _settled,
    "slate in time": _slate_in_time,
    "cycle of a year": _cycle_year,
    "cycle's days": _cycle_days,
    "ad hoc committee": _ad_hoc,
    "term": _term,
    "quorum": _quorum,
    "motion": _motion,
    "committee vote": _committee_vote,
    "seats until slate": _seats_until_slate,
    "seats": _seats,
    "co-chairs": _co_chairs,
    "report period": _report_period,
    "disclosure": _disclosure,
    "take back recusal": _take_back_recusal,
    "vote beside recusal": _vote_beside_recusal,
    "recusal beside vote": _recusal_beside_vote,
    "undo recusal": _undo_recusal,
    "vote anew": _vote_anew,
    "seated anew": _seated_anew,
    "fill a seat": _fill_a_seat,
    "recall says": _recall_says,
    "committee window": _committee_window,
    "committee reminders": _committee_reminders,
    "count": _count,
    "marks": _marks,
    "share": _share,
    "on the list": _on_the_list,
    "forget": _forget,
    "may propose": _may_propose,
    "all placed": _all_placed,
    "before the meeting": _before_meeting,
    "answers members": _answers_members,
    "answers what stands": _answers_what_stands,
    "is decided": _is_decided,
    "in the quarter": _in_quarter,
    "forum": _forum,
    "open meeting": _open_meeting,
    "asked again": _asked_again,
    "feedback": _feedback,
    "stand": _stand,
    "questionnaire": _questionnaire,
    "reminded": _reminded_to_answer,
    "annual meeting": _meeting,
    "year's plan": _planned,
    "move a step": _moved,
    "turn": _turn,
    "late start": _late,
    **partnership_cases.ASK,
    "result by groups": may_tell_groups,
    "result told again": may_tell_groups_again,
}


@pytest.mark.parametrize("case", ALL)
def test_a_worked_example_comes_out_as_it_says(case: Case) -> None:
    """Each example's answer holds everything that its `expect` names."""
    answer = ASK[case["ask"]](case, _charter(case))
    assert case["expect"], "an example without an expectation shows nothing"
    assert {key: answer.get(key) for key in case["expect"]} == case["expect"]


def test_every_example_cites_a_clause_and_says_something_of_its_own() -> None:
    """Clauses exist in the catalogue, and no sentence stands twice."""
    cases = [param.values[0] for param in ALL]
    assert {case["clause"] for case in cases} <= set(clauses.catalogue())
    names = [case["name"] for case in cases]
    assert len(names) == len(set(names))


def test_every_clause_with_examples_is_shown_from_both_sides_and_on_the_border() -> None:
    """For each clause at least two different answers and one case marked as its edge."""
    answers: dict[str, set[str]] = defaultdict(set)
    edges: set[str] = set()
    for param in ALL:
        case = param.values[0]
        answers[case["clause"]].add(repr(sorted(case["expect"].items())))
        if case.get("edge"):
            edges.add(case["clause"])
    assert {clause for clause, said in answers.items() if len(said) < 2} == set()
    assert set(answers) - edges == set()


def test_dates_in_examples_are_dates() -> None:
    """A date in quotes would be compared as text and never match; none is."""
    for param in ALL:
        case = param.values[0]
        assert all(isinstance(case[key], date) for key in ("on",) if key in case)
        assert all(isinstance(case[key], datetime) for key in ("opens", "closes", "at") if key in case)
