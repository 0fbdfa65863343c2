"""Approvals: the options that a ballot ticks, or answers with yes, in no order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counting.ballots import smallest
from core.counting.files.meanings import NO, YES

NO_TO_ALL = "No to all"
"""What a ballot stands for that answers no to every option: it was cast, and withholds."""


def marks(ticks: NDArray[np.bool_]) -> NDArray[Any]:
    """A row's ticked options side by side, as marks; an approval has no order, so none is skipped or repeated."""
    order = np.argsort(~ticks, axis=1, kind="stable")
    found = np.where(np.take_along_axis(ticks, order, axis=1), order + 1, 0)
    most = max(int(ticks.sum(axis=1).max(initial=0)), 1)
    return found[:, :most].astype(smallest(ticks.shape[1] + 1))


def of_answers(names: Sequence[str], cells: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], NDArray[Any]]:
    """The options and marks of a grid that asks yes or no about each; no to all of them is an option of its own."""
    ticks = np.array([[cell.casefold() in YES for cell in column] for column in cells], bool).T.reshape(-1, len(names))
    refused = np.array([[cell.casefold() in NO for cell in column] for column in cells], bool).T.reshape(-1, len(names))
    none = refused.any(axis=1) & ~ticks.any(axis=1)
    if not none.any():
        return tuple(names), marks(ticks)
    return (*names, NO_TO_ALL), marks(np.column_stack([ticks, none]))
