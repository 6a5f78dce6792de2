"""The learning rate with which plain descent on a quadratic converges in the fewest epochs from a given start."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from gd.arrays import Array
from gd.theory.forecast import Forecast
from gd.theory.milestones import between, first
from gd.theory.regime import log_factors

POINTS, ROUNDS = 33, 7
"""A search looks at so many rates at once, and then so often again between the two around the best."""
DIGITS = 3
"""Significant digits of a rate that is offered; more where rounding would change what it does."""


def fastest_from_here(expected: Forecast, share: float) -> tuple[float, int] | None:
    """The stable rate that takes the fewest epochs until J − J* is at most `share` of its initial value, and how many.

    None where the start is the optimum or no rate leads to one. Of several rates that take so many epochs it is the one
    after which the least is left, in as few digits as do the same.

    For a fixed number of epochs t, what is left, Σ ½λc²(1 − ηλ)²ᵗ, is a convex function of η. And with a stable rate no
    direction grows, so what the best rate leaves falls with t. So the fewest epochs are found by bisection over t.
    """
    if expected.local or expected.unbounded or not expected.initial_excess.any():
        return None
    return _fastest(tuple(expected.eigenvalues.tolist()), tuple(expected.initial_excess.tolist()), share)


@lru_cache(maxsize=64)  # the rate of the run, which changes most often, makes no difference
def _fastest(eigenvalues: tuple[float, ...], excess: tuple[float, ...], share: float) -> tuple[float, int] | None:
    """`fastest_from_here` for these λ [D] and ½λc² [D]."""
    lambdas, excesses, target = np.array(eigenvalues), np.array(excess), share * sum(excess)
    steepest, gentlest = eigenvalues[-1], min(x for x in eigenvalues if x > 0)

    def left(rates: Array, t: int) -> Array:
        return np.asarray(np.exp(2.0 * t * log_factors(rates[:, None] * lambdas)) @ excesses)

    def epochs(rate: float) -> int | None:
        return first(lambda t: bool(left(np.array([rate]), t)[0] <= target))

    def best(t: int, enough: float) -> tuple[float, float]:
        """The rate after t epochs of which the least is left, and what is: or one that leaves no more than enough."""
        low, high = 0.0, 2 / steepest
        for _ in range(ROUNDS):
            rates = np.linspace(low, high, POINTS)
            remaining = left(rates, t)
            k = int(np.argmin(remaining))
            low, high = rates[max(k - 1, 0)], rates[min(k + 1, POINTS - 1)]
            if remaining[k] <= enough:
                break
        return float((low + high) / 2), float(remaining[k])

    guaranteed = epochs(2 / (gentlest + steepest))
    if guaranteed is None:
        return None
    fewest = between(lambda t: best(t, target)[1] <= target, 0, guaranteed)
    rate, _ = best(fewest, 0.0)
    return shortest(rate, lambda r: r < 2 / steepest and epochs(r) == fewest), fewest


def shortest(rate: float, good: Callable[[float], bool]) -> float:
    """The rate rounded to the fewest digits, at least DIGITS, with which it is still `good`."""
    digits = range(DIGITS, 18)
    return next((r for n in digits if good(r := float(f"{rate:.{n - 1}e}"))), rate)
