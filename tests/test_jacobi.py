"""Singular values and vectors of badly scaled columns have as many digits as with a hundred digits of arithmetic."""

import mpmath
import numpy as np
import pytest

from gd import jacobi
from gd.arrays import EPS, Array
from gd.rank import unit_columns
from gd.tsqr import triangle


def graded(D: int, decades: float, seed: int = 0) -> Array:
    """The triangle of random columns whose units are spread over so many decades, in random order."""
    rng = np.random.default_rng(seed)
    return triangle(rng.normal(size=(D + 5, D)) * 10.0 ** rng.permutation(np.linspace(0, -decades, D)))


def many_digits(R: Array) -> tuple[Array, Array]:
    """σ, falling, and V of R from the eigenvalues of RᵀR."""
    with mpmath.workdps(200):
        A = mpmath.matrix(R.tolist())
        values, vectors = mpmath.eigsy(A.T * A)
        order = sorted(range(len(R)), key=lambda i: -values[i])
        V = [[float(vectors[d, i]) for i in order] for d in range(len(R))]
        return np.array([float(mpmath.sqrt(values[i])) for i in order]), np.array(V)


@pytest.mark.parametrize("D", [1, 2, 3, 6, 9])
@pytest.mark.parametrize("decades", [0, 5, 6, 7, 10, 20, 45])
def test_each_singular_value_and_vector_has_its_own_last_digits(D: int, decades: float) -> None:
    R = graded(D, decades)
    r = R @ np.arange(1, D + 1)
    values, V, along = jacobi.svd(R, r)
    true, true_V = many_digits(R)
    true_V = true_V * np.sign((true_V * V).sum(axis=0))
    condition = float(np.linalg.cond(unit_columns(R)[0]))
    # LAPACK's error is ε beside the largest singular value, and where the smallest is below STEEP it isn't asked.
    few = 10 * D * EPS * condition
    few = max(few, 10 * EPS / jacobi.STEEP) if true[-1] > jacobi.STEEP * true[0] else few
    assert np.abs(values / true - 1).max() < few
    # A component can be no larger than the columns' lengths allow, and is right beside that.
    lengths = np.linalg.norm(R, axis=0)[:, None]
    allowed = condition * np.minimum(np.minimum(lengths / true, true / lengths), 1)
    assert (np.abs(V - true_V) <= few * np.maximum(np.abs(true_V), allowed)).all()
    # Rounding turns r by as much as the columns.
    assert along == pytest.approx(true * (true_V.T @ np.arange(1, D + 1)), rel=few, abs=few * np.linalg.norm(r))


@pytest.mark.parametrize("D", [2, 5, 20, 60])
@pytest.mark.parametrize("decades", [0, 12, 60])
def test_directions_are_orthonormal(D: int, decades: float) -> None:
    values, V, _ = jacobi.svd(graded(D, decades), np.zeros(D))
    assert pytest.approx(np.eye(D), abs=10 * D * EPS) == V.T @ V
    assert (np.diff(values) <= 0).all()


def test_without_columns_there_is_nothing() -> None:
    values, V, along = jacobi.svd(np.empty((0, 0)), np.empty(0))
    assert (values.shape, V.shape, along.shape) == ((0,), (0, 0), (0,))


@pytest.mark.parametrize("D", range(1, 10))
def test_every_pair_of_rows_meets_once_in_rounds_without_a_row_twice(D: int) -> None:
    rounds = jacobi._rounds(D)
    pairs = [(i, j) for first, second in rounds for i, j in zip(first.tolist(), second.tolist(), strict=True)]
    assert sorted(pairs) == [(i, j) for i in range(D) for j in range(i + 1, D)]
    assert all(len({*first.tolist(), *second.tolist()}) == 2 * len(first) for first, second in rounds)


def test_an_angle_too_small_to_turn_by_is_none() -> None:
    values, V, r = jacobi.svd(np.array([[1e153, 1e-10], [0, 1e-10]]), np.array([1e153, 1e-10]))
    assert values == pytest.approx([1e153, 1e-10], rel=1e-12)
    assert np.abs(V) == pytest.approx(np.eye(2), abs=1e-15)
    assert np.abs(r) == pytest.approx([1e153, 1e-10], rel=1e-12)
