"""The screen: what organisers see in the dashboard, one page per election and subject. Numbers and reasons, never names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from prefect.artifacts import Artifact, create_markdown_artifact
from prefect.context import FlowRunContext
from sqlalchemy import func, select

import templates
from core import calendar, charter, letters
from core.bylaws.membership import MembershipRuling
from core.calendar import Window
from core.counting_rule import CountingRule
from core.records import Certificate, Contest, Election, Letter, MailFault, Matter, RollEntry, Voted
from core.ruling import Ruling
from flows.duties import announcing, intake
from flows.duties.stock import Stock
from flows.secretary import Secretary


def show_membership(secretary: Secretary, stock: Stock) -> None:
    """Who may vote today and why, and which rows wait for a person."""
    _show("membership", membership_page(secretary, stock), "Who may vote today, and why")
    show_desk(secretary)


def show_roll(secretary: Secretary, key: str) -> None:
    """The frozen roll: who may vote in this election, and why."""
    _show(f"roll-{key}", roll_page(secretary, key), "Who may vote in this election, and why")


def show_election(secretary: Secretary, key: str, *, missing: Sequence[Ruling] = ()) -> None:
    """An election's own page: state, window, fingerprints, what is done and what comes next."""
    _show(f"election-{key}", election_page(secretary, key, missing=missing), "Where this election stands")


def show_turnout(secretary: Secretary, key: str) -> None:
    """How many ballots are in. Who leads is on no page: nobody counts before the ballots are sealed."""
    _show(f"turnout-{key}", turnout_page(secretary, key), "How many have voted – never for whom")


def show_result(secretary: Secretary, key: str) -> None:
    """The count, round by round."""
    _show(f"result-{key}", result_page(secretary, key), "The count, round by round")


def show_desk(secretary: Secretary, troubles: Iterable[str] = ()) -> None:
    """What needs a person."""
    _show("desk", desk_page(secretary, troubles), "What needs a person")


def show_progress(secretary: Secretary, key: str) -> None:
    """Every page of an election that has something to show by now."""
    show_election(secretary, key)
    with secretary.ledger.reading() as session:
        state = session.get_one(Election, key).state
    if state in ("open", "closed"):
        show_turnout(secretary, key)
    if state in ("counted", "certified", "announced"):
        show_result(secretary, key)


def _show(key: str, markdown: str, description: str) -> None:
    """Put a page into the dashboard, if this is a run of the dashboard's and the page says anything new."""
    if FlowRunContext.get() is None:
        return
    newest = Artifact.get(key)
    if newest is None or _gist(str(newest.data)) != _gist(markdown):
        create_markdown_artifact(key=key, markdown=markdown, description=description)


def _gist(page: str) -> list[str]:
    """A page without the time it was made at."""
    return [line for line in page.splitlines() if not line.startswith("As of ")]


# ── the pages ──────────────────────────────────────────────────────────────────────────────────────


def membership_page(secretary: Secretary, stock: Stock) -> str:
    """The page “membership”."""
    on = calendar.day_in_words(calendar.day_of(secretary.now(), secretary.charter.zone))
    voting = [_ruled(one.number, one.ruling) for one in stock.standings if one.ruling.ruling]
    others = [_ruled(one.number, one.ruling) for one in stock.standings if not one.ruling.ruling]
    facts = {"election_title": "as of today", "fingerprint": "", "on": on, "members": len(stock.standings)}
    facts |= {"voting": voting, "not_voting": others, "questions": [_asked(one) for one in stock.questions]}
    facts |= {"set_aside": [_row(letter) for letter in (*stock.refused, *stock.set_aside)]}
    return templates.artifact("roll", _house(secretary.charter) | facts)


def roll_page(secretary: Secretary, key: str) -> str:
    """The page “roll-…”."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        entries = session.execute(select(RollEntry).where(RollEntry.election_key == key).order_by(RollEntry.line)).scalars()
        voting = [
            {"number": one.number, "clause": one.clause, "because": one.because, "evidence": len(one.evidence)} for one in entries
        ]
        matters = session.execute(select(Matter).order_by(Matter.key)).scalars().all()
        rules = charter.read(election.charter, source=key)
        facts = {
            "election_title": election.title,
            "fingerprint": election.roll_fingerprint,
            "on": calendar.day_in_words(calendar.day_of(election.opens_at, election.zone)),
            "members": announcing.members(session),
            "voting": voting,
            "not_voting": [],
            "questions": [],
            "set_aside": [_row(matter.text) for matter in matters],
        }
    return templates.artifact("roll", _house(rules) | facts)


def _house(rules: charter.Charter) -> dict[str, Any]:
    member = rules.membership
    events, activities = member.events_needed, member.volunteering_needed
    rule = (
        f"The rule: {events.value} events ({events.clause}) or {activities.value} volunteer activity ({activities.clause}) "
        "within the past year."
    )
    return {"organisation": rules.name, "rule": rule}


def _ruled(number: str, ruling: MembershipRuling) -> dict[str, Any]:
    decision = ruling.ruling
    return {"number": number, "clause": decision.clause, "because": decision.because, "evidence": len(ruling.evidence)}


def _asked(question: Any) -> dict[str, Any]:
    return {"place": question.place, "why": question.why, "suggestions": list(question.suggestions)}


def _row(letter: str) -> dict[str, str]:
    place, _, rest = letter.partition(": ")
    reason, _, remedy = rest.partition(". ")
    return {"place": place, "reason": reason, "remedy": remedy}


def election_page(secretary: Secretary, key: str, *, missing: Sequence[Ruling] = ()) -> str:
    """The page “election-…”."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        rules = charter.read(election.charter, source=key)
        sent = session.execute(select(Letter).where(Letter.election_key == key).order_by(Letter.planned_at)).scalars().all()
        certificate = session.get(Certificate, key)
        held = "; ".join(f"{one.because} ({one.clause})" for one in missing) or election.held_because
        facts = {
            "election_title": election.title,
            "state": election.state,
            "held_because": held,
            "next": _next(election, rules, secretary.now()),
            "opens": calendar.in_words(election.opens_at, election.zone),
            "closes": calendar.in_words(election.closes_at, election.zone),
            "roll_size": election.roll_size,
            "marks": _marks(election),
            "contests": [_contest(contest) for contest in election.contests],
            "steps": _steps(election, rules, sent, certificate, secretary.now()),
        }
    return templates.artifact("election", facts)


def _contest(contest: Contest) -> dict[str, Any]:
    rule = CountingRule.from_json(contest.rule)
    return {
        "title": contest.title,
        "options": contest.options,
        "recommendation": contest.recommendation,
        "rule": f"{rule.threshold_text} {rule.base_text} ({rule.clause})",
    }


def _marks(election: Election) -> list[dict[str, str]]:
    marks = {
        "Charter": election.charter_fingerprint,
        "Roll": election.roll_fingerprint,
        "Form": election.form_fingerprint,
        "Seed of the lots, committed": election.seed_commitment,
        "Recount pack": election.pack_fingerprint,
    }
    return [{"what": what, "fingerprint": mark} for what, mark in marks.items() if mark]


def _next(election: Election, rules: charter.Charter, now: datetime) -> str:
    """What happens next, and whether somebody has to do it."""
    settle = rules.closing.settling_minutes.value
    says = {
        "drafted": "an organiser freezes the roll",
        "frozen": f"voting opens {calendar.in_words(election.opens_at, election.zone)}",
        "open": f"voting closes {calendar.in_words(election.closes_at, election.zone)}",
        "closed": f"the ballots are sealed once two readings {settle} minutes apart agree",
        "sealed": "the ballots are counted",
        "counted": "an officer looks at the count and certifies it",
        "certified": "the result letter goes out",
        "announced": f"the form is deleted {rules.closing.objection_days.value} days after certification",
        "withdrawn": "nothing: it was withdrawn",
    }
    return says[election.state]


def _steps(
    election: Election, rules: charter.Charter, sent: Sequence[Letter], certificate: Certificate | None, now: datetime
) -> list[dict[str, Any]]:
    """The way of an election, with what lies behind it."""
    window = Window(election.opens_at, election.closes_at, election.zone)
    out = {letter.key: letter.state in letters.DELIVERED for letter in sent}
    reached = list(("drafted", "frozen", "open", "closed", "sealed", "counted", "certified", "announced"))
    rank = reached.index(election.state) if election.state in reached else -1

    def step(when: datetime | None, what: str, done: bool) -> dict[str, Any]:
        return {"when": calendar.in_words(when, election.zone) if when else "", "what": what, "done": done}

    reminders = [
        step(at, f"Reminder {n}", out.get(f"{election.key}/reminder-{n}", False))
        for n, at in enumerate(calendar.reminders(window, rules), start=1)
    ]
    return [
        step(None, "Roll frozen", rank >= 1),
        step(election.opens_at, "Voting opens, ballot letters go out", out.get(f"{election.key}/ballot", False)),
        *reminders,
        step(election.closes_at, "Voting closes", rank >= 3),
        step(None, "Ballots sealed, codes destroyed", rank >= 4),
        step(None, "Counted", rank >= 5),
        step(certificate.at if certificate else None, "Certified by an officer", rank >= 6),
        step(None, "Announced", rank >= 7),
    ]


def turnout_page(secretary: Secretary, key: str) -> str:
    """The page “turnout-…”."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        rules = charter.read(election.charter, source=key)
        sent = session.execute(select(Letter).where(Letter.election_key == key).order_by(Letter.planned_at)).scalars().all()
        facts = {
            "election_title": election.title,
            "as_of": calendar.in_words(secretary.now(), election.zone),
            "closes": calendar.in_words(election.closes_at, election.zone),
            "turnout": {"ballots": announcing.turnout(secretary, session, election), "roll_size": election.roll_size},
            "letters": [
                {
                    "what": letter.key.partition("/")[2],
                    "when": calendar.in_words(letter.posted_at, election.zone) if letter.posted_at else letter.state,
                    "mailboxes": letter.size,
                }
                for letter in sent
            ],
            "next_reminder": _next_reminder(election, rules, secretary.now()),
            "unreachable": announcing.unreachable(session, key),
        }
    return templates.artifact("turnout", facts)


def _next_reminder(election: Election, rules: charter.Charter, now: datetime) -> str:
    window = Window(election.opens_at, election.closes_at, election.zone)
    ahead = [at for at in calendar.reminders(window, rules) if at > now]
    return calendar.in_words(ahead[0], election.zone) if ahead and election.state == "open" else ""


def result_page(secretary: Secretary, key: str) -> str:
    """The page “result-…”. Refused before the ballots are sealed and counted: there is nothing to show."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        facts = announcing.result_page_facts(secretary, session, election)
    return templates.artifact("result", facts)


def count_to_certify(secretary: Secretary, key: str) -> str:
    """What an officer is shown before being asked."""
    return result_page(secretary, key)


def desk_page(secretary: Secretary, troubles: Iterable[str] = ()) -> str:
    """The page “desk”."""
    with secretary.ledger.reading() as session:
        elections = session.execute(select(Election).order_by(Election.closes_at)).scalars().all()
        letters_held = session.execute(select(Letter).where(Letter.state == letters.HELD)).scalars().all()
        matters = session.execute(select(Matter.kind, func.count()).group_by(Matter.kind)).all()
        mail_faults = session.execute(select(func.count()).select_from(MailFault)).scalar_one()
        needs = [need for election in elections for need in _needs_of(secretary, election)]
        needs += [_need(f"A letter is held: {one.key}", one.held_because, "Look at Mailchimp, then release or cancel it.") for one in letters_held]
        needs += [_need(*_matter(kind, number)) for kind, number in matters]
        if mail_faults:
            needs.append(_need(f"{mail_faults} mailbox(es) can't be reached", "Mailchimp may not write to them.", "Telephone or write to them; `canvass unreachable` lists them with the reason and the remedy."))
        needs += [_need("A service is having a bad day", trouble, "Nothing, if it passes: the next run tries again.") for trouble in troubles]
    facts = {
        "organisation": secretary.charter.name,
        "as_of": calendar.in_words(secretary.now(), secretary.charter.zone),
        "needs": needs,
    }
    return templates.artifact("desk", facts)


def _needs_of(secretary: Secretary, election: Election) -> list[dict[str, str]]:
    needs = []
    if election.held_because and election.state != "withdrawn":
        needs.append(_need(f"“{election.title}” is stopped", election.held_because, f"Mend it, or accept it: canvass accept {election.key}"))
    if election.state == "counted":
        link = f"{secretary.settings.dashboard}/artifacts/key/result-{election.key}"
        needs.append(_need(f"Certify “{election.title}”", "Its ballots are counted; nothing is announced before somebody has looked.", f"Resume the run “Certify: {election.key}”, or: canvass certify {election.key}", link))
    return needs


def _matter(kind: str, number: int) -> tuple[str, str, str]:
    says = {
        "row": ("row(s) couldn't be used", "The page “membership” lists them.", "Correct them in the sheet; they count from the next reading."),
        "who": ("sign-in(s) are a question", "Nobody can say for sure who they are.", "Correct the name or address in the sheet, or add the address to the tab Members."),
        "twins": ("pair(s) of members may be one person", "Their names or addresses are alike.", "If they are one person, leave one line with both addresses."),
    }
    what, why, do = says[kind]
    return f"{number} {what}", why, do


def _need(what: str, why: str, do: str, link: str = "") -> dict[str, str]:
    return {"what": what, "why": why, "do": do, "link": link}


def overview(secretary: Secretary) -> list[tuple[str, str, str, str]]:
    """Every election in a line: key, state, closing, voters."""
    with secretary.ledger.reading() as session:
        elections = session.execute(select(Election).order_by(Election.closes_at)).scalars()
        return [(one.key, one.state, calendar.in_words(one.closes_at, one.zone), str(one.roll_size)) for one in elections]
