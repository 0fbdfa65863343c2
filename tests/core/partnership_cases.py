"""The questions that worked examples ask about partnerships."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, TypeAlias

from core import calendar
from core.bylaws import (
    partnership,
    partnership_dates,
    partnership_delegates,
    partnership_parallel,
    partnership_publicity,
    partnership_roles,
    partnership_stated,
)
from core.charter import Charter
from core.ruling import Ruling

Case: TypeAlias = Mapping[str, Any]

TWO = ["Make Justice Normal", "Harbor Legal Aid"]
"""The partners of a case that names no others."""


def _said(ruling: Ruling) -> dict[str, Any]:
    return {"allowed": ruling.allowed, "clause": ruling.clause, "because": ruling.because}


def _partners(case: Case) -> list[str]:
    return list(case.get("partners", TWO))


def _all_met(partners: list[str], open_ones: list[tuple[str, ...]], rules: Charter) -> list[partnership.GateAnswer]:
    return [
        partnership.GateAnswer(question.name, partner, "yes", "In our own words.")
        for question in partnership.settled(rules).gate
        for partner in partners
        if (question.name, partner) not in open_ones
    ]


def _gate(case: Case, rules: Charter) -> dict[str, Any]:
    """Every partner says yes in words to every question, but for the case's own answers, and what is unanswered."""
    partners, open_ones = _partners(case), [tuple(one) for one in case.get("unanswered", [])]
    answers = _all_met(partners, open_ones, rules)
    own = [partnership.GateAnswer(**one) for one in case.get("answers", [])]
    found = partnership.gate([*answers, *own], partners=partners, charter=rules)
    return _said(found.ruling) | {"unmet": [str(one) for one in found.unmet]}


def _forward(case: Case, rules: Charter) -> dict[str, Any]:
    """The gate, with what is on record of the method and of circumstances."""
    partners = _partners(case)
    open_ones = [tuple(one) for one in case.get("unanswered", [])]
    gated = partnership.gate(_all_met(partners, open_ones, rules), partners=partners, charter=rules)
    agreed = [
        partnership.method_is_chosen(case["chosen"], partners=partners, charter=rules),
        partnership_dates.are_foreseen(_listed(case)),
    ]
    return _said(partnership.may_go_forward(gated, agreed))


def _gate_answer(case: Case, rules: Charter) -> dict[str, Any]:
    given = partnership.GateAnswer(**case["answer"])
    return _said(partnership.answer_fits(given, partners=_partners(case), charter=rules))


def _partnership_method(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(partnership.method_is_chosen(case["chosen"], partners=_partners(case), charter=rules))


def _power(case: Case, rules: Charter) -> dict[str, Any]:
    named = {who: partnership.PowerNamed(**one) for who, one in case["named"].items()}
    ruling = partnership.power_is_named(named, partners=_partners(case), charter=rules)
    return _said(ruling) | {"beside": partnership.power_in_words(named, charter=rules) if ruling else ""}


def _adapted(case: Case) -> list[partnership_roles.Adapted]:
    return [partnership_roles.Adapted(**one) for one in case.get("adapted", [])]


def _delegate_roles(case: Case, rules: Charter) -> dict[str, Any]:
    adapted = _adapted(case)
    ruling = partnership_roles.has_roles(case["voter"], case["responsibility"], adapted=adapted, charter=rules)
    weights = partnership_roles.weights(adapted, charter=rules)
    return _said(ruling) | {
        "weights": weights,
        "told": partnership_roles.weights_in_words(adapted, charter=rules),
    }


def _hats(case: Case, rules: Charter) -> dict[str, Any]:
    said = {key: case[key] for key in ("voting_member", "approved", "approved_by", "affirmed") if key in case}
    delegate = partnership_roles.Hats("D1", **said)
    found = partnership_roles.credentials(delegate, frozen_on=case["on"], charter=rules)
    return _said(found.ruling) | {"ballots": list(found.hats)}


def _flat(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(partnership_roles.decides(method=case["method"], charter=rules))


def _instant(case: Case, key: str, rules: Charter) -> datetime | None:
    return calendar.to_utc(case[key], rules.zone) if key in case else None


def _delegation(case: Case, rules: Charter) -> dict[str, Any]:
    window = calendar.window(case["opens"], case["closes"], rules.zone)
    fixed = calendar.to_utc(case["named"], rules.zone)
    named = partnership_delegates.Delegation(
        "Harbor Legal Aid", case["primary"], case["backup"], fixed, case.get("one_mailbox", False)
    )
    return _said(partnership_delegates.is_fixed(named, window))


def _speak_for_one(case: Case, rules: Charter) -> dict[str, Any]:
    fixed = calendar.to_utc(datetime(2026, 3, 1, 12), rules.zone)  # noqa: DTZ001  a local time
    named = [
        partnership_delegates.Delegation(f"Partner {nth}", primary, backup, fixed)
        for nth, (primary, backup) in enumerate(case["delegates"], start=1)
    ]
    return _said(partnership_delegates.speak_for_one(named))


def _whose_ballot(case: Case, rules: Charter) -> dict[str, Any]:
    """Whose ballot counts, from when each came in, when the primary stood aside, and when they are away."""
    window = calendar.window(case["opens"], case["closes"], rules.zone)
    absences = [
        partnership_delegates.Absence(
            calendar.to_utc(one["recorded"], rules.zone),
            one["first"],
            one.get("last"),
            _instant(one, "withdrawn", rules),
        )
        for one in case.get("absences", [])
    ]
    aside = _instant(case, "stood_aside", rules)
    ballots = partnership_delegates.Ballots(_instant(case, "primary", rules), _instant(case, "backup", rules))
    passed = partnership_delegates.passing(
        window, absences=absences, stood_aside=aside, backup=ballots.backup, charter=rules
    )
    found = partnership_delegates.counts(ballots, passed)
    return _said(found.ruling) | {"whose": found.whose or "nobody's"}


def _silent(case: Case, rules: Charter) -> dict[str, Any]:
    window = calendar.window(case["opens"], case["closes"], rules.zone)
    ballots = partnership_delegates.Ballots(_instant(case, "primary", rules), _instant(case, "backup", rules))
    at = calendar.to_utc(case["at"], rules.zone)
    return _said(partnership_delegates.is_silent("Harbor Legal Aid", ballots, window, at=at, charter=rules))


def _report(one: Case) -> partnership_parallel.Report:
    """A report; percentages are written as text, so that 62.5 is exact."""
    shares = {choice: Fraction(share) for choice, share in one.get("shares", {}).items()}
    numbers = (one.get("took_part", 10), one.get("could", 20))
    return partnership_parallel.Report(one["partner"], one["decision"], shares, *numbers, one.get("feedback", ""))


def _parallel_report(case: Case, rules: Charter) -> dict[str, Any]:
    report = _report(case["report"])
    choices = case.get("choices", ["for", "against"])
    shown = partnership_parallel.may_show_shares(report, charter=rules)
    found = partnership_parallel.is_a_report(report, partners=_partners(case), choices=choices)
    return _said(found) | {"shown": shown.allowed, "shown_because": shown.because}


def _parallel(case: Case, rules: Charter) -> dict[str, Any]:
    """What partners decided, and on a day whether their delegates are asked for the next step."""
    reports = [_report({"partner": who, "decision": what}) for who, what in case["decided"].items()]
    found = partnership_parallel.outcome(reports, partners=_partners(case), charter=rules)
    answer = _said(found.ruling) | {"decision": found.decision, "owing": list(found.owing)}
    if "on" in case:
        due = partnership_parallel.due_on(case["last_day"], charter=rules)
        step = partnership_parallel.may_decide_next(found, due=due, on=case["on"])
        answer |= {"due": due, "asked": step.allowed, "asked_because": step.because}
    return answer


def _report_reminder(case: Case, rules: Charter) -> dict[str, Any]:
    reported = case.get("reported", False)
    due = partnership_parallel.reminder_due(
        case["due"], sent=case["sent"], reported=reported, on=case["on"], charter=rules
    )
    return _said(due.ruling) | {"number": due.number}


def _next_step(case: Case, _: Charter) -> dict[str, Any]:
    return _said(partnership_parallel.have_decided(case["steps"], partners=_partners(case)))


def _publicity(said: Case) -> partnership_publicity.Publicity:
    return partnership_publicity.Publicity(**said)


def _tell(case: Case, rules: Charter) -> dict[str, Any]:
    said, to, on = _publicity(case.get("wants", {})), case["to"], case["on"]
    ruling = partnership_publicity.may_be_told(case["what"], said, to=to, on=on, charter=rules)
    called = partnership_publicity.as_told("Harbor Legal Aid", said, to=to, on=on, charter=rules)
    return _said(ruling) | {"called": called or "not at all"}


def _publicity_fits(case: Case, rules: Charter) -> dict[str, Any]:
    return _said(partnership_publicity.is_consistent(_publicity(case["wants"]), charter=rules))


def _text_kept(case: Case, rules: Charter) -> dict[str, Any]:
    partners = {who: _publicity(said) for who, said in case["wants"].items()}
    ruling = partnership_publicity.is_kept(case["text"], partners, to=case["to"], on=case["on"], charter=rules)
    named = partnership_publicity.may_be_mentioned(
        partners, what="its name", to=case["to"], on=case["on"], charter=rules
    )
    return _said(ruling) | {"named": list(named)}


def _time_bound(case: Case, _: Charter) -> dict[str, Any]:
    goals, deliverables = (
        [partnership_dates.Deliverable(name, due or None) for name, due in case[key].items()]
        for key in ("goals", "deliverables")
    )
    return _said(partnership_dates.are_time_bound(goals, deliverables))


def _ahead(case: Case, _: Charter) -> dict[str, Any]:
    listed = [partnership_dates.Deliverable(name, due) for name, due in case["due"].items()]
    return _said(partnership_dates.are_ahead(listed, on=case["on"]))


def _deliverable(case: Case, rules: Charter) -> dict[str, Any]:
    one = partnership_dates.Deliverable("First draft", case.get("due"), case.get("done"))
    due = partnership_dates.reminder_due(one, sent=case["sent"], on=case["on"], charter=rules)
    return _said(due.ruling) | {"number": due.number}


def _listed(case: Case) -> list[partnership_dates.Circumstance]:
    return [partnership_dates.Circumstance(**one) for one in case.get("circumstances", [])]


def _foreseen(case: Case, _: Charter) -> dict[str, Any]:
    return _said(partnership_dates.are_foreseen(_listed(case)))


def _trigger(case: Case, rules: Charter) -> dict[str, Any]:
    name = case["happened"]
    by_itself = partnership_delegates.acts_by_itself(name, charter=rules)
    return _said(partnership_dates.may_be_triggered(name, _listed(case))) | {"by_itself": by_itself.allowed}


def _stated(case: Case, _rules: Charter) -> dict[str, Any]:
    stated = partnership_stated.Stated(case["what"], case["said"], case.get("on_record", ""))
    partners, in_force = _partners(case), case.get("in_force", False)
    return _said(
        partnership_stated.may_be_recorded(stated, partners=partners, in_force=in_force, clause=case["clause"])
    )


def _adapted_together(case: Case, _rules: Charter) -> dict[str, Any]:
    stated = partnership_stated.Stated(case["what"], case["said"])
    return _said(partnership_stated.is_adapted_together(stated, partners=_partners(case)))


ASK: Mapping[str, Callable[[Case, Charter], dict[str, Any]]] = {
    "gate": _gate,
    "go forward": _forward,
    "gate answer": _gate_answer,
    "method of partners": _partnership_method,
    "power": _power,
    "delegate's roles": _delegate_roles,
    "hats": _hats,
    "flat decides": _flat,
    "delegation": _delegation,
    "speak for one": _speak_for_one,
    "whose ballot": _whose_ballot,
    "silent partner": _silent,
    "parallel report": _parallel_report,
    "parallel": _parallel,
    "reminded to report": _report_reminder,
    "next step": _next_step,
    "tell": _tell,
    "publicity": _publicity_fits,
    "text": _text_kept,
    "ahead": _ahead,
    "time-bound": _time_bound,
    "deliverable": _deliverable,
    "foreseen": _foreseen,
    "happened": _trigger,
    "stated": _stated,
    "adapted together": _adapted_together,
}
