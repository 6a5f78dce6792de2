"""What is foretold is what the plain loop does: along each direction the weights are looked at, not the cost."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gd.arrays import Array
from gd.descent import Stop, descend
from gd.forecast import Forecast, Regime, forecast, largest_stable_rate
from gd.least_squares import LeastSquares, Reduction
from gd.problems import MAXIMISE, MINIMISE, Explained, GaussianLikelihood, PowerSum, Quadratic
from tests.test_least_squares import TRAP_X, TRAP_Y, regressions

BOWL = PowerSum((2,))
TRAP = LeastSquares(TRAP_X, TRAP_Y)
RAVINE = Quadratic([[13, 12], [12, 13]], [37, 38])  # eigenvalues 1 and 25, optimum (1, 2)
SADDLE = Quadratic([[3, 0], [0, -5]], [1, 1])
STEPS = Quadratic(np.diag([1.0, 2, 4]), [1, 1, 1])
ROWS = LeastSquares([[1, 2, 0], [1, -1, 1], [1, 3, 2], [1, 0, -2], [1, 1, 1]], [1, 0, 3, -1, 2], reduction="mean")
WIDE = LeastSquares([[1, 2, 3], [0, 1, -1]], [1, 2])  # more columns than rows
SLOPE = PowerSum((1, 2))
LIKELIHOOD = GaussianLikelihood([1, 3])  # σ = 1 at the maximum, where the Hessian is diag(−1, −2)


@pytest.mark.parametrize(
    ("problem", "w", "goal", "rate"),
    [
        pytest.param(BOWL, [20], MINIMISE, 1, id="bowl"),
        pytest.param(PowerSum((2, 4)), [4, 4], MINIMISE, 2 / (12 * 4**2), id="valley, far up"),
        pytest.param(PowerSum((2, 4)), [4, 0], MINIMISE, 1, id="valley, at its floor"),
        pytest.param(Quadratic([[13, 12], [12, 13]], [0, 0]), [0, 0], MINIMISE, 2 / 25, id="ravine"),
        pytest.param(LeastSquares(TRAP_X, TRAP_Y), [0, 0, 0], MINIMISE, 2 / 15, id="trap"),
        pytest.param(LeastSquares(TRAP_X, TRAP_Y, reduction="mean"), [0, 0, 0], MINIMISE, 20 / 15, id="trap, mean"),
        pytest.param(LIKELIHOOD, LIKELIHOOD.exact(), MAXIMISE, 1, id="likelihood"),
        pytest.param(LIKELIHOOD, LIKELIHOOD.exact(), MINIMISE, np.inf, id="likelihood, downwards"),
        pytest.param(Quadratic([[3, 0], [0, -5]], [0, 0]), [0, 0], MINIMISE, 2 / 3, id="saddle, downwards"),
        pytest.param(Quadratic([[3, 0], [0, -5]], [0, 0]), [0, 0], MAXIMISE, 2 / 5, id="saddle, upwards"),
        pytest.param(BOWL, [20], MAXIMISE, np.inf, id="bowl, upwards"),
        pytest.param(PowerSum((1,)), [20], MINIMISE, np.inf, id="slope"),
    ],
)
def test_the_largest_stable_rate_is_two_over_the_steepest_curvature(
    problem: Explained, w: list[float], goal: str, rate: float
) -> None:
    assert largest_stable_rate(problem, np.array(w, dtype=float), goal) == pytest.approx(rate, rel=1e-12)


@given(regressions(), st.integers(1, 99))
def test_below_it_the_cost_of_a_regression_never_rises(regression: tuple[Array, Array], percent: int) -> None:
    X, y = regression
    assume(X.any())
    problem, start = LeastSquares(X, y), np.ones(X.shape[1])
    rate = percent / 100 * largest_stable_rate(problem, start)
    run = descend(problem, start, learning_rate=rate, epochs=100)
    assert (np.diff(run.costs) <= 1e-13 * (1 + run.costs[0])).all()  # but for rounding


@given(regressions(), st.integers(105, 300))
def test_above_it_the_cost_of_a_regression_rises_along_the_steepest_direction(
    regression: tuple[Array, Array], percent: int
) -> None:
    X, y = regression
    assume(X.any())
    problem = LeastSquares(X, y)
    steepest = np.linalg.svd(X)[2][0]
    rate = percent / 100 * largest_stable_rate(problem, steepest)
    run = descend(problem, problem.exact() + steepest, learning_rate=rate, epochs=50)
    assert (np.diff(run.costs) > 0).all()


def test_exactly_at_it_the_weights_go_to_and_fro_for_ever() -> None:
    run = descend(BOWL, [20], learning_rate=largest_stable_rate(BOWL, np.array([20.0])), epochs=1000)
    assert run.weights[:, 0].tolist() == [20, -20] * 500 + [20]
    assert set(run.costs) == {400}


@pytest.mark.parametrize(("fraction", "sign"), [(0.45, 1), (0.95, -1)])
def test_above_half_of_it_the_weights_overshoot_and_the_cost_still_falls(fraction: float, sign: int) -> None:
    run = descend(BOWL, [20], learning_rate=fraction, epochs=100)
    assert (np.sign(run.weights[1:, 0] / run.weights[:-1, 0]) == sign).all()
    assert (np.diff(run.costs) < 0).all()


# (problem, start, goal, its edge 2/λ_max or 1 where there is none, rates as multiples of the edge)
PATHS = {
    "bowl": (BOWL, [20], MINIMISE, 1, [1e-6, 0.1, 0.49, 0.5, 0.51, 0.999, 1, 1.001, 1.1, 7]),
    "bowl, upwards": (BOWL, [20], MAXIMISE, 1, [0.01, 0.5, 2]),
    "bowl, turned over, upwards": (Quadratic([[-2]], [4]), [1], MAXIMISE, 1, [0.2, 0.8, 1, 1.2]),
    "ravine": (RAVINE, [-3, 3], MINIMISE, 0.08, [0.01, 0.5, 0.51, 0.95, 1, 1.01, 3]),
    "ravine, along its floor": (RAVINE, [11, -8], MINIMISE, 0.08, [0.2, 0.95]),
    "three steps": (STEPS, [3, -2, 5], MINIMISE, 0.5, [0.25, 0.5, 0.75, 0.99, 1, 1.5, 2.5, 4.5]),
    "trap": (TRAP, [0.3, -0.2, 0.9], MINIMISE, 2 / 15, [0.0075, 0.6, 0.75, 1, 1.2, 4]),
    "trap, mean": (LeastSquares(TRAP_X, TRAP_Y, reduction="mean"), [1, 2, 3], MINIMISE, 4 / 3, [0.1, 0.75, 1, 2]),
    "rows": (ROWS, [0, 0, 0], MINIMISE, 2 / 3.8787, [0.1, 0.8, 0.99, 1.1]),
    "wide": (WIDE, [1, 1, 1], MINIMISE, 2 / 14.08, [0.1, 0.9, 1.2]),
    "nothing but zeros": (LeastSquares(np.zeros((4, 2)), np.ones(4)), [1, 2], MINIMISE, 1, [0.1, 3]),
    "saddle": (SADDLE, [1, 2], MINIMISE, 2 / 3, [0.3, 0.7, 1, 1.5]),
    "saddle, upwards": (SADDLE, [1, 2], MAXIMISE, 2 / 5, [0.3, 0.7, 1.5]),
    "slope": (SLOPE, [3, 4], MINIMISE, 1, [0.3, 0.7, 1, 1.5]),
    "slope alone": (PowerSum((1,)), [3], MINIMISE, 1, [0.3]),
}
PAIRS = [
    pytest.param(problem, np.array(start, dtype=float), goal, share * edge, id=f"{name}, {share}")
    for name, (problem, start, goal, edge, shares) in PATHS.items()
    for share in shares
]
every_pair = pytest.mark.parametrize(("problem", "start", "goal", "rate"), PAIRS)


def loop(problem: Explained, start: Array, rate: float, goal: str, epochs: int) -> Array:
    """The tutorial's loop: [epochs + 1, D]."""
    sign = 1 if goal == MINIMISE else -1
    path = [start]
    for _ in range(epochs):
        path.append(path[-1] - sign * rate * problem.gradient(path[-1]))
    return np.array(path)


def seen(offsets: Array) -> Regime:
    """What the distances from the optimum along a direction do, epoch by epoch [K]."""
    first, second, last = offsets[[0, 1, -1]]
    if np.allclose(offsets, first * (-1.0) ** np.arange(len(offsets)), rtol=1e-8, atol=0):
        return Regime.CYCLING
    if abs(last) > abs(first):
        assert (np.diff(np.abs(offsets)) > 0).all()
        return Regime.GROWING
    assert abs(last) < abs(first)
    return Regime.OVERSHOOTING if second / first < -1e-9 else Regime.SHRINKING


def test_the_pairs_are_many_and_show_every_regime() -> None:
    assert len(PAIRS) >= 30
    regimes = [regime for pair in PAIRS for regime in told(*pair.values).regimes]
    assert {regime: regimes.count(regime) >= 5 for regime in Regime} == dict.fromkeys(Regime, True)


def told(problem: Explained, start: Array, goal: str, rate: float) -> Forecast:
    return forecast(problem, start, rate, goal)


@every_pair
def test_along_every_direction_the_weights_do_what_is_foretold(
    problem: Explained, start: Array, goal: str, rate: float
) -> None:
    path = loop(problem, start, rate, goal, 40)
    path = path[np.abs(path).max(axis=1) < 1e5]  # beyond, what grows drowns the rest in its rounding
    expected = forecast(problem, start, rate, goal)
    H, b = problem.hessian(start), -problem.gradient(np.zeros(len(start)))
    V = expected.directions
    sign = 1 if goal == MINIMISE else -1
    np.testing.assert_allclose(V.T @ V, np.eye(len(start)), atol=1e-12)
    np.testing.assert_allclose(sign * H @ V, V * expected.eigenvalues, atol=1e-12 * (1 + np.abs(H).max()))
    stationary = np.linalg.lstsq(H, b)[0]
    away = (path - stationary) @ V
    for i, regime in enumerate(expected.regimes):
        if regime is Regime.STILL or expected.eigenvalues[i] == 0:
            away[:, i] -= away[0, i]  # nothing is stationary, or all: only how far the start is left behind counts
            assert (regime is Regime.GROWING) == (np.diff(np.abs(away[:, i])) > 1e-9).all()
            assert (regime is Regime.STILL) == (np.abs(away[:, i]) < 1e-9 * (1 + np.abs(path).max())).all()
        elif abs(away[0, i]) > 1e-9:  # otherwise the start has no part in it
            assert regime is seen(away[:, i])
            assert away[1, i] / away[0, i] == pytest.approx(expected.factors[i], abs=1e-9)
        else:
            assert expected.offsets[i] == 0


@every_pair
def test_the_first_epoch_within_a_fraction_is_the_one_that_the_loop_finds(
    problem: Explained, start: Array, goal: str, rate: float
) -> None:
    expected = forecast(problem, start, rate, goal)
    with np.errstate(all="ignore"):
        path = loop(problem, start, rate, goal, 400)
    path = path[np.abs(path).max(axis=1) < 1e100]
    J = np.array([problem.cost(w) for w in path])
    best = problem.cost(np.linalg.lstsq(problem.hessian(start), -problem.gradient(0 * start))[0])
    excess = np.abs(J - best)
    for fraction in (0.93, 0.1, 0.03, 0.001):
        predicted = expected.epochs_to(fraction)
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
    assert forecast(BOWL, [20], rate).epochs_to(fraction) == math.ceil(needed)


def test_in_the_bowl_half_the_edge_arrives_in_one_epoch() -> None:
    expected = forecast(BOWL, [20], 0.5)
    assert expected.epochs_to(1e-300) == 1
    assert expected.epochs_to(1) == 0


def test_the_way_down_can_end_before_something_grows_out_of_it() -> None:
    start = [1, 1e-6, 0]  # the growing direction has a part of 2 × 10⁻¹² in the start
    problem = Quadratic(np.diag([0.5, 4.0, 0]), [0, 0, 0])
    expected = forecast(problem, start, 0.6)  # the factors 0.7 and −1.4
    assert expected.epochs_to(0.01) == 7  # 0.7¹⁴ = 0.0068
    assert expected.epochs_to(1e-9) is None
    costs = [problem.cost(w) for w in loop(problem, np.array(start), 0.6, MINIMISE, 200)]
    assert min(costs) > 1e-9 * costs[0]
    assert np.argmax(np.array(costs) <= 0.01 * costs[0]) == 7


def test_a_fraction_that_is_reached_for_three_epochs_only_is_not_leapt_over() -> None:
    problem, start = Quadratic(np.diag([0.5, 4.0]), [0, 0]), np.array([1, 3.54e-4])
    costs = np.array([problem.cost(w) for w in loop(problem, start, 0.6, MINIMISE, 40)])
    assert np.flatnonzero(costs <= 0.0021 * costs[0]).tolist() == [9, 10, 11]
    assert forecast(problem, start, 0.6).epochs_to(0.0021) == 9


@pytest.mark.parametrize("fraction", [0, -1, np.nan])
def test_a_fraction_of_nothing_is_refused(fraction: float) -> None:
    with pytest.raises(ValueError, match="a number above 0 is wanted"):
        forecast(BOWL, [20], 0.1).epochs_to(fraction)


def test_the_trap_is_foretold_in_closed_form() -> None:
    expected = forecast(TRAP, [0.3, -0.2, 0.9], 0.001)
    assert expected.eigenvalues == pytest.approx([0, 5, 15], abs=1e-12)
    assert expected.eigenvalues[0] == 0
    assert np.abs(expected.directions[:, 0]) == pytest.approx(np.ones(3) / np.sqrt(3))
    assert (expected.rank, expected.condition) == (2, pytest.approx(3))
    assert expected.largest_stable_rate == pytest.approx(2 / 15)
    assert expected.fastest_rate == pytest.approx(0.1)
    assert expected.factors == pytest.approx([1, 0.995, 0.985])
    assert expected.regimes == (Regime.STILL, Regime.SHRINKING, Regime.SHRINKING)
    assert expected.slowest == 1
    # Along (0, 1, −1)/√2 the start is (−0.2 − 0.9 + 1)/√2 from the optimum, whose difference is −1.
    assert expected.parts[:2] == pytest.approx([0, 0.5 * 5 * 0.1**2 / 2])
    assert not expected.local


def test_no_rate_arrives_sooner_than_the_fastest() -> None:
    def needed(rate: float) -> int | None:
        return forecast(RAVINE, [-3, 3], rate).epochs_to(1e-12)

    fastest = forecast(RAVINE, [-3, 3], 0.01).fastest_rate
    assert fastest == pytest.approx(2 / 26)
    assert needed(fastest) < min(needed(0.9 * fastest), needed(1.03 * fastest))


def test_what_does_not_curve_has_no_edge_no_condition_and_no_slowest() -> None:
    expected = forecast(LeastSquares(np.zeros((4, 2)), np.ones(4)), [1, 2], 0.1)
    assert (expected.largest_stable_rate, expected.fastest_rate) == (np.inf, np.inf)
    assert (expected.rank, expected.condition, expected.slowest) == (0, 1, None)
    assert expected.epochs_to(0.1) == 0
    assert expected.overflow_epoch is None


def test_at_the_optimum_nothing_takes_part_and_all_is_arrived() -> None:
    expected = forecast(RAVINE, [1, 2], 0.076)
    assert expected.offsets.tolist() == [0, 0]
    assert (expected.epochs_to(1e-9), expected.slowest, expected.overflow_epoch) == (0, None, None)
    assert expected.along(*Regime) == []


def test_the_slowest_direction_is_one_that_takes_part() -> None:
    assert forecast(STEPS, [3, 3, 3], 0.1).slowest == 0
    assert forecast(STEPS, [1, 3, 3], 0.1).slowest == 1
    assert forecast(STEPS, [3, 3, 3], 0.49).slowest == 2  # 1 − 0.49 · 4 = −0.96
    assert forecast(STEPS, [3, 3, 3], 0.51).slowest == 0  # the third grows
    assert forecast(Quadratic(np.eye(2), [0, 0]), [1, 2], 0.1).slowest in (0, 1)


@pytest.mark.parametrize(
    ("problem", "start", "goal", "rate"),
    [
        pair
        for pair in PAIRS
        if forecast(pair.values[0], pair.values[1], pair.values[3], pair.values[2]).along(Regime.GROWING)
    ],
)
def test_a_growing_run_overflows_at_the_epoch_foretold(
    problem: Explained, start: Array, goal: str, rate: float
) -> None:
    predicted = forecast(problem, start, rate, goal).overflow_epoch
    run = descend(problem, start, learning_rate=rate, epochs=200_000, goal=goal)
    if predicted is None:
        assert problem in (SLOPE, PATHS["slope alone"][0])  # straight down, for 10³⁰⁸ epochs
        assert run.stop is Stop.EPOCHS
    else:
        assert run.stop is Stop.DIVERGED
        assert predicted == run.epochs[-1] + 1


@given(regressions(), st.integers(101, 400), st.sampled_from(["sum", "mean"]))
def test_a_regression_overflows_at_the_epoch_foretold(
    regression: tuple[Array, Array], percent: int, reduction: Reduction
) -> None:
    X, y = regression
    assume(X.any())
    problem, start = LeastSquares(X, y, reduction=reduction), np.arange(1.0, X.shape[1] + 1)
    expected = forecast(problem, start, percent / 100 * largest_stable_rate(problem, start))
    run = descend(problem, start, learning_rate=expected.learning_rate, epochs=100_000, keep=2)
    if expected.overflow_epoch is not None:
        assert run.stop is Stop.DIVERGED
        assert run.epochs[-1] + 1 == expected.overflow_epoch


@given(regressions(), st.integers(1, 199))
def test_the_costs_by_direction_add_up_to_the_measured_cost(regression: tuple[Array, Array], percent: int) -> None:
    X, y = regression
    assume(X.any())
    problem, start = LeastSquares(X, y), np.arange(1.0, X.shape[1] + 1)
    rate = percent / 100 * largest_stable_rate(problem, start)
    run = descend(problem, start, learning_rate=rate, epochs=60)
    expected = forecast(problem, start, rate)
    assume(percent < 100 or expected.offsets.all())  # otherwise what grows can be rounding
    measured = run.costs - problem.cost(np.linalg.lstsq(X, y)[0])
    scale = 1e-9 * (measured + run.costs[0]) + 1e-25  # at the optimum there is nothing but rounding
    added = expected.costs_by_direction(run.epochs)
    assert added.shape == run.weights.shape
    assert (np.abs(added.sum(axis=1) - measured) <= scale).all()
    assert (np.abs(expected.costs(run.weights) - measured) <= scale).all()
    assert expected.parts == pytest.approx(added[0])


@given(regressions(), st.integers(1, 99), st.sampled_from([0.5, 0.1, 1e-3]))
def test_the_epochs_needed_for_a_regression_are_those_of_the_loop(
    regression: tuple[Array, Array], percent: int, fraction: float
) -> None:
    X, y = regression
    assume(X.any())
    problem, start = LeastSquares(X, y), np.arange(1.0, X.shape[1] + 1)
    expected = forecast(problem, start, percent / 100 * largest_stable_rate(problem, start))
    needed = expected.epochs_to(fraction)
    assume(needed is not None and 0 < needed < 2000)
    w = loop(problem, start, expected.learning_rate, MINIMISE, needed)
    excess = 0.5 * (((w - np.linalg.lstsq(X, y)[0]) @ X.T) ** 2).sum(axis=1)
    assert excess[-1] <= fraction * excess[0] * (1 + 1e-9)
    assert excess[-2] > fraction * excess[0] * (1 - 1e-9)


@pytest.mark.parametrize(
    ("w", "rate", "regimes"),
    [
        pytest.param([2, 1.5], 0.05, (Regime.SHRINKING, Regime.OVERSHOOTING), id="η λ = 0.1 and 1.35"),
        pytest.param([2, 1.5], 0.5, (Regime.SHRINKING, Regime.GROWING), id="1 and 13.5"),
        pytest.param([2, 0.1], 0.05, (Regime.SHRINKING, Regime.SHRINKING), id="0.006 and 0.1"),
        pytest.param([2, 0], 0.05, (Regime.STILL, Regime.SHRINKING), id="0 and 0.1"),
    ],
)
def test_where_j_is_not_quadratic_the_forecast_is_that_of_the_hessian_and_local(
    w: list[float], rate: float, regimes: tuple[Regime, ...]
) -> None:
    valley = PowerSum((2, 4))
    expected = forecast(valley, w, rate)
    assert expected.local
    assert expected.regimes == regimes
    assert expected.overflow_epoch is None
    assert sorted(expected.eigenvalues) == sorted([2, 12 * w[1] ** 2])
    # One step of the loop from there moves each weight as the factors say of the local quadratic: by −ηλc.
    step = expected.directions.T @ (loop(valley, np.array(w, dtype=float), rate, MINIMISE, 1)[1] - w)
    assert step == pytest.approx(-rate * expected.eigenvalues * expected.offsets, abs=1e-12)


@pytest.mark.parametrize(
    ("start", "rate", "goal", "message"),
    [
        ([1, 2], 0.1, MINIMISE, "The start has 2 numbers, but the problem has 1 weights"),
        ([1], 0, MINIMISE, "The learning rate is 0,"),
        ([1], np.inf, MINIMISE, "The learning rate is inf,"),
        ([1], 0.1, "sideways", "The goal is 'sideways',"),
        ([np.nan], 0.1, MINIMISE, "not a finite number"),
    ],
)
def test_what_descend_refuses_the_forecast_refuses(start: list[float], rate: float, goal: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        forecast(BOWL, start, rate, goal)


def test_a_curvature_past_the_largest_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a finite number at the start"):
        forecast(LIKELIHOOD, [2, -400], 0.1, MAXIMISE)


def test_rates_far_from_any_use_are_foretold_as_well() -> None:
    assert forecast(BOWL, [20], 1e-15).epochs_to(0.001) == pytest.approx(math.log(1000) / 4e-15, rel=1e-6)
    assert forecast(BOWL, [20], 1e-15).regimes == (Regime.SHRINKING,)
    assert forecast(BOWL, [20], 1e300).overflow_epoch == 1
    assert forecast(Quadratic([[1e300]], [0]), [1], 1e300).overflow_epoch == 1
    assert forecast(Quadratic([[1e-300]], [0]), [1], 1e-15).epochs_to(0.5) is None
