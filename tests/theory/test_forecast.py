"""Predicted behaviour agrees with the plain loop: the weights are compared along each direction, not only the cost."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gd.arrays import EPS, Array
from gd.descent import descend
from gd.least_squares import LeastSquares
from gd.likelihood import GaussianLikelihood
from gd.problem import MAXIMISE, MINIMISE, Explained
from gd.problems import PowerSum, Quadratic
from gd.theory.forecast import Forecast
from gd.theory.milestones import epochs_to, overflow_epoch
from gd.theory.predict import forecast, largest_stable_rate
from gd.theory.regime import Regime
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
def test_below_the_stable_rate_the_cost_of_a_regression_never_rises(
    regression: tuple[Array, Array], percent: int
) -> None:
    X, y = regression
    assume(X.any())
    problem, start = LeastSquares(X, y), np.ones(X.shape[1])
    rate = percent / 100 * largest_stable_rate(problem, start)
    run = descend(problem, start, learning_rate=rate, epochs=100)
    assert (np.diff(run.costs) <= 1e-13 * (1 + run.costs[0])).all()  # but for rounding


@given(regressions(), st.integers(105, 300))
def test_above_the_stable_rate_the_cost_of_a_regression_rises_along_the_steepest_direction(
    regression: tuple[Array, Array], percent: int
) -> None:
    X, y = regression
    assume(X.any())
    problem = LeastSquares(X, y)
    steepest = np.linalg.svd(X)[2][0]
    rate = percent / 100 * largest_stable_rate(problem, steepest)
    run = descend(problem, problem.exact() + steepest, learning_rate=rate, epochs=50)
    assert (np.diff(run.costs) > 0).all()


def test_at_the_stable_rate_the_weights_oscillate_for_ever() -> None:
    run = descend(BOWL, [20], learning_rate=largest_stable_rate(BOWL, np.array([20.0])), epochs=1000)
    assert run.weights[:, 0].tolist() == [20, -20] * 500 + [20]
    assert set(run.costs) == {400}


@pytest.mark.parametrize(("fraction", "sign"), [(0.45, 1), (0.95, -1)])
def test_above_half_the_stable_rate_the_weights_overshoot_and_the_cost_still_falls(fraction: float, sign: int) -> None:
    run = descend(BOWL, [20], learning_rate=fraction, epochs=100)
    assert (np.sign(run.weights[1:, 0] / run.weights[:-1, 0]) == sign).all()
    assert (np.diff(run.costs) < 0).all()


# (problem, start, goal, the edge 2/λ_max or 1 if there is none, rates as multiples of the edge)
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
    """The weights of the tutorial's loop: [epochs + 1, D]."""
    sign = 1 if goal == MINIMISE else -1
    path = [start]
    for _ in range(epochs):
        path.append(path[-1] - sign * rate * problem.gradient(path[-1]))
    return np.array(path)


def observed_regime(offsets: Array) -> Regime:
    """The regime of a sequence of signed distances [K] from the optimum along one direction."""
    first, second, last = offsets[[0, 1, -1]]
    if np.allclose(offsets, first * (-1.0) ** np.arange(len(offsets)), rtol=1e-8, atol=0):
        return Regime.OSCILLATING
    if abs(last) > abs(first):
        assert (np.diff(np.abs(offsets)) > 0).all()
        return Regime.DIVERGING
    assert abs(last) < abs(first)
    return Regime.OVERSHOOTING if second / first < -1e-9 else Regime.SHRINKING


def test_the_pairs_are_many_and_show_every_regime() -> None:
    assert len(PAIRS) >= 30
    regimes = [regime for pair in PAIRS for regime in predicted(*pair.values).regimes]
    assert {regime: regimes.count(regime) >= 5 for regime in Regime} == dict.fromkeys(Regime, True)


def predicted(problem: Explained, start: Array, goal: str, rate: float) -> Forecast:
    return forecast(problem, start, rate, goal)


@every_pair
def test_along_every_direction_the_weights_do_what_is_predicted(
    problem: Explained, start: Array, goal: str, rate: float
) -> None:
    path = loop(problem, start, rate, goal, 40)
    path = path[np.abs(path).max(axis=1) < 1e5]  # farther out, rounding of the growing component swamps the others
    expected = forecast(problem, start, rate, goal)
    H, b = problem.hessian(start), -problem.gradient(np.zeros(len(start)))
    V = expected.directions
    sign = 1 if goal == MINIMISE else -1
    np.testing.assert_allclose(V.T @ V, np.eye(len(start)), atol=1e-12)
    np.testing.assert_allclose(sign * H @ V, V * expected.eigenvalues, atol=1e-12 * (1 + np.abs(H).max()))
    stationary = np.linalg.lstsq(H, b, rcond=1e-9)[0]
    away = (path - stationary) @ V
    for i, regime in enumerate(expected.regimes):
        if regime is Regime.STILL or expected.eigenvalues[i] == 0:
            away[:, i] -= away[0, i]  # no unique stationary point: relative to the start
            assert (regime is Regime.DIVERGING) == (np.diff(np.abs(away[:, i])) > 1e-9).all()
            assert (regime is Regime.STILL) == (np.abs(away[:, i]) < 1e-9 * (1 + np.abs(path).max())).all()
        elif abs(away[0, i]) > 1e-9:  # otherwise the start has no component along it
            assert regime is observed_regime(away[:, i])
            assert away[1, i] / away[0, i] == pytest.approx(expected.factors[i], abs=1e-9)
        else:
            assert expected.initial_error[i] == 0


def test_the_trap_is_predicted_in_closed_form() -> None:
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
    assert expected.initial_excess[:2] == pytest.approx([0, 0.5 * 5 * 0.1**2 / 2])
    assert not expected.local


def test_without_curvature_there_is_no_edge_no_condition_number_and_no_slowest_direction() -> None:
    expected = forecast(LeastSquares(np.zeros((4, 2)), np.ones(4)), [1, 2], 0.1)
    assert (expected.largest_stable_rate, expected.fastest_rate) == (np.inf, np.inf)
    assert (expected.rank, expected.condition, expected.slowest) == (0, 1, None)
    assert epochs_to(expected, 0.1) == 0
    assert overflow_epoch(expected) is None


def test_from_the_optimum_no_direction_contributes_and_the_run_has_arrived() -> None:
    expected = forecast(RAVINE, [1, 2], 0.076)
    assert expected.initial_error.tolist() == [0, 0]
    assert (epochs_to(expected, 1e-9), expected.slowest, overflow_epoch(expected)) == (0, None, None)
    assert expected.along(*Regime) == []


def test_the_slowest_direction_is_one_in_which_the_start_has_a_part() -> None:
    assert forecast(STEPS, [3, 3, 3], 0.1).slowest == 0
    assert forecast(STEPS, [1, 3, 3], 0.1).slowest == 1
    assert forecast(STEPS, [3, 3, 3], 0.49).slowest == 2  # 1 − 0.49 · 4 = −0.96
    assert forecast(STEPS, [3, 3, 3], 0.51).slowest == 0  # the third grows
    assert forecast(Quadratic(np.eye(2), [0, 0]), [1, 2], 0.1).slowest in (0, 1)


@pytest.mark.parametrize("unit", [1e-19, 1.0, 3.0857e22])
def test_a_weight_is_as_far_from_the_optimum_as_it_is_whatever_the_unit_of_another(unit: float) -> None:
    # Hubble's line, with distances in megaparsecs, in metres, or as small as charges.
    distance, velocity = np.loadtxt("data/hubble.csv", delimiter=",", skiprows=1, usecols=(1, 2)).T
    line = LeastSquares(np.column_stack([np.ones(24), unit * distance]), velocity)
    for start, there in (([0, 0], False), ([-40, 450 / unit], False), (line.exact().tolist(), True)):
        expected = forecast(line, start, 0.1)
        assert expected.at_optimum == there
        assert expected.initial_error.any() != there


def test_what_is_more_than_rounding_from_the_optimum_takes_part() -> None:
    # Of a perfect fit J is 0 at the optimum: nothing but the rounding of the weights hides how far the start is off.
    fit = LeastSquares([[1.0, 0], [0, 2]], [1, 2])
    near, at = forecast(fit, [1 + 1e-12, 1 - 3e-12], 0.1), forecast(fit, [1 + EPS, 1 - EPS], 0.1)
    assert near.initial_error**2 == pytest.approx([1e-24, 9e-24], rel=0.01)
    assert near.along(Regime.SHRINKING) == [1, 0]
    assert at.along(*Regime) == []


@given(regressions(), st.integers(1, 199))
def test_the_costs_by_direction_add_up_to_the_measured_cost(regression: tuple[Array, Array], percent: int) -> None:
    X, y = regression
    assume(X.any())
    problem, start = LeastSquares(X, y), np.arange(1.0, X.shape[1] + 1)
    rate = percent / 100 * largest_stable_rate(problem, start)
    run = descend(problem, start, learning_rate=rate, epochs=60)
    expected = forecast(problem, start, rate)
    assume(percent < 100 or expected.initial_error.all())  # otherwise the growing part may be rounding
    measured = run.costs - problem.cost(np.linalg.lstsq(X, y, rcond=1e-9)[0])
    scale = 1e-9 * (measured + run.costs[0]) + 1e-25  # at the optimum all costs are rounding errors
    added = expected.costs_by_direction(run.epochs)
    assert added.shape == run.weights.shape
    assert (np.abs(added.sum(axis=1) - measured) <= scale).all()
    assert (np.abs(expected.costs(run.weights) - measured) <= scale).all()
    assert expected.initial_excess == pytest.approx(added[0])


@pytest.mark.parametrize(
    ("w", "rate", "regimes"),
    [
        pytest.param([2, 1.5], 0.05, (Regime.SHRINKING, Regime.OVERSHOOTING), id="η λ = 0.1 and 1.35"),
        pytest.param([2, 1.5], 0.5, (Regime.SHRINKING, Regime.DIVERGING), id="1 and 13.5"),
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
    assert overflow_epoch(expected) is None
    assert expected.eigenvalues == pytest.approx(sorted([2, 12 * w[1] ** 2]), rel=1e-12)
    # A step of the loop from this point moves each component as the local quadratic's factors predict: by −ηλc.
    step = expected.directions.T @ (loop(valley, np.array(w, dtype=float), rate, MINIMISE, 1)[1] - w)
    assert step == pytest.approx(-rate * expected.eigenvalues * expected.initial_error, abs=1e-12)


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


def test_the_excess_is_in_range_where_the_square_of_the_error_is_not() -> None:
    expected = forecast(LeastSquares([[1e-130]], [0.0]), np.array([1e160]), 0.1)
    assert expected.initial_excess == pytest.approx([0.5e60])  # ½ · 10⁻²⁶⁰ · 10³²⁰
