"""The rehearsal of a year: what the committee does from January to March, as an organiser plays it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.rehearsal.year import ACTS
from integrations.sandbox import inbox
from integrations.sandbox.world import World
from tests.flows import on_stage

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]

SAID = (
    "The annual meeting of 2027 is on record",
    "9 days at most are left for nominations",
    "1 recusal put on record",
    "Yes prevails, the motion is adopted",
    "Yes prevails, the committee agrees",
    "Yes prevails, the slate is confirmed",
    "Yes prevails, the priorities are ratified",
    "All that the year asks for is done",
)
"""What is told on the way, and at the end."""

LETTERS = {
    "motion-bank-account/ballot",
    "nominations.2027/call",
    "priorities.2027/call",
    "annual-meeting.2027/0",
    "slate-2027/result",
    "priorities-2027/result",
    "co-chairs-2027/ballot",
    "standing/2027-03-31",
}


@pytest.mark.crash
def test_a_year_is_played_act_by_act(tmp_path: Path) -> None:
    """A1-A3, S3, S4, S7, S8, S11, S12. From the committee's seats to the new one's terms: every step is done by it."""
    folder, said = on_stage.by_the_command("--year", "--members", "12", folder=tmp_path)
    told = on_stage.in_a_line(said)
    assert [act.what for act in ACTS if act.what not in told] == []
    assert [one for one in SAID if one not in told] == []
    mails = inbox.mails(World.opened(folder / "world.json"))
    assert {mail.title for mail in mails} >= LETTERS
    assert [mail.title for mail in mails if mail.faults] == []


def test_acts_are_in_the_order_of_their_days() -> None:
    """Time never goes back on stage."""
    assert [act.on for act in ACTS] == sorted(act.on for act in ACTS)
