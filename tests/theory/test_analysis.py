"""How far a run came, measured on its weights."""

import numpy as np
import pytest

from gd.explain.verdict import verdict
from gd.theory.analysis import Course
from tests.experiments.test_scenarios import built_in


@pytest.mark.parametrize(("rate", "percent"), [(0.05, 12.16), (0.2, 0.003656)])
def test_how_much_of_the_way_is_left_is_measured_on_the_weights(rate: float, percent: float) -> None:
    bowl = built_in("parabola", learning_rate=rate, epochs=10)
    left = Course(bowl, bowl.run()).ways_left
    assert left == pytest.approx(bowl.run().weights[:, 0] ** 2 / 400)
    assert 100 * left[-1] == pytest.approx(percent, rel=1e-3)


def test_the_next_change_is_that_of_the_weight_that_moves_most() -> None:
    ravine = built_in("ravine", epochs=1)
    run = ravine.run()
    assert run.final_weights == pytest.approx([0.04, 5.66], rel=1e-12)
    # A w − b = (13 · 0.04 + 12 · 5.66 − 37, 12 · 0.04 + 13 · 5.66 − 38) = (31.44, 36.06)
    assert Course(ravine, run).next_change == pytest.approx(0.076 * 36.06, rel=1e-12)


@pytest.mark.parametrize("optimizer", ["plain", "momentum"])
def test_from_the_optimum_there_is_no_way_and_away_from_it_infinitely_much_is_left(optimizer: str) -> None:
    ravine = built_in("ravine", optimizer=optimizer, learning_rate=0.3, epochs=200, w0=(1.00000001, 2.00000001))
    course = Course(ravine, ravine.run())
    grown = np.abs(course.run.weights - [1, 2]).max(axis=1) > 1e-6
    assert grown.any()
    assert course.began_there
    assert course.ways_left[0] == 0
    assert (course.ways_left[grown] == np.inf).all()
    assert set(course.ways_left) == {0, np.inf}


def test_a_cost_beyond_all_measure_is_left_without_a_warning() -> None:
    bowl = built_in("parabola", learning_rate=1.5, epochs=515, w0=(1e-10,))  # J = 10⁻²⁰ · 4⁵¹⁵
    run = bowl.run()
    assert run.final_cost > 1e289
    assert Course(bowl, run).ways_left[-1] == np.inf


def test_all_is_computed_once() -> None:
    course = Course(built_in("ravine"), built_in("ravine").run())
    assert course.expected is course.expected
    assert course.ways_left is course.ways_left


def test_the_edge_is_that_at_the_optimum_where_j_is_not_quadratic() -> None:
    likelihood = built_in("likelihood")
    assert Course(likelihood, likelihood.run()).edge == pytest.approx(2 / np.exp(-2 * likelihood.exact[1]))
    valley, ravine = built_in("valley"), built_in("ravine")  # J curves by 2 along w₁ at the bottom, and not along w₂
    assert Course(valley, valley.run()).edge == 1
    assert Course(ravine, ravine.run()).edge == np.inf


@pytest.mark.parametrize(("rate", "settles"), [(0.09, True), (0.094, True), (0.095, False), (0.1, False), (0.3, False)])
def test_above_the_edge_at_the_optimum_a_run_does_not_settle(rate: float, settles: bool) -> None:
    likelihood = built_in("likelihood", learning_rate=rate, epochs=20_000)
    course = Course(likelihood, likelihood.run())
    assert (course.next_change < 1e-6) == settles
    assert course.above_edge != settles


@pytest.mark.parametrize("off", [1e-9, 3e-9, 1e-8, 2e-8])
def test_beside_the_optimum_nothing_is_left_where_the_cost_is_the_same_to_rounding(off: float) -> None:
    likelihood = built_in("likelihood")
    beside = built_in("likelihood", w0=tuple(likelihood.exact + off))
    course = Course(beside, beside.run())
    assert not course.ways_left.any()
    assert verdict(course).endswith(" The start is the optimum already, to rounding.")


def test_where_the_curvature_is_no_number_nothing_is_foretold() -> None:
    cliff = built_in("likelihood", w0=(3.65, -354.0))
    course = Course(cliff, cliff.run())
    assert course.expected is None
    assert course.needed is None
    assert course.ways_left[0] == 1
