"""The partnership charter on stage: who the partners are, and what each of them answers."""

from __future__ import annotations

from flows.membership import read_membership
from flows.rehearsal.partners_stage import Partnered


def read_members(_play: Partnered) -> str:
    """Organisers' records say who of our members may vote."""
    return read_membership()
