"""The colours of pinned runs, by published formulas: contrast (WCAG 2), colour blindness (Machado 2009) and Oklab."""

from itertools import combinations

import numpy as np
import pytest

from gd.arrays import Array
from gd.charts import style
from gd.charts.looks import COLOURS, DASHES, SHAPES
from gd.experiments.pins import MAX_PINS

WHITE, DARK = "#ffffff", "#14161b"
FIXED = style.TARGET, style.PREDICTION, style.PATH, style.EXACT, style.QUIET
# What is seen of linear red, green and blue: normally, and without one kind of cones.
SEEN = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(colour: str) -> Array:
    """Linear red, green and blue from 0 to 1."""
    c = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def distance(one: str, other: str, seen: Array) -> float:
    """How different two colours look, in hundredths of the way from black to white in Oklab."""
    a, b = (OKLAB @ np.cbrt(CONES @ np.clip(seen @ linear(colour), 0, 1)) for colour in (one, other))
    return 100 * float(np.linalg.norm(a - b))


def test_the_formulas_give_known_values() -> None:
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.005)
    assert distance("#000000", WHITE, SEEN["normal"]) == pytest.approx(100, abs=0.01)
    assert distance("#ff0000", "#00ff00", SEEN["normal"]) > 3 * distance("#b30000", "#6b6b00", SEEN["deuteranopia"])


@pytest.mark.parametrize("background", [WHITE, DARK])
@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_is_seen_on_both_backgrounds(colour: str, background: str) -> None:
    assert contrast(colour, background) >= 3


@pytest.mark.parametrize("eyes", SEEN)
def test_any_two_colours_are_told_apart(eyes: str) -> None:
    assert min(distance(one, other, SEEN[eyes]) for one, other in combinations(COLOURS, 2)) > 12


@pytest.mark.parametrize("fixed", FIXED)
def test_no_colour_is_near_one_with_a_fixed_meaning(fixed: str) -> None:
    assert min(distance(fixed, colour, SEEN["normal"]) for colour in COLOURS) > 10


def test_every_pin_has_a_dash_and_a_shape_of_its_own() -> None:
    assert len(set(DASHES)) == len(set(SHAPES)) == len(DASHES) == len(SHAPES) == MAX_PINS
