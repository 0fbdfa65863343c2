"""The club renews its committee: a cycle of nominations from the call to the members' vote, and moments in between."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from core import nominees as tab
from core.records import Call, Cycle
from flows import slate, year
from flows.duties.committee import minutes, seats
from flows.duties.membership import stock
from flows.duties.nomination import cycles, nominees
from flows.duties.nomination.nominees import Standing
from flows.nominations import NominationsOpened, open_cycle
from flows.slate import ConsensusSought, SlateBallot
from integrations.google import sheets
from integrations.sandbox.simulated_member import Receipt
from tests.flows.ballots import START
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, HOUR, MEMBERS, MINUTE, Club
from tests.flows.listing import put, sources

YEAR = 2027
WANTED = NominationsOpened(
    year=YEAR,
    opens_on=date(2027, 1, 11),
    closes_on=date(2027, 1, 25),
    statements_until=date(2027, 2, 8),
    opened_by="R. O.",
)
OPEN = datetime(2027, 1, 11, 15, tzinfo=UTC)
CLOSED = datetime(2027, 1, 26, 7, tzinfo=UTC)
DUE = datetime(2027, 2, 9, 5, tzinfo=UTC)
CALL = cycles.call_key(YEAR)

FORM = {"name": "Your name", "email": "Your e-mail address", "nominee": "Whom do you nominate?",
        "nominee_email": "Their e-mail address"}  # fmt: skip
ACCEPT = "Do you accept the nomination?"
BACKGROUND, REASONS, PLANS = (
    "Who you are, and your work to date", "Why you would like to be on the Steering Committee",
    "What you propose for the coming year",
)  # fmt: skip
STATEMENT: Mapping[str, str] = {BACKGROUND: "I knocked on doors.", REASONS: "To help.", PLANS: "=More doors."}

SLATE = (ADA, BO, CLEO, DEV, ESME)
COMMITTEE: list[list[Any]] = [
    ["Member id", "From", "Until", "Leave from", "Leave until", "Recused from", "Backup", "Note"],
    ["M01", "2026-03-20", "", "", "", "", "", ""],
    ["M02", "2026-03-20", "", "", "", "", "", ""],
    ["M08", "2026-03-20", "", "", "", "", "", ""],
]
CONSENSUS = ConsensusSought(year=YEAR, opens_on=date(2027, 2, 15))
BALLOT = SlateBallot(year=YEAR, opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 12))
COMMITTEES_KEY, MEMBERS_KEY = f"consensus-{YEAR}", f"slate-{YEAR}"
AGREES, CONFIRMS = f"The slate for {YEAR}: your choice", f"Steering Committee {YEAR}: your choice"


def number(who: str) -> str:
    """A member's number."""
    return f"M{list(MEMBERS).index(who) + 1:02}"


def begin(club: Club) -> None:
    """The committee has its seats, lists of dues and of voters are there, and the cycle is opened."""
    club.at(START)
    people = [[who, email] for who, email in MEMBERS.items()]
    put(club, "PM dues", [["Name", "E-mail", "Expires"], *([*one, "2027-12-31"] for one in people)])
    put(club, "Voter list", [["Name", "Email"], *people])
    sources(club, ["PM dues", "dues"], ["Voter list", "voters"])
    assert not stock.take_stock(club.secretary).refused
    seats.take_over(club.secretary)
    club.write("Committee", COMMITTEE)
    go_on(club)
    assert open_cycle(club.secretary, WANTED)


def go_on(club: Club) -> list[str]:
    """A pass over the year, and letters on their way. Returns the pass's troubles."""
    done = year.carry_on(club.secretary)
    return [*done.troubles, *map(str, done.broken), *club.tend().troubles]


def called(club: Club) -> None:
    """The call is open, and the letters are out."""
    club.at(OPEN)
    assert go_on(club) == []
    club.later(2 * HOUR)
    assert go_on(club) == []


def call(club: Club) -> Call:
    """The call as the book has it."""
    with club.secretary.ledger.reading() as session:
        return session.get_one(Call, CALL)


def cycle(club: Club) -> Cycle:
    """The cycle as the book has it."""
    with club.secretary.ledger.reading() as session:
        return session.get_one(Cycle, YEAR)


def nominate(club: Club, who: str, nominee: str = "", email: str = "") -> Receipt:
    """A member fills in the form: for themselves, or for somebody else."""
    said = {FORM["name"]: who, FORM["email"]: MEMBERS[who]}
    said |= {FORM["nominee"]: nominee} if nominee else {}
    said |= {FORM["nominee_email"]: email} if email else {}
    return club.send(call(club).link, said)


def nominated(club: Club) -> None:
    """Four have nominated themselves, and Esme was nominated by Ada."""
    for who in SLATE[:4]:
        assert nominate(club, who).accepted
    assert nominate(club, ADA, ESME, MEMBERS[ESME]).accepted
    assert go_on(club) == []
    club.later(2 * HOUR)
    assert go_on(club) == []


def standing(club: Club) -> dict[str, Standing]:
    """Every nominee as they stand, by name."""
    today = club.secretary.now().date()
    with club.secretary.ledger.reading() as session:
        found = nominees.standings(session, YEAR, on=today, charter=club.secretary.charter)
        session.expunge_all()
        return {one.name: one for one in found}


def link(club: Club, who: str) -> str:
    """The link in a nominee's newest letter."""
    nth = standing(club)[who].nominee.nth
    mails = [mail for mail in club.mails_to(MEMBERS[who]) if mail.title.startswith(f"cycle.{YEAR}.{nth}/")]
    found = re.search(r"^http\S+entry\.\S+$", mails[-1].text, re.MULTILINE)
    assert found
    return found[0]


def answer(club: Club, who: str, said: Mapping[str, str]) -> Receipt:
    """A nominee opens their link, fills in the form and sends it."""
    return club.send(link(club, who), said)


def rows(club: Club) -> list[dict[str, Any]]:
    """The rows of the tab Nominations, by heading; none before there is one."""
    book = sheets.read(club.secretary.google, club.settings.members_book, (tab.TAB.name,))
    headings, *found = book.tabs.get(tab.TAB.name, [[]])
    return [dict(zip(map(str, headings), row, strict=False)) for row in found]


def record(club: Club, **said: Mapping[str, Any]) -> None:
    """An organiser writes beside nominees: `M01={"Met on": …}`."""
    book = sheets.read(club.secretary.google, club.settings.members_book, (tab.TAB.name,))
    headings, *found = book.tabs[tab.TAB.name]
    changed = [
        [said.get(str(row[1]), {}).get(str(heading), cell) for heading, cell in zip(headings, row, strict=False)]
        for row in found
    ]
    club.write(tab.TAB.name, [headings, *changed])


MET = {"Active around": "Elections", "Active since": "2026-05-01", "Met on": "2027-01-30", "On the slate": "yes"}


def ready(club: Club) -> None:
    """All five have sent statements and met the committee, are active somewhere, and are on the slate."""
    for who in SLATE:
        assert answer(
            club, who, {**STATEMENT, **({ACCEPT: "Yes, I accept the nomination"} if who == ESME else {})}
        ).accepted
    club.at(datetime(2027, 2, 1, 15, tzinfo=UTC))
    assert go_on(club) == []
    record(club, **{number(who): MET for who in SLATE})
    club.at(DUE + HOUR)
    assert go_on(club) == []


def vote(club: Club, key: str, question: str, choices: Mapping[str, str], *, opens: datetime, closes: datetime) -> None:
    """A vote that is drafted is frozen, held and certified."""
    club.at(opens - HOUR)
    club.freeze(key)
    _pass(club, opens - 30 * MINUTE, opens + MINUTE, opens + 2 * HOUR)
    for who, choice in choices.items():
        club.vote(who, {question: choice}, key=key)
    _pass(club, closes + MINUTE, closes + HOUR)
    assert club.certify(key)
    _pass(club, closes + 3 * HOUR, closes + 5 * HOUR)


def _pass(club: Club, *times: datetime) -> None:
    for when in times:
        club.at(when)
        assert not club.tend().troubles


def agreed(club: Club, choices: Mapping[str, str] | None = None) -> None:
    """The committee – Ada, Bo and Hugo – has voted on the slate; all of it agrees, unless said otherwise."""
    key, missing = slate.seek_consensus(club.secretary, CONSENSUS)
    assert (key, missing) == (COMMITTEES_KEY, [])
    held(club, choices)


def held(club: Club, choices: Mapping[str, str] | None = None) -> None:
    """The committee's vote on the slate, which is drafted, is held."""
    votes = choices or dict.fromkeys((ADA, BO, "Hugo Notional"), "Yes")
    vote(
        club,
        COMMITTEES_KEY,
        AGREES,
        votes,
        opens=datetime(2027, 2, 15, 14, tzinfo=UTC),
        closes=datetime(2027, 2, 18, 23, tzinfo=UTC),
    )


def voted(club: Club, choices: Mapping[str, str]) -> None:
    """The members have voted on the slate."""
    key, missing = slate.draft_slate(club.secretary, BALLOT)
    assert (key, missing) == (MEMBERS_KEY, [])
    vote(
        club,
        key,
        CONFIRMS,
        choices,
        opens=datetime(2027, 3, 1, 14, tzinfo=UTC),
        closes=datetime(2027, 3, 12, 23, tzinfo=UTC),
    )


def minutes_of(club: Club) -> list[tuple[str, str, str]]:
    """The lines of the minutes, the newest first."""
    with club.secretary.ledger.reading() as session:
        return [(one.title, one.sentence, one.clause) for one in minutes.lines(session)]


MOMENTS: Sequence[tuple[str, Callable[[Club], None]]] = (
    ("a cycle is opened", begin),
    ("members are called", called),
    ("five are nominated", nominated),
    ("the slate is ready", ready),
    ("the committee agrees", agreed),
)
"""The season of a renewal, moment by moment."""


def go_to(club: Club, moment: str) -> None:
    """Put the club to a moment of the renewal; what leads there is played once and then remembered."""
    if moment not in club.kept:
        names = [name for name, _ in MOMENTS]
        at = names.index(moment)
        go_to(club, names[at - 1]) if at else club.go_to("furnished")
        MOMENTS[at][1](club)
        club.keep(moment)
    club.go_to(moment)
