"""The screen: what organisers see in the dashboard, one page per election and subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from prefect.artifacts import Artifact, create_markdown_artifact
from prefect.context import FlowRunContext

from core.records import Election
from core.ruling import Ruling
from flows.duties.stock import Stock
from flows.pages.desk import desk_page
from flows.pages.election import election_page, result_page, turnout_page
from flows.pages.roll import membership_page, roll_page
from flows.secretary import Secretary


def show_membership(secretary: Secretary, stock: Stock) -> None:
    """Who may vote today and why, and which rows wait for a person."""
    _show("membership", membership_page(secretary, stock), "Who may vote today, and why")
    show_desk(secretary)


def show_roll(secretary: Secretary, key: str) -> None:
    """The frozen roll: who may vote in this election, and why."""
    _show(f"roll-{key}", roll_page(secretary, key), "Who may vote in this election, and why")


def show_election(secretary: Secretary, key: str, *, missing: Sequence[Ruling] = ()) -> None:
    """An election's own page: state, window, fingerprints, what is done and what comes next."""
    _show(f"election-{key}", election_page(secretary, key, missing=missing), "Where this election stands")


def show_turnout(secretary: Secretary, key: str) -> None:
    """How many ballots are in. Who leads is on no page: nobody counts before the ballots are sealed."""
    _show(f"turnout-{key}", turnout_page(secretary, key), "How many have voted – never for whom")


def show_result(secretary: Secretary, key: str) -> None:
    """The count, round by round."""
    _show(f"result-{key}", result_page(secretary, key), "The count, round by round")


def show_desk(secretary: Secretary, troubles: Iterable[str] = ()) -> None:
    """What needs a person."""
    _show("desk", desk_page(secretary, troubles), "What needs a person")


def show_progress(secretary: Secretary, key: str) -> None:
    """Every page of an election that has something to show by now."""
    show_election(secretary, key)
    with secretary.ledger.reading() as session:
        state = session.get_one(Election, key).state
    if state in ("open", "closed"):
        show_turnout(secretary, key)
    if state in ("counted", "certified", "announced"):
        show_result(secretary, key)


def _show(key: str, markdown: str, description: str) -> None:
    """Put a page into the dashboard, if this is a run of the dashboard's and the page says anything new."""
    if FlowRunContext.get() is None:
        return
    newest = cast("Artifact | None", Artifact.get(key))  # outside of a running event loop it answers directly
    if newest is None or _gist(str(newest.data)) != _gist(markdown):
        create_markdown_artifact(key=key, markdown=markdown, description=description)


def _gist(page: str) -> list[str]:
    """A page without the time it was made at."""
    return [line for line in page.splitlines() if not line.startswith("As of ")]
