"""Facts: each candidate's account and website are looked up where that is due, and what came of it is put on record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import calendar
from core.bylaws import registration
from core.bylaws.candidacy import FactKind
from core.ledger import Pen
from core.numbers import many
from core.records import Candidate, Entry, Fact, Race
from core.ruling import Ruling
from flows.duties.letter.steps import Stuck
from flows.duties.race import candidates, findings, races
from flows.secretary import Secretary
from integrations.filers import registry, websites
from integrations.filers.faults import FilerFault

UNANSWERED = "fact.unanswered"
"""The log's word for a look that brought nothing, so that it isn't repeated on the same day."""

WEB = "the web"

INSTANT = timedelta(microseconds=1)
"""Two facts about the same are never of the same instant: the later one counts."""


@dataclass(frozen=True)
class Check:
    """Something to be looked up: whose, of which kind, and what the tab gives."""

    race: str
    nth: int
    kind: FactKind
    office: str
    about: str

    @property
    def mark(self) -> str:
        """Which look this is, for the log, which keeps no addresses. Another address is another look."""
        told = f"{self.race}/{self.nth}/{self.kind}/{self.about}"
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Outcome:
    """What came of a look: whether it is there, in words, by which source, and of when a file of it is."""

    ruling: Ruling
    source: str
    as_of: datetime | None = None


def look_up(secretary: Secretary) -> list[str]:
    """E5. Look up what is missing or about to grow old, once a day at most. Returns how many facts were put on record.

    A service or website without an answer changes nothing: what was found earlier stands, and `tell` says so. One that
    failed once isn't asked again in this pass.
    """
    with secretary.ledger.reading() as session:
        tried = {one["mark"] for one in _unanswered_today(secretary, session)}
        due = [one for one in _due(secretary, session) if one.mark not in tried]
    silent: set[str] = set()
    new = 0
    for check in due:
        if _service(check) in silent:
            continue
        try:
            outcome = _outcome(secretary, check)
        except FilerFault as fault:
            silent |= {_service(check)}
            _note(secretary, check, fault)
        else:
            new += _record(secretary, check, outcome)
    if new:
        candidates.take_over(secretary)  # so that the tab says it now, and not at the next pass
    return [f"{many(new, 'fact')} about candidates looked up."] if new else []


def tell(secretary: Secretary) -> list[str]:
    """E5. Raise Stuck while something that is due got no answer today, with how many, of whom, and why."""
    with secretary.ledger.reading() as session:
        due = {one.mark for one in _due(secretary, session)}
        failed = [one for one in _unanswered_today(secretary, session) if one["mark"] in due]
    if failed:
        told = sorted({f"{one['race']}/{one['candidate']}, {one['fact']}: {one['why']}" for one in failed})
        raise Stuck(
            f"Nobody answered about {many(len(failed), 'fact')} of candidates. What was found earlier stands; "
            f"it is tried again tomorrow, or look yourself and say so (door *fact*, or canvass fact). {'; '.join(told)}"
        )
    return []


def _due(secretary: Secretary, session: Session) -> Iterator[Check]:
    wanted = registration.wanted(secretary.charter)
    for race in races.under_way(session) if wanted else ():
        for candidate in races.running(race):
            known = findings.standing(session, candidate)
            checks = [_check(race, candidate, kind) for kind in wanted]
            yield from (one for one in checks if _is_due(secretary, one, known.get(one.kind)))


def _check(race: Race, candidate: Candidate, kind: FactKind) -> Check:
    return Check(race.key, candidate.nth, kind, race.office, findings.given(candidate, kind))


def _is_due(secretary: Secretary, check: Check, known: Fact | None) -> bool:
    plain = _without_asking(secretary, check)
    if known is not None and not known.said_by and (plain or known.source == findings.TAB):
        return plain is None or plain.ruling.because != known.found
    zone = secretary.charter.zone
    finding = findings.as_the_bylaws_see_it(known, zone=zone) if known is not None else None
    today = calendar.day_of(secretary.now(), zone)
    return bool(registration.is_due(finding, on=today, charter=secretary.charter))


def _without_asking(secretary: Secretary, check: Check) -> Outcome | None:
    """What the tab alone tells: nothing is given, or an account with the wrong authority."""
    if check.kind == "website":
        return None if check.about else Outcome(Ruling(False, "E5", "no website is given"), findings.TAB)
    fits = registration.fits(check.office, check.about, charter=secretary.charter)
    return None if fits else Outcome(fits, findings.TAB)


def _service(check: Check) -> str:
    """Who is asked. A website is its own service."""
    return check.about.partition(" ")[0] if check.kind == "account" else check.about


def _outcome(secretary: Secretary, check: Check) -> Outcome:
    """Look it up. Raises FilerFault where nobody answers."""
    plain = _without_asking(secretary, check)
    if plain is not None:
        return plain
    if check.kind == "website":
        return Outcome(registration.is_website(websites.visit(secretary.settings, check.about)), WEB)
    found = registry.look_up(secretary.settings, check.about)
    ruling = registration.is_active(check.about, found.registration, charter=secretary.charter)
    return Outcome(ruling, found.source, found.as_of)


def _record(secretary: Secretary, check: Check, outcome: Outcome) -> bool:
    """Put on record what was found. False: it is there already, or by now the tab or a person says otherwise."""
    with secretary.ledger.writing(secretary.now()) as pen:
        candidate = pen.session.get(Candidate, (check.race, check.nth))
        if candidate is None or candidate.withdrawn or findings.given(candidate, check.kind) != check.about:
            return False
        if not _is_due(secretary, check, findings.standing(pen.session, candidate).get(check.kind)):
            return False  # another pass was faster
        at = min(outcome.as_of or pen.at, pen.at)
        ruling = outcome.ruling
        fact = Fact(
            race_key=check.race, nth=check.nth, kind=check.kind, checked_at=at, holds=ruling.allowed,
            about=check.about, found=ruling.because, source=outcome.source,
        )  # fmt: skip
        return put(pen, fact, from_a_file=outcome.as_of is not None)


def put(pen: Pen, fact: Fact, *, from_a_file: bool = False) -> bool:
    """Add a fact after all others of its candidate and kind. False: a file that was read before says nothing new."""
    mine = select(Fact).where(Fact.race_key == fact.race_key, Fact.nth == fact.nth, Fact.kind == fact.kind)
    others = pen.session.execute(mine).scalars().all()
    if from_a_file and any(_is_of_the_same_file(one, fact) for one in others):
        return False
    taken = {one.checked_at for one in others}
    if not from_a_file:
        fact.checked_at = max([fact.checked_at, *(one + INSTANT for one in taken)])
    while fact.checked_at in taken:
        fact.checked_at += INSTANT
    pen.session.add(fact)
    about = {"race": fact.race_key, "candidate": fact.nth, "fact": fact.kind}
    pen.log("fact.recorded", **about, holds=fact.holds, by_a_person=bool(fact.said_by))
    return True


def _is_of_the_same_file(one: Fact, fact: Fact) -> bool:
    alike = (one.about, one.found, one.source) == (fact.about, fact.found, fact.source)
    return alike and timedelta(0) <= one.checked_at - fact.checked_at < timedelta(seconds=1)


def _note(secretary: Secretary, check: Check, fault: FilerFault) -> None:
    with secretary.ledger.writing(secretary.now()) as pen:
        about = {"race": check.race, "candidate": check.nth, "fact": check.kind}
        pen.log(UNANSWERED, **about, why=str(fault), mark=check.mark)


def _unanswered_today(secretary: Secretary, session: Session) -> list[dict[str, Any]]:
    """The looks of this local day that brought nothing."""
    now, zone = secretary.now(), secretary.charter.zone
    lately = select(Entry).where(Entry.kind == UNANSWERED, Entry.at > now - timedelta(days=2))
    today = calendar.day_of(now, zone)
    found = session.execute(lately).scalars()
    return [json.loads(one.payload) for one in found if calendar.day_of(one.at, zone) == today]
