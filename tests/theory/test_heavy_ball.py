"""Heavy-ball theory, compared with the eigenvalues of the iteration and with runs."""

import math

import numpy as np
import pytest

from gd.arrays import Array
from gd.descent import descend
from gd.optimizers import Momentum
from gd.problem import MAXIMISE
from gd.run import Stop
from gd.theory.heavy_ball import BestSettings, HeavyBall
from gd.theory.predict import forecast
from gd.theory.regime import Regime, regime
from tests.test_descent import RAVINE


def spectral_radius(step: float, momentum: float) -> float:
    """The asymptotic convergence factor of (x, v) along a direction with ηλ = step: v ← βv + ηλx, x ← x − v."""
    iteration = np.array([[1 - step, -momentum], [step, momentum]])
    return float(np.abs(np.linalg.eigvals(iteration)).max())


def slowest(eigenvalues: Array, rate: float, momentum: float) -> float:
    return max(spectral_radius(rate * x, momentum) for x in eigenvalues.tolist())


@pytest.mark.parametrize("momentum", [0.0, 0.25, 0.5, 0.9, 0.99])
def test_below_the_largest_stable_rate_the_iteration_contracts_and_above_it_grows(momentum: float) -> None:
    values = np.array([1.0, 25.0])
    edge = HeavyBall(values, momentum).largest_stable_rate
    assert edge == pytest.approx(2 * (1 + momentum) / 25)
    assert slowest(values, 0.999 * edge, momentum) < 1 < slowest(values, 1.001 * edge, momentum)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9, 0.99])
def test_the_largest_stable_rate_is_the_edge_of_what_runs_stably(momentum: float) -> None:
    edge = HeavyBall(np.array([1.0, 25.0]), momentum).largest_stable_rate
    below, above = (
        descend(RAVINE, [3, -1], learning_rate=share * edge, epochs=20_000, optimizer=Momentum(momentum), keep=10)
        for share in (0.99, 1.01)
    )
    assert below.final_weights == pytest.approx([1, 2], abs=1e-6)
    assert above.stop is Stop.DIVERGED


def test_maximising_without_an_optimum_has_an_infinite_stable_rate() -> None:
    up = forecast(RAVINE, [3, -1], 0.01, MAXIMISE)
    assert HeavyBall(up.eigenvalues, 0.9).largest_stable_rate == math.inf
    assert HeavyBall(up.eigenvalues, 0.9).best is None


def test_the_best_settings_by_hand() -> None:
    # λ = 1 and 25: η = (2/(1 + 5))² = 1/9 and β = ((5 − 1)/(5 + 1))² = 4/9.
    best = HeavyBall(np.array([-3.0, 0.0, 1.0, 4.0, 25.0]), 0.9).best
    assert best == BestSettings(pytest.approx(1 / 9), pytest.approx(4 / 9))
    assert HeavyBall(np.array([0.0, 4.0]), 0.9).best == BestSettings(1 / 4, 0.0)
    assert HeavyBall(np.array([-1.0, 0.0]), 0.9).best is None


@pytest.mark.parametrize("eigenvalues", [[1, 25], [0.1, 0.5, 3], [2, 2.1], [1, 1e4]])
def test_no_other_rate_or_momentum_is_faster(eigenvalues: list[float]) -> None:
    values = np.array(eigenvalues, dtype=float)
    best = HeavyBall(values, 0.0).best
    assert best is not None
    factor = math.sqrt(best.momentum)
    # At the best settings the two roots coincide, so an eigenvalue is accurate to only half of its digits.
    assert slowest(values, best.learning_rate, best.momentum) == pytest.approx(factor, abs=1e-6)
    for rate in np.geomspace(0.01, 4, 41) * best.learning_rate:
        for momentum in np.linspace(0, 0.999, 41):
            assert slowest(values, float(rate), float(momentum)) >= factor - 1e-6


def test_a_run_with_the_best_settings_is_as_fast_as_theory_says_and_plain_descent_is_not() -> None:
    # Two double roots: x = (1 + ct) zᵗ with c = (1 − ηλ − z)/z, for λ = 1 and 25 at most 4 in size.
    best = HeavyBall(np.array([1.0, 25.0]), 0.0).best
    assert best is not None
    run = descend(RAVINE, [3, -1], learning_rate=best.learning_rate, epochs=60, optimizer=Momentum(best.momentum))
    distance = np.linalg.norm(run.weights - [1, 2], axis=1)
    bound = distance[0] * (1 + 4 * run.epochs) * math.sqrt(best.momentum) ** run.epochs
    assert (distance <= bound * (1 + 1e-9) + 1e-14).all()
    assert distance[-1] < 1e-8 * distance[0]
    plain = descend(RAVINE, [3, -1], learning_rate=2 / 26, epochs=60)
    assert np.linalg.norm(plain.final_weights - [1, 2]) > 1e-3 * distance[0]


@pytest.mark.parametrize("momentum", [0.0, 0.25, 0.5, 0.9, 0.99])
def test_the_regime_is_that_of_the_roots(momentum: float) -> None:
    ball, edge = HeavyBall(np.array([1.0]), momentum), 2 * (1 + momentum)
    for step in [*np.linspace(-1, 6, 141).tolist(), edge * (1 - 1e-9), edge * (1 + 1e-9)]:
        roots = np.roots([1, -(1 + momentum - step), momentum])
        found = ball.regime(step, 0.0)
        if step == 0:
            assert found is Regime.STILL
        elif abs(step - edge) < 1e-13:
            assert found is Regime.OSCILLATING
        else:
            assert (found is Regime.DIVERGING) == (np.abs(roots).max() > 1), step
        if found is Regime.SHRINKING:
            assert np.abs(roots.imag).max() < 1e-6
            assert roots.real.min() >= -1e-12
    assert ball.regime(edge, 0.0) is Regime.OSCILLATING
    assert ball.regime(0.0, 1.0) is Regime.DIVERGING


def test_a_ball_without_momentum_is_plain_descent() -> None:
    ball = HeavyBall(np.array([1.0]), 0.0)
    for step in (-0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5):
        assert ball.regime(step, 0.0) is regime(step, 0.0)
