"""The same club as in the tests of flows, and one with a canary in everything private."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from integrations.google import auth
from integrations.sandbox import by_hand
from integrations.sandbox.server import Sandbox
from tests.books import new_book
from tests.conftest import TEST_POSTGRES
from tests.flows.ballots import START
from tests.flows.club import Club
from tests.flows.conftest import club, furnished_club
from tests.secrecy.canaries import API_KEY, SETTINGS, furnish, members

__all__ = ["aviary", "club", "furnished_club"]


@pytest.fixture(scope="session")
def aviary(kind_of_book: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Club]:
    """The club with canaries for names, addresses, passwords and free text."""
    place = tmp_path_factory.mktemp("book")
    with Sandbox(at=START) as sandbox, new_book(kind_of_book, place, server=TEST_POSTGRES) as book:
        sandbox.world.mailchimp["api_key"] = API_KEY
        key = by_hand.make_service_account(sandbox.world, "members", token_uri=f"{sandbox.url}/google/token")
        people = members()
        club = Club(
            sandbox,
            tmp_path_factory.mktemp("aviary"),
            book,
            members=people,
            unsubscribed=list(people.values())[10],
            changes={**SETTINGS, "google_service_account": SecretStr(json.dumps(key))},
        )
        shared = {"type": "user", "role": "writer", "email": key["client_email"]}
        by_hand.share(sandbox.world, club.settings.members_book, **shared)
        club.secretary.google = auth.connect(club.settings)
        furnish(club)
        club.keep("furnished")
        yield club
        club.secretary.ledger.close()
