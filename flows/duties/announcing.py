"""Announcing: what the ballot and result letters say, and the pack with which anybody can recount."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, charter
from core.counting_rule import CountingRule
from core.records import Certificate, Contest, Election, MailFault, Person, RollEntry, Voted
from flows.duties import form, intake, mailboxes
from flows.secretary import Refusal, Secretary
from integrations.google import forms


def ballot_facts(secretary: Secretary, election: Election, *, log_head: str, reminder: int | None = None) -> dict[str, Any]:
    """What a ballot letter or a reminder says. The personal part stays with Mailchimp's merge fields."""
    slot = mailboxes.SLOTS[election.mail_slot]
    facts = {
        "organisation": election.charter["name"],
        "election_title": election.title,
        "contests": [_contest_facts(contest) for contest in election.contests],
        "opens": calendar.in_words(election.opens_at, election.zone),
        "closes_local": calendar.local_in_words(election.closes_at, election.zone),
        "closes_utc": calendar.utc_in_words(election.closes_at, election.zone),
        "roll_size": election.roll_size,
        "roll_fingerprint": election.roll_fingerprint,
        "log_head": log_head,
        "seed_commitment": election.seed_commitment,
        "reply_to": secretary.settings.mail_reply_to,
        "voters": mailboxes.voters_of(slot),
        "link_base": forms.prefilled(election.form_link, form.code_question(election), ""),
    }
    if reminder is not None:
        facts |= {"number": reminder, "reminders": election.charter["voting_window"]["reminders"]["value"]}
    return facts


def _contest_facts(contest: Contest) -> dict[str, Any]:
    rule = CountingRule.from_json(contest.rule)
    return {
        "title": contest.title,
        "kind": contest.kind,
        "candidates": [option["name"] for option in contest.options if option["id"] != "none"],
        "recommendation": contest.recommendation,
        "reasons": contest.reasons,
        "rule": f"{rule.threshold_text[0].upper()}{rule.threshold_text[1:]} {rule.base_text} endorses ({rule.clause}).",
    }


def result_facts(secretary: Secretary, election: Election, *, log_head: str) -> dict[str, Any]:
    """What the result letter says."""
    rules = charter.read(election.charter, source=election.key)
    until = secretary.now() + timedelta(days=rules.closing.objection_days.value)
    return {
        "organisation": election.charter["name"],
        "election_title": election.title,
        "contests": _counts(election, rules),
        "counters": {kind: number for kind, number in dict(election.intake or {}).items() if kind != "treatments"},
        "roll_size": election.roll_size,
        "pack_link": "",
        "pack_fingerprint": pack_of(secretary, election).fingerprint(),
        "log_head": log_head,
        "objections_until": calendar.day_in_words(calendar.day_of(until, election.zone)),
        "reply_to": secretary.settings.mail_reply_to,
    }


def _counts(election: Election, rules: charter.Charter) -> list[dict[str, Any]]:
    """Each contest's count, and how much of it may be shown of so small a group (P9)."""
    few = rules.publication.decision_only_under.value
    return [
        {
            "title": contest.title,
            "count": contest.count,
            "shown": "decision" if dict(contest.count or {}).get("cast", 0) < few else "rounds",
        }
        for contest in election.contests
    ]


def members(session: Session) -> int:
    """How many members the workbook had when it was last read."""
    return session.execute(select(func.count()).select_from(Person)).scalar_one()


def turnout(secretary: Secretary, session: Session, election: Election) -> int:
    """How many of the roll have voted. While voting is open, computed from the codes that came in; then on record."""
    if election.state in ("open", "closed"):
        return len(intake.voters(secretary, election))
    mine = select(func.count()).select_from(Voted).where(Voted.election_key == election.key)
    return session.execute(mine).scalar_one()


def unreachable(session: Session, key: str) -> int:
    """How many voters of an election no letter reaches."""
    faulty = select(MailFault.email)
    mine = select(func.count()).select_from(RollEntry).where(RollEntry.election_key == key)
    return session.execute(mine.where((RollEntry.place == 0) | RollEntry.email.in_(faulty))).scalar_one()


def result_page_facts(secretary: Secretary, session: Session, election: Election) -> dict[str, Any]:
    """What the result's page in the dashboard shows. Raises Refusal before the ballots are sealed and counted."""
    if not election.intake or any(contest.count is None for contest in election.contests):
        raise Refusal(f"“{election.key}” is {election.state}: its ballots aren't counted yet, and nobody can see a tally.")
    rules = charter.read(election.charter, source=election.key)
    certificate = session.get(Certificate, election.key)
    facts = result_facts(secretary, election, log_head="")
    certified = ""
    if certificate:
        certified = f"Certified by {certificate.officer}, {calendar.in_words(certificate.at, election.zone)}. {certificate.note}".strip()
    return {
        "election_title": election.title,
        "certified": certified,
        "turnout": {"ballots": turnout(secretary, session, election), "roll_size": election.roll_size},
        "contests": _counts(election, rules),
        "counters": facts["counters"],
        "pack_fingerprint": election.pack_fingerprint,
        "objections_until": facts["objections_until"] if certificate else "",
    }
