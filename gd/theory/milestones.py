"""When a run will reach a milestone: a given share of the excess cost, or the largest float."""

import math
from collections.abc import Callable

import numpy as np

from gd.theory.forecast import Forecast


def epochs_to(expected: Forecast, fraction: float) -> int | None:
    """The first epoch at which J − J* is at most `fraction` of its initial value; None if never reached.

    fraction: above 0; ValueError otherwise.
    """
    if not fraction > 0:
        raise ValueError(f"The fraction is {fraction}, but a number above 0 is wanted.")
    if expected.unbounded:
        return None
    target = fraction * expected.initial_excess.sum()

    def decided(t: int) -> bool:
        """Whether J has arrived, or rises: a sum of exponentials is convex in t, so it will not come down again."""
        excess = expected.costs_by_direction(t)
        return bool(excess.sum() <= target or excess @ expected.logs >= 0)

    t = first(decided)
    return t if t is not None and expected.costs_by_direction(t).sum() <= target else None


def overflow_epoch(expected: Forecast) -> int | None:
    """The first epoch at which J, as the problem computes it, is larger than the largest float; None if never.

    None also where only rounding would make it grow; where J isn't quadratic, since the curvature at the start says
    nothing about places so far away; and where J falls along a straight slope, which takes some 10³⁰⁰ epochs.
    """
    growing = (expected.initial_error != 0) & (expected.logs > 0)
    if expected.local or not growing.any():
        return None
    V, centre, error = expected.directions[:, growing], expected.centre[growing], expected.initial_error[growing]
    factors = expected.factors[growing]

    def overflown(t: int) -> bool:
        w = V @ (centre + error * factors ** float(t))
        return not (np.isfinite(w).all() and math.isfinite(expected.problem.cost(w)))

    with np.errstate(all="ignore"):
        return first(overflown)


def first(happens: Callable[[int], bool]) -> int | None:
    """The first t at which a condition holds that goes on holding, by doubling and bisection; None past 2¹⁰⁰⁰."""
    if happens(0):
        return 0
    before, t = 0, 1
    while not happens(t):
        before, t = t, 2 * t
        if t > 2**1000:
            return None
    return between(happens, before, t)


def between(happens: Callable[[int], bool], before: int, t: int) -> int:
    """The first time at which a condition holds that goes on holding, after `before` and not after t, by bisection."""
    while t - before > 1:
        middle = (before + t) // 2
        before, t = (before, middle) if happens(middle) else (middle, t)
    return t
