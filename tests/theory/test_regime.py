"""The effect of a factor on a distance, epoch by epoch."""

import numpy as np
import pytest

from gd.theory.regime import Regime, log_factors, regime


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (1e-9, Regime.SHRINKING),
        (1.0, Regime.SHRINKING),
        (1.001, Regime.OVERSHOOTING),
        (1.999, Regime.OVERSHOOTING),
        (2.0, Regime.OSCILLATING),
        (2.001, Regime.DIVERGING),
        (-0.001, Regime.DIVERGING),
        (0.0, Regime.STILL),
    ],
)
def test_the_regime_is_what_the_factors_powers_do(step: float, expected: Regime) -> None:
    assert regime(step, 0.0) is expected
    powers = np.cumprod(np.full(4000, 1 - step))
    assert (abs(powers[-1]) > 1) == (expected is Regime.DIVERGING)
    assert (powers[0] < -1e-12) == (step > 1)


def test_where_j_falls_straight_the_weights_go_on_for_ever() -> None:
    assert regime(0.0, -3.0) is Regime.DIVERGING


def test_the_logarithms_are_exact_near_one_and_finite_at_zero() -> None:
    steps = np.array([1e-20, 0.5, 1.0, 1.5, 2.0, 2 + 1e-13, 3.0, -1.0])
    expected = [-1e-20, np.log(0.5), -1000, np.log(0.5), 0, 0, np.log(2), np.log(2)]
    assert log_factors(steps) == pytest.approx(expected, rel=1e-12, abs=0)
