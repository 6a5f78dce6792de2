"""What standardising would do to a badly scaled table."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from gd.experiments.experiment import Experiment
from gd.experiments.settings import Settings
from gd.text import number
from gd.theory.forecast import forecast

BAD = 100.0
"""A condition number from which on standardising is worth a word."""


@dataclass(frozen=True)
class Scaling:
    """What there is to say, and the rate that is fastest then."""

    sentence: str
    rate: float


def scaling_of(experiment: Experiment, prepare: Callable[[Settings], Experiment]) -> Scaling | None:
    """How standardising changes the condition number, where that is bad and can be mended by it."""
    if experiment.regression is None or experiment.settings.scale or not experiment.regression.numeric:
        return None
    try:
        scaled = prepare(replace(experiment.settings, scale=True))
    except ValueError:  # a column that is constant but for rounding can't be standardised
        return None
    now, then = (forecast(e.problem, e.start, e.settings.learning_rate) for e in (experiment, scaled))
    if now.condition < max(BAD, 2 * then.condition):
        return None
    return Scaling(
        f"The condition number is {number(now.condition)}: J curves so many times more in its steepest direction than "
        f"in its flattest. Standardised it is {number(then.condition)}.",
        float(f"{then.fastest_rate:.3g}"),
    )
