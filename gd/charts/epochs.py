"""The epochs and weights that the charts contain."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gd.charts.columns import Columns
from gd.run import KEPT, Epochs, Run, recorded_epochs

SHOWN_WEIGHTS = 12
"""Most weights that the charts show."""
FRAMES = 300
"""Most epochs that the player can show."""
AFTER_LAST = 2**31 - 1
"""Follows the last epoch: larger than END, and small enough for four bytes."""


def shown_epochs(run: Run, most: int = FRAMES) -> tuple[Columns, NDArray[np.intp]]:
    """Choose at most `most` of the recorded epochs, including the first and the last.

    Return the chosen epochs as the columns epoch and next, the one that follows, and their indices into `run.epochs`.
    """
    k = _chosen(run.epochs, most)
    epochs = run.epochs[k]
    return {"epoch": epochs, "next": np.append(epochs[1:], AFTER_LAST)}, k


def shown_if_finite(epochs: int, most: int = FRAMES) -> Epochs:
    """The epochs that `shown_epochs` chooses of a run that doesn't overflow: [K]."""
    recorded = _recorded(epochs, KEPT)
    return recorded[_chosen(recorded, most)]


@lru_cache(maxsize=32)
def _recorded(epochs: int, keep: int) -> Epochs:
    """`recorded_epochs`, which each picture of a run asks for again."""
    recorded = recorded_epochs(epochs, keep)
    recorded.setflags(write=False)
    return recorded


def _chosen(recorded: Epochs, most: int) -> NDArray[np.intp]:
    return np.unique(np.searchsorted(recorded, _recorded(int(recorded[-1]), most)))
