"""The same club as in the tests of flows."""

from __future__ import annotations

from tests.flows.conftest import club, furnished_club

__all__ = ["club", "furnished_club"]
