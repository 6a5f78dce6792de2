"""Runs computed in closed form agree with runs computed epoch by epoch, number by number."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gd.arrays import Array
from gd.closed_form import first_settled, last_finite
from gd.descent import WALKED, descend
from gd.least_squares import LeastSquares
from gd.problem import MAXIMISE, MINIMISE, Explained
from gd.problems import PowerSum, Quadratic
from gd.run import Run, Stop, recorded_epochs
from tests.test_least_squares import TRAP_X, TRAP_Y

TRAP = LeastSquares(TRAP_X, TRAP_Y)
MEAN_TRAP = LeastSquares(TRAP_X, TRAP_Y, reduction="mean")
NULL_DIRECTION = np.array([1.0, -1.0, -1.0]) / np.sqrt(3)
BOWL = PowerSum((2,))
SLOPE = PowerSum((1,))
GUTTER = PowerSum((2, 1))
SADDLE = Quadratic([[1, 2], [2, 1]], [0.5, -1])  # λ = −1 and 3


def rotation(D: int, seed: int) -> Array:
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((D, D)))[0]


def quadratic(eigenvalues: list[float], seed: int) -> Quadratic:
    """A quadratic with these eigenvalues in random directions, stationary at random weights."""
    V = rotation(len(eigenvalues), seed)
    A = V * eigenvalues @ V.T
    A = (A + A.T) / 2
    return Quadratic(A, A @ np.random.default_rng(seed + 1).standard_normal(len(A)))


def regression(singular: list[float], rows: int, seed: int, reduction: Any = "sum") -> LeastSquares:
    """A regression whose X [rows, D] has these D singular values, of which at most `rows` are nonzero."""
    V, U = rotation(len(singular), seed), rotation(max(rows, len(singular)), seed + 1)[:rows, : len(singular)]
    return LeastSquares(U * singular @ V.T, np.random.default_rng(seed + 2).standard_normal(rows), reduction=reduction)


# --- Agreement with the loop ---


def loop(
    problem: Explained, start: Any, learning_rate: float, epochs: int, tolerance: float = 0.0, goal: str = MINIMISE
) -> tuple[list[Array], Stop]:
    """The tutorial's loop: the weights after each epoch, and why it ended."""
    w = np.array(start, dtype=np.float64)
    passed = [w]
    sign = 1 if goal == MINIMISE else -1
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            w_next = w - sign * learning_rate * problem.gradient(w)
            if not (np.isfinite(w_next).all() and np.isfinite(problem.cost(w_next))):
                return passed, Stop.DIVERGED
            passed.append(w_next)
            if np.abs(w_next - w).max() < tolerance:
                return passed, Stop.TOLERANCE
            w = w_next
    return passed, Stop.EPOCHS


def assert_same_run(problem: Explained, start: Any, rate: float, epochs: int, keep: int, **more: Any) -> Run:
    run = descend(problem, start, learning_rate=rate, epochs=epochs, keep=keep, **more)
    passed, stop = loop(problem, start, rate, epochs, **more)
    last = len(passed) - 1
    scheduled = [t for t in recorded_epochs(epochs, keep).tolist() if t < last]
    assert (run.stop, run.epochs.tolist()) == (stop, [*scheduled, last])
    walked = np.array(passed)[run.epochs]
    sizes = np.abs(walked).max(axis=1)
    np.testing.assert_array_less(np.abs(run.weights - walked).max(axis=1), 1e-9 * sizes + 1e-300)
    for w, size, cost in zip(walked, sizes, run.costs, strict=True):
        assert abs(cost - problem.cost(w)) <= 1e-9 * abs(problem.cost(w)) + rounding(problem, w, size) + 1e-300
    return run


def rounding(problem: Explained, w: Array, size: float) -> float:
    """The change of J at w from rounding errors in the weights and in the sum of the terms of J."""
    with np.errstate(all="ignore"):
        digits = 1e-14 * max(size, 1e-150) * len(w)
        terms = np.abs(w @ problem.hessian(w)) @ np.abs(w) if isinstance(problem, Quadratic) else 0.0
        curvature = np.abs(problem.hessian(w)).sum()
        curved = curvature * digits**2 if curvature else 0.0
        return float(np.abs(problem.gradient(w)).sum() * digits + curved + 1e-15 * len(w) * terms)


keeps = pytest.mark.parametrize("keep", [2, 3, 25, 400])

WELL = regression([1, 1.5, 2], 8, seed=1)
RAVINE = Quadratic([[13, 12], [12, 13]], [37, 38])
BALANCED = Quadratic([[4, 1, 2], [1, 5, 1], [2, 1, 6]], [12, 14, 22])  # at [1, 2, 3] the gradient is exactly 0
# At the rate 1 the factors are 1.01 and −1.01, in asymmetric directions, so J's terms are large and small in turn.
BY_TURNS = Quadratic([[0.394, 0.808], [0.808, 1.606]], [0, 0])
ILL = regression([1e-5, 1e-3, 0.1, 1], 9, seed=2)
DEFICIENT = regression([0, 0, 1, 2, 3], 9, seed=3, reduction="mean")
WIDE = regression([0, 0, 0, 1, 2], 3, seed=4)


@keeps
@pytest.mark.parametrize(
    ("problem", "start", "rate", "epochs"),
    [
        pytest.param(WELL, [1, -2, 3], 0.1, 1500, id="well-conditioned"),
        pytest.param(WELL, [1, -2, 3], 1.98 / 4, 1500, id="overshooting"),
        pytest.param(RAVINE, [3, 3], 0.079, 2000, id="ravine"),
        pytest.param(RAVINE, [1, 2], 0.09, 2000, id="unstable, but at the minimum"),
        pytest.param(BALANCED, [1, 2, 3], 1.0, 2000, id="unstable, at the minimum, in three dimensions"),
        pytest.param(ILL, [1, -2, 3, 0.5], 1.0, 3000, id="ill-conditioned"),
        pytest.param(DEFICIENT, [1, -2, 3, 0, 1], 0.5, 1500, id="rank-deficient, mean"),
        pytest.param(WIDE, [1, -2, 3, 0, 1], 0.2, 1500, id="more columns than rows"),
        pytest.param(TRAP, [0.3, -0.1, 0.2], 0.001, 3000, id="trap"),
        pytest.param(MEAN_TRAP, [0.3, -0.1, 0.2], 0.1, 3000, id="trap, mean"),
        pytest.param(TRAP, [0.3, -0.1, 0.2], 0.5, 3000, id="trap, diverging fast"),
        pytest.param(TRAP, [0.3, -0.1, 0.2], 2.05 / 15, 9000, id="trap, diverging"),
        pytest.param(ILL, [1, -2, 3, 0.5], 2.0005, 3000, id="growing slowly"),
        pytest.param(BOWL, [20], 0.1, 5000, id="bowl, to the smallest numbers"),
        pytest.param(BOWL, [20], 0.5, 1000, id="bowl, in one epoch"),
        pytest.param(BOWL, [20], 1e-12, 1000, id="bowl, at a crawl"),
        pytest.param(BOWL, [1], 1.5, 1000, id="bowl, to the largest power of two"),
        pytest.param(BOWL, [1e150], 1e10, 500, id="bowl, diverging at once"),
        pytest.param(BOWL, [20], 1.01, 30_000, id="bowl, diverging slowly"),
        pytest.param(BOWL, [20], 1.0, 2001, id="bowl, 2-cycle"),
        pytest.param(quadratic([0.1, 0.5, 2], 5), [1, 2, 3], 1.0, 2001, id="2-cycle in a rotated direction"),
        pytest.param(SLOPE, [3], 0.1, 2000, id="a slope"),
        pytest.param(SLOPE, [3], 1e305, 2000, id="a slope, to the largest number"),
        pytest.param(GUTTER, [3, -2], 0.3, 2000, id="a gutter that falls"),
        pytest.param(SADDLE, [1, 1], 0.1, 9000, id="saddle"),
        pytest.param(SADDLE, [0.5, 1], 0.67, 9000, id="saddle, growing in both"),
        pytest.param(quadratic([-0.1, 2.1], 6), [3, -1], 1.0, 9000, id="f and −f of the same size"),
        pytest.param(Quadratic(np.diag([1, 10]), [0, 0]), [1, 0], 0.5, 9000, id="nothing where it would grow"),
    ],
)
def test_the_closed_form_agrees_with_the_loop(
    problem: Explained, start: list[float], rate: float, epochs: int, keep: int
) -> None:
    assert_same_run(problem, start, rate, epochs, keep)


@keeps
@pytest.mark.parametrize("tolerance", [1e-2, 1e-4, 1e-6])
@pytest.mark.parametrize(
    ("problem", "start", "rate"),
    [
        pytest.param(WELL, [1, -2, 3], 0.1, id="well-conditioned"),
        pytest.param(WELL, [1, -2, 3], 1.98 / 4, id="overshooting"),
        pytest.param(quadratic([0.1, 0.3, 1.9], 7), [5, 0, -5], 1.0, id="slow and overshooting"),
        pytest.param(quadratic([0.003, 0.0031, 1.9969, 1.997], 9), [5, 0, -5, 1], 1.0, id="two turns, both slow"),
        pytest.param(ILL, [1, -2, 3, 0.5], 1.0, id="ill-conditioned"),
        pytest.param(DEFICIENT, [1, -2, 3, 0, 1], 0.5, id="rank-deficient, mean"),
        pytest.param(TRAP, [0.3, -0.1, 0.2], 0.001, id="trap"),
        pytest.param(TRAP, [0.3, -0.1, 0.2], 0.5, id="trap, diverging"),
        pytest.param(BOWL, [20], 1.0, id="2-cycle"),
        pytest.param(BOWL, [0], 1.0, id="still"),
        pytest.param(RAVINE, [1, 2], 0.09, id="unstable, but at the minimum"),
        pytest.param(GUTTER, [3, -2], 0.3, id="a gutter"),
        pytest.param(SADDLE, [0.5, 2], 0.1, id="saddle"),
    ],
)
def test_it_settles_at_the_same_epoch(
    problem: Explained, start: list[float], rate: float, tolerance: float, keep: int
) -> None:
    assert_same_run(problem, start, rate, 5000, keep, tolerance=tolerance)


@keeps
@pytest.mark.parametrize("tolerance", [0.0, 1e-3])
@pytest.mark.parametrize("problem", [BOWL, SLOPE, GUTTER, SADDLE, TRAP, WIDE])
def test_it_climbs_as_the_loop_does(problem: Explained, tolerance: float, keep: int) -> None:
    start = np.linspace(0.5, 1, len(problem.names))
    assert_same_run(problem, start, 0.01, 3000, keep, goal=MAXIMISE, tolerance=tolerance)


def test_the_first_overflow_counts_though_the_next_epoch_would_be_finite() -> None:
    start = np.array([1.0, 0.0])
    passed, stop = loop(BY_TURNS, start, 1.0, 40_000)
    assert stop is Stop.DIVERGED
    last = len(passed) - 1
    with np.errstate(all="ignore"):
        for epochs in range(last + 1, last + 40):
            assert last_finite(BY_TURNS, BY_TURNS.spectrum, start, 1.0, epochs) == last


@settings(max_examples=300, deadline=None)
@given(
    eigenvalues=st.lists(st.sampled_from([-0.3, 0.0, 1e-9, 1e-4, 0.02, 0.5, 1.0, 1.4]), min_size=1, max_size=6),
    seed=st.integers(0, 10**6),
    reach=st.sampled_from([1e-4, 0.1, 0.5, 1.0, 1.7, 2.0, 2.01, 3.0, 20.0]),
    epochs=st.integers(1, 3000),
    keep=st.integers(2, 300),
    tolerance=st.sampled_from([0.0, 1e-5, 1e-3, 0.1]),
    goal=st.sampled_from([MINIMISE, MAXIMISE]),
    kind=st.sampled_from(["quadratic", "sum", "mean", "wide"]),
)
def test_the_closed_form_agrees_with_the_loop_on_any_quadratic(
    eigenvalues: list[float],
    seed: int,
    reach: float,
    epochs: int,
    keep: int,
    tolerance: float,
    goal: str,
    kind: Any,
) -> None:
    D = len(eigenvalues)
    singular = [abs(x) ** 0.5 for x in eigenvalues]
    problem: Explained
    match kind:
        case "quadratic":
            problem = quadratic(eigenvalues, seed)
        case "wide":
            problem = regression([0.0, 0.0, *singular], D, seed)
        case _:
            problem = regression(singular, D + 2, seed, kind)
    steepest = np.abs(problem.spectrum.eigenvalues).max() if problem.spectrum else 0.0
    rate = reach / steepest if steepest > 0 else reach
    start = np.random.default_rng(seed + 3).standard_normal(len(problem.names))
    assert_same_run(problem, start, rate, epochs, keep, tolerance=tolerance, goal=goal)


# --- More epochs than a test can compute one by one ---

FAR = 10**9


def test_after_a_billion_epochs_the_weights_are_the_exact_ones() -> None:
    problem = regression([1e-3, 0.1, 1], 20, seed=8)
    run = descend(problem, [1, 2, 3], learning_rate=1.0, epochs=FAR)  # f = 1 − 10⁻⁶ along the slowest
    assert (run.stop, run.epochs[-1]) == (Stop.EPOCHS, FAR)
    assert run.final_weights == pytest.approx(problem.exact(), rel=1e-12)


@pytest.mark.parametrize("rate", [0.001, 1e-9, 1.9 / 15])
def test_nothing_ever_moves_along_the_null_direction(rate: float) -> None:
    # Up to rounding in the epochs computed one by one, each at most 3 · 10⁻¹⁷ in a weight.
    start = np.array([0.3, -0.1, 0.2])
    run = descend(TRAP, start, learning_rate=rate, epochs=FAR)
    assert run.weights @ NULL_DIRECTION == pytest.approx(np.full(len(run.weights), start @ NULL_DIRECTION), abs=1e-12)
    shortest = np.linalg.pinv(TRAP_X, rcond=1e-9) @ TRAP_Y
    way_left = np.exp(-5 * rate * FAR) if rate < 1e-3 else 0
    assert run.final_weights - shortest - (start @ NULL_DIRECTION) * NULL_DIRECTION == pytest.approx(
        0, abs=way_left + 1e-12
    )


@pytest.mark.parametrize("rate", [1e-9, 3e-8])
def test_a_small_rate_is_not_rounded_away(rate: float) -> None:
    # ln(1 − x) = −x − x²/2 − …; the rounded 1 − x would lose half of the digits of x.
    run = descend(BOWL, [20], learning_rate=rate, epochs=FAR)
    np.testing.assert_allclose(run.weights[:, 0], 20 * np.exp(run.epochs * np.log1p(-2 * rate)), rtol=1e-11)


def test_a_cycle_of_two_goes_on_for_a_billion_epochs() -> None:
    run = descend(BOWL, [20], learning_rate=1.0, epochs=FAR + 1)
    assert run.weights[:, 0].tolist() == [20.0 if t % 2 == 0 else -20.0 for t in run.epochs.tolist()]


def test_a_slope_is_followed_for_a_billion_epochs() -> None:
    run = descend(GUTTER, [3, -2], learning_rate=0.25, epochs=FAR)
    assert run.final_weights.tolist() == [0, -2 - 0.25 * FAR]


@pytest.mark.parametrize("start", [1.0, -3.0])
def test_a_run_that_grows_slowly_ends_where_the_cost_overflows(start: float) -> None:
    run = descend(BOWL, [start], learning_rate=1 + 2.0**-21, epochs=FAR)  # f = −(1 + 2⁻²⁰)
    last = (512 * np.log(2) - np.log(abs(start))) / np.log1p(2.0**-20)  # |w| = 2⁵¹²
    assert (run.stop, run.epochs[-1]) == (Stop.DIVERGED, int(last))


@pytest.mark.parametrize("tolerance", [1e-7, 1e-8, 1e-9])
def test_it_settles_at_the_epoch_given_by_the_closed_form(tolerance: float) -> None:
    rate = 2.0**-24
    run = descend(BOWL, [20], learning_rate=rate, epochs=FAR, tolerance=tolerance)
    last = 1 + np.log(tolerance / (40 * rate)) / np.log1p(-2 * rate)  # 2η · 20 fᵗ⁻¹ = tolerance
    assert (run.stop, run.epochs[-1]) == (Stop.TOLERANCE, int(np.ceil(last)))


@pytest.mark.parametrize("t", [63, 65, 69])
def test_an_interval_in_which_the_change_shrinks_to_rounding_is_searched(t: int) -> None:
    # Of 64 intervals of the odd epochs, the first one ends at t, where the change is 10⁻¹⁶ of the first change.
    tolerance = 1.02 * 0.42 * 20 * 0.58 ** (t - 1)
    assert first_settled(BOWL.spectrum, np.array([20.0]), 0.21, 64 * (t + 1), tolerance) == t


def test_it_settles_although_a_direction_without_error_is_unstable() -> None:
    problem = Quadratic(np.diag([1, 10]), [0, 0])
    run = descend(problem, [1, 0], learning_rate=0.5, epochs=FAR, tolerance=1e-6, keep=2)
    assert (run.stop, run.epochs[-1]) == (Stop.TOLERANCE, 20)  # 2⁻²⁰ is the first below 10⁻⁶


def test_a_change_that_stays_at_the_tolerance_never_settles() -> None:
    run = descend(BOWL, [20], learning_rate=1.0, epochs=FAR, tolerance=40.0)
    assert run.stop is Stop.EPOCHS


# --- Number of evaluations, and problems without a closed form ---


class Counted:
    """A problem that counts the evaluations of its cost and gradient."""

    def __init__(self, problem: Explained) -> None:
        self.problem, self.names, self.spectrum = problem, problem.names, problem.spectrum
        self.asked = 0

    def cost(self, w: Array) -> float:
        self.asked += 1
        return self.problem.cost(w)

    def gradient(self, w: Array) -> Array:
        self.asked += 1
        return self.problem.gradient(w)


@pytest.mark.parametrize("rate", [0.1, 1e-9, 1.0, 1 + 1e-8, 1.5])
@pytest.mark.parametrize("tolerance", [0.0, 1e-12])
def test_a_billion_epochs_ask_no_more_than_the_recorded_ones_need(rate: float, tolerance: float) -> None:
    problem = Counted(BOWL)
    descend(problem, [20], learning_rate=rate, epochs=FAR, tolerance=tolerance)
    assert problem.asked < 2300  # 100 epochs are computed one by one, and the cost is evaluated at 1,900 more


class AtOnce(Counted):
    """A problem that evaluates many costs at once."""

    def costs(self, weights: Array) -> Array:
        return np.array([self.problem.cost(w) for w in weights])


def test_costs_are_asked_for_at_once_where_the_problem_offers_it() -> None:
    one_by_one, at_once = Counted(RAVINE), AtOnce(RAVINE)
    runs = [descend(problem, [3, 3], learning_rate=0.01, epochs=FAR) for problem in (one_by_one, at_once)]
    assert runs[0].costs.tolist() == runs[1].costs.tolist()
    assert one_by_one.asked - at_once.asked == len(recorded_epochs(FAR, 2000)) - 1 - WALKED


class Bare:
    """A problem with only the methods that descend requires."""

    names = RAVINE.names
    cost = staticmethod(RAVINE.cost)
    gradient = staticmethod(RAVINE.gradient)


class Unexplained(Bare):
    spectrum = None


@pytest.mark.parametrize("problem", [Bare(), Unexplained()])
def test_without_a_spectrum_every_epoch_is_computed(problem: Any) -> None:
    passed, _ = loop(RAVINE, [3, 3], 0.07, 1500)
    run = descend(problem, [3, 3], learning_rate=0.07, epochs=1500, keep=30)
    assert run.weights.tolist() == [passed[t].tolist() for t in run.epochs]
    assert run.costs.tolist() == [RAVINE.cost(w) for w in run.weights]
