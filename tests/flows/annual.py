"""The club's annual cycle: what members propose, and how far it has come when a test begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from core import proposals
from core.records import ProposalCycle
from flows import year
from flows.annual_meeting import MeetingSet, set_meeting
from flows.duties.annual import proposal_tab
from flows.duties.membership import stock
from flows.priorities import KeyVote, ProposalsOpened, open_proposals
from flows.ratification import PrioritiesProposed
from integrations.google import sheets
from tests.flows.club import ADA, BO, CLEO, HOUR, LENA, MEMBERS, MINUTE, Club

YEAR = 2027
JANUARY = datetime(2027, 1, 4, 15, tzinfo=UTC)
UNTIL = datetime(2027, 1, 21, 1, tzinfo=UTC)
"""20 January, 8 pm in Boston."""

OVER = datetime(2027, 1, 21, 15, tzinfo=UTC)
OPENED = ProposalsOpened(year=YEAR, propose_until=date(2027, 1, 20))
MEETING = MeetingSet(year=YEAR, on=date(2027, 2, 27), where="Town Hall, 1 Sample Street")
KEY = KeyVote(year=YEAR, opens_on=date(2027, 1, 25), closes_on=date(2027, 2, 4))
KEY_VOTE, RATIFYING = "key-priorities-2027", "priorities-2027"
PRIORITIES = PrioritiesProposed(
    year=YEAR, text="Housing first.\nThen trees.", takes_up="P1", why_not="Buses are the state's.",
    decided_on=date(2027, 2, 4), decided="by 4 votes of 4.", opens_on=date(2027, 2, 20), closes_on=date(2027, 3, 2),
)  # fmt: skip

FORMULA = '=HYPERLINK("https://evil.example.org"; "x") *|FNAME|* <b>buses</b>'
PLACES = (("P1", ""), ("itself", ""), ("1", ""), ("P4", ""), ("", ""), ("", "No member's"))
PROPOSED = (
    (ADA, "Homes for everybody", "Rents have doubled.\nWe can help."),
    (BO, FORMULA, "*|HTML:X|* =1+1 <script>alert(1)</script>"),
    (CLEO, "Homes for all", "As Ada says."),
    (CLEO, "Plant trees in every street", "Shade."),
    (LENA, "Free ice cream", "I came only once."),
    ("Wolf Stranger", "Sell the park", "I am nobody's member."),
)


def propose(club: Club, who: str, headline: str, why: str, *, email: str | None = None) -> None:
    """Somebody fills in the form for proposals."""
    club.later(MINUTE)
    asked = proposals.questions(YEAR)
    said = {"name": who, "email": email or MEMBERS.get(who, "wolf@example.org"), "headline": headline, "why": why}
    link = cycle(club).link
    with_titles = {_title(club, question): said[what] for what, question in asked.items()}
    club.send(link, with_titles)


def _title(club: Club, question: str) -> str:
    form = club.sandbox.world.google["forms"][cycle(club).form_id]
    found = [one["title"] for one in form["items"] if one["questionItem"]["question"]["questionId"] == question]
    return str(found[0])


def cycle(club: Club) -> ProposalCycle:
    """The year's proposals as the book has them."""
    with club.secretary.ledger.reading() as session:
        return session.get_one(ProposalCycle, YEAR)


def a_pass(club: Club, when: datetime | None = None) -> list[str]:
    """One pass over the year and one over the letters. Returns the year's troubles."""
    if when is not None:
        club.at(when)
    report = year.carry_on(club.secretary)
    assert not report.broken
    tended = club.tend()
    for one in tended.broken:
        raise one
    assert not tended.troubles
    return report.troubles


def tab(club: Club) -> list[dict[str, Any]]:
    """The tab Priorities, row by row."""
    name = proposal_tab.TAB.name
    head, *rows = sheets.read(club.secretary.google, club.settings.members_book, (name,)).tabs[name]
    return [dict(zip(map(str, head), row, strict=False)) for row in rows]


def place(club: Club, *places: Sequence[str]) -> None:
    """An organiser says in the tab where proposals belong: "Same as" and "Leave out because", from the first row on."""
    rows = tab(club)
    headings = [*proposal_tab.OURS, *proposal_tab.THEIRS]
    filled = [
        [*(row[of] for of in proposal_tab.OURS), *(places[nth] if nth < len(places) else ("", ""))]
        for nth, row in enumerate(rows)
    ]
    club.write(proposal_tab.TAB.name, [headings, *filled])


def asked(club: Club) -> None:
    """It is January, the annual meeting is on record, and voting members are asked to propose."""
    club.at(JANUARY)
    stock.take_stock(club.secretary)
    assert set_meeting(club.secretary, MEETING)
    assert open_proposals(club.secretary, OPENED)
    for when in (JANUARY + MINUTE, JANUARY + 2 * HOUR):
        assert not a_pass(club, when)


def proposed(club: Club) -> None:
    """Everybody has proposed, and the last day is over."""
    asked(club)
    for who, headline, why in PROPOSED:
        propose(club, who, headline, why)
    assert not a_pass(club, OVER)


def placed(club: Club) -> None:
    """A person has said where each proposal belongs: P1 with P3, P2 and P4 by themselves."""
    proposed(club)
    place(club, *PLACES)
    assert not a_pass(club, OVER + HOUR)
