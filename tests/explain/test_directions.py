"""Directions are named by the columns."""

import numpy as np
import pytest

from gd.explain.along import along, along_directions, slowest_name
from gd.explain.directions import MIN_NAME_LENGTH, combination, direction_name
from gd.problems import PowerSum, Quadratic
from gd.theory.predict import forecast
from gd.theory.regime import Regime


@pytest.mark.parametrize(
    ("direction", "name"),
    [
        ([1], "a"),
        ([-1], "a"),
        ([0.7, 0.7, 0.1], "a + b"),
        ([-0.7, 0.7, 0.1], "a − b"),
        ([0.1, -0.6, -0.79], "b + c"),
        ([0.2, 0.3, -0.93], "c + …"),
        ([0.17, -0.18, -0.93], "c"),
        ([0.577, 0.577, -0.577], "a + b + …"),
    ],
)
def test_a_direction_has_the_names_of_its_largest_components(direction: list[float], name: str) -> None:
    assert direction_name(("a", "b", "c")[: len(direction)], np.array(direction)) == name


COLUMNS = "bill_length_mm", "bill_depth_mm", "age", "body_mass_g"


@pytest.mark.parametrize(
    ("direction", "max_length", "name"),
    [
        ([1, 0, 0, 0], 14, "bill_length_mm"),
        ([1, 0, 0, 0], 9, "bill_len…"),
        ([0, 0, 1, 1], 17, "age + body_mass_g"),
        ([0, 0, 1, -1], 16, "age − body_mass…"),  # a short name leaves its space to the long one
        ([1, 0, 0, -1], 21, "bill_len… − body_mas…"),
        ([1, 0, 0, -1], 20, "bill_length_mm + …"),  # too short for two names
        ([1, -1, 0, 0], 30, "bill_length_mm − bill_depth_mm"),
        ([1, -1, 0, 0], 26, "bill_length_mm − …depth_mm"),  # shared words carry no information
        ([1, -1, 0, 0], 21, "bill_len… − …depth_mm"),
        ([1, 0, -1, 1], 19, "bill_len… − age + …"),
        ([1, 0, 1, -1], 12, "bill_le… + …"),
    ],
)
def test_where_there_is_little_room_the_ends_of_long_names_are_left_out(
    direction: list[float], max_length: int, name: str
) -> None:
    assert direction_name(COLUMNS, np.array(direction), max_length) == name
    assert len(name) <= max_length


@pytest.mark.parametrize("max_length", range(11, 40))
@pytest.mark.parametrize(
    ("first", "second", "short"),
    [
        ("room_height_m", "room_temperature_c", "…temperature_c"),
        ("room_temperature_c", "room_height_m", "…height_m"),
        ("room_height_m", "roast=light", "roast=light"),
        ("roast=light", "room_temperature_c", "room_temperature_c"),
        ("roast=light", "roast=medium", "…medium"),
        ("roast=medium", "roast=light", "…light"),
        ("group=a", "group=b", "…b"),
        ("temperature_min", "temperature_max", "…max"),
        ("weight", "wet", "wet"),
    ],
)
def test_two_names_are_given_where_both_can_be_read_and_else_the_first(
    first: str, second: str, short: str, max_length: int
) -> None:
    text = direction_name((first, second), np.array([1.0, -1.0]), max_length)
    assert len(text) <= max_length
    if len(first) + len(" − ") + len(second) <= max_length:
        assert text == f"{first} − {second}"
    elif readable(first) + len(" − ") + readable(short) <= max_length:
        shown, other = text.split(" − ")
        assert first.startswith(shown.removesuffix("…"))
        assert short.startswith(other.removesuffix("…"))
        assert len(shown) >= readable(first)
        assert len(other) >= readable(short)
        assert shown != other
    else:
        shown, other = text.split(" + ")
        assert first.startswith(shown.removesuffix("…"))
        assert len(shown) >= min(7, len(first))
        assert other == "…"


def readable(name: str) -> int:
    """The fewest characters of a name that can be read."""
    return min(MIN_NAME_LENGTH, len(name))


def test_columns_are_added_up_with_their_coefficients() -> None:
    assert combination(["intercept", "a", "b"], np.array([1, -1, 0.5])) == "intercept − a + 0.5 · b"
    assert combination(["a", "x" * 50], np.array([-2.0, 1.0])) == f"−2 · a + {'x' * 40}…"


STEPS = forecast(Quadratic(np.diag([1.0, 2, 4, 8]), np.zeros(4)), [1, 1, 1, 1], 0.2)  # factors 0.8, 0.6, 0.2, −0.6


def test_directions_are_listed_the_largest_part_first() -> None:
    assert along(STEPS, Regime.SHRINKING) == " along w₃, w₂ and 1 more direction"
    assert along(STEPS, Regime.OVERSHOOTING) == " along w₄"
    assert along(STEPS, Regime.DIVERGING) == ""
    assert slowest_name(STEPS) == "w₁"


def test_one_weight_has_no_directions() -> None:
    bowl = forecast(PowerSum((2,)), [20], 0.1)
    assert along(bowl, Regime.SHRINKING) == ""
    assert slowest_name(bowl) == ""


EQUAL = np.array([[1, 1, 1, 1], [1, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]]) / 2  # all components equal in size
ALIKE = Quadratic(EQUAL @ np.diag([1.0, 2, 4, 8]) @ EQUAL, np.zeros(4))


def test_directions_that_are_listed_together_have_names_of_their_own() -> None:
    expected = forecast(ALIKE, [3, 1, 1, 1], 0.01)
    assert along_directions(expected, [0, 1]) == " along w₁ + w₂ + … and w₁ + w₂ + … (2)"
    assert along_directions(expected, [1]) == along_directions(expected, [0]) == " along w₁ + w₂ + …"
    assert along_directions(expected, [0, 1, 2]) == " along w₁ + w₂ + …, w₁ + w₂ + … (2) and 1 more direction"
