"""The planes of a landscape: their names, their axes, and which there are."""

import numpy as np
import pytest

from gd.charts import plane
from gd.charts.plane import ACROSS, DIRECTIONS, UP, plane_of, planes
from gd.experiments.experiment import Experiment
from gd.explain.directions import direction_name
from gd.least_squares import LeastSquares
from gd.problems import Quadratic
from tests.charts.test_landscape import drawn, tables
from tests.experiments.test_scenarios import built_in


@pytest.mark.parametrize(
    ("direction", "name"),
    [([0.1, -0.62, 1], "b − c"), ([0.1, -0.58, 1], "c + …"), ([-0.1, -0.9, -1], "b + c"), ([-1, 1, 0.1], "a − b")],
)
@pytest.mark.parametrize("sign", [1, -1])  # an eigenvector's own sign is arbitrary
def test_what_a_directions_name_adds_grows_along_its_axis(direction: list[float], name: str, sign: int) -> None:
    axis = plane._oriented(sign * np.array(direction))
    assert direction_name(("a", "b", "c"), axis) == name
    assert axis["abc".index(name[0])] > 0
    assert np.abs(axis).tolist() == np.abs(direction).tolist()


def test_a_direction_points_the_way_its_name_says() -> None:
    trap = built_in("dummy-trap")
    plane = plane_of(trap.problem, trap.run())
    assert plane.names == ("most curved: intercept + …", "least curved: group=a − group=b")
    assert plane.axes[0, 0] > 0
    assert plane.axes[1, 1] > 0 > plane.axes[2, 1]


@pytest.mark.parametrize(
    ("eigenvalues", "called"),
    [([1, 2, 4], "least curved"), ([-1, 2, 4], "least curved"), ([0, 2, 4], "least curved"), ([0, 0, 4], "flat")],
)
def test_a_direction_is_called_flat_only_if_it_is(eigenvalues: list[float], called: str) -> None:
    problem = Quadratic(np.diag(eigenvalues), np.zeros(3))
    experiment = Experiment(built_in("ravine").settings, problem, np.ones(3))
    plane = plane_of(experiment.problem, experiment.run(), DIRECTIONS)
    up = plane.axes[:, 1]
    assert plane.names[0] == "most curved: w₃"
    assert plane.names[1].split(":")[0] == called
    curvature = abs(up @ problem.A @ up)
    assert (curvature == 0) == (called == "flat")
    assert curvature == min((abs(x) for x in eigenvalues[:2] if x), default=0)


def test_the_names_of_directions_have_room_on_their_axes() -> None:
    names = tuple(f"the length of {part} in mm" for part in ("the bill", "the flipper", "the tail"))
    X = np.array([[2.0, 1, 0], [1, 2, 0], [0, 0, 2]])  # along a + b, a − b and c
    experiment = Experiment(built_in("ravine").settings, LeastSquares(X, np.ones(3), names=names), np.ones(3))
    encoding = drawn(experiment)["layer"][0]["encoding"]
    across, up = encoding["x"]["title"], encoding["y"]["title"]
    assert across == "most curved: the length… + …flipper i…"
    assert up == "least curved: the length of t… + …"
    assert (len(across), len(up)) <= (ACROSS, UP)


def test_on_a_plane_of_two_weights_the_others_have_their_final_values() -> None:
    trap = built_in("dummy-trap")
    run = trap.run()
    plane = plane_of(trap.problem, run, "intercept and group=b")
    assert plane.names == ("intercept", "group=b")
    assert plane.offset + plane.axes @ plane.project(run.final_weights) == pytest.approx(run.final_weights)
    frames = tables(trap, "intercept and group=b")["frames"]
    assert frames[["x", "y"]].dropna().iloc[-1].tolist() == run.final_weights[[0, 2]].tolist()
    points = np.array([[0.0, 1.0], [2.0, -1.0]])
    by_hand = [trap.problem.cost(np.array([across, run.final_weights[1], up])) for across, up in points]
    assert np.diff(plane.costs(points)) == pytest.approx(np.diff(by_hand))


def test_the_planes_to_choose_from() -> None:
    assert planes(built_in("parabola").problem) == []
    assert planes(built_in("valley").problem) == ["w₁ and w₂"]
    assert planes(built_in("ravine").problem) == ["w₁ and w₂", DIRECTIONS]
    pairs = ["intercept and group=a", "intercept and group=b", "group=a and group=b"]
    assert planes(built_in("dummy-trap").problem) == [DIRECTIONS, *pairs]
    trap = built_in("dummy-trap")
    for choice in planes(trap.problem):
        names = plane_of(trap.problem, trap.run(), choice).names
        assert choice == DIRECTIONS or " and ".join(names) == choice


def test_of_many_weights_every_pair_of_the_first_twelve_is_offered() -> None:
    offered = planes(Quadratic(np.eye(13), np.zeros(13)))
    assert len(offered) == 1 + 12 * 11 / 2
    assert "w₁₁ and w₁₂" in offered
    assert not any("w₁₃" in name for name in offered)


@pytest.mark.parametrize("choice", ["w₁ and w₁", "w₁ and w₃", "w₁", "w₂ and w₁"])
def test_a_plane_that_is_not_there_is_refused(choice: str) -> None:
    ravine = built_in("ravine")
    with pytest.raises(ValueError, match="two of the weights w₁, w₂ are wanted"):
        plane_of(ravine.problem, ravine.run(), choice)


def test_without_a_quadratic_there_are_no_directions() -> None:
    valley = built_in("valley")
    with pytest.raises(ValueError, match="isn't quadratic"):
        plane_of(valley.problem, valley.run(), DIRECTIONS)
