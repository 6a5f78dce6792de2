"""The window of a typed function grows for other optima nearby, and for nothing that only looks like one."""

import numpy as np
import pytest

from gd.arrays import Array
from gd.charts.curve import corners
from gd.charts.ground import View
from gd.charts.surroundings import grown, other_optima
from gd.charts.window import Corners
from gd.explain.gallery import GALLERY
from gd.expression.expression import Expression
from gd.problem import MAXIMISE, MINIMISE, Explained
from tests.charts.test_landscape import drawn, view
from tests.charts.test_local_optimum import typed
from tests.experiments.test_scenarios import built_in

SQUARE = (np.array([-2.0, -2.0]), np.array([2.0, 2.0]))


def optima(problem: Explained, window: Corners = SQUARE, goal: str = MINIMISE) -> Array:
    found = other_optima(problem, np.asarray, np.eye(len(window[0])), window, goal)
    return found[np.lexsort(found.T[::-1])]


def seen(title: str) -> View:
    example = next(example for example in GALLERY if example.title == title)
    return view(typed(title, example.w0))


def test_the_optima_of_known_functions_are_found() -> None:
    himmelblau = Expression("(x^2 + y - 11)^2 + (x + y^2 - 7)^2")
    minima = [[-3.779310, -3.283186], [-2.805118, 3.131312], [3.0, 2.0], [3.584428, -1.848126]]
    wide = (np.array([-4.0, -4.0]), np.array([4.0, 4.0]))
    assert optima(himmelblau, wide) == pytest.approx(np.array(minima), abs=1e-3)
    assert optima(himmelblau, wide, MAXIMISE) == pytest.approx(np.array([[-0.270845, -0.923039]]), abs=1e-3)
    well = Expression("(w^2 - 1)^2")
    assert optima(well, (np.array([0.5]), np.array([1.5]))) == pytest.approx(np.array([[-1.0], [1.0]]), abs=1e-3)


def test_where_j_has_no_value_nothing_is_found() -> None:
    logarithm = Expression("x - log(x) + y^2")
    assert optima(logarithm) == pytest.approx(np.array([[1.0, 0.0]]), abs=1e-3)


@pytest.mark.parametrize("formula", ["(1 - x)^2 + 100 (y - x^2)^2", "x^4 - y^4", "exp(x) + y^2 + x y^4", "|x| + |y|"])
def test_a_valley_a_saddle_and_a_kink_are_no_optima(formula: str) -> None:
    found = optima(Expression(formula))
    assert found.tolist() == ([] if "100" not in formula else [pytest.approx([1.0, 1.0], abs=1e-3)])


def test_of_a_problem_whose_optimum_is_known_the_window_stays_as_it_is() -> None:
    for name in ("likelihood", "ravine"):
        problem = built_in(name).problem
        exact = problem.exact()
        assert exact is not None
        assert len(optima(problem, (exact - 0.05, exact + 0.05), problem.goal)) == 0


def test_far_from_0_optima_are_looked_for_around_the_window() -> None:
    shifted = Expression("((x - 100)^2 - 1)^2 + (y - 50)^2")
    window = (np.array([100.5, 49.0]), np.array([101.5, 51.0]))
    assert optima(shifted, window) == pytest.approx(np.array([[101.0, 50.0]]), abs=1e-3)
    wider = (np.array([99.0, 49.0]), np.array([101.5, 51.0]))
    assert optima(shifted, wider) == pytest.approx(np.array([[99.0, 50.0], [101.0, 50.0]]), abs=1e-3)


@pytest.mark.parametrize(
    ("title", "others"),
    [
        ("Himmelblau", [(-3.78, -3.28), (-2.81, 3.13), (3.58, -1.85)]),
        ("Styblinski", [(-2.9, -2.9), (2.75, 2.75)]),
        ("Rastrigin", [(0.0, 0.0), (-1.99, -1.99)]),
    ],
)
def test_the_window_holds_other_minima_with_some_room(title: str, others: list[tuple[float, float]]) -> None:
    low, high = seen(title).window
    for optimum in others:
        assert (low + 0.05 * (high - low) < optimum).all()
        assert (optimum < high - 0.05 * (high - low)).all()


def test_the_graph_shows_both_wells_and_not_mainly_the_walls() -> None:
    (left, _), (right, top) = corners(drawn(typed("Double well", (0.05,)))["datasets"]["curve"])
    assert -1.5 < left < -1.1
    assert 1.1 < right < 1.5
    assert top < 1.5  # the hill between the wells is 1 high


def test_a_window_grows_only_where_it_has_to() -> None:
    low, high = grown(SQUARE, np.array([[1.0, 3.0]]))
    assert [low.tolist(), high[0]] == [[-2, -2], 2]
    assert 3 < high[1] < 4
    assert [side.tolist() for side in grown(SQUARE, np.empty((0, 2)))] == [side.tolist() for side in SQUARE]
