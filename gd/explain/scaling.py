"""The effect of standardising the columns of a badly scaled table."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from gd.experiments.experiment import Experiment
from gd.experiments.settings import MAX_RATE, MIN_RATE, Settings
from gd.text import epochs, number
from gd.theory.analysis import Analysis
from gd.theory.key_rates import key_rates

LARGE_CONDITION = 100.0
"""Smallest condition number at which standardising is suggested."""


@dataclass(frozen=True)
class Scaling:
    """What standardising would do: the condition number and the fewest epochs, before and after it."""

    condition: float
    epochs: int
    standardised_condition: float
    standardised_epochs: int
    rate: float
    """The rate that takes so few epochs once the columns are standardised."""

    @property
    def sentence(self) -> str:
        """Both, for people."""
        return (
            f"The condition number is {number(self.condition)}: in its most curved direction J curves so many times as "
            f"much as in its least curved one (not counting flat ones), and even the fastest rate from here needs "
            f"{epochs(self.epochs)}. With standardised columns it is {number(self.standardised_condition)}, and the "
            f"rate {number(self.rate)} needs {epochs(self.standardised_epochs)}."
        )

    @property
    def advice(self) -> str:
        """A short sentence for the verdict, without its full stop."""
        return f"Standardise the columns: then the rate {number(self.rate)} needs {epochs(self.standardised_epochs)}"


def scaling_of(analysis: Analysis, experiment: Experiment, prepare: Callable[[Settings], Experiment]) -> Scaling | None:
    """What standardising would do; None unless the condition number is large and it would at least halve the epochs.

    prepare: returns the experiment with the given settings on the table in use.
    """
    regression, settings = experiment.regression, experiment.settings
    if regression is None or settings.scale or not regression.numeric or not settings.plain:
        return None
    before, fastest = analysis.expected, (known := key_rates(analysis)) and known.fastest
    if before is None or not fastest or before.condition < LARGE_CONDITION:
        return None
    try:
        scaled = prepare(replace(settings, scale=True))
    except ValueError:  # a column that is constant but for rounding can't be standardised
        return None
    after = key_rates(Analysis.before_a_run(scaled.arguments))
    if after is None or not after.fastest:
        return None
    rate, needed = after.fastest
    if 2 * needed > fastest[1] or not MIN_RATE <= rate <= MAX_RATE:
        return None
    return Scaling(before.condition, fastest[1], after.at_start.condition, needed, rate)
