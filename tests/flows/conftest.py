"""The club, furnished once for all tests of flows; each test starts from one of its moments."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from integrations.sandbox.server import Sandbox
from tests.books import new_book
from tests.conftest import TEST_POSTGRES
from tests.flows import asked, partners_flat
from tests.flows.ballots import START
from tests.flows.club import Club
from tests.flows.committee import seat


@pytest.fixture(scope="session")
def furnished_club(kind_of_book: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club and its sandbox, on either kind of book. Tests ask for `club` instead."""
    place = tmp_path_factory.mktemp("book")
    with Sandbox(at=START) as sandbox, new_book(kind_of_book, place, server=TEST_POSTGRES) as book:
        club = Club(sandbox, tmp_path_factory.mktemp("club"), book)
        yield club
        club.secretary.ledger.close()


@pytest.fixture
def club(furnished_club: Club) -> Club:
    """The club before anything happened; `club.go_to(…)` leads to later moments."""
    furnished_club.go_to("furnished")
    return furnished_club


@pytest.fixture
def with_candidates(club: Club) -> Club:
    """The club with a race of three, two of whom may be asked."""
    return _at(club, "candidates", asked.enter)


@pytest.fixture
def issued(with_candidates: Club) -> Club:
    """The club with a questionnaire that is issued, and its letters out."""
    return _at(with_candidates, "issued", asked.issue)


def _at(club: Club, moment: str, act: Callable[[Club], None]) -> Club:
    """The club at a moment of these tests, which is played once and then remembered."""
    if moment in club.kept:
        club.go_to(moment)
    else:
        act(club)
        club.keep(moment)
    return club


@pytest.fixture
def seated(club: Club) -> Club:
    """The club with a race that its committee has taken up, and the committee's seats."""
    if "seated" not in club.kept:
        seat(club)
        club.keep("seated")
    club.go_to("seated")
    return club


@pytest.fixture(scope="session")
def furnished_partners(kind_of_book: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """A club with the charter that knows partners, on either kind of book. Tests ask for `partnered` instead."""
    place = tmp_path_factory.mktemp("partners-book")
    with Sandbox(at=START) as sandbox, new_book(kind_of_book, place, server=TEST_POSTGRES) as book:
        club = Club(sandbox, tmp_path_factory.mktemp("partners"), book, charter="make_justice_normal")
        yield club
        club.secretary.ledger.close()


@pytest.fixture
def partnered(furnished_partners: Club) -> Club:
    """The club that has partners, before anything happened."""
    furnished_partners.go_to("furnished")
    return furnished_partners


@pytest.fixture(scope="session")
def founded_club(kind_of_book: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club under the charter of Make Justice Normal, on either kind of book. Tests ask for `flat_club` instead."""
    place, folder = tmp_path_factory.mktemp("flat-book"), tmp_path_factory.mktemp("flat")
    with (
        new_book(kind_of_book, place, server=TEST_POSTGRES) as book,
        partners_flat.a_club(folder, book) as club,
    ):
        yield club


@pytest.fixture
def flat_club(founded_club: Club) -> Club:
    """The same before anything happened; `partners_flat.go_to(…)` leads to later moments."""
    founded_club.go_to("furnished")
    return founded_club
