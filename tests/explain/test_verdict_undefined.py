"""The verdict on runs that come, or would come, to where J has no value."""

from dataclasses import replace

import pytest

from gd.descent import descend
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import FUNCTION, defaults
from gd.explain.verdict import verdict
from gd.expression.expression import Expression
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome


def analysed(formula: str, *w0: float, learning_rate: float, epochs: int = 20) -> Analysis:
    settings = replace(defaults(FUNCTION), formula=formula, w0=w0, learning_rate=learning_rate, epochs=epochs)
    experiment = prepare(settings)
    return Analysis(experiment.arguments, experiment.run())


@pytest.mark.parametrize("formula", ["sqrt(x)", "log(x)", "sqrt(x) + x^2 log(x)"])
def test_a_run_that_would_come_there_later_says_at_which_epoch_and_where(formula: str) -> None:
    analysis = analysed(formula, 1.0, learning_rate=0.01)
    longer = descend(Expression(formula), [1.0], learning_rate=0.01, epochs=1000)
    assert outcome(analysis) is Outcome.UNDEFINED
    assert verdict(analysis).endswith(
        f"in 20 epochs. If it ran on, epoch {longer.epochs[-1] + 1} would need {longer.undefined}. "
        "Take a smaller rate, or start elsewhere."
    )


def test_a_start_without_a_slope_is_told_what_has_none() -> None:
    analysis = analysed("sqrt(x)", 0.0, learning_rate=0.1)
    assert outcome(analysis) is Outcome.UNDEFINED
    assert verdict(analysis) == (
        "J is 0 at the start. The next step would need a division by 0, at x = 0. "
        "Take a smaller rate, or start elsewhere."
    )


def test_a_smaller_rate_stays_where_there_are_values() -> None:
    assert outcome(analysed("x - log(x)", 3.0, learning_rate=0.1, epochs=200)) is Outcome.CONVERGED
    assert outcome(analysed("x + log(x)", 3.0, learning_rate=3.0)) is Outcome.UNDEFINED
