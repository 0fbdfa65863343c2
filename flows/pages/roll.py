"""Who may vote, and why: today, and on a frozen roll."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import templates
from core import calendar
from core.bylaws import committee
from core.records import Correction, Election
from flows.duties.election import electorates, roll
from flows.duties.election.rules import rule_in_words, rules_of
from flows.duties.membership import register
from flows.duties.membership.stock import Stock
from flows.secretary import Refusal, Secretary

RECORDS_SHOWN = 4
"""Records of each member on a page. The command line shows all of one member's."""

CORRECTED = {"added": "was added", "struck": "was struck off", "readdressed": "has another name or mailbox"}
"""What became of a member whose line was corrected."""

Record = tuple[str, str, str]


def roll_page(secretary: Secretary, key: str) -> str:
    """The page “roll-…”, as of the day of freezing. What waits in the sheets since then is on the page “membership”."""
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        entries = roll.voters_of(session, key)
        voting = [
            {"number": one.number, "clause": one.clause, "because": one.because, "records": _briefly(one.evidence)}
            for one in entries
        ]
        rules = rules_of(election)
        facts = {
            "election_title": election.title,
            "fingerprint": election.roll_fingerprint,
            "on": calendar.day_in_words(calendar.day_of(roll.frozen_at(session, key), election.zone)),
            "members": register.members(session),
            "voting": voting,
            "corrections": _corrections(session, key),
            "command": f"canvass roll {key} MEMBER",
        }
    return templates.artifact("roll", {"organisation": rules.name, "rule": _rule(election)} | facts)


def _rule(election: Election) -> str:
    """Who may vote in an election, in a sentence."""
    if electorates.is_partners(election):
        members = rule_in_words(rules_of(election))
        return f"{members} Beside them vote the partners' delegates, two for each partner, of whom one counts (P2, P7)."
    if not electorates.is_committees(election):
        return rule_in_words(rules_of(election))
    return "Whoever is active on the Steering Committee (S9, S10) and not recused from what is voted on (S11) can vote."


def _corrections(session: Session, key: str) -> list[dict[str, str]]:
    """What was put right after freezing: by member number, with the organisers' reason."""
    mine = select(Correction).where(Correction.election_key == key).order_by(Correction.nth)
    numbers = {one.line: one.number for one in roll.entries_of(session, key)}
    return [
        {"number": numbers[one.line], "what": CORRECTED[one.kind], "reason": one.reason}
        for one in session.execute(mine).scalars()
    ]


def _briefly(evidence: Sequence[dict[str, Any]]) -> str:
    """The days that counted, with their rows; of many the newest, as a page of 500 members has to stay readable.

    What it was is typed freely, and may name somebody: the command line says that, the dashboard doesn't.
    """
    newest = [f"{one['day']} ({one['place']})" for one in evidence[-RECORDS_SHOWN:]]
    more = len(evidence) - len(newest)
    return "; ".join([*newest, *([f"and {more} earlier"] if more else [])])


def lines(secretary: Secretary, key: str) -> list[tuple[str, str, str, str, str]]:
    """A frozen roll with names, for the terminal of an organiser. It never goes to the dashboard."""
    with secretary.ledger.reading() as session:
        entries = roll.voters_of(session, key)
        return [(str(one.line), one.number, one.name, one.clause, one.because) for one in entries]


def one_line(secretary: Secretary, key: str, member: str) -> tuple[str, list[Record]]:
    """One member's line of a frozen roll, and what counted: day, what it was, where it is on record. For the terminal.

    Raises Refusal for a member who isn't on it.
    """
    with secretary.ledger.reading() as session:
        found = [one for one in roll.entries_of(session, key) if one.number == member.strip()]
        if not found:
            raise Refusal(
                f"{member} isn't on the roll of “{key}”. How they stand today, and what is missing: "
                f"canvass membership {member}"
            )
        entry = found[-1]
        day = calendar.day_in_words(calendar.day_of(roll.frozen_at(session, key), session.get_one(Election, key).zone))
        stands = "was struck off the roll; before that, they could vote" if entry.struck else f"may vote in “{key}”"
        words = f"{entry.number}, {entry.name}, {stands}, as of {day} ({entry.clause}): {entry.because}."
        return words, [(one["day"], one["what"], one["place"]) for one in entry.evidence]


def one_standing(secretary: Secretary, stock: Stock, member: str) -> tuple[str, list[Record]]:
    """How one member stands today, what is missing, and what counted. For the terminal.

    Raises Refusal for a number that isn't in the workbook.
    """
    if stock.refused:
        raise Refusal("The sheets can't be read:\n" + "\n".join(f"  {letter}" for letter in stock.refused))
    found = next((one for one in stock.standings if one.number == member.strip()), None)
    if found is None:
        raise Refusal(f"The tab Members has no {member}. Numbers are written there as in M017.")
    ruling, decision = found.ruling, found.ruling.ruling
    today = calendar.day_of(secretary.now(), secretary.charter.zone)
    day = calendar.day_in_words(today)
    stands = "may vote" if decision else "may not vote yet"
    words = f"{found.number}, {found.name}, {stands}, as of {day} ({decision.clause}): {decision.because}."
    missing = f" Missing: {ruling.missing}." if ruling.missing else ""
    facts = stock.members.on_record[found.number]
    # What the Committee's nominees need besides. It decides nothing about a member's vote.
    asked = (committee.have_paid(facts, on=today, charter=secretary.charter), committee.is_registered(facts))
    besides = "".join(f" {one.because[0].upper()}{one.because[1:]} ({one.clause})." for one in asked)
    return words + missing + besides, [(one.day.isoformat(), one.what, one.place) for one in ruling.evidence]
