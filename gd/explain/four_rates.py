"""Four learning rates to compare on one problem: too small, good, at the edge of stability, and too large."""

import math
from collections.abc import Callable
from dataclasses import replace

from gd.arguments import Arguments
from gd.experiments.settings import MAX_RATE, MIN_RATE
from gd.explain.long_run import long_run
from gd.problem import Explained
from gd.theory.predict import forecast, largest_stable_rate
from gd.theory.regime import Regime

SMALL, LARGE = 1 / 20, 1.1
"""The rate that is too small, as a multiple of the good one; the one that is too large, of the largest stable one."""
DIGITS = 3
"""Significant digits of a rate; more are kept if rounding would change the regime."""
HALVINGS = 30
"""Bisection steps that look for the largest stable rate."""


def rates_to_compare(given: Arguments[Explained]) -> list[tuple[str, float]]:
    """Return the names and values of the four rates, in increasing order; empty if no rate leads to an optimum."""
    if given.goal != given.problem.goal or given.problem.exact() is None:
        return []
    good, edge, regimes_at = _quadratic(given) if given.problem.spectrum else _by_running(given)
    rates = {"too small": SMALL * good, "good": good, "at the edge": edge, "too large": LARGE * edge}
    if not all(MIN_RATE <= rate <= MAX_RATE for rate in rates.values()):
        return []
    return [(name, _rounded(rate, regimes_at)) for name, rate in rates.items()]


def _quadratic(given: Arguments[Explained]) -> tuple[float, float, Callable[[float], object]]:
    """For a quadratic J: the fastest rate, the largest stable rate, and a function from a rate to its regimes."""
    expected = forecast(given.problem, given.start, given.learning_rate, given.goal)
    return (
        expected.fastest_rate,
        expected.largest_stable_rate,
        lambda rate: replace(expected, learning_rate=rate).regimes,
    )


def _by_running(given: Arguments[Explained]) -> tuple[float, float, Callable[[float], object]]:
    """For other J: a good rate, the largest stable one, and a function from a rate to its regime, found by running.

    The largest stable rate is the one that the curvature at the optimum allows, or a smaller one if from this start the
    run diverges at rates that are safe near the optimum. The good rate is half of it.
    """

    def regimes_at(rate: float) -> Regime:
        return long_run(replace(given, learning_rate=rate))[0]

    exact = given.problem.exact()
    edge = math.inf if exact is None else largest_stable_rate(given.problem, exact, given.goal)
    if not math.isfinite(edge):
        return edge, edge, regimes_at
    if regimes_at(edge) is Regime.DIVERGING:
        low, high = math.log(MIN_RATE), math.log(edge)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if regimes_at(math.exp(middle)) is Regime.DIVERGING else (middle, high)
        edge = math.exp(low)
    return edge / 2, edge, regimes_at


def _rounded(rate: float, regimes_at: Callable[[float], object]) -> float:
    """The rate rounded to the fewest digits (at least DIGITS) that leave its regime unchanged."""
    digits = range(DIGITS, 18)
    return next((r for n in digits if regimes_at(r := float(f"{rate:.{n - 1}e}")) == regimes_at(rate)), rate)
