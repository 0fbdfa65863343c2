"""The clock: this machine's, or the one a rehearsal sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from flows.rehearsal import venue
from integrations import clock
from integrations.sandbox.server import Sandbox

AT = datetime(2026, 11, 1, 5, 30, 0, 123456, tzinfo=UTC)


def test_a_rehearsals_clock_is_asked(tmp_path: Path) -> None:
    """The instant is the sandbox's, to the microsecond and in UTC, and follows it when it is moved."""
    with Sandbox(at=AT) as sandbox:
        settings = venue.settings(sandbox, tmp_path, charter="jp_progressives")
        assert clock.now(settings) == AT
        sandbox.clock.advance(timedelta(days=10))
        found = clock.now(settings)
    assert found == AT + timedelta(days=10)
    assert found.tzinfo == UTC


def test_without_a_rehearsal_it_is_this_machines(tmp_path: Path) -> None:
    """An installation has the machine's clock, in UTC whatever the machine's zone."""
    with Sandbox(at=AT) as sandbox:
        settings = venue.settings(sandbox, tmp_path, charter="jp_progressives").model_copy(update={"clock": ""})
    before = datetime.now(UTC)
    found = clock.now(settings)
    assert before <= found <= datetime.now(UTC)
    assert found.tzinfo == UTC


@pytest.mark.parametrize("page", ["/_sandbox/nothing", "/_sandbox/calls"])
def test_a_clock_that_doesnt_tell_the_time_is_an_error(tmp_path: Path, page: str) -> None:
    """A wrong address isn't taken for a time: nothing would be on time any more."""
    with Sandbox(at=AT) as sandbox:
        settings = venue.settings(sandbox, tmp_path, charter="jp_progressives")
        settings = settings.model_copy(update={"clock": f"{sandbox.url}{page}"})
        with pytest.raises((requests.RequestException, KeyError)):
            clock.now(settings)
