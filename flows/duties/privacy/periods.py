"""Periods: each kind of record that tells of people, for how long it is kept, and how it is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core import calendar, letters, petitions
from core.articles import Privacy
from core.cited import Cited
from core.ledger import Pen
from core.records import (
    Address,
    Alias,
    Candidate,
    Correction,
    Decision,
    Election,
    Enrolled,
    Erasure,
    Event,
    Exemption,
    KeptOut,
    Letter,
    MailFault,
    Objection,
    Pair,
    Participation,
    Petition,
    RollEntry,
    ToldStatus,
    Volunteering,
)
from flows.duties.election import roll
from flows.duties.membership import answered
from flows.duties.petition import deciding
from flows.duties.privacy import nominated, partnered, proposed, served, stood, traces
from flows.duties.race import afterwards

Old = Callable[[date], bool]
"""Whether something of a local day has been kept long enough, by the charter: `privacy.may_forget`."""


@dataclass(frozen=True)
class Records:
    """The book, as of a local day, beside the sheets: which answers about sign-ins are in use, whom Members lists.

    `with_rows` are the erasures of people whose rows are still there. All three are None where the sheets can't be
    read: then whatever they may need stays.
    """

    session: Session
    on: date
    zone: str
    used: Collection[str] | None
    listed: Collection[str] | None
    with_rows: Collection[int] | None

    def all_of(self, table: type[Any]) -> list[Any]:
        """Every row of a table."""
        return list(self.session.execute(select(table)).scalars())

    def day_of(self, record: Any, what: str) -> date:
        """The local day of an instant that a record holds."""
        return calendar.day_of(getattr(record, what), self.zone)

    def is_listed(self, number: str) -> bool:
        """Whether somebody is a member, by any number of theirs, or it can't be told that they aren't."""
        return self.listed is None or not answered.one_person(self.session, [number]).isdisjoint(self.listed)


@dataclass(frozen=True)
class Period:
    """One kind of record: its name, its tables, how long it is kept, what is past that, and how it is forgotten."""

    what: str
    tables: tuple[str, ...]
    days: Callable[[Privacy], Cited[int]]
    past: Callable[[Records, Old], list[Any]]
    forget: Callable[[Pen, Any], None]


def _delete(pen: Pen, record: Any) -> None:
    pen.session.delete(record)


def _sign_ins(of: Records, old: Old) -> list[Any]:
    came = select(Participation, Event.held_on).join(Event, Event.code == Participation.event_code)
    days = of.session.execute(came).tuples()
    return [one for one, held_on in days if old(held_on)]


def _shifts(of: Records, old: Old) -> list[Any]:
    return [one for one in of.all_of(Volunteering) if old(one.on)]


def _finished(of: Records, old: Old) -> list[Letter]:
    """Letters at rest that are old, of no election, or of one that is over."""
    rest = (
        select(Letter).outerjoin(Election, Election.key == Letter.election_key).where(Letter.state.in_(letters.FINAL))
    )
    found = of.session.execute(rest.where(Letter.election_key.is_(None) | traces.is_over())).scalars()
    return [one for one in found if old(of.day_of(one, "planned_at"))]


def _recipients(of: Records, old: Old) -> list[Any]:
    return [one for one in _finished(of, old) if one.recipients != NOBODY]


def _without_recipients(_pen: Pen, letter: Letter) -> None:
    letter.recipients, letter.sealed = NOBODY, False


def _words(of: Records, old: Old) -> list[Any]:
    return [one for one in _finished(of, old) if one.facts]


def _without_words(_pen: Pen, letter: Letter) -> None:
    letter.facts = {}


def _rolls(of: Records, old: Old) -> list[Any]:
    """The elections whose rolls still have names, though voting closed long enough ago."""
    over = of.session.execute(select(Election).where(traces.is_over()).order_by(Election.key)).scalars()
    past = [one.key for one in over if old(of.day_of(one, "closes_at"))]
    return [key for key in past if _named(of.session, key)]


def _named(session: Session, key: str) -> list[RollEntry]:
    return [one for one in roll.entries_of(session, key) if one.number]


def _without_names(pen: Pen, key: str) -> None:
    """Who was on a roll goes, and organisers' reasons for correcting it, which may speak of somebody."""
    named = _named(pen.session, key)
    for key_of, (before, after) in traces.of_ended(pen.session, named).items():
        pen.log("roll.erased", election=key_of, lines=len(named), before=before, roll=after)
    for correction in pen.session.execute(select(Correction).where(Correction.election_key == key)).scalars():
        correction.reason = ""


def _orphans(of: Records, _old: Old) -> list[Any]:
    """Notes have no date: they go once their mailbox is no member's, and on no roll."""
    used = partnered.mailboxes(of.session)
    for column in (Address.email, Candidate.email, RollEntry.email):
        used.update(of.session.execute(select(column)).scalars())
    return [one for one in of.all_of(MailFault) if one.email not in used]


def _long_over(kept: Callable[[Session], list[Any]]) -> Callable[[Records, Old], list[Any]]:
    """What is kept of candidates whose race is long over."""

    def found(of: Records, old: Old) -> list[Any]:
        over = stood.long_over(of.session, old, zone=of.zone)
        return [one for one in kept(of.session) if one.race_key in over]

    return found


def _addresses(of: Records, old: Old) -> list[Any]:
    """Where candidates were written to; one who is still to report back can be asked until they have (E17)."""
    awaited = {
        (one.race.key, one.candidate.nth) for one in afterwards.reports(of.session, on=date.min) if one.is_awaited
    }
    found = _long_over(stood.addresses)(of, old)
    return [one for one in found if (one.race_key, one.nth) not in awaited]


def _without_theirs(_pen: Pen, record: Any) -> None:
    stood.forget(record)


def _proposed(of: Records, old: Old) -> list[Any]:
    return list(proposed.long_ago(of.session, old, zone=of.zone))


def _gone_from_the_list(of: Records, old: Old) -> list[Any]:
    """What the mailing list had of people who are no members any more, from the day on which that was first noted."""
    return [one for one in of.all_of(Enrolled) if one.gone_on and old(one.gone_on)]


def _handed_in(of: Records, old: Old) -> list[Any]:
    """Old disputes and requests that weren't decided, or answered, later either."""
    decided = deciding.counting(of.session)
    return [
        one
        for one in of.all_of(Petition)
        if one.sender != petitions.ERASED and old(of.day_of(one, "handed_in")) and not _later(one, decided, old)
    ]


def _later(petition: Petition, decided: Mapping[int, Decision], old: Old) -> bool:
    last = decided.get(petition.nth) if petition.kind == "dispute" else None
    return last is not None and not old(last.decided_on)


def _without_sender(pen: Pen, petition: Petition) -> None:
    mine = select(Decision).where(Decision.dispute == petition.nth)
    for decision in pen.session.execute(mine).scalars() if petition.kind == "dispute" else ():
        decision.reason = ""
    traces.forget_petition(petition)


def _exemptions(of: Records, old: Old) -> list[Any]:
    return [one for one in of.all_of(Exemption) if old(one.until)]


def _aliases(of: Records, old: Old) -> list[Any]:
    """Answers who a sign-in is, of which no line of the sheets has need any more."""
    found = [one for one in of.all_of(Alias) if old(of.day_of(one, "at"))]
    return [one for one in found if of.used is not None and one.key not in of.used]


def _pairs(of: Records, old: Old) -> list[Any]:
    """Answers about two lines of the tab Members that aren't both there any more; if they are one person, neither.

    What was noted under the one number holds for the person for as long as they are a member.
    """
    found = [one for one in of.all_of(Pair) if old(of.day_of(one, "at"))]
    gone = [[one for one in (pair.first, pair.other) if not of.is_listed(one)] for pair in found]
    return [pair for pair, missing in zip(found, gone, strict=True) if missing]


def _told(of: Records, old: Old) -> list[Any]:
    """What people were told of their vote who are no members any more."""
    found = [one for one in of.all_of(ToldStatus) if old(of.day_of(one, "at")) and not of.is_listed(one.number)]
    return [one for one in found if one.until is None or old(one.until)]


def _objections(of: Records, old: Old) -> list[Any]:
    return [one for one in of.all_of(Objection) if old(of.day_of(one, "noted_at")) and not of.is_listed(one.number)]


def _erasures(of: Records, old: Old) -> list[Any]:
    """Who was erased: the number that they had, and the marks by which rows of theirs are kept out.

    Both stay while such a row is in the sheets, which would bring them back, and while something is left to people.
    """
    marked = set(of.session.execute(select(KeptOut.nth)).scalars())
    done = [one for one in of.all_of(Erasure) if one.swept and one.erased_at and old(of.day_of(one, "erased_at"))]
    over = [one for one in done if of.with_rows is not None and one.nth not in of.with_rows and not one.left]
    return [one for one in over if one.number or one.nth in marked]


def _without_marks(pen: Pen, erasure: Erasure) -> None:
    pen.session.execute(delete(KeptOut).where(KeptOut.nth == erasure.nth))
    erasure.number = None


NOBODY = "[]"
"""The recipients of a letter, when they are forgotten."""

SIGN_INS, RECIPIENTS, LETTERS, ROLLS, DECISIONS = (
    attrgetter(f"keep_{what}_days") for what in ("participation", "recipients", "letters", "rolls", "decisions")
)

PERIODS = (
    Period("sign-ins", ("participation",), SIGN_INS, _sign_ins, _delete),
    Period("volunteer activities", ("volunteering",), SIGN_INS, _shifts, _delete),
    Period("lists of recipients", ("letter",), RECIPIENTS, _recipients, _without_recipients),
    Period("notes on mailboxes nobody has", ("mail_fault",), RECIPIENTS, _orphans, _delete),
    Period("mailboxes of former members", ("enrolled",), RECIPIENTS, _gone_from_the_list, _delete),
    Period("words of letters", ("letter",), LETTERS, _words, _without_words),
    Period("rolls with names", ("roll_entry", "correction"), ROLLS, _rolls, _without_names),
    Period("addresses of candidates", ("candidate",), ROLLS, _addresses, _without_theirs),
    Period("questions of candidates", ("invitation",), ROLLS, _long_over(stood.questions), _without_theirs),
    Period("disputes and requests", ("petition", "decision"), DECISIONS, _handed_in, _without_sender),
    Period("proposals", ("proposal",), DECISIONS, _proposed, lambda _pen, one: proposed.forget(one)),
    Period("answers of candidates", ("reply", "asked"), DECISIONS, _long_over(stood.words), _without_theirs),
    Period("facts about candidates", ("fact",), DECISIONS, _long_over(stood.findings), _delete),
    Period("press releases", ("press_release",), DECISIONS, _long_over(stood.releases), _without_theirs),
    Period("forums with names and counts", ("forum", "forum_form"), DECISIONS, stood.past_forums, _without_theirs),
    Period("resignations and co-chairs", ("resignation", "co_chair"), DECISIONS, served.past_seats, _delete),
    Period("words on seats of a slate", ("after_slate",), DECISIONS, served.past_words_on_seats, _delete),
    Period("recusals", ("recusal",), DECISIONS, served.past_recusals, _delete),
    Period("recalls", ("recall",), DECISIONS, served.past_recalls, _delete),
    Period("nominations", nominated.TABLES, DECISIONS, nominated.past, nominated.forget_past),
    Period("partnerships", partnered.TABLES, DECISIONS, partnered.past, partnered.forget),
    Period("exceptions", ("exemption",), DECISIONS, _exemptions, _delete),
    Period("answers who somebody is", ("alias",), DECISIONS, _aliases, _delete),
    Period("answers about two members", ("pair",), DECISIONS, _pairs, _delete),
    Period("what former members were told", ("told_status",), DECISIONS, _told, _delete),
    Period("objections of former members", ("objection",), DECISIONS, _objections, _delete),
    Period("erasures", ("erasure", "kept_out"), DECISIONS, _erasures, _without_marks),
)
"""Everything that has an age. Whoever adds a table that tells of people adds a line, and a setting to the charter."""

AS_LISTED = ("person", "address", "dues", "registration", "committee_seat", "gone", "stocktaking")
"""The tables that say what the sheets say: who isn't in them any more is gone from these at the next reading.

What a reading found to be gone is listed for six weeks (`losses.LISTED_FOR`), and then goes, too.
"""
