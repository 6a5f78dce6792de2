"""Descent in batches: an epoch is one pass over all rows, whatever the batch size."""

from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from gd.arguments import Arguments
from gd.arrays import Array
from gd.batches import Batches
from gd.descent import descend
from gd.least_squares import LeastSquares, Rows
from gd.optimizers import Adam, LineSearch, Momentum
from gd.problem import MINIMISE, Problem
from gd.run import Stop
from gd.schedules import Exponential
from gd.updates import after_each_update, updates_per_epoch
from tests.test_descent import BOWL
from tests.test_problems import central_differences

RANDOM = np.random.default_rng(7)
X = np.column_stack([np.ones(10), RANDOM.standard_normal((10, 2))])
Y = RANDOM.standard_normal(10)
START = [1.0, -2.0, 0.5]

both_reductions = pytest.mark.parametrize("reduction", ["sum", "mean"])


class Watched(Rows):
    """A problem with rows that records which rows were requested."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: list[list[int]] = []

    def batch(self, rows: NDArray[np.int64]) -> Problem:
        self.asked.append(rows.tolist())
        return super().batch(rows)


def orders(epochs: int, size: int, seed: int = 0) -> list[list[list[int]]]:
    """The batches of each epoch."""
    watched = Watched(X, Y)
    batches = Batches(size, seed)
    passed = []
    for epoch in range(1, epochs + 1):
        watched.asked = []
        list(batches.parts(watched, epoch))
        passed.append(watched.asked)
    return passed


@pytest.mark.parametrize(("size", "sizes"), [(1, [1] * 10), (3, [3, 3, 3, 1]), (5, [5, 5]), (10, [10]), (99, [10])])
def test_an_epoch_goes_through_every_row_once(size: int, sizes: list[int]) -> None:
    for batches in orders(5, size):
        assert [len(rows) for rows in batches] == sizes
        assert sorted(row for rows in batches for row in rows) == list(range(10))
    assert Batches(size).count(Rows(X, Y)) == len(sizes)


def test_every_epoch_has_another_order_which_follows_from_the_seed() -> None:
    first = orders(5, 3, seed=1)
    assert first == orders(5, 3, seed=1)
    assert len({str(batches) for batches in first + orders(5, 3, seed=2)}) == 10


@both_reductions
def test_rows_are_the_same_problem_as_least_squares(reduction: Any) -> None:
    rows, folded, w = Rows(X, Y, reduction=reduction), LeastSquares(X, Y, reduction=reduction), np.array(START)
    assert rows.cost(w) == folded.cost(w)
    assert rows.gradient(w).tolist() == folded.gradient(w).tolist()
    assert rows.exact().tolist() == folded.exact().tolist()


@both_reductions
def test_a_batch_of_all_rows_has_the_cost_and_the_gradient_of_the_whole(reduction: Any) -> None:
    problem, w = Rows(X, Y, reduction=reduction), np.array(START)
    whole = problem.batch(np.arange(10))
    assert whole.names == problem.names
    assert whole.cost(w) == pytest.approx(problem.cost(w), rel=1e-12)
    assert whole.gradient(w) == pytest.approx(problem.gradient(w), rel=1e-12)


@both_reductions
def test_the_gradient_of_a_batch_is_the_slope_of_its_cost(reduction: Any) -> None:
    batch, w = Rows(X, Y, reduction=reduction).batch(np.array([1, 4, 7])), np.array(START)
    assert batch.gradient(w) == pytest.approx(central_differences(batch.cost, w), rel=1e-6)


def test_the_batches_add_up_to_the_sum_and_average_to_the_mean() -> None:
    w, parts = np.array(START), [np.array([9, 0]), np.array([3, 1]), np.array([5, 2]), np.array([4, 8, 7, 6])]
    summed, mean = Rows(X, Y), Rows(X, Y, reduction="mean")
    assert sum(summed.batch(rows).gradient(w) for rows in parts) == pytest.approx(summed.gradient(w))
    averaged = sum(len(rows) / 10 * mean.batch(rows).gradient(w) for rows in parts)
    assert averaged == pytest.approx(mean.gradient(w))
    assert sum(summed.batch(rows).cost(w) for rows in parts) == pytest.approx(summed.cost(w))


@both_reductions
@pytest.mark.parametrize("size", [10, 1000])
def test_one_batch_of_all_rows_gives_the_full_batch_run(size: int, reduction: Any) -> None:
    settings: dict[str, Any] = {"learning_rate": 0.02, "epochs": 50}
    problem = Rows(X, Y, reduction=reduction)
    batched, whole = descend(problem, START, batches=Batches(size), **settings), descend(problem, START, **settings)
    np.testing.assert_allclose(batched.weights, whole.weights, rtol=1e-9)
    assert batched.costs == pytest.approx(whole.costs, rel=1e-9)


@pytest.mark.parametrize("goal", [MINIMISE, "maximise"])
def test_batches_of_one_row_give_the_least_mean_squares_algorithm(goal: str) -> None:
    # w ← w − η (xᵀw − y) x, row by row (Widrow & Hoff 1960).
    run = descend(Rows(X, Y), START, learning_rate=0.05, epochs=4, batches=Batches(1, seed=3), goal=goal)
    w, passed = np.array(START), [START]
    for batches in orders(4, 1, seed=3):
        for (row,) in batches:
            w = w - (0.05 if goal == MINIMISE else -0.05) * (X[row] @ w - Y[row]) * X[row]
        passed.append(w.tolist())
    np.testing.assert_allclose(run.weights, passed, rtol=1e-12)
    assert run.costs == pytest.approx([LeastSquares(X, Y).cost(w) for w in np.array(passed)], rel=1e-9)


def test_a_single_row_by_hand() -> None:
    # x = 2, y = 6 again and again, η = ⅛: w ← w − (2w − 6)·2/8 = w/2 + 3/2, from 0: 3/2, 9/4, 21/8.
    run = descend(Rows([[2]], [6]), [0], learning_rate=1 / 8, epochs=3, batches=Batches())
    assert run.weights[:, 0].tolist() == [0, 3 / 2, 9 / 4, 21 / 8]


def by_adam(size: int, seed: int, epochs: int, gamma: float) -> Array:
    """Adam as in the paper, counting updates as time, with a rate that decays by the epoch."""
    w, m, v, t, passed = np.array(START), np.zeros(3), np.zeros(3), 0, [np.array(START)]
    for epoch, batches in enumerate(orders(epochs, size, seed)):
        for rows in batches:
            g = X[rows].T @ (X[rows] @ w - Y[rows]) / len(rows)
            t += 1
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            w = w - 0.1 * gamma**epoch * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        passed.append(w)
    return np.array(passed)


def test_optimizers_count_updates_and_schedules_epochs() -> None:
    settings: dict[str, Any] = {"optimizer": Adam(), "schedule": Exponential(0.9), "batches": Batches(4, seed=5)}
    run = descend(Rows(X, Y, reduction="mean"), START, learning_rate=0.1, epochs=6, **settings)
    np.testing.assert_allclose(run.weights, by_adam(4, 5, 6, 0.9), rtol=1e-9)


def test_a_run_in_batches_follows_from_its_seed() -> None:
    def weights(seed: int) -> list[Any]:
        batches = Batches(2, seed)
        run = descend(Rows(X, Y), START, learning_rate=0.05, epochs=5, optimizer=Momentum(), batches=batches)
        return list(run.weights.tolist())

    assert weights(1) == weights(1)
    assert weights(1) != weights(2)


def test_a_run_in_batches_is_computed_epoch_by_epoch() -> None:
    settings: dict[str, Any] = {"learning_rate": 0.01, "epochs": 60, "batches": Batches(4)}
    problem = Rows(X, Y)
    full, thinned = descend(problem, START, **settings), descend(problem, START, keep=10, **settings)
    assert thinned.weights.tolist() == full.weights[thinned.epochs].tolist()
    given = Arguments(problem, np.zeros(len(problem.names)), 0.1, 10)
    assert given.can_leap
    assert not replace(given, batches=Batches(4)).can_leap


def test_with_a_constant_rate_the_noise_stays_and_with_a_falling_one_it_dies_out() -> None:
    problem = Rows(X, Y, reduction="mean")
    settings: dict[str, Any] = {"learning_rate": 0.1, "epochs": 1000, "batches": Batches(1)}
    constant = descend(problem, START, **settings).final_cost - problem.cost(problem.exact())
    falling = descend(problem, START, schedule=Exponential(), **settings).final_cost - problem.cost(problem.exact())
    assert 0 <= falling < 1e-3 * constant


def test_a_run_in_batches_that_diverges_keeps_what_is_finite() -> None:
    run = descend(Rows(X, Y), START, learning_rate=2, epochs=1000, batches=Batches(1))
    assert run.stop is Stop.DIVERGED
    assert np.isfinite(run.weights).all()


def test_the_rows_are_not_shared() -> None:
    given_X, given_y = X.copy(), Y.copy()
    problem = Rows(given_X, given_y)
    given_X[:], given_y[:] = 0, 0
    assert problem.batch(np.arange(10)).gradient(np.array(START)) == pytest.approx(problem.gradient(np.array(START)))


@pytest.mark.parametrize("problem", [BOWL, LeastSquares(X, Y)])
def test_a_problem_without_rows_has_no_batches(problem: Problem) -> None:
    with pytest.raises(ValueError, match=r"^Batches are made of rows, and this problem keeps none\."):
        descend(problem, np.ones(len(problem.names)), learning_rate=0.1, epochs=0, batches=Batches())


def test_line_search_has_no_batches() -> None:
    with pytest.raises(ValueError, match=r"^Exact line search needs the whole cost, not a batch's\."):
        descend(Rows(X, Y), START, learning_rate=0.1, epochs=3, optimizer=LineSearch(), batches=Batches())


@pytest.mark.parametrize("size", [0, -1, 1.5, np.nan, np.inf])
def test_a_batch_size_out_of_bounds_is_refused(size: Any) -> None:
    with pytest.raises(ValueError, match=r"^The batch size is .*, but a whole number of at least 1 is wanted\.$"):
        Batches(size)


@pytest.mark.parametrize("seed", [-1, 1.5, np.nan])
def test_a_seed_out_of_bounds_is_refused(seed: Any) -> None:
    with pytest.raises(ValueError, match=r"^The seed is .*, but a whole number of at least 0 is wanted\.$"):
        Batches(1, seed)


def test_the_weights_after_an_epoch_are_those_after_its_last_update() -> None:
    given = Arguments(Rows(X, Y), np.array(START), 0.01, 5, optimizer=Momentum(0.9), batches=Batches(3, 1))
    assert updates_per_epoch(given) == 4
    updates = list(islice(after_each_update(given), 20))
    run = descend(**vars(given))
    assert (np.array(updates[3::4]) == run.weights[1:]).all()
    assert updates_per_epoch(replace(given, batches=None)) == 1
