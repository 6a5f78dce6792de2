"""Rates that are judged by running: limits and numbers of epochs that can be worked out by hand."""

import numpy as np
import pytest

from gd.likelihood import GaussianLikelihood
from gd.problems import PowerSum
from gd.theory.by_running import LONGEST, Trials


def on_a_power(power: int, start: float, share: float = 1e-3) -> Trials:
    return Trials(PowerSum((power,)), np.array([start]), np.zeros(1), 1.0, share)


@pytest.mark.parametrize("start", [0.01, 1.5, 1e6])
def test_on_w4_a_run_converges_below_the_rate_that_takes_the_first_step_as_far_on_the_other_side(start: float) -> None:
    # The step from w leads to w(1 − 4ηw²), which is nearer for η below 1/(2w²), and so are all that follow.
    trials, limit = on_a_power(4, start), 1 / (2 * start**2)
    assert trials.converges(0.9999 * limit)
    assert not trials.converges(1.0001 * limit)
    assert trials.stability_limit(np.inf) == pytest.approx(limit, rel=2e-5)
    assert trials.stability_limit(limit / 3) == limit / 3


@pytest.mark.parametrize(("rate", "epochs"), [(0.5, 1), (0.25, 5), (0.75, 5), (0.001, None), (0.01, 171)])
def test_on_w2_the_epochs_are_those_of_the_factor(rate: float, epochs: int | None) -> None:
    # (1 − 2η)²ᵗ ≤ 0.001; at 0.001 it takes 1,726.
    assert on_a_power(2, 20.0).epochs(rate) == epochs
    if epochs:
        assert (1 - 2 * rate) ** (2 * epochs) <= 1e-3 < abs(1 - 2 * rate) ** (2 * (epochs - 1))


def test_a_run_that_is_on_its_way_after_the_longest_trial_converges() -> None:
    assert on_a_power(2, 20.0).epochs(1e-6) is None
    assert on_a_power(2, 20.0).converges(1e-6)
    assert (1 - 2e-6) ** (2 * LONGEST) > 1e-3


def test_the_fastest_rate_takes_the_fewest_epochs_of_a_dense_grid() -> None:
    sample = GaussianLikelihood([4.0, 5.0, 6.5])
    for start in ([4.0, 0.0], [6.0, 1.0], [5.0, -0.5]):
        trials = Trials(sample, np.array(start), sample.exact(), -1.0, 1e-3)
        limit = trials.stability_limit(2 / max(2, 1 / sample.variance))
        rate, needed = trials.fastest(limit)
        assert trials.epochs(rate) == needed
        assert rate < limit
        others = [trials.epochs(r) or LONGEST for r in np.linspace(0, limit, 500)[1:-1].tolist()]
        assert needed <= min(others)


def test_where_none_gets_there_in_time_there_is_no_fastest() -> None:
    # From w₂ = 1 on, w₂⁴ needs 1/(8ηw²) epochs to come to w, and the limit of w₁² lets η be at most 10⁻⁶.
    assert on_a_power(4, 1.0, share=1e-12).fastest(1e-6) is None
