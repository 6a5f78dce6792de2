"""Directions have names in the columns' own names."""

import numpy as np
import pytest

from gd.directions import along, combination, direction_name, slowest
from gd.forecast import forecast
from gd.problems import PowerSum, Quadratic
from gd.regime import Regime


@pytest.mark.parametrize(
    ("direction", "name"),
    [
        ([1], "a"),
        ([-1], "a"),
        ([0.7, 0.7, 0.1], "a + b"),
        ([-0.7, 0.7, 0.1], "a − b"),
        ([0.1, -0.6, -0.79], "b + c"),
        ([0.2, 0.3, -0.93], "c"),
        ([0.577, 0.577, -0.577], "a + b + …"),
    ],
)
def test_a_direction_has_the_names_of_its_largest_components(direction: list[float], name: str) -> None:
    assert direction_name(("a", "b", "c")[: len(direction)], np.array(direction)) == name


def test_columns_are_added_up_with_their_coefficients() -> None:
    assert combination(["intercept", "a", "b"], np.array([1, -1, 0.5])) == "intercept − a + 0.5 · b"
    assert combination(["a", "x" * 50], np.array([-2.0, 1.0])) == f"−2 · a + {'x' * 40}…"


STEPS = forecast(Quadratic(np.diag([1.0, 2, 4, 8]), np.zeros(4)), [1, 1, 1, 1], 0.2)  # factors 0.8, 0.6, 0.2, −0.6


def test_directions_are_listed_the_largest_part_first() -> None:
    assert along(STEPS, Regime.SHRINKING) == " along w₃, w₂ and 1 more direction"
    assert along(STEPS, Regime.OVERSHOOTING) == " along w₄"
    assert along(STEPS, Regime.GROWING) == ""
    assert slowest(STEPS) == "w₁"


def test_one_weight_has_no_directions() -> None:
    bowl = forecast(PowerSum((2,)), [20], 0.1)
    assert along(bowl, Regime.SHRINKING) == ""
    assert slowest(bowl) == ""
