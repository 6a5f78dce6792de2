"""The epochs at which a run reaches a given accuracy are predicted correctly."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gd.arrays import Array
from gd.descent import descend
from gd.least_squares import LeastSquares, Reduction
from gd.problem import MINIMISE, Explained
from gd.problems import Quadratic
from gd.run import Stop
from gd.theory.milestones import epochs_to, overflow_epoch
from gd.theory.predict import forecast, largest_stable_rate
from gd.theory.regime import Regime
from tests.test_least_squares import regressions
from tests.theory.test_forecast import BOWL, PAIRS, PATHS, RAVINE, SLOPE, every_pair, loop


@every_pair
def test_the_first_epoch_within_a_fraction_is_the_one_that_the_loop_finds(
    problem: Explained, start: Array, goal: str, rate: float
) -> None:
    expected = forecast(problem, start, rate, goal)
    with np.errstate(all="ignore"):
        path = loop(problem, start, rate, goal, 400)
    path = path[np.abs(path).max(axis=1) < 1e100]
    J = np.array([problem.cost(w) for w in path])
    optimum = np.linalg.lstsq(problem.hessian(start), -problem.gradient(0 * start), rcond=1e-9)[0]
    best = problem.cost(optimum)
    excess = np.abs(J - best)
    for fraction in (0.93, 0.1, 0.03, 0.001):
        predicted = epochs_to(expected, fraction)
        if expected.unbounded:
            assert predicted is None
            continue
        reached = np.flatnonzero(excess <= fraction * excess[0])
        if len(reached):
            assert predicted == reached[0]
        else:
            assert predicted is None or predicted > 400


@pytest.mark.parametrize("fraction", [0.5, 1e-3, 1e-12, 1e-200])
@pytest.mark.parametrize("rate", [1e-9, 0.01, 0.3, 0.7, 0.999999])
def test_the_epochs_needed_on_the_bowl_are_a_ratio_of_logarithms(fraction: float, rate: float) -> None:
    needed = math.log(fraction) / (2 * math.log1p(-2 * rate) if rate < 0.5 else 2 * math.log1p(2 * rate - 2))
    assert epochs_to(forecast(BOWL, [20], rate), fraction) == math.ceil(needed)


def test_in_the_bowl_half_the_edge_arrives_in_one_epoch() -> None:
    expected = forecast(BOWL, [20], 0.5)
    assert epochs_to(expected, 1e-300) == 1
    assert epochs_to(expected, 1) == 0


def test_a_run_can_arrive_before_a_growing_direction_dominates() -> None:
    start = [1, 1e-6, 0]  # the growing direction has a share of 2 × 10⁻¹² in the start
    problem = Quadratic(np.diag([0.5, 4.0, 0]), [0, 0, 0])
    expected = forecast(problem, start, 0.6)  # the factors 0.7 and −1.4
    assert epochs_to(expected, 0.01) == 7  # 0.7¹⁴ = 0.0068
    assert epochs_to(expected, 1e-9) is None
    costs = [problem.cost(w) for w in loop(problem, np.array(start), 0.6, MINIMISE, 200)]
    assert min(costs) > 1e-9 * costs[0]
    assert np.argmax(np.array(costs) <= 0.01 * costs[0]) == 7


def test_a_fraction_that_is_reached_for_three_epochs_only_is_not_leapt_over() -> None:
    problem, start = Quadratic(np.diag([0.5, 4.0]), [0, 0]), np.array([1, 3.54e-4])
    costs = np.array([problem.cost(w) for w in loop(problem, start, 0.6, MINIMISE, 40)])
    assert np.flatnonzero(costs <= 0.0021 * costs[0]).tolist() == [9, 10, 11]
    assert epochs_to(forecast(problem, start, 0.6), 0.0021) == 9


@pytest.mark.parametrize("fraction", [0, -1, np.nan])
def test_a_fraction_that_is_not_positive_is_refused(fraction: float) -> None:
    with pytest.raises(ValueError, match="a number above 0 is wanted"):
        epochs_to(forecast(BOWL, [20], 0.1), fraction)


def test_no_rate_arrives_sooner_than_the_fastest() -> None:
    def needed(rate: float) -> int | None:
        return epochs_to(forecast(RAVINE, [-3, 3], rate), 1e-12)

    fastest = forecast(RAVINE, [-3, 3], 0.01).fastest_rate
    assert fastest == pytest.approx(2 / 26)
    assert needed(fastest) < min(needed(0.9 * fastest), needed(1.03 * fastest))


@pytest.mark.parametrize(
    ("problem", "start", "goal", "rate"),
    [
        pair
        for pair in PAIRS
        if forecast(pair.values[0], pair.values[1], pair.values[3], pair.values[2]).along(Regime.DIVERGING)
    ],
)
def test_a_growing_run_overflows_at_the_predicted_epoch(
    problem: Explained, start: Array, goal: str, rate: float
) -> None:
    predicted = overflow_epoch(forecast(problem, start, rate, goal))
    run = descend(problem, start, learning_rate=rate, epochs=200_000, goal=goal)
    if predicted is None:
        assert problem in (SLOPE, PATHS["slope alone"][0])  # straight down, for 10³⁰⁸ epochs
        assert run.stop is Stop.EPOCHS
    else:
        assert run.stop is Stop.DIVERGED
        assert predicted == run.epochs[-1] + 1


@given(regressions(), st.integers(101, 400), st.sampled_from(["sum", "mean"]))
def test_a_regression_overflows_at_the_predicted_epoch(
    regression: tuple[Array, Array], percent: int, reduction: Reduction
) -> None:
    X, y = regression
    assume(X.any())
    problem, start = LeastSquares(X, y, reduction=reduction), np.arange(1.0, X.shape[1] + 1)
    expected = forecast(problem, start, percent / 100 * largest_stable_rate(problem, start))
    run = descend(problem, start, learning_rate=expected.learning_rate, epochs=100_000, keep=2)
    if overflow_epoch(expected) is not None:
        assert run.stop is Stop.DIVERGED
        assert run.epochs[-1] + 1 == overflow_epoch(expected)


@given(regressions(), st.integers(1, 99), st.sampled_from([0.5, 0.1, 1e-3]))
def test_the_epochs_needed_for_a_regression_are_those_of_the_loop(
    regression: tuple[Array, Array], percent: int, fraction: float
) -> None:
    X, y = regression
    assume(X.any())
    problem, start = LeastSquares(X, y), np.arange(1.0, X.shape[1] + 1)
    expected = forecast(problem, start, percent / 100 * largest_stable_rate(problem, start))
    needed = epochs_to(expected, fraction)
    assume(needed is not None and 0 < needed < 2000)
    w = loop(problem, start, expected.learning_rate, MINIMISE, needed)
    excess = 0.5 * (((w - np.linalg.lstsq(X, y, rcond=1e-9)[0]) @ X.T) ** 2).sum(axis=1)
    assert excess[-1] <= fraction * excess[0] * (1 + 1e-9)
    assert excess[-2] > fraction * excess[0] * (1 - 1e-9)


def test_extreme_rates_are_predicted_as_well() -> None:
    assert epochs_to(forecast(BOWL, [20], 1e-15), 0.001) == pytest.approx(math.log(1000) / 4e-15, rel=1e-6)
    assert forecast(BOWL, [20], 1e-15).regimes == (Regime.SHRINKING,)
    assert overflow_epoch(forecast(BOWL, [20], 1e300)) == 1
    assert overflow_epoch(forecast(Quadratic([[1e300]], [0]), [1], 1e300)) == 1
    assert epochs_to(forecast(Quadratic([[1e-300]], [0]), [1], 1e-15), 0.5) is None
