"""Before certifying: the count, and what goes out to whom and when once somebody certifies it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from core import calendar, letters
from core.bylaws import afterwards
from core.numbers import many
from core.records import Election, Race
from core.secrecy import fingerprint
from flows.duties.committee import roll_calls
from flows.duties.election import announcing, drawing, electorates, result_readers
from flows.duties.election.rules import rules_of
from flows.duties.race import races, withdrawals
from flows.pages.approval import approval_page, boxes, letter_ahead
from flows.pages.election import result_page
from flows.secretary import Secretary

NO_MARK_YET = "0" * 64

ONCE = (
    "It can't be taken back: there is no second certificate. Objections are heard until the day that the letter names."
)


def mark(session: Session, election: Election) -> str:
    """E16. Which count it is that is shown: where another one would be, it has another mark."""
    gone = [(race.key, who.nth, day.isoformat()) for race, who, day in withdrawals.of_election(session, election)]
    counts = [one.count for one in election.contests]
    return fingerprint([election.intake, election.drawn, election.drawn_from, counts, gone])[:12]


def before_certifying(secretary: Secretary, key: str) -> str:
    """E16. The result's page; under it, while it waits to be certified, what certifying sends out."""
    page = result_page(secretary, key)
    with secretary.ledger.reading() as session:
        election = session.get_one(Election, key)
        if election.state != "counted" or drawing.waiting(election):
            return page
        return f"{page}\n\n{_ahead(secretary, session, election)}"


def _ahead(secretary: Secretary, session: Session, election: Election) -> str:
    at, occasion = secretary.now(), electorates.of(election).result
    to = result_readers.readers(session, election, at=at)
    facts = announcing.result_facts(secretary, session, election, certified_at=at, log_head=NO_MARK_YET)
    if letters.OCCASIONS[occasion].names_voters:
        facts["roll_call"] = roll_calls.by_line(session, election)  # by the lines' numbers: no name is shown here
    candidates = _candidates(session, election)
    when = _when(election, secretary, candidates=bool(candidates))
    rows = [
        ("The result letter", f"{boxes(len(to))}, {when}"),
        ("Letters to candidates", f"{many(candidates, 'candidate')}, with the next pass" if candidates else "none"),
        ("The recount pack", "is written at once, and its mark stands in the letter"),
    ]
    return approval_page(
        f"Certify “{election.title}”?",
        rows,
        now="Nothing has gone out yet.",
        yes=ONCE,
        no="Nothing goes out, and you are asked again. What looks odd can be looked into first.",
        letter=letter_ahead(occasion, facts, mailboxes=len(to), when=when),
    )


def _candidates(session: Session, election: Election) -> int:
    if electorates.is_committees(election):
        return 0
    about = [session.get_one(Race, one.race_key) for one in election.contests if one.race_key]
    return sum(len(list(races.running(race))) for race in about)


def _when(election: Election, secretary: Secretary, *, candidates: bool) -> str:
    """When members hear: at once, or after the candidates, counted from the moment of certifying."""
    now = secretary.now()
    hear = afterwards.members_hear(now, charter=rules_of(election))
    if not candidates or hear <= now:
        return "with the next pass"
    return f"the candidates first; if you certify now, not before {calendar.in_words(hear, election.zone)}"
