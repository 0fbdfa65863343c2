"""The same club as in the tests of flows, and one with a canary in everything private."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.sandbox.server import Sandbox
from tests.flows.ballots import START
from tests.flows.club import Club
from tests.flows.conftest import club, furnished_club
from tests.secrecy.canaries import API_KEY, SETTINGS, furnish, members

__all__ = ["aviary", "club", "furnished_club"]


@pytest.fixture(scope="session")
def aviary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club with canaries for names, addresses, passwords and free text."""
    with Sandbox(at=START) as sandbox:
        sandbox.world.mailchimp["api_key"] = API_KEY
        people = members()
        club = Club(
            sandbox,
            tmp_path_factory.mktemp("aviary"),
            members=people,
            unsubscribed=list(people.values())[10],
            changes=SETTINGS,
        )
        furnish(club)
        club.keep("furnished")
        yield club
        club.secretary.ledger.close()
