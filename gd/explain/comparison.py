"""Four learning rates that show what a learning rate does to a problem: too small, good, at the edge, too large."""

import math
from collections.abc import Callable
from dataclasses import replace

from gd.experiments.experiment import Experiment
from gd.experiments.settings import MAX_RATE, MIN_RATE
from gd.explain.long_run import Fate, fate
from gd.theory.analysis import Course
from gd.theory.forecast import forecast

SMALL, LARGE = 1 / 20, 1.1
"""Too small is this share of a good rate; too large is so many times the one at the edge."""
DIGITS = 3
"""Significant digits of a rate, where so few leave it in its regime."""
HALVINGS = 30


def rates_to_compare(experiment: Experiment) -> list[tuple[str, float]]:
    """The four names and rates, rising. Empty where no rate leads to an optimum."""
    if experiment.exact is None:
        return []
    good, edge, kind = _quadratic(experiment) if experiment.problem.spectrum else _by_running(experiment)
    rates = {"too small": SMALL * good, "good": good, "at the edge": edge, "too large": LARGE * edge}
    if not all(MIN_RATE <= rate <= MAX_RATE for rate in rates.values()):
        return []
    return [(name, _rounded(rate, kind)) for name, rate in rates.items()]


def _quadratic(experiment: Experiment) -> tuple[float, float, Callable[[float], object]]:
    """The fastest rate, the largest stable one, and what tells the regimes at a rate."""
    s = experiment.settings
    expected = forecast(experiment.problem, experiment.start, s.learning_rate, s.goal)
    return (
        expected.fastest_rate,
        expected.largest_stable_rate,
        lambda rate: replace(expected, learning_rate=rate).regimes,
    )


def _by_running(experiment: Experiment) -> tuple[float, float, Callable[[float], object]]:
    """The same where J isn't quadratic: the edge is where the curvature at the optimum has it, or lower.

    From this start a run may leave even at rates that are safe near the optimum. Half of the edge is taken as good.
    """

    def kind(rate: float) -> Fate:
        return fate(replace(experiment, settings=replace(experiment.settings, learning_rate=rate)))[0]

    edge = Course(experiment, experiment.run()).edge
    if not math.isfinite(edge):
        return edge, edge, kind
    if kind(edge) is Fate.LEAVES:
        low, high = math.log(MIN_RATE), math.log(edge)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            low, high = (low, middle) if kind(math.exp(middle)) is Fate.LEAVES else (middle, high)
        edge = math.exp(low)
    return edge / 2, edge, kind


def _rounded(rate: float, kind: Callable[[float], object]) -> float:
    """The rate with as few digits as leave what happens at it the same."""
    digits = range(DIGITS, 18)
    return next((r for n in digits if kind(r := float(f"{rate:.{n - 1}e}")) == kind(rate)), rate)
