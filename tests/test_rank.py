"""The rank is that of exact arithmetic, whatever the columns' units, and so are the combinations that are zero."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gd.arrays import EPS, Array
from gd.rank import ROUNDING, SHORTEST, combinations, dependencies, flat_and_steep, unit_columns
from gd.tsqr import triangle
from tests import rational

UNITS = [1.0, 2.0**-63, 2.0**75]  # about those of a charge and of a galaxy's distance, and exact
TRAP = np.repeat([[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]], 5, axis=0)


@st.composite
def columns(draw: st.DrawFn) -> tuple[Array, Array]:
    """Whole numbers in columns [N, D] of any rank, and units [D] for the columns, far apart."""
    N, D = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    X = draw(arrays(float, (N, D), elements=st.integers(-3, 3)))
    return X, 2.0 ** draw(arrays(float, D, elements=st.integers(-75, 75)))


def along(basis: Array, X: Array) -> Array:
    """How far Xu is from 0 for each of these combinations u, relative to its terms: [k]."""
    lengths = np.linalg.norm(X, axis=0)
    return np.linalg.norm(X @ basis, axis=0) / np.maximum(lengths @ np.abs(basis), 1e-300)


@given(columns())
def test_the_combinations_span_the_null_space_of_exact_arithmetic(table: tuple[Array, Array]) -> None:
    X, units = table
    basis = dependencies(triangle(X * units))
    assert basis.shape[1] == len(rational.null_space(rational.rows_of(X.tolist())))
    assert (along(basis, X * units) < 1e-13).all()
    # A 1 where the others have a 0: so they are independent.
    assert all(((basis == np.eye(basis.shape[1])[j]).all(axis=1)).any() for j in range(basis.shape[1]))


@given(columns())
def test_flat_and_steep_are_orthonormal_and_the_flat_ones_are_the_combinations(table: tuple[Array, Array]) -> None:
    X, units = table
    basis = dependencies(triangle(X * units))
    flat, steep = flat_and_steep(basis)
    both = np.hstack([flat, steep])
    assert both.shape == (len(units), len(units))
    assert both.T @ both == pytest.approx(np.eye(len(units)), abs=1e-14)
    assert steep.T @ (basis / np.linalg.norm(basis, axis=0)) == pytest.approx(0, abs=1e-14)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("angle", [0.25, 0.5, 2, 4])
def test_columns_depend_on_each_other_up_to_a_smallest_angle(unit: float, angle: float) -> None:
    # The singular values of two unit columns at a small angle θ are √2 and θ/√2.
    theta = angle * 2 * ROUNDING * EPS * 2
    R = np.array([[1.0, unit], [0.0, theta * unit]])
    assert dependencies(R).shape == (2, int(angle < 1))


@pytest.mark.parametrize(("length", "zeros"), [(0.5, True), (2, False)])
def test_a_column_whose_squares_underflow_counts_as_zeros(length: float, zeros: bool) -> None:
    R = np.diag([1.0, length * SHORTEST])
    assert dependencies(R).tolist() == ([[0], [1]] if zeros else [[], []])
    assert (R[1, 1] * EPS) ** 2 > 0 or zeros


def test_columns_of_length_1_are_of_length_1_but_for_zeros() -> None:
    unit, lengths = unit_columns(np.array([[3.0, 0, 3e22], [4, 0, 4e22]]))
    assert unit == pytest.approx(np.array([[0.6, 0, 0.6], [0.8, 0, 0.8]]), rel=1e-15)
    assert lengths == pytest.approx([5, 1, 5e22], rel=1e-15)


@pytest.mark.parametrize("unit", UNITS)
def test_a_column_that_takes_no_part_has_no_coefficient_of_rounding(unit: float) -> None:
    apart = np.random.default_rng(0).normal(size=10)
    X = np.column_stack([apart * unit, TRAP / 3, apart**2 * unit, 2 * apart**2])
    basis = dependencies(triangle(X))
    assert basis.shape == (6, 2)
    assert basis[0].tolist() == [0, 0]
    assert np.count_nonzero(basis, axis=0).tolist() in ([3, 2], [2, 3])


def test_coefficients_up_to_the_noise_are_zero() -> None:
    flat = np.array([[1.0, -1, 1.1e-3, 0.9e-3]]).T
    assert combinations(flat / np.linalg.norm(flat), np.ones(4), 1e-3)[:, 0] == pytest.approx([1, -1, 1.1e-3, 0])


def test_the_shortest_column_is_left_out_unless_its_share_is_small() -> None:
    lengths = np.array([2.0, 1.0, 3.0])
    for share, one in ((0.29, 0), (0.31, 1)):
        flat = np.array([[0.9, share, 1.0]]).T
        assert combinations(flat / np.linalg.norm(flat), lengths, 0)[one] == 1


def test_a_basis_is_readable_with_a_one_where_the_others_have_a_zero() -> None:
    flat = np.linalg.qr(np.array([[1.0, 1], [-1, 0], [-1, 0], [0, -1], [0, -1]]))[0]
    basis = combinations(flat, np.ones(5), 1e-12)
    assert np.linalg.matrix_rank(np.column_stack([flat, basis])) == np.linalg.matrix_rank(basis) == 2
    assert set(np.unique(basis.round(12))) <= {-1, 0, 1}
    assert ((basis != 0).sum(axis=1) == 1).sum() >= 2
