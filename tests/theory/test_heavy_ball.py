"""The heavy ball's forecast, held against runs of the heavy ball."""

import math

import numpy as np
import pytest

from gd.arrays import Array
from gd.descent import Stop, descend
from gd.optimizers import Momentum
from gd.problems import MAXIMISE, PowerSum, Quadratic
from gd.theory.forecast import forecast
from gd.theory.heavy_ball import Fastest, MomentumForecast, Roll, fastest
from tests.test_closed_form import quadratic
from tests.test_descent import RAVINE, TRAP


def one(step: float, momentum: float, slope: float = 0.0) -> MomentumForecast:
    """On a single direction with ηλ = step."""
    return MomentumForecast(1.0, momentum, np.array([float(step)]), np.array([slope]))


def rolled(step: float, momentum: float, epochs: int) -> Array:
    """The distances from the optimum of J = ½ step w² that a run with η = 1 goes through, from 1 on."""
    run = descend(
        Quadratic([[step]], [0]), [1], learning_rate=1, epochs=epochs, optimizer=Momentum(momentum), keep=10_000
    )
    return np.asarray(run.weights[:, 0])


# β = ¼: double roots at ηλ = (1 ∓ ½)² = ¼ and 9/4, the edge at 2(1 + ¼) = 5/2.
ROLLS = [
    (0.1, 0.25, Roll.OVERDAMPED),
    (0.25, 0.25, Roll.OVERDAMPED),
    (0.26, 0.25, Roll.OSCILLATING),
    (1.0, 0.25, Roll.OSCILLATING),
    (2.2, 0.25, Roll.OSCILLATING),
    (2.25, 0.25, Roll.ALTERNATING),
    (2.4, 0.25, Roll.ALTERNATING),
    (2.5, 0.25, Roll.CYCLING),
    (2.6, 0.25, Roll.GROWING),
    (-0.1, 0.25, Roll.GROWING),
    (0.5, 0.0, Roll.OVERDAMPED),
    (1.0, 0.0, Roll.OVERDAMPED),
    (1.5, 0.0, Roll.ALTERNATING),
    (2.0, 0.0, Roll.CYCLING),
    (3.8, 0.9, Roll.CYCLING),
    (3.79, 0.9, Roll.OSCILLATING),
]
every_roll = pytest.mark.parametrize(("step", "momentum", "roll"), ROLLS)


@every_roll
def test_what_the_ball_does_is_named_from_its_roots(step: float, momentum: float, roll: Roll) -> None:
    assert one(step, momentum).rolls == (roll,)


@every_roll
def test_what_is_named_is_what_happens(step: float, momentum: float, roll: Roll) -> None:
    x = rolled(step, momentum, 2000)
    late = x[-200:]
    match roll:
        case Roll.GROWING:
            assert abs(x[-1]) > 1e3
        case Roll.CYCLING:
            assert late[1:] == pytest.approx(-late[:-1], rel=1e-9)
            assert abs(late[-1]) > 0.1
        case _:
            assert abs(x[-1]) < 1e-9
    early = x[:25][np.abs(x[:25]) > 1e-12]
    turns = np.sign(early[1:]) != np.sign(early[:-1])
    match roll:
        case Roll.OVERDAMPED:
            assert not turns.any()
        case Roll.ALTERNATING:
            assert turns.all()
        case Roll.OSCILLATING:
            assert turns.any()


def test_roots_by_hand() -> None:
    # z² − (1 + ½ − 1) z + ½ = 0: z = (½ ± √(¼ − 2))/2.  z² − (1 + ¼ − ¼) z + ¼ = 0: z = ½, twice.
    assert one(1.0, 0.5).roots == pytest.approx(np.array([[0.25 + 1j * 7**0.5 / 4, 0.25 - 1j * 7**0.5 / 4]]))
    assert one(0.25, 0.25).roots == pytest.approx(np.array([[0.5, 0.5]]))
    assert one(0.0, 0.9).roots == pytest.approx(np.array([[1, 0.9]]))
    assert one(0.7, 0.0).roots == pytest.approx(np.array([[0.3, 0]]))
    assert one(1.0, 0.0).roots == pytest.approx(np.array([[0, 0]]))


@pytest.mark.parametrize("momentum", [0.0, 0.25, 0.5, 0.9, 0.99])
def test_the_roots_solve_their_equation(momentum: float) -> None:
    steps = np.linspace(-1, 5, 101)
    z = MomentumForecast(1.0, momentum, steps, np.zeros(101)).roots
    assert z**2 - (1 + momentum - steps[:, None]) * z + momentum == pytest.approx(np.zeros((101, 2)), abs=1e-12)
    assert z.sum(axis=1) == pytest.approx(1 + momentum - steps, abs=1e-12)  # both roots, not one twice


@every_roll
def test_the_distance_after_some_epochs_is_that_of_the_run(step: float, momentum: float, roll: Roll) -> None:
    x = rolled(step, momentum, 60)
    for t in (0, 1, 2, 3, 17, 60):
        assert one(step, momentum).ways_left(t)[0] == pytest.approx(x[t], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("step", "momentum"), [(0.1, 0.25), (1.0, 0.25), (2.4, 0.25), (2.6, 0.25), (0.01, 0.9)])
def test_in_the_long_run_an_epoch_multiplies_by_the_larger_root(step: float, momentum: float) -> None:
    x = rolled(step, momentum, 450)
    # x is at most C |z|ᵗ, and where it swings nearly so large in every half turn, here 36 epochs at most.
    peaks = [np.abs(x[t : t + 50]).max() for t in (100, 400)]
    assert (peaks[1] / peaks[0]) ** (1 / 300) == pytest.approx(one(step, momentum).factors[0], rel=0.005)


def test_every_direction_of_a_quadratic_rolls_its_own_way() -> None:
    problem = quadratic([0.2, 1.0, 7.0], seed=3)
    expected = forecast(problem, [1, 2, 3], 0.25)
    momentum = MomentumForecast(0.25, 0.6, expected.eigenvalues, expected.slopes)
    run = descend(problem, [1, 2, 3], learning_rate=0.25, epochs=80, optimizer=Momentum(0.6))
    for t in (1, 10, 80):
        ways = expected.directions.T @ run.weights[t] - expected.centre
        assert ways == pytest.approx(momentum.ways_left(t) * expected.offsets, rel=1e-8, abs=1e-13)
    assert momentum.rolls == (Roll.OVERDAMPED, Roll.OSCILLATING, Roll.OSCILLATING)  # 0.05 < (1 − √0.6)² = 0.0508


def test_nothing_moves_where_nothing_curves_and_it_slides_where_it_slopes() -> None:
    flat = forecast(TRAP, [1, 1, 1], 0.01)
    assert MomentumForecast(0.01, 0.9, flat.eigenvalues, flat.slopes).rolls[0] is Roll.STILL
    gutter = forecast(PowerSum((2, 1)), [1, 1], 0.01)
    assert Roll.GROWING in MomentumForecast(0.01, 0.9, gutter.eigenvalues, gutter.slopes).rolls


def test_upwards_a_bowl_is_left() -> None:
    up = forecast(RAVINE, [3, -1], 0.01, MAXIMISE)
    assert set(MomentumForecast(0.01, 0.9, up.eigenvalues, up.slopes).rolls) == {Roll.GROWING}
    assert MomentumForecast(0.01, 0.9, up.eigenvalues, up.slopes).largest_stable_rate == math.inf


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9, 0.99])
def test_the_largest_stable_rate_is_the_edge_of_what_runs_stably(momentum: float) -> None:
    edge = MomentumForecast(0.1, momentum, np.array([1.0, 25.0]), np.zeros(2)).largest_stable_rate
    assert edge == pytest.approx(2 * (1 + momentum) / 25)
    below, above = (
        descend(RAVINE, [3, -1], learning_rate=share * edge, epochs=20_000, optimizer=Momentum(momentum), keep=10)
        for share in (0.99, 1.01)
    )
    assert below.final_weights == pytest.approx([1, 2], abs=1e-6)
    assert above.stop is Stop.DIVERGED


# --- The fastest ---


def test_the_fastest_by_hand() -> None:
    # λ = 1 and 25: η = (2/(1 + 5))² = 1/9, β = ((5 − 1)/(5 + 1))² = 4/9, factor 2/3; plain at best has 24/26.
    found = fastest(np.array([-3.0, 0.0, 1.0, 4.0, 25.0]))
    assert found is not None
    assert (found.learning_rate, found.momentum, found.factor) == pytest.approx((1 / 9, 4 / 9, 2 / 3))
    assert fastest(np.array([0.0, 4.0])) == Fastest(1 / 4, 0.0)
    assert fastest(np.array([-1.0, 0.0])) is None


def slowest(eigenvalues: Array, rate: float, momentum: float) -> float:
    return float(MomentumForecast(rate, momentum, eigenvalues, np.zeros(len(eigenvalues))).factors.max())


@pytest.mark.parametrize("eigenvalues", [[1, 25], [0.1, 0.5, 3], [2, 2.1], [1, 1e4]])
def test_no_other_rate_or_momentum_is_faster(eigenvalues: list[float]) -> None:
    values = np.array(eigenvalues, dtype=float)
    found = fastest(values)
    assert found is not None
    assert slowest(values, found.learning_rate, found.momentum) == pytest.approx(found.factor, rel=1e-6)
    for rate in np.geomspace(0.01, 4, 41) * found.learning_rate:
        for momentum in np.linspace(0, 0.999, 41):
            assert slowest(values, float(rate), float(momentum)) >= found.factor * (1 - 1e-6)


@pytest.mark.parametrize("largest", [3, 7, 25, 100, 1e4, 1e6])
def test_the_fastest_is_at_the_edge_of_swinging_in_both_the_flattest_and_the_steepest_direction(largest: float) -> None:
    values = np.array([0.1, 0.1 * largest])
    found = fastest(values)
    assert found is not None
    expected = MomentumForecast(found.learning_rate, found.momentum, values, np.zeros(2))
    assert expected.rolls == (Roll.OVERDAMPED, Roll.ALTERNATING)
    assert expected.factors == pytest.approx([found.factor, found.factor], rel=1e-12)


def test_a_run_with_the_fastest_is_as_fast_as_foretold_and_plain_is_not() -> None:
    # Two double roots: x = (1 + ct) zᵗ with c = (1 − ηλ − z)/z, for λ = 1 and 25 at most 4 in size.
    found = fastest(np.array([1.0, 25.0]))
    assert found is not None
    rate, optimizer = found.learning_rate, Momentum(found.momentum)
    run = descend(RAVINE, [3, -1], learning_rate=rate, epochs=60, optimizer=optimizer)
    ways = np.linalg.norm(run.weights - [1, 2], axis=1)
    assert (ways <= ways[0] * (1 + 4 * run.epochs) * found.factor**run.epochs * (1 + 1e-9) + 1e-14).all()
    assert ways[-1] < 1e-8 * ways[0]
    plain = descend(RAVINE, [3, -1], learning_rate=2 / 26, epochs=60)
    assert np.linalg.norm(plain.final_weights - [1, 2]) > 1e-3 * ways[0]
