"""The record of a run of gradient descent."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.text import LARGEST

Epochs = NDArray[np.int64]
KEPT = 2000
"""Most epochs that a run records, unless another number is asked for."""


class Stop(Enum):
    """Why a run ended, as a sentence for people."""

    EPOCHS = "All epochs were run."
    TOLERANCE = "In the last epoch every weight changed by less than the tolerance."
    DIVERGED = f"The next update would have passed {LARGEST}."
    INTERRUPTED = "It was ended before all epochs were run."
    UNDEFINED = "The next update would have led to where J has no value, or no slope."

    @property
    def breaks_off(self) -> bool:
        """Whether the next epoch is not finite."""
        return self in (Stop.DIVERGED, Stop.UNDEFINED)


@dataclass(frozen=True, eq=False)
class Run:
    """What gradient descent did.

    K epochs are recorded: the first, the last, and those between that `recorded_epochs` chooses.

    Attributes
    ----------
    epochs : int64 array [K]
        Which epochs are recorded, rising. The first is 0; the last is the last one whose numbers are all finite.
    weights : array [K, D]
        `weights[k]` are the weights after `epochs[k]` epochs; `weights[0]` is the start.
    costs : array [K]
        `costs[k]` is J(`weights[k]`).
    stop : Stop
        Why there is no further epoch. Where it is `Stop.DIVERGED` or `Stop.UNDEFINED`, epoch `epochs[-1] + 1` was not
        finite.
    next_change : float
        The largest change of a weight that one more epoch would make, at the rate of the last one; infinite where it
        would overflow. If that epoch changes nothing, the one after it is asked, since momentum pauses where it turns
        back. So 0 means that the run is at rest. Of a run that was interrupted it is what the last epoch changed, and
        NaN if there was none.
    undefined : str
        Where `stop` is `Stop.UNDEFINED`: what has no value, and at which weights; otherwise empty.

    Examples
    --------
    >>> from gd import PowerSum, descend
    >>> run = descend(PowerSum((2,)), [20], learning_rate=0.1, epochs=30)
    >>> run.epochs[-1], run.final_weights.round(7), run.stop.value
    (np.int64(30), array([0.0247588]), 'All epochs were run.')
    """

    epochs: Epochs
    weights: Array
    costs: Array
    stop: Stop
    next_change: float
    undefined: str = ""

    @property
    def broken_off(self) -> bool:
        """Whether the run ended because the next epoch is not finite."""
        return self.stop.breaks_off

    @property
    def final_weights(self) -> Array:
        """The weights after the last epoch: [D]."""
        return np.asarray(self.weights[-1])

    @property
    def final_cost(self) -> float:
        """J after the last epoch."""
        return float(self.costs[-1])


def recorded_epochs(epochs: int, keep: int) -> Epochs:
    """Choose which of the epochs 0 … `epochs` to record, at most `keep` of them.

    All of them where they fit. Otherwise every epoch of the first half, in which most happens and short runs end, then
    ever wider steps of equal ratio: [K], rising, with the first and the last.
    """
    if epochs < keep:
        return np.arange(epochs + 1)
    dense = np.arange(keep // 2)
    # From the last epoch backwards, so that it is always included.
    thin = np.geomspace(epochs, max(len(dense), 1), keep - len(dense)).round().astype(np.int64)
    return np.union1d(dense, thin)
