"""Four learning rates that show what a learning rate does to a problem: too small, good, at the edge, too large."""

import math
from collections.abc import Callable
from dataclasses import replace

from gd.arguments import Arguments
from gd.experiments.settings import MAX_RATE, MIN_RATE
from gd.explain.long_run import long_run
from gd.problem import Explained
from gd.theory.forecast import forecast, largest_stable_rate
from gd.theory.regime import Regime

SMALL, LARGE = 1 / 20, 1.1
"""Too small is this share of a good rate; too large is so many times the one at the edge."""
DIGITS = 3
"""Significant digits of a rate, where so few leave it in its regime."""
HALVINGS = 30


def rates_to_compare(given: Arguments[Explained]) -> list[tuple[str, float]]:
    """The four names and rates, rising. Empty where no rate leads to an optimum."""
    if given.goal != given.problem.goal or given.problem.exact() is None:
        return []
    good, edge, kind = _quadratic(given) if given.problem.spectrum else _by_running(given)
    rates = {"too small": SMALL * good, "good": good, "at the edge": edge, "too large": LARGE * edge}
    if not all(MIN_RATE <= rate <= MAX_RATE for rate in rates.values()):
        return []
    return [(name, _rounded(rate, kind)) for name, rate in rates.items()]


def _quadratic(given: Arguments[Explained]) -> tuple[float, float, Callable[[float], object]]:
    """The fastest rate, the largest stable one, and what tells the regimes at a rate."""
    expected = forecast(given.problem, given.start, given.learning_rate, given.goal)
    return (
        expected.fastest_rate,
        expected.largest_stable_rate,
        lambda rate: replace(expected, learning_rate=rate).regimes,
    )


def _by_running(given: Arguments[Explained]) -> tuple[float, float, Callable[[float], object]]:
    """A good rate, the largest stable one and what tells the regimes, where J isn't quadratic.

    The largest stable rate is what the curvature at the optimum allows, or less: from this start a run may leave even
    at rates that are safe near the optimum. Half of it is taken as good.
    """

    def kind(rate: float) -> Regime:
        return long_run(replace(given, learning_rate=rate))[0]

    exact = given.problem.exact()
    edge = math.inf if exact is None else largest_stable_rate(given.problem, exact, given.goal)
    if not math.isfinite(edge):
        return edge, edge, kind
    if kind(edge) is Regime.GROWING:
        low, high = math.log(MIN_RATE), math.log(edge)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if kind(math.exp(middle)) is Regime.GROWING else (middle, high)
        edge = math.exp(low)
    return edge / 2, edge, kind


def _rounded(rate: float, kind: Callable[[float], object]) -> float:
    """The rate with as few digits as leave what happens at it the same."""
    digits = range(DIGITS, 18)
    return next((r for n in digits if kind(r := float(f"{rate:.{n - 1}e}")) == kind(rate)), rate)
