"""Gradient descent: runs against closed forms, and records against the definition of gradient descent."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gd.arrays import Array
from gd.batches import Batches
from gd.descent import WALKED, descend
from gd.initial import normal
from gd.least_squares import LeastSquares, Rows
from gd.likelihood import GaussianLikelihood
from gd.optimizers import OPTIMIZERS, Momentum, Optimizer, RMSProp
from gd.problem import MAXIMISE, MINIMISE, Problem
from gd.problems import PowerSum, Quadratic
from gd.run import Run, Stop, recorded_epochs
from gd.schedules import Cosine, Exponential, InverseTime, Schedule
from tests.test_least_squares import TRAP_X, TRAP_Y

BOWL = PowerSum((2,))
VALLEY = PowerSum((2, 4))
RAVINE = Quadratic([[13, 12], [12, 13]], [37, 38])
TRAP = LeastSquares(TRAP_X, TRAP_Y)
NULL_DIRECTION = np.array([1.0, -1.0, -1.0]) / np.sqrt(3)
SHORTEST = np.linalg.pinv(TRAP_X, rcond=1e-9) @ TRAP_Y

# --- Closed forms ---


@pytest.mark.parametrize("rate", [0.001, 0.1, 0.25, 0.5, 0.9, 1.0, 1.1])
def test_an_epoch_multiplies_the_weight_of_the_bowl_by_one_minus_two_eta(rate: float) -> None:
    run = descend(BOWL, [20], learning_rate=rate, epochs=100)
    np.testing.assert_allclose(run.weights[:, 0], 20 * (1 - 2 * rate) ** np.arange(101), rtol=1e-12, atol=0)


def test_the_bowl_from_twenty_at_a_tenth_comes_as_near_as_published() -> None:
    w = descend(BOWL, [20], learning_rate=0.1, epochs=100).weights[:, 0]
    assert w[30] == pytest.approx(0.0247588, abs=5e-8)
    assert w[100] == pytest.approx(4.07e-9, abs=5e-12)


def test_along_the_fourth_power_the_approach_is_a_power_law() -> None:
    # u = w₂⁻² grows by 8η + 48η²/u + … an epoch: w₂ √(8ηt) is below 1, and here by less than 1/(8ηt).
    run = descend(VALLEY, [1, 1], learning_rate=0.01, epochs=20_000)
    scaled_time = 8 * 0.01 * run.epochs[1:]
    short_of_one = 1 - run.weights[1:, 1] * np.sqrt(scaled_time)
    assert (short_of_one > 0).all()
    assert (short_of_one < 1 / scaled_time).all()


def test_each_direction_of_a_quadratic_shrinks_or_grows_by_its_own_factor() -> None:
    run = descend(RAVINE, [3, 3], learning_rate=0.09, epochs=50)  # from the minimum at (1, 2)
    along_and_across = (run.weights - [1, 2]) @ np.array([[1, 1], [-1, 1]]) / 2  # where λ is 1 and 25
    factors = np.array([1 - 0.09 * 1, 1 - 0.09 * 25])
    np.testing.assert_allclose(along_and_across, [0.5, 1.5] * factors ** run.epochs[:, None], rtol=1e-6)


# --- The dummy-variable trap ---

from_anywhere = pytest.mark.parametrize("start", [normal(3, seed) for seed in range(5)])


def trap_run(start: Array, **settings: Any) -> Run:
    return descend(TRAP, start, **{"learning_rate": 0.001, "epochs": 1000, **settings})


@from_anywhere
def test_nothing_moves_along_the_null_direction_of_the_trap(start: Array) -> None:
    # Up to rounding in 1,000 epochs, each at most 1.1 · 10⁻¹⁶ in a weight below 2.
    assert trap_run(start).weights @ NULL_DIRECTION == pytest.approx(start @ NULL_DIRECTION, abs=1e-12)


@from_anywhere
def test_the_predictions_of_the_trap_meet_the_targets(start: Array) -> None:
    # The slowest direction that affects the predictions has λ = 5.
    run = trap_run(start)
    error = np.linalg.norm(run.weights @ TRAP_X.T - TRAP_Y, axis=1)
    assert error[-1] <= (1 - 0.001 * 5) ** 1000 * error[0]
    assert error[-1] < 0.05
    assert (np.diff(run.costs) < 0).all()


@from_anywhere
def test_the_trap_ends_at_the_shortest_weights_and_the_null_component_of_the_start(start: Array) -> None:
    run = trap_run(start, learning_rate=0.1)
    assert run.final_weights == pytest.approx(SHORTEST + (start @ NULL_DIRECTION) * NULL_DIRECTION, abs=1e-12)


def test_from_zeros_the_trap_ends_at_the_pseudo_inverses_weights() -> None:
    assert trap_run(np.zeros(3), learning_rate=0.1).final_weights == pytest.approx(SHORTEST, abs=1e-12)


# --- Maximising ---


@dataclass
class Negative:
    """The negative of another problem's J."""

    problem: Problem

    @property
    def names(self) -> tuple[str, ...]:
        return self.problem.names

    def cost(self, w: Array) -> float:
        return -self.problem.cost(w)

    def gradient(self, w: Array) -> Array:
        return -self.problem.gradient(w)


def test_the_likelihood_is_climbed_to_the_mean_and_the_standard_deviation() -> None:
    run = descend(GaussianLikelihood([1, 2, 6]), [0, 0], learning_rate=0.1, epochs=2000, goal=MAXIMISE)
    assert run.final_weights == pytest.approx([3, 0.5 * np.log(14 / 3)], abs=1e-9)


# --- The record ---

walks = st.fixed_dictionaries(
    {
        "problem": st.sampled_from([VALLEY, RAVINE, LeastSquares([[1, 2], [3, 4], [5, 7]], [1, 0, 2])]),
        "start": st.tuples(st.floats(-5, 5), st.floats(-5, 5)),
        "learning_rate": st.sampled_from([1e-3, 0.02, 0.1, 1.5]),  # from very slow convergence to divergence
        "epochs": st.integers(0, WALKED),  # what follows is leapt, see test_closed_form
        "tolerance": st.sampled_from([0.0, 1e-3, 0.1]),
        "goal": st.sampled_from([MINIMISE, MAXIMISE]),
    }
)


@given(walks)
def test_every_epoch_is_recorded_with_its_cost_and_follows_from_the_one_before(walk: dict[str, Any]) -> None:
    problem, run = walk["problem"], descend(**walk)
    signed = walk["learning_rate"] * (1 if walk["goal"] == MINIMISE else -1)
    assert run.epochs.tolist() == list(range(len(run.epochs)))
    assert run.weights[0].tolist() == list(walk["start"])
    assert run.costs.tolist() == [problem.cost(w) for w in run.weights]
    assert run.weights[1:].tolist() == [(w - signed * problem.gradient(w)).tolist() for w in run.weights[:-1]]
    assert run.final_weights.tolist() == run.weights[-1].tolist()
    assert run.final_cost == run.costs[-1]


@given(walks, st.integers(2, 50))
def test_a_thinned_record_is_part_of_the_full_one_with_its_first_and_last(walk: dict[str, Any], keep: int) -> None:
    full, thinned = descend(**walk), descend(**walk, keep=keep)
    assert len(thinned.epochs) <= keep
    assert (thinned.epochs[0], thinned.epochs[-1]) == (0, full.epochs[-1])
    assert (np.diff(thinned.epochs) > 0).all()
    assert thinned.stop is full.stop
    if walk["problem"].spectrum is None:
        assert thinned.weights.tolist() == full.weights[thinned.epochs].tolist()
        assert thinned.costs.tolist() == full.costs[thinned.epochs].tolist()
    else:  # computed in closed form: equal up to rounding, see test_closed_form.py
        sizes = np.abs(full.weights[thinned.epochs]).max(axis=1, keepdims=True)
        assert (np.abs(thinned.weights - full.weights[thinned.epochs]) <= 1e-9 * sizes).all()


@given(walks)
def test_to_maximise_is_to_minimise_the_negative(walk: dict[str, Any]) -> None:
    other = MAXIMISE if walk["goal"] == MINIMISE else MINIMISE
    run, mirrored = descend(**walk), descend(**walk | {"problem": Negative(walk["problem"]), "goal": other})
    assert mirrored.weights.tolist() == run.weights.tolist()
    assert mirrored.costs.tolist() == (-run.costs).tolist()
    assert mirrored.stop is run.stop


@given(st.integers(0, 10**12), st.integers(2, 500))
@example(5, 2)
def test_the_epochs_to_keep_rise_from_the_first_to_the_last_and_fit(epochs: int, keep: int) -> None:
    recorded = recorded_epochs(epochs, keep)
    assert (recorded[0], recorded[-1]) == (0, epochs)
    assert (np.diff(recorded) > 0).all()
    assert len(recorded) <= keep


def test_all_epochs_are_kept_where_they_fit() -> None:
    assert recorded_epochs(1999, 2000).tolist() == list(range(2000))


def test_if_not_all_epochs_fit_half_are_the_first_and_the_rest_ever_wider_apart() -> None:
    recorded = recorded_epochs(10**6, 2000)
    assert len(recorded) == 2000
    assert recorded[:1000].tolist() == list(range(1000))
    assert recorded[1001:] / recorded[1000:-1] == pytest.approx((10**6 / 1000) ** (1 / 999), rel=1e-3)


def test_with_no_epochs_there_is_only_the_start() -> None:
    run = descend(BOWL, [20], learning_rate=0.1, epochs=0)
    assert (run.epochs.tolist(), run.weights.tolist(), run.costs.tolist()) == ([0], [[20]], [400])
    assert run.stop is Stop.EPOCHS


def test_the_start_is_neither_changed_nor_shared() -> None:
    start = np.array([20.0])
    run = descend(BOWL, start, learning_rate=0.1, epochs=3)
    assert start.tolist() == [20]
    start[0] = 99
    assert run.weights[0].tolist() == [20]


def test_two_runs_can_be_compared() -> None:
    one, other = (descend(BOWL, [20], learning_rate=0.1, epochs=3) for _ in range(2))
    assert one != other  # by identity, as comparing arrays gives no single truth value


# --- Where a run ends ---


def test_a_run_within_its_bounds_ends_after_all_epochs() -> None:
    run = descend(BOWL, [20], learning_rate=0.1, epochs=30)
    assert (run.stop, run.epochs[-1]) == (Stop.EPOCHS, 30)


def test_it_ends_after_the_first_epoch_that_changes_every_weight_by_less_than_the_tolerance() -> None:
    # The larger weight halves in each epoch and changes by 4, 2, 1, ½; 1 isn't less than the tolerance.
    run = descend(PowerSum((2, 2)), [1, 8], learning_rate=0.25, epochs=100, tolerance=1)
    assert (run.stop, run.epochs[-1]) == (Stop.TOLERANCE, 4)
    assert run.final_weights.tolist() == [1 / 16, 8 / 16]


@pytest.mark.parametrize("tolerance", [1e-3, 1e-6, 1e-9])
def test_only_the_last_change_is_below_the_tolerance(tolerance: float) -> None:
    run = descend(RAVINE, [5, -4], learning_rate=0.05, epochs=10_000, tolerance=tolerance)
    below = np.abs(np.diff(run.weights, axis=0)).max(axis=1) < tolerance
    assert run.stop is Stop.TOLERANCE
    assert below.tolist() == [False] * (len(below) - 1) + [True]


def test_without_a_tolerance_even_a_standstill_goes_on() -> None:
    run = descend(BOWL, [0], learning_rate=0.1, epochs=50)
    assert (run.stop, run.epochs[-1]) == (Stop.EPOCHS, 50)


def test_it_diverges_where_the_cost_passes_the_largest_number() -> None:
    run = descend(BOWL, [1], learning_rate=1.5, epochs=10_000)  # w = (−2)ᵏ, and 4⁵¹² = 2¹⁰²⁴ is too large
    assert (run.stop, run.epochs[-1]) == (Stop.DIVERGED, 511)
    assert (run.final_weights[0], run.final_cost) == (-(2.0**511), 4.0**511)


class Step:
    """J(w) = −2 tanh w, finite for all finite w."""

    names = ("w",)

    def cost(self, w: Array) -> float:
        return float(-2 * np.tanh(w[0]))

    def gradient(self, w: Array) -> Array:
        return -2 / np.cosh(w) ** 2


@pytest.mark.parametrize("keep", [5, 2000])
@pytest.mark.parametrize(
    ("problem", "start", "rate", "goal"),
    [
        pytest.param(BOWL, [20], 1.5, MINIMISE, id="bowl"),
        pytest.param(BOWL, [20], 0.5, MAXIMISE, id="bowl, upwards"),
        pytest.param(VALLEY, [1, 3], 0.1, MINIMISE, id="valley"),
        pytest.param(PowerSum((3,)), [-2], 0.1, MINIMISE, id="no lower bound"),
        pytest.param(GaussianLikelihood([1, 3]), [0, 1], 700, MAXIMISE, id="likelihood"),
        pytest.param(TRAP, [1, 1, 1], 0.5, MINIMISE, id="trap"),
        pytest.param(Step(), [0], 1e308, MINIMISE, id="weights alone"),
    ],
)
def test_a_diverged_run_keeps_what_is_finite_and_the_next_epoch_would_not_be(
    problem: Problem, start: list[float], rate: float, goal: str, keep: int
) -> None:
    run = descend(problem, start, learning_rate=rate, epochs=10_000, goal=goal, keep=keep)
    assert run.stop is Stop.DIVERGED
    assert np.isfinite(run.weights).all()
    assert np.isfinite(run.costs).all()
    with np.errstate(all="ignore"):
        step = rate * problem.gradient(run.final_weights)
        following = run.final_weights + (step if goal == MAXIMISE else -step)
        assert not np.isfinite([*following, problem.cost(following)]).all()


# --- What one more epoch would change ---


@given(walks, st.integers(2, 50))
def test_one_more_epoch_of_plain_descent_would_change_the_weights_by_the_step(walk: dict[str, Any], keep: int) -> None:
    run = descend(**walk, keep=keep)
    w, slope = run.final_weights, walk["problem"].gradient(run.final_weights)
    signed = walk["learning_rate"] * (1 if walk["goal"] == MINIMISE else -1)
    if run.stop is Stop.DIVERGED:
        assert run.next_change == np.inf
    else:
        assert run.next_change == np.abs(w - signed * slope - w).max()


@pytest.mark.parametrize("batches", [None, Batches(2, seed=1)], ids=["all rows", "batches"])
@pytest.mark.parametrize("optimizer", [o for o in OPTIMIZERS.values() if not o.finds_own_rate], ids=lambda o: o.name)
def test_the_next_change_is_that_of_a_run_which_is_one_epoch_longer(
    optimizer: Optimizer, batches: Batches | None
) -> None:
    rows = Rows([[1, 2], [3, 4], [5, 7]], [1, 0, 2])
    chosen: dict[str, Any] = {"learning_rate": 0.003, "optimizer": optimizer, "batches": batches, "keep": 3}
    run, longer = (descend(rows, [1, -1], epochs=epochs, **chosen) for epochs in (20, 21))
    change = np.abs(longer.final_weights - run.final_weights).max()
    assert run.next_change == pytest.approx(change, rel=1e-9)
    assert change > 1e-4


@pytest.mark.parametrize(
    ("schedule", "rate"), [(Exponential(0.5), 0.0125), (InverseTime(1.0), 0.025), (Cosine(), 0.05)]
)
def test_one_more_epoch_is_asked_at_the_rate_of_the_last_one(schedule: Schedule, rate: float) -> None:
    # Of 4 epochs, at η/(1 + t), η 2⁻ᵗ and η (1 + cos(πt/4))/2, the last one has t = 3; cos(3π/4) = −1/√2.
    run = descend(BOWL, [20], learning_rate=0.1, epochs=4, schedule=schedule)
    last = 0.05 * (1 - 0.5**0.5) if isinstance(schedule, Cosine) else rate
    assert run.next_change == pytest.approx(2 * last * run.final_weights[0])
    assert descend(BOWL, [20], learning_rate=0.1, epochs=0, schedule=schedule).next_change == pytest.approx(4)


def test_a_turn_that_repeats_every_second_epoch_is_no_rest() -> None:
    # RMSProp comes to jump by η from −η/2 to η/2 and back: once s is g², the step is η g/|g|. Epochs that are an even
    # number apart, as the last recorded ones are here, then have the same weights.
    run = descend(BOWL, [20], learning_rate=0.1, epochs=8500, optimizer=RMSProp())
    assert (run.epochs[-1] - run.epochs[-2]) % 2 == 0
    assert np.abs(run.weights[-1] - run.weights[-2]).max() < 1e-9
    assert run.next_change == pytest.approx(0.1, rel=1e-6)


def test_a_ball_that_turns_back_is_not_at_rest() -> None:
    # As in the table of test_optimizers.py: 1 → ½ → 0 → −¼ → −¼ → −⅛
    turning = descend(BOWL, [1], learning_rate=0.25, epochs=3, optimizer=Momentum(0.5))
    assert turning.next_change == 0.125
    assert descend(BOWL, [0], learning_rate=0.25, epochs=3, optimizer=Momentum(0.5)).next_change == 0


def test_one_more_epoch_that_overflows_would_change_the_weights_without_bound() -> None:
    assert descend(Step(), [0], learning_rate=1e308, epochs=0).next_change == np.inf


# --- Invalid arguments ---


@pytest.mark.parametrize(
    ("argument", "value", "sentence"),
    [
        ("start", [1], r"^The start has 1 numbers, but the problem has 2 weights: w₁, w₂\.$"),
        ("start", [1, 2, 3], r"^The start has 3 numbers, but the problem has 2 weights"),
        ("start", 1, r"^The start has the shape \(\), but a list of numbers that is not empty"),
        ("start", [[1, 2]], r"^The start has the shape \(1, 2\), but a list"),
        ("start", [], r"^The start has the shape \(0,\), but a list"),
        ("start", [1, np.nan], r"^The start holds a value that is not a finite number"),
        ("start", [np.inf, 1], r"^The start holds a value that is not a finite number"),
        ("start", [1e200, 1], r"^The cost is not a finite number at the start"),
        ("learning_rate", 0, r"^The learning rate is 0, but a finite number above 0 is wanted\.$"),
        ("learning_rate", -0.1, r"^The learning rate is -0\.1, but a finite number above 0"),
        ("learning_rate", np.nan, r"^The learning rate is nan, but a finite number above 0"),
        ("learning_rate", np.inf, r"^The learning rate is inf, but a finite number above 0"),
        ("epochs", -1, r"^The number of epochs is -1, but a whole number of at least 0 is wanted\.$"),
        ("epochs", 2.5, r"^The number of epochs is 2\.5, but a whole number"),
        ("epochs", np.inf, r"^The number of epochs is inf, but a whole number"),
        ("epochs", np.nan, r"^The number of epochs is nan, but a whole number"),
        ("tolerance", -1e-9, r"^The tolerance is -1e-09, but a number of at least 0 is wanted\.$"),
        ("tolerance", np.nan, r"^The tolerance is nan, but a number of at least 0"),
        ("goal", "maximize", r"^The goal is 'maximize', but 'minimise' or 'maximise' is wanted\.$"),
        ("keep", 1, r"^The number of epochs to keep is 1, but at least 2 are needed"),
    ],
)
def test_a_bad_argument_is_refused_in_a_sentence(argument: str, value: Any, sentence: str) -> None:
    arguments: dict[str, Any] = {"start": [1, 2], "learning_rate": 0.1, "epochs": 3} | {argument: value}
    with pytest.raises(ValueError, match=sentence):
        descend(VALLEY, **arguments)


def test_a_gradient_of_another_shape_is_refused_and_not_broadcast() -> None:
    class Careless(PowerSum):
        def gradient(self, w: Array) -> Array:
            return super().gradient(w)[:1]

    with pytest.raises(ValueError, match="gradient"):
        descend(Careless((2, 4)), [1, 2], learning_rate=0.1, epochs=3)


def test_a_whole_number_of_epochs_may_be_a_float() -> None:
    run = descend(VALLEY, [1, 2], learning_rate=0.1, epochs=3.0)  # type: ignore[arg-type]
    assert run.epochs.tolist() == [0, 1, 2, 3]
