"""The rehearsal of a year: what the committee does from January to March, as an organiser plays it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.rehearsal.year import ACTS
from integrations.sandbox import inbox
from integrations.sandbox.world import World
from tests.flows.test_rehearsal import _in_a_line, _played

pytestmark = [pytest.mark.flow, pytest.mark.xdist_group("prefect")]


def test_a_year_is_played_act_by_act(tmp_path: Path) -> None:
    """A1, S3, S8, S9, E11. Seats, the plan, a step that is moved, the committee's motion, and a late start."""
    folder, said = _played("--year", "--members", "24", stage=tmp_path)
    told = _in_a_line(said)
    assert [act.what for act in ACTS if act.what not in told] == []
    assert "Due today: Members are called to stand for the committee" in told
    assert "Yes prevails, the motion is adopted" in told
    assert "9 days at most are left for nominations" in told
    mails = inbox.mails(World.opened(folder / "world.json"))
    assert {mail.title for mail in mails if mail.title.startswith("motion-")} >= {"motion-bank-account/ballot"}


def test_acts_are_in_the_order_of_their_days() -> None:
    """Time never goes back on stage."""
    assert [act.on for act in ACTS] == sorted(act.on for act in ACTS)
