"""What is only rounding in a gradient: against exact rational arithmetic, and what optimizers make of it."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gd.arrays import EPS, Array
from gd.batches import Batches
from gd.descent import descend
from gd.least_squares import Reduction, Rows
from gd.optimizers import OPTIMIZERS, Optimizer
from gd.problems import Quadratic

NORMALISING = [optimizer for optimizer in OPTIMIZERS.values() if optimizer.normalises]
WITH_A_RATE = [optimizer for optimizer in NORMALISING if not optimizer.finds_own_rate]
SIGNS = np.array([[1, 1, 1, 1, -1, -1, -1, -1], [1, 1, -1, -1, 1, 1, -1, -1], [1, -1, 1, -1, 1, -1, 1, -1]]).T
X = np.column_stack([np.ones(8), SIGNS])
Y = 1e7 / 3 * np.array([11, 12, -12, -11, 12, 11, -11, -12])
"""y is orthogonal to every column of X but the third, and so large that rounding is far above every optimizer's ε."""


def exact_gradient(X: Array, y: Array, w: Array, reduction: Reduction) -> list[Fraction]:
    """Xᵀ(Xw − y), divided by N for the mean, in exact arithmetic."""
    rows, weights = [[*map(Fraction, row)] for row in X.tolist()], [*map(Fraction, w.tolist())]
    errors = [
        sum(x * v for x, v in zip(row, weights, strict=True)) - Fraction(t)
        for row, t in zip(rows, y.tolist(), strict=True)
    ]
    divisor = len(rows) if reduction == "mean" else 1
    return [sum(row[d] * e for row, e in zip(rows, errors, strict=True)) / divisor for d in range(X.shape[1])]


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("seed", range(8))
def test_rounding_is_smaller_than_what_counts_as_rounding(seed: int, reduction: Reduction) -> None:
    draw = np.random.default_rng(seed)
    X = draw.normal(size=(30, 4)) * 10.0 ** draw.integers(-5, 6, 4) + 10.0 ** draw.integers(-3, 4)
    y, w = draw.normal(size=30) * 1e4, draw.normal(size=4) * 10.0 ** draw.integers(-3, 4)
    problem = Rows(X, y, reduction=reduction)
    exact = np.array([float(g) for g in exact_gradient(X, y, w, reduction)])
    for part in (problem, problem.batch(np.arange(30))):
        assert (np.abs(part.gradient(w) - exact) < part.gradient_rounding(w)).all()
        # It is far smaller than the terms: at a start drawn at random, no slope is taken for rounding.
        assert (np.abs(exact) > part.gradient_rounding(w)).all()


@pytest.mark.parametrize("reduction", ["sum", "mean"])
def test_the_rows_and_their_factor_count_the_same_as_rounding(reduction: Reduction) -> None:
    problem, w = Rows(X, Y, reduction=reduction), np.array([1.0, -2.0, 3.0, 1e7])
    assert problem.batch(np.arange(8)).gradient_rounding(w) == pytest.approx(problem.gradient_rounding(w), rel=1e-9)


@pytest.mark.parametrize("batches", [None, Batches(8)], ids=["all rows", "batches"])
@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("optimizer", WITH_A_RATE, ids=lambda optimizer: optimizer.name)
def test_a_slope_that_is_zero_but_for_rounding_is_no_step(
    optimizer: Optimizer, reduction: Reduction, batches: Batches | None
) -> None:
    problem = Rows(X, Y, reduction=reduction)
    start = np.array([0.0, 0.0, 0.5, 0.0])
    assert [g != 0 for g in exact_gradient(X, Y, start, reduction)] == [False, False, True, False]
    chosen: dict[str, Any] = {"learning_rate": 0.1, "epochs": 20, "optimizer": optimizer, "batches": batches}
    run = descend(problem, start, **chosen)
    assert run.weights[:, [0, 1, 3]].tolist() == np.zeros((21, 3)).tolist()
    assert run.weights[1, 2] > 0.5 + 0.05


@pytest.mark.parametrize("optimizer", WITH_A_RATE, ids=lambda optimizer: optimizer.name)
def test_of_the_rounding_itself_an_optimizer_would_make_a_step(optimizer: Optimizer) -> None:
    rounding = np.array([EPS * np.abs(Y).max()])
    step, _ = optimizer.step(optimizer.begin(None, rounding), rounding, 0.1, 1)
    assert step > 0.01


@pytest.mark.parametrize("optimizer", NORMALISING, ids=lambda optimizer: optimizer.name)
@pytest.mark.parametrize(("off", "moves"), [(1e-11, True), (3e-12, True), (1e-12, False), (1e-13, False)])
def test_a_slope_just_above_rounding_is_a_step_and_one_below_is_none(
    optimizer: Optimizer, off: float, moves: bool
) -> None:
    # At w = 1 + off the gradient w − 1 is off, and the sizes of its terms are 1 and 1: what is below 2 · 10⁻¹² of
    # them is rounding.
    run = descend(Quadratic([[1]], [1]), [1 + off], learning_rate=0.1, epochs=1, optimizer=optimizer)
    assert (run.weights[1] != run.weights[0]).tolist() == [moves]


def test_plain_descent_is_the_textbooks_however_small_the_slope() -> None:
    run = descend(Quadratic([[1]], [1]), [1 + 1e-13], learning_rate=0.5, epochs=1)
    assert run.weights[1] - 1 == pytest.approx((run.weights[0] - 1) / 2, rel=1e-2)
