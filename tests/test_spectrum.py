"""The eigendecomposition of a quadratic, and the geometric series of gradient descent along the eigen-directions."""

from fractions import Fraction

import numpy as np
import pytest

from gd.problems import PowerSum, Quadratic
from gd.spectrum import Spectrum

AXES = Spectrum.of(np.diag([0.0, 2.0, 3.0]), np.array([0.0, 1.0, 3.0]))


def test_directions_and_eigenvalues_make_the_matrix_and_the_slopes_its_linear_part() -> None:
    A, b = np.array([[13.0, 12], [12, 13]]), np.array([37.0, 38])
    spectrum = Spectrum.of(A, b)
    V = spectrum.directions
    assert spectrum.eigenvalues == pytest.approx([1, 25])
    assert V * spectrum.eigenvalues @ V.T == pytest.approx(A)
    assert V @ spectrum.slopes == pytest.approx(b)


def test_eigenvalues_at_rounding_level_are_zero() -> None:
    A = np.outer([1, 2, 3], [1, 2, 3]) / 7
    spectrum = Spectrum.of(A, A @ [1, 1, 1])
    assert spectrum.curved.tolist() == [False, False, True]
    assert spectrum.slopes[:2].tolist() == [0, 0]


def test_it_is_stationary_at_the_shortest_weights_with_no_gradient() -> None:
    assert AXES.stationary() == pytest.approx([0, 0.5, 1])
    tilted = PowerSum((2, 1)).spectrum
    assert tilted is not None
    assert tilted.stationary() is None


def test_the_factors_are_one_minus_step_times_eigenvalue() -> None:
    assert AXES.factors(0.5).tolist() == [1, 0, -0.5]
    assert AXES.factors(-0.5).tolist() == [1, 2, 2.5]


@pytest.mark.parametrize("step", [2.0**-40, 2.0**-5, 0.25, 0.5, 0.75, 1.0, 1.25, -(2.0**-40), -0.125])
@pytest.mark.parametrize("t", [0, 1, 2, 3, 50, 257])
def test_the_series_is_what_exact_fractions_give(step: float, t: int) -> None:
    factors = [1 - Fraction(step) * value for value in (0, 2, 3)]
    powers, sums = AXES.series(step, np.array([t]))
    np.testing.assert_allclose(powers[0], [float(f**t) for f in factors], rtol=1e-13)
    np.testing.assert_allclose(sums[0], [float(sum(f**k for k in range(t))) for f in factors], rtol=1e-13)


@pytest.mark.parametrize("step", [0.01, 0.3, 0.7, -0.2])
def test_a_leap_equals_that_many_epochs(step: float) -> None:
    problem = Quadratic([[2, 1], [1, 3]], [1, -1])
    w = start = np.array([3.0, -1.0])
    leaps = problem.spectrum.leap(start, step, np.arange(40))
    assert leaps.shape == (40, 2)
    for there in leaps:
        np.testing.assert_allclose(there, w, rtol=1e-11)
        w = w - step * problem.gradient(w)


def test_a_leap_that_overflows_is_not_finite_and_does_not_warn() -> None:
    assert not np.isfinite(AXES.leap(np.array([1.0, 1.0, 1.0]), 5.0, np.array([10**9]))).all()


def test_a_stationary_point_stays_although_its_directions_are_unstable() -> None:
    assert AXES.leap(np.array([4.0, 0.5, 1.0]), 5.0, np.array([10**9])).tolist() == [[4, 0.5, 1]]
