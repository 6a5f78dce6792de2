"""Optima that are searched near a point: known minima, saddles, kinks, and functions that have none."""

from dataclasses import replace

import numpy as np
import pytest

from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.explain.gallery import GALLERY
from gd.expression.expression import Expression
from gd.problem import MAXIMISE, MINIMISE
from gd.theory.optimum import has_kink, optimum_near


def near(formula: str, *start: float, goal: str = MINIMISE) -> np.ndarray | None:
    return optimum_near(Expression(formula), np.array(start), goal)


@pytest.mark.parametrize("example", [e for e in GALLERY if e.minima], ids=lambda e: e.title)
def test_a_known_minimum_of_each_of_the_gallery_is_found_from_beside_it(example) -> None:
    for minimum in example.minima:
        found = near(example.formula, *(x + 0.01 for x in minimum))
        assert found == pytest.approx(np.array(minimum), abs=2e-6)


@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("exp(-x)", (0.0,)),  # falls for ever, ever more slowly
        ("-log(x)", (1.0,)),
        ("x^3", (1.0,)),  # level at 0, but falls beyond
        ("x^3 - 3 x y^2", (0.0, 0.0)),
        ("x^4 - y^4", (1.0, 0.5)),
        ("log(x)", (1.0,)),  # falls to −∞ at 0
    ],
)
def test_where_j_has_no_minimum_none_is_found(formula: str, start: tuple[float, ...]) -> None:
    assert near(formula, *start) is None


def test_kinks_are_minima() -> None:
    assert near("|w|", 0.1) == pytest.approx([0.0], abs=1e-12)
    assert near("max(x, -2x) + |y - 1|", 0.3, 0.2) == pytest.approx([0.0, 1.0], abs=1e-12)


def test_a_maximum_is_found_if_the_run_climbs() -> None:
    assert near("1 - (x - 3)^4 - y^2", 1.0, 1.0, goal=MAXIMISE) == pytest.approx([3.0, 0.0], abs=1e-3)
    assert near("1 - (x - 3)^4 - y^2", 1.0, 1.0, goal=MINIMISE) is None


def test_from_a_saddle_it_finds_a_minimum_beside_it() -> None:
    found = near("(w^2 - 1)^2", 0.0)
    assert found is not None
    assert abs(found[0]) == pytest.approx(1)


def test_a_diverging_runs_optimum_is_searched_near_its_start() -> None:
    rosenbrock = replace(
        defaults("function"), formula="(1 - x)^2 + 100 (y - x^2)^2", w0=(-1.2, 1.0), learning_rate=0.01
    )
    experiment = prepare(rosenbrock)
    assert experiment.run().broken_off
    assert experiment.exact == pytest.approx([1, 1])
    cubic = prepare(replace(rosenbrock, formula="x^3 - 3x", w0=(2.0,), learning_rate=0.5))  # falls for ever below −2
    assert cubic.run().broken_off
    assert cubic.exact == pytest.approx([1])


def distance_to_the_nearest_hollow(w: np.ndarray) -> float:
    """Of sin(9x) sin(9y): where both are ±1, of opposite signs."""
    tops = (np.arange(-200, 200) + 0.5) * np.pi / 9
    x, y = (tops[np.argsort(np.abs(tops - at))[:2]] for at in w)
    return min(np.hypot(a - w[0], b - w[1]) for a in x for b in y if np.sin(9 * a) * np.sin(9 * b) < 0)


@pytest.mark.parametrize("start", [(10.12, 10.12), (10.0, 10.0), (-3.3, 7.77)])
def test_of_many_hollows_one_close_by_is_found(start: tuple[float, float]) -> None:
    found = near("sin(9x) sin(9y)", *start)
    assert found is not None
    w = np.array(start)
    assert np.sin(9 * found[0]) * np.sin(9 * found[1]) == pytest.approx(-1)
    assert np.linalg.norm(found - w) <= distance_to_the_nearest_hollow(w) + np.pi / 9


@pytest.mark.parametrize(
    ("formula", "start", "best"),
    [
        ("relu(x)", (-0.2,), 0),
        ("relu(x)", (1.0,), 0),
        ("max(1, w^2)", (0.5,), 1),
        ("max(1, w^2)", (3.0,), 1),
        ("relu(x)^2", (-1.0,), 0),
        ("relu(x)^4", (-1.0,), 0),
        ("relu(x) + y^2", (-0.2, 0.3), 0),
        ("1 + x^20", (0.1,), 1),  # level to rounding within 0.16 of 0
    ],
)
def test_a_floor_that_rises_on_a_side_is_a_minimum(formula: str, start: tuple[float, ...], best: float) -> None:
    found = near(formula, *start)
    assert found is not None
    assert Expression(formula).cost(found) == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize(
    ("formula", "start"),
    [
        ("exp(-x)", (800.0,)),  # exactly 0 from 746 on
        ("1 + exp(-x)", (40.0,)),  # exactly 1 from 37 on
        ("exp(-x) + y^2", (0.0, 1.0)),
        ("1 + exp(-x) + y^2", (0.0, 1.0)),
        ("sigmoid(x)", (-800.0,)),
        ("1 - exp(-x^2)", (30.0,)),  # as level, but falls inwards
        ("max(x - x, 3)", (1.0,)),  # constant all around
    ],
)
def test_a_tail_that_is_level_but_for_rounding_is_none(formula: str, start: tuple[float, ...]) -> None:
    assert near(formula, *start) is None


@pytest.mark.parametrize("formula", ["tan(w)", "-1/(w - pi)^2", "log(|w - pi|)", "1/(w - 1/3)"])
@pytest.mark.parametrize("start", [-3800.0, 1.0, 4.0])
def test_a_pole_is_no_minimum(formula: str, start: float) -> None:
    assert near(formula, start) is None


def test_the_tip_of_a_cone_is_a_minimum_though_j_has_no_derivatives_there() -> None:
    assert near("sqrt(x^2 + y^2)", 0.3, 0.1) == pytest.approx([0, 0], abs=1e-9)
    assert near("sqrt(|x - 1/3|)", 1.0) == pytest.approx([1 / 3], abs=1e-9)


def test_a_crease_between_the_axes_is_followed_to_its_minimum() -> None:
    # Along x = y J is 2x² + x, least at −1/4.
    assert near("10|x - y| + x^2 + y^2 + x", 1.0, 1.0) == pytest.approx([-0.25, -0.25], abs=1e-6)


@pytest.mark.parametrize(("formula", "start"), [("e^x - x", 1.0), ("x^20", 0.7), ("|x|", -0.3), ("x^4 + 1", 0.5)])
def test_rounding_noise_is_not_shown_as_the_optimum(formula: str, start: float) -> None:
    found = near(formula, start)
    assert found is not None
    assert str(found[0]) == "0.0"


@pytest.mark.parametrize(
    ("formula", "start", "kink"),
    [
        ("|w|", (0.3,), True),
        ("|w^2 - 2|", (1.0,), True),  # at √2, which no number is
        ("|3w - 1| + w^2", (1.0,), True),
        ("1000 + |w^2 - 2|", (1.0,), True),
        ("|sin(3x)| + |sin(3y)|", (1.0, 1.0), True),
        ("|x - y| + x^4 + y^4", (1.0, 0.0), True),
        ("sqrt(x^2 + y^2)", (1.0, 1.0), True),  # no slope at the tip
        ("(x^2)^0.75", (1.0,), True),  # a slope, but no curvature
        ("|x|^2 + y^2", (1.0, 1.0), False),  # smooth, though abs isn't
        ("max(|x|, 5) + (y - 1)^4", (0.0, 0.0), False),
        ("max(x^2, y^2)", (1.0, 0.5), False),
        ("relu(x)^2", (1.0,), False),
        ("x^4 + y^2", (1.0, 1.0), False),
        ("(1 - x)^2 + 100 (y - x^2)^2", (1.0, 0.9), False),
        ("x^x", (1.0,), False),
    ],
)
def test_a_kink_is_where_the_slope_jumps_within_the_rounding_of_the_optimum(formula, start, kink) -> None:
    optimum = near(formula, *start)
    assert optimum is not None
    assert has_kink(Expression(formula), optimum) is kink


def test_the_maximum_of_a_hill_is_known() -> None:
    hill = replace(defaults("function"), formula="3 - (x - 1)^2 - 2y^2", w0=(4.0, 1.0), goal=MAXIMISE)
    assert prepare(hill).exact == pytest.approx([1, 0])
    assert prepare(replace(hill, goal=MINIMISE, epochs=5)).exact is None
    assert Expression("x^2 - y^2").exact() is None
    assert Expression("x + 2y").goal == MINIMISE
