"""The rehearsal of a partnership: what three organisations settle and decide together, as an organiser plays it."""

from __future__ import annotations

import pytest

from flows.rehearsal.partners import ACTS
from integrations.sandbox import inbox
from integrations.sandbox.world import World
from tests.flows import on_stage
from tests.flows.on_stage import Played

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]

SAID = (
    "“capacity and funds”: Harbour Garden Collective answers not yet",
    "one person has 2: Dev Example (as member) and Dev Example (for Lantern Street Tenants)",
    "12 ballots came in, two of them from the same person",
    "Yes prevails, the proposal is adopted: 75% (9 of 12 ballots)",
    "the partners decided: We paint flowers in September, once the wall is dry.",
)
"""What is told on the way, and at the end."""

LETTERS = {
    "pact.garden-27.3/asked",
    "pact.garden-27.d3/hats",
    "pact.garden-27.1/force-4",
    "flat-garden-budget/ballot",
    "flat-garden-budget/result",
    "garden-27.p/away-5-1",
    "garden-27.p/event-2-1",
    "parallel.mural-27.5/compared-1",
    "parallel.mural-27.5/steps-1",
    "parallel.mural-27/members",
}


@pytest.fixture(scope="module")
def partnered(way: str, prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The partnership as it was played."""
    folder = tmp_path_factory.mktemp("partners")
    return on_stage.played(way, "partnership", "--partners", members=16, folder=folder)


@on_stage.BOTH_WAYS
def test_a_partnership_is_played_act_by_act(way: str, partnered: Played) -> None:
    """P1-P12. From the gate to a compromise: a flat vote with two hats and an absent primary, and a parallel vote."""
    folder, said = partnered
    told = on_stage.in_a_line(said)
    assert [act.what for act in ACTS if act.what not in told] == []
    assert [one for one in SAID if one not in told] == []
    mails = inbox.mails(World.opened(folder / "world.json"))
    assert {mail.title for mail in mails} >= LETTERS
    assert [mail.title for mail in mails if mail.faults] == []


@on_stage.BOTH_WAYS
def test_a_private_partner_is_named_to_no_member(way: str, partnered: Played) -> None:
    """P11. Members read that there is another partner, and its own people and the other partners read which."""
    mails = inbox.mails(World.opened(partnered[0] / "world.json"))
    known = {"rae", "pat", "sol", "ada.example", "bo.example", "dev.example", "orla", "pim", "quin"}
    naming = {mail.to.partition("@")[0] for mail in mails if "Harbour Garden" in mail.text + mail.subject}
    assert naming <= known
    assert any("a partner organisation: No" in mail.text for mail in mails)


def test_acts_are_in_the_order_of_their_days() -> None:
    """Time never goes back on stage."""
    assert [act.on for act in ACTS] == sorted(act.on for act in ACTS)
