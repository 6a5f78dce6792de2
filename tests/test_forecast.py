"""The largest stable rate: 2/λ_max, and what happens below, at and above it."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gd.arrays import Array
from gd.descent import descend
from gd.forecast import largest_stable_rate
from gd.least_squares import LeastSquares
from gd.problems import MAXIMISE, MINIMISE, Explained, GaussianLikelihood, PowerSum, Quadratic
from tests.test_least_squares import TRAP_X, TRAP_Y, regressions

BOWL = PowerSum((2,))
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
