"""Rates that are judged by running: limits and numbers of epochs that can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.likelihood import GaussianLikelihood
from gd.problems import PowerSum
from gd.theory.analysis import Analysis
from gd.theory.by_running import LONGEST, Trials, trials
from gd.theory.key_rates import KeyRates, key_rates


def on_a_power(power: int, start: float, share: float = 1e-3, limit_at_optimum: float = np.inf) -> Trials:
    return Trials(PowerSum((power,)), np.array([start]), np.zeros(1), 1.0, share, limit_at_optimum)


@pytest.mark.parametrize("start", [0.01, 1.5, 1e6])
def test_on_w4_a_run_converges_below_the_rate_that_takes_the_first_step_as_far_on_the_other_side(start: float) -> None:
    # The step from w leads to w(1 − 4ηw²), which is nearer for η below 1/(2w²), and so are all that follow.
    trials, limit = on_a_power(4, start), 1 / (2 * start**2)
    assert trials.converge(np.array([0.9999, 1.0001]) * limit).tolist() == [True, False]
    assert trials.limit == pytest.approx(limit, rel=2e-5)
    assert on_a_power(4, start, limit_at_optimum=limit / 3).limit == limit / 3


@pytest.mark.parametrize(("rate", "epochs"), [(0.5, 1), (0.25, 5), (0.75, 5), (0.001, None), (0.01, 171)])
def test_on_w2_the_epochs_are_those_of_the_factor(rate: float, epochs: int | None) -> None:
    # (1 − 2η)²ᵗ ≤ 0.001; at 0.001 it takes 1,726.
    assert on_a_power(2, 20.0).epochs(rate) == epochs
    if epochs:
        assert (1 - 2 * rate) ** (2 * epochs) <= 1e-3 < abs(1 - 2 * rate) ** (2 * (epochs - 1))


def test_a_run_that_is_on_its_way_after_the_longest_trial_converges() -> None:
    assert on_a_power(2, 20.0).epochs(1e-6) is None
    assert on_a_power(2, 20.0).converge(np.array([1e-6]))[0]
    assert (1 - 2e-6) ** (2 * LONGEST) > 1e-3


def test_the_fastest_rate_takes_the_fewest_epochs_of_a_dense_grid() -> None:
    sample = GaussianLikelihood([4.0, 5.0, 6.5])
    for start in ([4.0, 0.0], [6.0, 1.0], [5.0, -0.5]):
        trials = Trials(sample, np.array(start), sample.exact(), -1.0, 1e-3, 2 / max(2, 1 / sample.variance))
        limit = trials.limit
        rate, needed = trials.fastest
        assert trials.epochs(rate) == needed
        assert rate < limit
        others = [trials.epochs(r) or LONGEST for r in np.linspace(0, limit, 500)[1:-1].tolist()]
        assert needed <= min(others)


def test_where_none_gets_there_in_time_there_is_no_fastest() -> None:
    # From w₂ = 1 on, w₂⁴ needs 1/(8ηw²) epochs to come to w, and the limit of w₁² lets η be at most 10⁻⁶.
    assert on_a_power(4, 1.0, share=1e-12, limit_at_optimum=1e-6).fastest is None


@pytest.mark.parametrize(("operations", "longest"), [(1, LONGEST), (30, LONGEST), (60, 500), (10**6, 100)])
def test_a_trial_of_a_long_formula_has_fewer_epochs(operations: int, longest: int) -> None:
    class Long(PowerSum):
        def __init__(self) -> None:
            super().__init__((2,))
            self.operations = operations

    on_long = Trials(Long(), np.array([20.0]), np.zeros(1), 1.0, 1e-3, np.inf)
    assert on_long.longest == longest
    # |1 − 2η|ᵗ ≤ √0.001 takes 99.5 epochs at 0.01706 and 101 at 0.0168.
    assert on_long.epochs(0.01706) == 100
    assert (on_long.epochs(0.0168) is None) is (longest == 100)


def test_the_trials_of_a_typed_function_are_the_same_at_each_rate() -> None:
    def found(rate: float) -> KeyRates:
        typed = replace(defaults("function"), formula="sin(w) + w^2 / 10", w0=(3.0,), learning_rate=rate, epochs=70)
        experiment = prepare(typed)
        rates = key_rates(Analysis(experiment.arguments, experiment.run()))
        assert rates is not None
        return rates

    one = found(0.05)
    assert found(0.3)._trials is one._trials
    nearby = replace(one, optimum=one.optimum * (1 + 1e-12), limit_at_optimum=one.limit_at_optimum * (1 - 1e-12))
    assert nearby._trials is one._trials


@pytest.mark.parametrize("formula", ["|w^2 - 2|", "|3w - 1| + w^2"])
def test_at_a_kink_no_rates_are_tried(formula: str) -> None:
    experiment = prepare(replace(defaults("function"), formula=formula, w0=(1.0,), learning_rate=0.1, epochs=50))
    before = trials.cache_info()
    assert key_rates(Analysis(experiment.arguments, experiment.run())) is None
    assert trials.cache_info() == before
