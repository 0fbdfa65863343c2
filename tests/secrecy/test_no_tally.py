"""While ballots are open, nothing that Canvass shows or writes depends on whom they name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from sqlalchemy import select

import flows.pages
from core import secrecy
from core.columns import Record
from core.counting.rule import CountFault
from flows.duties.election import announcing, sealing
from flows.duties.membership import stock
from flows.freeze import Prospect
from flows.pages.election import result_page
from flows.secretary import Refusal
from integrations.sandbox import inbox
from tests.flows.ballots import CLOSES, KEY
from tests.flows.club import ADA, BO, CLEO, DEV, ESME, HOUR, MARKS, MINUTE, OTHER_MARKS, Club

VOTERS = (ADA, BO, CLEO, DEV, ESME)
RESULTS = {"result_page", "press_page", "before_certifying"}
"""What may only be shown once ballots are sealed and counted; before, it has to refuse."""

ELSEWHERE = {"nominations_page", "vote_page"}
"""What is about something that this season doesn't have, and refuses for that."""


def _pages() -> Mapping[str, Callable[..., Any]]:
    """Every public function of the dashboard's pages that looks at the book. Sections are shown with their pages."""
    modules = [import_module(f"flows.pages.{one.name}") for one in iter_modules(flows.pages.__path__)]
    return {
        name: page
        for module in modules
        for name, page in inspect.getmembers(module, inspect.isfunction)
        if page.__module__ == module.__name__ and not name.startswith("_") and _looks_at_the_book(page)
    }


def _looks_at_the_book(page: Callable[..., Any]) -> bool:
    taken = inspect.signature(page).parameters
    return "secretary" in taken and "session" not in taken


def _shown(club: Club) -> dict[str, str]:
    """What each page says now. A page takes the ballot's key, what the workbook held, a member, or nothing more."""
    given = {"found": (), "prospect": Prospect([], ())}
    given |= {"key": KEY, "stock": stock.take_stock(club.secretary), "member": "M01", "number": 1, "year": 2026}
    said = {}
    for name, page in _pages().items():
        wanted = [one for one in inspect.signature(page).parameters.values() if one.default is inspect.Parameter.empty]
        more = [given[one.name] for one in wanted if one.name != "secretary"]
        said[name] = str(page(club.secretary, *more)) if name not in RESULTS | ELSEWHERE else _refused(page, club, more)
    return said


def _refused(page: Callable[..., Any], club: Club, more: list[Any]) -> str:
    with pytest.raises(Refusal) as refusal:
        page(club.secretary, *more)
    return str(refusal.value)


def _book(club: Club) -> str:
    """Every row but the answers themselves."""
    with club.secretary.ledger.reading() as session:
        tables = [table for table in Record.metadata.sorted_tables if table.name not in {"response", "reading"}]
        rows = {one.name: session.execute(select(one).order_by(*one.primary_key)).all() for one in tables}
        return repr(rows)


def _season(club: Club, marks: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Five people vote, all alike; then everything to be seen at each stage until the ballots are sealed."""
    club.go_to("delivered")
    for who in VOTERS:
        club.vote(who, marks)
    for what, when in (
        ("open", club.sandbox.clock.now()),
        ("at the first reminder", club.reminder_times()[0]),
        ("at the last reminder", club.reminder_times()[2]),
        ("closed", CLOSES + MINUTE),
    ):
        club.at(when)
        report = club.tend()
        mails = "".join(mail.subject + mail.text + mail.html for mail in inbox.mails(club.sandbox.world))
        yield (
            what,
            _shown(club) | {"mails": mails, "report": repr(report), "book": _book(club), "log": repr(club.log())},
        )


def test_nothing_shown_before_sealing_depends_on_how_people_voted(club: Club) -> None:
    """Two worlds that differ only in whom five people chose: every page, mail, row and report is the same."""
    one = dict(_season(club, MARKS))
    other = dict(_season(club, OTHER_MARKS))
    assert set(one) == {"open", "at the first reminder", "at the last reminder", "closed"}
    for when, what in ((when, what) for when, said in one.items() for what in said):
        assert one[when][what] == other[when][what], f"{what}, {when}"


def test_the_comparison_sees_a_tally(club: Club) -> None:
    """The same two worlds differ once ballots are counted: the test above looks where a tally would stand."""
    pages = []
    for marks in (MARKS, OTHER_MARKS):
        for _ in _season(club, marks):
            pass
        club.at(CLOSES + HOUR)
        club.tend()
        pages.append(result_page(club.secretary, KEY))
    assert pages[0] != pages[1]


def test_every_page_is_looked_at() -> None:
    """The pages that organisers see in the dashboard are among those above."""
    assert set(_pages()) >= {
        "desk_page",
        "election_page",
        "turnout_page",
        "roll_page",
        "membership_page",
        "result_page",
    }


@pytest.mark.parametrize("moment", ["frozen", "open", "voted", "closed"])
def test_no_function_gives_a_result_before_sealing(club: Club, moment: str) -> None:
    """Neither the result's page, nor a letter's facts, nor a pack can be had: there is no count to put into them."""
    club.go_to(moment)
    with club.secretary.ledger.reading() as session:
        election = club.election()
        with pytest.raises(Refusal, match="nobody can see a tally"):
            announcing.result_page_facts(club.secretary, session, election)
        with pytest.raises(CountFault):
            announcing.pack_of(session, election)
        assert [sealing.piles_of(session, contest) for contest in election.contests] == [{}, {}]
        assert [contest.count for contest in election.contests] == [None, None]
        assert election.intake is None


def test_turnout_is_a_number_of_ballots(club: Club) -> None:
    """What is shown while voting is open: how many have voted, of how many."""
    club.go_to("voted")
    said = _shown(club)["turnout_page"].replace("\\", "")
    assert "3 of 11" in said
    for name in ("Ursula", "Victor", "Wanda", "Xaver", "Yolanda"):
        assert name not in said


def test_the_lots_seed_isnt_in_the_book_before_sealing(club: Club) -> None:
    """Until then only its fingerprint is: nobody can work out in advance who would win a tie."""
    club.go_to("closed")
    kept = club.secretary.keyring.read(KEY)
    assert kept is not None
    assert kept.seed not in _book(club)
    assert club.election().seed_commitment == secrecy.commitment(kept.seed)
    club.at(CLOSES + HOUR)
    club.tend()
    assert club.election().tie_seed == kept.seed
