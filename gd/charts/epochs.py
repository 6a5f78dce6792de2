"""What of a run can be looked at: the epochs and weights for which the charts hold numbers."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gd.run import Run, recorded_epochs

SHOWN_WEIGHTS = 12
"""Weights that can be looked at."""
FRAMES = 300
"""Epochs that can be looked at."""
LAST = 2**53
"""What follows the last epoch: a whole number that no epoch reaches, and the largest that a browser counts exactly."""


def spans(run: Run, most: int = FRAMES) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """The epochs that can be looked at, and which of the recorded ones they are.

    A row for each: epoch, and `next`, the one that follows in the table.
    """
    wanted = recorded_epochs(int(run.epochs[-1]), most)
    k = np.unique(np.searchsorted(run.epochs, wanted))
    epochs = run.epochs[k]
    return pd.DataFrame({"epoch": epochs, "next": np.append(epochs[1:], LAST)}), k
