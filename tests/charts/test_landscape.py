"""The landscape: how much of weight space it shows, and in what shape."""

import numpy as np
import pytest

from gd.arrays import Array
from gd.charts import ground
from gd.charts.landscape import landscape, view_of
from gd.charts.plane import plane_of
from gd.charts.style import Spec
from gd.charts.window import ALL, USUAL, covered
from gd.descent import descend
from gd.experiments.experiment import Experiment
from gd.problems import Quadratic
from tests.charts import frames_of
from tests.experiments.test_scenarios import BUILT_IN, built_in

TWO = ["valley", "ravine", "likelihood"]
MORE = ["dummy-trap", "unscaled"]


def drawn(experiment: Experiment, plane: str | None = None) -> Spec:
    run = experiment.run()
    return landscape(experiment, run, view_of(experiment, run, plane))


def tables(experiment: Experiment, plane: str | None = None) -> dict:
    return frames_of(drawn(experiment, plane))


def view(experiment: Experiment, plane: str | None = None) -> ground.View:
    seen = view_of(experiment, experiment.run(), plane)
    assert seen is not None
    return seen


def corners(experiment: Experiment, plane: str | None = None) -> tuple[Array, Array]:
    return view(experiment, plane).covered


@pytest.mark.parametrize("problem", [*BUILT_IN[1:]])
@pytest.mark.parametrize("rate", [1e-7, 0.001, 0.05, 0.3])
def test_the_landscape_holds_the_start_and_the_optimum(problem: str, rate: float) -> None:
    experiment = built_in(problem, learning_rate=rate)
    plane = plane_of(experiment.problem, experiment.run())
    low, high = corners(experiment)
    for point in (experiment.start, experiment.exact):
        assert (low < plane.project(point)).all()
        assert (plane.project(point) < high).all()


@pytest.mark.parametrize(
    ("problem", "plane", "equal"),
    [
        ("valley", None, True),
        ("ravine", None, True),
        ("likelihood", None, False),
        ("line", None, False),
        ("dummy-trap", None, True),
        ("dummy-trap", "group=a and group=b", True),
        ("unscaled", None, False),
        ("unscaled", "intercept and body_mass_g", False),
    ],
)
def test_a_unit_is_as_long_up_as_across_where_the_axes_have_the_same(
    problem: str, plane: str | None, equal: bool
) -> None:
    experiment = built_in(problem)
    assert view(experiment, plane).equal == equal
    assert set(tables(experiment, plane)["window"]["equal"]) == {int(equal)}


def test_standardised_columns_have_one_unit_and_are_stretched_only_if_j_curves_very_differently() -> None:
    two = ("bill_length_mm", "bill_depth_mm")
    assert view(built_in("unscaled", scale=True, features=two)).equal
    assert built_in("unscaled", scale=True).in_one_unit.all()
    assert not built_in("unscaled").in_one_unit[1:].any()


@pytest.mark.parametrize(("slope", "equal"), [(ground.STRETCHED - 0.1, True), (ground.STRETCHED + 0.1, False)])
def test_a_landscape_is_stretched_where_its_contours_would_look_like_parallel_lines(slope: float, equal: bool) -> None:
    problem = Quadratic([[slope**2, 0], [0, 1]], [0, 0])
    start = np.array([1.0, 1.0])
    run = descend(problem, start, learning_rate=1e-3, epochs=3)
    found = ground.view(problem, problem.exact(), run, None, np.array([True, True]))
    assert found.equal == equal


@pytest.mark.parametrize("aspect", [*ALL, 1.0])
@pytest.mark.parametrize("size", [(1.0, 1.0), (5.0, 1.0), (1.0, 5.0)])
def test_what_is_drawn_covers_pictures_of_every_shape(aspect: float, size: tuple[float, float]) -> None:
    low, high = covered((np.array([0.0, 0.0]), np.array(size)))
    pixel = max(size[0] / aspect, size[1])  # of a picture `aspect` wide and 1 high
    shown = pixel * np.array([aspect, 1.0])
    assert (high - low >= shown * (1 - 1e-12)).all()
    assert (low + high) / 2 == pytest.approx(np.array(size) / 2)


def test_usual_pictures_are_among_all() -> None:
    assert ALL[0] < USUAL[0] < USUAL[1] < ALL[1]


def test_the_window_keeps_still_from_rate_to_rate() -> None:
    windows = {rate: np.vstack(view(built_in("ravine", learning_rate=rate)).window) for rate in (0.002, 0.02, 0.05)}
    assert all(np.array_equal(window, windows[0.002]) for window in windows.values())
    high = [built_in("ravine", learning_rate=rate).run().weights[:, 1].max() for rate in windows]
    assert max(high) - min(high) > 0.1  # although the paths go up to different heights
    assert view(built_in("ravine", learning_rate=0.076)).window[1][1] > windows[0.05][1, 1]


def test_a_start_at_the_optimum_still_has_a_landscape() -> None:
    low, high = corners(built_in("ravine", w0=(1.0, 2.0)))
    assert (low < [1, 2]).all()
    assert (high > [1, 2]).all()
