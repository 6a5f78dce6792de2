"""The learning rate with which plain descent on a quadratic converges in the fewest epochs from a given start."""

from dataclasses import replace

import numpy as np

from gd.theory.forecast import Forecast
from gd.theory.milestones import between, epochs_to
from gd.theory.regime import log_factors

POINTS, ROUNDS = 33, 7
"""A search looks at so many rates at once, and then so often again between the two around the best."""


def fastest_from_here(expected: Forecast, share: float) -> tuple[float, int] | None:
    """The stable rate that takes the fewest epochs until J − J* is at most `share` of its initial value, and how many.

    None where the start is the optimum or no rate leads to one. Of several rates that take so many epochs it is the one
    after which the least is left.

    For a fixed number of epochs t, what is left, Σ ½λc²(1 − ηλ)²ᵗ, is a convex function of η. And with a stable rate no
    direction grows, so what the best rate leaves falls with t. So the fewest epochs are found by bisection over t.
    """
    if expected.local or expected.unbounded or not expected.initial_excess.any():
        return None
    enough = epochs_to(replace(expected, learning_rate=expected.fastest_rate), share)
    if enough is None:
        return None
    target = share * float(expected.initial_excess.sum())
    fewest = between(lambda t: _search(expected, t, target)[1] <= target, 0, enough)
    return _search(expected, fewest, 0.0)[0], fewest


def _search(expected: Forecast, t: int, target: float) -> tuple[float, float]:
    """The stable rate after t epochs of which the least is left, and what is: or one that leaves at most `target`."""
    low, high = 0.0, expected.largest_stable_rate
    for _ in range(ROUNDS):
        rates = np.linspace(low, high, POINTS)
        left = np.exp(2.0 * t * log_factors(rates[:, None] * expected.eigenvalues)) @ expected.initial_excess
        k = int(np.argmin(left))
        low, high = rates[max(k - 1, 0)], rates[min(k + 1, POINTS - 1)]
        if left[k] <= target:
            break
    return float((low + high) / 2), float(left[k])
