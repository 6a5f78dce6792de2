"""The eigendecomposition of a quadratic, and the geometric series of gradient descent along the eigen-directions."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from gd.arrays import EPS
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


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("unit", [1.0, 1e-10, 1e12])
@pytest.mark.parametrize("off", [0.25, 16])
def test_an_eigenvalue_is_zero_if_it_is_rounding_in_units_with_ones_on_the_diagonal(
    sign: float, unit: float, off: float
) -> None:
    # In such units, the eigenvalues of (1 1; 1 1 + t) are 2 and, but for rounding, t/2: up to 2 · 2ε it is rounding.
    units = np.array([1.0, unit])
    A = sign * np.array([[1.0, 1], [1, 1 + 4 * off * EPS]]) * units * units[:, None]
    spectrum = Spectrum.of(A, A @ (1 / units))
    flat = int(np.argmin(np.abs(spectrum.eigenvalues)))
    assert (spectrum.eigenvalues[flat] == 0) == (off < 1)
    assert sign * spectrum.eigenvalues[1 - flat] == pytest.approx(1 + unit**2, rel=1e-12)
    assert spectrum.slopes[flat] == 0 or off > 1


def test_where_nothing_mixes_the_weights_every_eigenvalue_is_its_own() -> None:
    curvatures = np.array([1.0, 1e-20, -3e-30, 0, 1e-300])
    spectrum = Spectrum.of(np.diag(curvatures), curvatures)
    assert spectrum.eigenvalues.tolist() == sorted(curvatures)
    assert spectrum.slopes.tolist() == sorted(curvatures)
    assert Quadratic(np.diag([1, 1e-20]), [1, 1e-20]).exact() == pytest.approx([1, 1])
    assert Quadratic(np.diag([1, -1e-20]), [1, 1e-20]).exact() is None


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("unit", [0.5, 1e-3, 1e-4, 1e-10, 1e-22])
def test_small_eigenvalues_of_weights_in_other_units_have_their_digits(sign: float, unit: float) -> None:
    units = np.array([1.0, unit, 1])
    A = sign * np.array([[2.0, 1, 1], [1, 3, 0], [1, 0, 4]]) * units * units[:, None]
    spectrum = Spectrum.of(A, A @ [1, 1 / unit, -1])
    with mpmath.workdps(80):
        true = [float(x) for x in sorted(mpmath.eigsy(mpmath.matrix(A.tolist()), eigvals_only=True))]
    assert spectrum.eigenvalues == pytest.approx(true, rel=1e-9, abs=0)
    assert spectrum.stationary() == pytest.approx([1, 1 / unit, -1], rel=1e-9)


def test_flat_directions_and_small_eigenvalues_are_told_apart() -> None:
    A = np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 2e-30, 1e-30], [0, 0, 1e-30, 2e-30]])
    spectrum = Spectrum.of(A, A @ [1, 2, 3, 4])
    assert spectrum.eigenvalues == pytest.approx([0, 1e-30, 3e-30, 2], rel=1e-12, abs=0)
    assert spectrum.stationary() == pytest.approx([1.5, 1.5, 3, 4], rel=1e-12)
    sloped = Spectrum.of(A, np.array([1, 1 + 1e-9, 0, 0]))
    assert sloped.stationary() is None


@pytest.mark.parametrize(("curvature", "flat"), [(0.5, True), (2, False)])
def test_a_saddle_is_measured_against_its_steepest_direction(curvature: float, flat: bool) -> None:
    A = np.array([[1.0, 2, 0], [2, 1, 0], [0, 0, curvature * 3 * EPS * 3]])  # eigenvalues −1, 3 and this one
    spectrum = Spectrum.of(A, np.zeros(3))
    assert (spectrum.eigenvalues[1] == 0) == flat


def test_a_saddle_without_curvature_along_its_weights_is_one() -> None:
    tiny = [[1e-300, 1e10, 0], [1e10, 1e-300, 0], [0, 0, 1e-9]]
    for A in ([[0, 1], [1, 0]], [[0, 1e200], [1e200, 1e-300]], [[1, 2, 0], [2, 1, 0], [0, 0, 0]], tiny):
        spectrum = Spectrum.of(np.array(A, dtype=float), np.zeros(len(A)))
        assert spectrum.eigenvalues[0] < 0 < spectrum.eigenvalues[-1]
        assert not spectrum.eigenvalues[1:-1].any()


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
