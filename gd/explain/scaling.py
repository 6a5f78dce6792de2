"""The effect of standardising the columns of a badly scaled table."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from gd.experiments.experiment import Experiment
from gd.experiments.settings import Settings
from gd.text import number
from gd.theory.predict import forecast

LARGE_CONDITION = 100.0
"""Smallest condition number at which standardising is suggested."""


@dataclass(frozen=True)
class Scaling:
    """A sentence about the condition number, and the fastest learning rate once the columns are standardised."""

    sentence: str
    rate: float


def scaling_of(experiment: Experiment, prepare: Callable[[Settings], Experiment]) -> Scaling | None:
    """Compare the condition numbers before and after standardising; None unless it is large and would at least halve.

    prepare: returns the experiment with the given settings on the table in use.
    """
    if experiment.regression is None or experiment.settings.scale or not experiment.regression.numeric:
        return None
    try:
        scaled = prepare(replace(experiment.settings, scale=True))
    except ValueError:  # a column that is constant but for rounding can't be standardised
        return None
    before, after = (forecast(e.problem, e.start, e.settings.learning_rate) for e in (experiment, scaled))
    if before.condition < max(LARGE_CONDITION, 2 * after.condition):
        return None
    return Scaling(
        f"The condition number is {number(before.condition)}: J curves so many times more in its steepest direction "
        f"than in its flattest. Standardised it is {number(after.condition)}.",
        float(f"{after.fastest_rate:.3g}"),
    )
