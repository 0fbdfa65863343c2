"""Announcing: what the ballot and result letters say, and the pack with which anybody can recount."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import calendar, recount
from core.bylaws import counting
from core.bylaws.partnership_publicity import Audience
from core.counting.record import Count
from core.counting.rule import CountingRule
from core.records import Address, Certificate, Contest, Correction, Election, MailFault, Person, RollEntry, Voted
from core.records.elections import ROLL_CALL
from core.recount import Pack
from flows.duties.committee import roll_calls
from flows.duties.election import contests, electorates, form, groups, intake, matters
from flows.duties.election.rules import rules_of
from flows.duties.letter import mailboxes
from flows.duties.partnership import flat_ballots, flat_votes
from flows.duties.privacy import discretion
from flows.duties.race import withdrawals
from flows.secretary import Refusal, Secretary
from integrations.google import forms

AGAINST = "E15"
"""The clause of contests on an anti-endorsement."""


def ballot_facts(
    secretary: Secretary, election: Election, *, log_head: str, reminder: int | None = None, replaces: bool = False
) -> dict[str, Any]:
    """What a ballot letter or a reminder says. The personal part stays with Mailchimp's merge fields.

    `replaces`: the link in it takes the place of an earlier one.
    """
    slot = mailboxes.SLOTS[election.mail_slot]
    facts = {
        "organisation": election.charter["name"],
        "election_title": election.title,
        "contests": [contest_facts(election, contest) for contest in election.contests],
        "opens": calendar.in_words(election.opens_at, election.zone),
        "closes_local": calendar.local_in_words(election.closes_at, election.zone),
        "closes_utc": calendar.utc_in_words(election.closes_at, election.zone),
        "roll_size": election.roll_size,
        "roll_fingerprint": election.roll_fingerprint,
        "log_head": log_head,
        "seed_commitment": election.seed_commitment,
        "lot_from": election.drawn_from,
        "reply_to": secretary.settings.mail_reply_to,
        "voters": mailboxes.voters_of(slot),
        "link_base": forms.prefilled(election.form_link, form.code_question(election), ""),
    }
    if reminder is not None:
        facts |= {"number": reminder, "reminders": len(electorates.reminder_times(election))}
    if electorates.is_committees(election):
        facts["roll_call"] = election.ballots == ROLL_CALL
    if electorates.is_partners(election):
        facts["cut_off_local"] = flat_votes.cut_off_in_words(election)
    if electorates.is_committees(election) or electorates.is_partners(election):
        facts |= {"replaces": replaces} if reminder is None else {}
    return facts


def contest_facts(election: Election, contest: Contest) -> dict[str, Any]:
    """What a ballot letter says of a contest: what can be chosen, by which rule, and what the committee recommends."""
    if contest.matter:
        return {
            "title": contest.title,
            "kind": contest.kind,
            "options": [option["name"] for option in contest.options],
            "text": contest.text,
            "reasons": contest.reasons,
            "links": list(contest.links or ()),
            "rule": rule_of(election, contest),
            **flat_votes.told_beside(contest),
        }
    if electorates.is_committees(election):
        return {
            "title": contest.title,
            "kind": contest.kind,
            "options": [option["name"] for option in contest.options],
            "rule": rule_of(election, contest),
        }
    return {
        "title": contest.title,
        "kind": contest.kind,
        "candidates": [_in_full(option) for option in contest.options if option["id"] != counting.NONE],
        "withheld": any(option["id"] == counting.NONE for option in contest.options),
        "recommendation": contest.recommendation,
        "reasons": contest.reasons,
        "links": list(contest.links or ()),
        "rule": rule_of(election, contest),
    }


def _in_full(option: Mapping[str, Any]) -> str:
    """An option with the names of whom it is against, where they are too long for the option itself."""
    unnamed = contests.unnamed(option)
    return f"{option['name']}: {unnamed}" if unnamed else str(option["name"])


def rule_of(election: Election, contest: Contest) -> str:
    """E8, E9, E15, S8, S9. What a contest is decided by, in a sentence or two for whoever votes."""
    rule = CountingRule.from_json(contest.rule)
    if contest.matter or electorates.is_committees(election):
        return matters.rule_in_words(rule, eligible=election.roll_size)
    share = f"{rule.threshold_text} {rule.base_text}"
    if rule.seats > 1:
        return f"Up to {rule.seats} can be endorsed, each by {share} ({rule.clause})."
    does = "issues the anti-endorsement" if rule.clause == AGAINST else "endorses"
    return f"{share[0].upper()}{share[1:]} {does} ({rule.clause})."


def called_off_facts(secretary: Secretary, election: Election) -> dict[str, Any]:
    """What voters are told when a ballot is called off."""
    return {
        "organisation": election.charter["name"],
        "election_title": election.title,
        "reason": election.held_because,
        "committee": electorates.is_committees(election),
        "delegates": electorates.is_partners(election),
        "reply_to": secretary.settings.mail_reply_to,
    }


def struck_facts(secretary: Secretary, election: Election, *, voter: str) -> dict[str, Any]:
    """What somebody is told who is on the list of voters no longer."""
    return {
        "organisation": election.charter["name"],
        "election_title": election.title,
        "voter": voter,
        "committee": electorates.is_committees(election),
        "reply_to": secretary.settings.mail_reply_to,
    }


def result_facts(
    secretary: Secretary, session: Session, election: Election, *, certified_at: datetime, log_head: str
) -> dict[str, Any]:
    """What the result letter says. Objections are heard from the certificate's time on, whenever the letter is read."""
    pack = pack_of(session, election)
    told = zip(counts(session, election, pack), election.contests, strict=True)
    return {
        "organisation": election.charter["name"],
        "election_title": election.title,
        "contests": [{**one, **matters.read_again(contest)} for one, contest in told],
        "counters": electorates.counters(election),
        "roll_size": election.roll_size,
        "roll_fingerprint": election.roll_fingerprint,
        "corrections": corrections(session, election.key),
        "pack_link": "",
        "pack_fingerprint": pack.fingerprint(),
        "charter_fingerprint": pack.charter_fingerprint,
        "form_fingerprint": pack.form_fingerprint,
        "sealed_log_head": pack.log_head,
        "log_head": log_head,
        "objections_until": _objections_until(election, certified_at),
        "reply_to": secretary.settings.mail_reply_to,
    }


def _objections_until(election: Election, certified_at: datetime) -> str:
    """The last day for objections, in the organisation's zone."""
    until = certified_at + timedelta(days=rules_of(election).closing.objection_days.value)
    return calendar.day_in_words(calendar.day_of(until, election.zone))


def counts(
    session: Session, election: Election, pack: Pack | None = None, *, to: Sequence[Audience] = flat_votes.BOTH
) -> list[dict[str, Any]]:
    """Each contest's count, what is said of it in public, and how much the words may show of so small a group (P9).

    Of partners no more is said than its readers may be told (P11).
    """
    pack = pack or pack_of(session, election)
    told = []
    for contest, drafted in zip(pack.contests, election.contests, strict=True):
        published = pack.published_of(contest)
        plain = contest.count.as_json()
        if published in ("decision", "rounds"):  # what would have come out otherwise narrows down how a few voted
            plain["other_readings"] = []
        shown = published if published == "decision" else "rounds"
        more = _in_public(session, drafted, contest.count)
        more |= groups.told(session, drafted, contest.count, published=pack.published(contest.count))
        more |= flat_votes.told_after(session, drafted, to=to, at=election.closes_at)
        told.append({"title": contest.title, "count": plain, "shown": shown, **more})
    return told


def _in_public(session: Session, contest: Contest, count: Count) -> dict[str, Any]:
    """What is said in public of members' votes on races; nothing of other matters, nor of the committee's votes.

    Who gave up during the vote is named beside it: the count stays as it is.
    """
    if electorates.is_committees(contest.election) or contest.matter:
        return {}
    gone = withdrawals.of_contest(session, contest)
    said = {"statement": contests.in_public(contest, [count.name(one) for one in count.winners], withdrew=gone)}
    withdrew = [{"name": name, "on": day} for name, day in gone.items()]
    return said | ({"withdrew": withdrew} if withdrew else {})


def boxes_of_members(session: Session, *, only: Collection[str] | None = None) -> list[str]:
    """The mailboxes of all members, each once; whoever is leaving gets no letters any more.

    Of some members, if `only` their numbers are wanted.
    """
    leaving = discretion.leaving(session)
    boxes = select(Address.email).join(Person).where(Address.rank == 0, Person.number.not_in(leaving)).distinct()
    boxes = boxes if only is None else boxes.where(Person.number.in_(only))
    return sorted(session.execute(boxes).scalars())


def pack_of(session: Session, election: Election) -> Pack:
    """Everything that anybody needs to count this election again, as far as its secrecy allows."""
    rules, secret = rules_of(election), election.ballots != ROLL_CALL
    pack = Pack(
        title=election.title,
        closed=election.closes_at,
        charter_fingerprint=election.charter_fingerprint,
        roll_size=election.roll_size,
        roll_fingerprint=election.roll_fingerprint,
        roll_corrections=corrections(session, election.key),
        form_fingerprint=election.form_fingerprint,
        log_head=election.sealed_log_head,
        seed=election.tie_seed,
        seed_commitment=election.seed_commitment,
        software=f"Canvass {version('canvass')}",
        counters=electorates.counters(election),
        contests=tuple(groups.pack_contest(session, contest) for contest in election.contests),
        # A roll call keeps nothing secret, however few took part.
        decision_only_under=rules.publication.decision_only_under.value if secret else 0,
        rounds_only_under=rules.publication.rounds_only_under.value if secret else 0,
    )
    return groups.kept_back(session, election, pack)


def write_pack(secretary: Secretary, election: Election) -> str:
    """Write the recount pack into its folder, and return its fingerprint. Doing it again writes the same bytes."""
    with secretary.ledger.reading() as session:
        pack = pack_of(session, session.get_one(Election, election.key))
    return recount.write_pack(secretary.settings.packs / election.key, pack)


def corrections(session: Session, key: str) -> int:
    """How often a roll was corrected after it was frozen."""
    mine = select(func.count()).select_from(Correction).where(Correction.election_key == key)
    return session.execute(mine).scalar_one()


def turnout(secretary: Secretary, session: Session, election: Election) -> int:
    """How many of the roll have voted. While voting is open, computed from the codes that came in; then on record."""
    if election.state in ("open", "closed"):
        if electorates.is_partners(election):
            return flat_ballots.votes_cast(secretary, session, election)
        return len(intake.voters(secretary, election))
    mine = select(func.count()).select_from(Voted).where(Voted.election_key == election.key)
    return session.execute(mine).scalar_one()


def unreachable(session: Session, key: str) -> int:
    """How many voters of an election no letter reaches."""
    faulty = select(MailFault.email)
    mine = select(func.count()).select_from(RollEntry).where(RollEntry.election_key == key, ~RollEntry.struck)
    return session.execute(mine.where((RollEntry.place == 0) | RollEntry.email.in_(faulty))).scalar_one()


def result_page_facts(secretary: Secretary, session: Session, election: Election) -> dict[str, Any]:
    """What the result's page in the dashboard shows. Raises Refusal before the ballots are sealed and counted."""
    if not election.intake or any(contest.count is None for contest in election.contests):
        raise Refusal(
            f"“{election.key}” is {election.state}: its ballots aren't counted yet, and nobody can see a tally."
        )
    certificate = session.get(Certificate, election.key)
    pack = pack_of(session, election)
    certified = ""
    if certificate:
        when = calendar.in_words(certificate.at, election.zone)
        certified = f"Certified by {certificate.officer}, {when}. {certificate.note}".strip()
    return {
        "election_title": election.title,
        "certified": certified,
        "is_flat": electorates.is_partners(election),
        "turnout": {"ballots": turnout(secretary, session, election), "roll_size": election.roll_size},
        "contests": counts(session, election, pack, to=flat_votes.READERS_OF_PAGES),
        "roll_call": roll_calls.by_line(session, election),
        "counters": electorates.counters(election),
        "pack_fingerprint": election.pack_fingerprint,
        "objections_until": _objections_until(election, certificate.at) if certificate else "",
    }
