"""When a run on a quadratic would overflow or settle, found without running it.

The results are those of the loop, to rounding. They may differ where rounding decides what the loop does: under a
tolerance as small as the last digits of the weights, and if the start has only rounding along a direction that grows.
"""

import math
from bisect import bisect_left
from collections.abc import Callable
from itertools import compress, pairwise

import numpy as np

from gd.arrays import Array
from gd.checkpoint import checkpoint
from gd.problem import Problem
from gd.spectrum import Spectrum

PIECES = 64
"""The number of pieces into which a stretch of epochs is cut: so many take hardly longer than one."""


def finite(w: Array, cost: float) -> bool:
    """Whether the cost and all the weights w [D] are finite numbers."""
    # 0 · w is NaN if a weight isn't finite. This is the fastest way, and it runs at every epoch.
    return math.isfinite(cost + w.dot(np.zeros(len(w))))


def costs_at(problem: Problem, weights: Array) -> Array:
    """J at each row of the weights [K, D]: [K]; computed at once if the problem has a method `costs`.

    Not finite where J overflows.
    """
    checkpoint()
    at_once: Callable[[Array], Array] | None = getattr(problem, "costs", None)
    with np.errstate(all="ignore"):
        return np.asarray(at_once(weights) if at_once else [problem.cost(w) for w in weights])


def gradients_at(problem: Problem, weights: Array) -> Array:
    """∇J at each row of the weights [K, D]: [K, D]; computed at once if the problem has a method `gradients`."""
    checkpoint()
    at_once: Callable[[Array], Array] | None = getattr(problem, "gradients", None)
    return np.asarray(at_once(weights) if at_once else [problem.gradient(w) for w in weights])


def last_finite(problem: Problem, spectrum: Spectrum, w: Array, step: float, epochs: int) -> int:
    """The last of the epochs 0 … `epochs` before a weight or the cost is no longer finite.

    w: [D], the weights at epoch 0, finite.
    """

    def overflows(epoch: int) -> bool:
        there = spectrum.leap(w, step, np.array([epoch]))[0]
        return not finite(there, problem.cost(there))

    if not overflows(epochs) and not overflows(epochs - 1):
        return epochs
    # Along each direction J is a sum of powers of f², convex in t: once it overflows, it goes on overflowing. But
    # weights in which f and −f meet are large and small by turns: it holds for odd and even epochs separately.
    turns = range(1, epochs + 1, 2), range(2, epochs + 1, 2)
    firsts = [(turn, bisect_left(turn, True, key=overflows)) for turn in turns]
    return min([turn[i] - 1 for turn, i in firsts if i < len(turn)], default=epochs)


def first_settled(spectrum: Spectrum, w: Array, step: float, epochs: int, tolerance: float) -> int | None:
    """The first of the epochs 1 … `epochs` that changes every weight by less than the tolerance; None if none does.

    w: [D], the weights at epoch 0; they stay finite all the way. Epoch t + 1 changes them by −step V(fᵗ ∘ g), where g
    is the gradient at w along the directions. Branch and bound: stretches of epochs in which no change can be that
    small are skipped, and the first of the others is cut into pieces.
    """
    gradient = spectrum.eigenvalues * (w @ spectrum.directions) - spectrum.slopes
    moving = gradient != 0
    change = (step * spectrum.directions * gradient)[:, moving]

    def least(stretches: list[range]) -> Array:
        """A lower bound of the largest change of a weight in each stretch; for a single epoch, that change itself."""
        begin, end = (spectrum.series(step, np.array([s[i] for s in stretches]))[0][:, moving] for i in (0, -1))
        middle, radius = (begin + end) / 2, np.abs(begin - end) / 2
        # Slightly more than the radius: a middle far larger than the end has lost the digits of the end.
        return np.asarray((np.abs(middle @ change.T) - (1 + 1e-12) * radius @ np.abs(change).T).max(axis=1))

    def first(stretch: range) -> int | None:
        cuts = [len(stretch) * i // PIECES for i in range(PIECES + 1)]
        pieces = [stretch[i:j] for i, j in pairwise(cuts) if i < j]
        for piece in compress(pieces, least(pieces) < tolerance):
            found = piece[0] if len(piece) == 1 else first(piece)
            if found is not None:
                return found
        return None

    # Odd and even epochs separately: where f < 0 the powers alternate in sign, and only so are they monotonic.
    found = [t + 1 for turn in (0, 1) if (t := first(range(turn, epochs, 2))) is not None]
    return min(found, default=None)
