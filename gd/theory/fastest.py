"""The learning rate with which plain descent on a quadratic converges in the fewest epochs from a given start."""

from dataclasses import replace

import numpy as np

from gd.arrays import Array
from gd.theory.forecast import Forecast
from gd.theory.milestones import epochs_to, first
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
    target = share * float(expected.initial_excess.sum())

    def left(t: int) -> float:
        return float(_left(expected, np.array([_best_rate(expected, t)]), t)[0])

    guaranteed = replace(expected, learning_rate=expected.fastest_rate)
    if epochs_to(guaranteed, share) is None:
        return None
    fewest = first(lambda t: left(t) <= target)
    return None if fewest is None else (_best_rate(expected, fewest), fewest)


def _left(expected: Forecast, rates: Array, t: int) -> Array:
    """J − J* after t epochs at each of the K rates [K]: [K]."""
    logs = log_factors(rates[:, None] * expected.eigenvalues)
    return np.asarray(np.exp(2.0 * t * logs) @ expected.initial_excess)


def _best_rate(expected: Forecast, t: int) -> float:
    """The stable rate after t epochs of which the least is left."""
    low, high = 0.0, expected.largest_stable_rate
    for _ in range(ROUNDS):
        rates = np.linspace(low, high, POINTS)
        k = int(np.argmin(_left(expected, rates, t)))
        low, high = rates[max(k - 1, 0)], rates[min(k + 1, POINTS - 1)]
    return float((low + high) / 2)
