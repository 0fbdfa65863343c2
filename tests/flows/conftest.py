"""The club, furnished once for all tests of flows; each test starts from one of its moments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.sandbox.server import Sandbox
from tests.flows.ballots import START
from tests.flows.club import Club


@pytest.fixture(scope="session")
def furnished_club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club and its sandbox. Tests ask for `club` instead."""
    with Sandbox(at=START) as sandbox:
        club = Club(sandbox, tmp_path_factory.mktemp("club"))
        yield club
        club.secretary.ledger.close()


@pytest.fixture
def club(furnished_club: Club) -> Club:
    """The club before anything happened; `club.go_to(…)` leads to later moments."""
    furnished_club.go_to("furnished")
    return furnished_club
