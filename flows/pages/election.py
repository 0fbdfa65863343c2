"""Where an election stands: its way, its turnout, and – once the ballots are sealed – its result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import templates
from core import calendar, letters
from core.charter import Charter
from core.records import Certificate, Contest, Election, Letter
from core.ruling import Ruling
from flows.duties.election import announcing, drawing, electorates
from flows.duties.election.rules import rules_of
from flows.duties.partnership import flat_ballots
from flows.duties.race import withdrawals
from flows.secretary import Secretary

OTHERS = {
    "new_link": "New link",
    "struck": "Struck off the roll",
    "called_off": "Called off",
    "extended": "Open longer",
    "result": "Result",
}
"""What letters are called that are neither ballots nor reminders."""

CLOSED = 3
"""From which step of an election's life on voting is over."""

NOT_SENT = {letters.HELD: "waits for a person", letters.MISSED: "too late, not sent"}


def election_page(secretary: Secretary, key: str, *, missing: Sequence[Ruling] = ()) -> str:
    """The page “election-…”."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        rules = rules_of(election)
        sent = _letters(session, key)
        certificate = session.get(Certificate, key)
        held = "; ".join(f"{one.because} ({one.clause})" for one in missing) or election.held_because
        withdrawn = election.state == "withdrawn"
        facts = {
            "election_title": election.title,
            "state": election.state.capitalize(),
            "held_because": "" if withdrawn else held,
            "withdrawn_because": held if withdrawn else "",
            "next": _next(election, rules, sent),
            "zone": election.zone,
            "opens": calendar.in_a_table(election.opens_at, election.zone),
            "closes": calendar.in_a_table(election.closes_at, election.zone),
            "roll_size": election.roll_size,
            "marks": _marks(election),
            "link": "" if election.form_erased else election.form_link,
            "contests": [_contest(contest) for contest in election.contests],
            "steps": _steps(election, sent, certificate),
        }
    return templates.artifact("election", facts)


def _letters(session: Session, key: str) -> Sequence[Letter]:
    """An election's letters as they were planned."""
    mine = select(Letter).where(Letter.election_key == key)
    return session.execute(mine.order_by(Letter.planned_at, Letter.key)).scalars().all()


def _contest(contest: Contest) -> dict[str, Any]:
    return {
        "title": contest.title,
        "candidates": [option["name"] for option in contest.options if option["id"] != "none"],
        "recommendation": contest.recommendation,
        "rule": announcing.rule_of(contest.election, contest),
    }


def _marks(election: Election) -> list[dict[str, str]]:
    """Under the names that they have in the letters."""
    marks = {
        "List of voters": election.roll_fingerprint,
        "Lot": election.seed_commitment,
        "Charter": election.charter_fingerprint,
        "Form": election.form_fingerprint,
        "Recount pack": election.pack_fingerprint,
    }
    return [{"what": what, "fingerprint": mark} for what, mark in marks.items() if mark]


def _next(election: Election, rules: Charter, sent: Sequence[Letter]) -> str:
    """What happens next, and whether somebody has to do it."""
    settle = rules.closing.settling_minutes.value
    says = {
        "drafted": "an organiser freezes the roll",
        "frozen": f"voting opens {calendar.in_words(election.opens_at, election.zone)}",
        "open": f"voting closes {calendar.in_words(election.closes_at, election.zone)}",
        "closed": f"the ballots are sealed once two readings {settle} minutes apart agree",
        "sealed": "the ballots are counted",
        "counted": "a lot is drawn in public, and an officer enters it"
        if drawing.waiting(election)
        else "an officer looks at the count and certifies it",
        "certified": _next_letter(election, sent),
        "announced": f"the form is deleted {rules.closing.objection_days.value} days after certification",
        "withdrawn": "nothing more",
    }
    return says[election.state]


def _next_letter(election: Election, sent: Sequence[Letter]) -> str:
    """When members hear the result: at once, or after the candidates."""
    waits = next((one.not_before for one in sent if one.occasion == "result"), None)
    if waits is None:
        return "the result letter goes out"
    return f"the candidates hear first; the members’ result letter goes out {calendar.in_words(waits, election.zone)}"


def _steps(election: Election, sent: Sequence[Letter], certificate: Certificate | None) -> list[dict[str, Any]]:
    """The way of an election, with what lies behind it. Before one that was withdrawn nothing lies any more."""
    out = {letter.key: letter.state in letters.DELIVERED for letter in sent}
    reached = ["drafted", "frozen", "open", "closed", "sealed", "counted", "certified", "announced"]
    rank = reached.index(election.state) if election.state in reached else -1

    def step(when: datetime | None, what: str, *, done: bool, left_out: bool = False) -> dict[str, Any]:
        at = calendar.in_a_table(when, election.zone) if when else ""
        return {"when": at, "what": what, "done": done, "left_out": left_out}

    reminders = [
        step(at, f"Reminder {n}", done=out.get(f"{election.key}/reminder-{n}", False), left_out=rank >= CLOSED)
        for n, at in enumerate(electorates.reminder_times(election), start=1)
    ]
    way = [
        step(None, "Roll frozen", done=rank >= 1 or election.roll_fingerprint != ""),
        step(election.opens_at, "Voting opens, ballot letters go out", done=out.get(f"{election.key}/ballot", False)),
        *reminders,
        step(election.closes_at, "Voting closes", done=rank >= CLOSED),
        step(None, "Ballots sealed, codes destroyed", done=rank >= 4),
        step(None, "Counted", done=rank >= 5),
        step(certificate.at if certificate else None, "Certified by an officer", done=rank >= 6),
        step(None, "Announced", done=rank >= 7),
    ]
    return [one for one in way if one["done"]] if election.state == "withdrawn" else way


def turnout_page(secretary: Secretary, key: str) -> str:
    """The page “turnout-…”."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        sent = _letters(session, key)
        is_over = election.state != "open"
        facts = {
            "election_title": election.title,
            "zone": election.zone,
            "as_of": calendar.in_words(secretary.now(), election.zone),
            "closes": calendar.in_words(election.closes_at, election.zone),
            "is_over": is_over,
            "turnout": _turnout(secretary, session, election),
            "members_only": _is_members_only(election),
            "letters": [
                {"what": _what(letter), "when": _when(letter, election.zone), "mailboxes": letter.size}
                for letter in sent
            ],
            "next_reminder": _next_reminder(election, secretary.now()),
            "unreachable": 0 if is_over else announcing.unreachable(session, key),
        }
    return templates.artifact("turnout", facts)


def _is_members_only(election: Election) -> bool:
    """P9. Until a flat vote is sealed, the number of partners that have voted could tell of a delegate."""
    return electorates.is_partners(election) and election.state in ("open", "closed")


def _turnout(secretary: Secretary, session: Session, election: Election) -> dict[str, int]:
    if _is_members_only(election):
        return flat_ballots.members_cast(secretary, session, election)
    return {"ballots": announcing.turnout(secretary, session, election), "roll_size": election.roll_size}


def _what(letter: Letter) -> str:
    """What a letter is. Its key, which whoever looks for it at Mailchimp needs, is on the desk if it waits."""
    _, _, name = letter.key.partition("/")
    occasion = letter.occasion.removeprefix("committee_").removeprefix("partners_")
    if name.startswith("reissue"):
        return OTHERS["new_link"]
    if occasion == "ballot":
        return "Ballot" if name == "ballot" else "Ballot, for somebody added"
    return name.replace("-", " ").capitalize() if occasion == "reminder" else OTHERS[occasion]


def _when(letter: Letter, zone: str) -> str:
    """When a letter was told to go, or why it wasn't."""
    if letter.state in NOT_SENT:
        return NOT_SENT[letter.state]
    if letter.not_before is not None and letter.state == letters.PLANNED:
        return f"not before {calendar.in_a_table(letter.not_before, zone)}"
    return calendar.in_a_table(letter.posted_at, zone) if letter.posted_at else "on its way"


def _next_reminder(election: Election, now: datetime) -> str:
    ahead = [at for at in electorates.reminder_times(election) if at > now]
    return calendar.in_words(ahead[0], election.zone) if ahead and election.state == "open" else ""


def result_page(secretary: Secretary, key: str) -> str:
    """The page “result-…”. Refused before the ballots are sealed and counted: there is nothing to show."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        facts = announcing.result_page_facts(secretary, session, election)
        gone = [
            {"name": who.name, "race": race.title, "on": calendar.day_in_words(day)}
            for race, who, day in withdrawals.of_election(session, election)
        ]
    return templates.artifact("result", {**facts, "withdrew": gone})


def overview(secretary: Secretary) -> list[tuple[str, str, str, str]]:
    """Every election in a line: key, state, closing by its own clocks, voters."""
    with secretary.ledger.reading() as session:
        elections = session.execute(select(Election).order_by(Election.closes_at, Election.key)).scalars()
        return [
            (one.key, one.state, calendar.in_a_table(one.closes_at, one.zone), str(one.roll_size)) for one in elections
        ]
