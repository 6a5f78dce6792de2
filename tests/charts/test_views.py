"""The charts' specifications: valid, independent of the learning rate, and legible on light and dark backgrounds."""

from collections.abc import Iterator
from typing import Any

import altair as alt
import pytest

from gd.charts import style
from gd.charts import views as charts
from gd.charts.landscape import view_of
from gd.experiments.experiment import Experiment
from tests.charts import frames_of
from tests.experiments.test_scenarios import BUILT_IN, built_in

UPDATE, PATHS = "One update: new w = w − η∇J", "Weights over the epochs"


def views(experiment: Experiment, axes: str = "linear") -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """The specification and the datasets of each of the experiment's charts."""
    run = experiment.run()
    drawn = charts.views(experiment, run, view_of(experiment, run), axes=axes)
    drawn |= charts.more_views(experiment, run, axes=axes)
    without = {name: {key: part for key, part in spec.items() if key != "datasets"} for name, spec in drawn.items()}
    return {name: (without[name], frames_of(spec)) for name, spec in drawn.items()}


def found(key: str, tree: Any) -> Iterator[Any]:
    """Every value of this key, anywhere in a nested structure."""
    if isinstance(tree, dict):
        yield from ([tree[key]] if key in tree else [])
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from found(key, branch)


@pytest.mark.parametrize("problem", BUILT_IN)
@pytest.mark.parametrize("axes", style.AXES)
def test_the_views_are_valid_vega_lite(problem: str, axes: str) -> None:
    for spec, _ in views(built_in(problem), axes).values():
        alt.LayerChart.validate(spec)


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_table_that_is_drawn_is_there_and_every_table_is_drawn(problem: str) -> None:
    for spec, tables in views(built_in(problem)).values():
        assert {data["name"] for data in found("data", spec)} == set(tables)


@pytest.mark.parametrize(
    ("problem", "titles"),
    [
        ("parabola", ["Cost: J", "Landscape: the path on J(w)", UPDATE, PATHS]),
        ("valley", ["Cost: J", "Landscape", "Weights", UPDATE, PATHS]),
        (
            "line",
            [
                "Cost: mean squared error, 2J/N",
                "Landscape",
                "The fitted line: velocity_km_s",
                "Weights",
                PATHS,
                "Predictions against targets: velocity_km_s",
                "Residuals: prediction − target, velocity_km_s",
                UPDATE,
            ],
        ),
        (
            "dummy-trap",
            [
                "Cost: mean squared error, 2J/N",
                "Landscape",
                "Predictions against targets: y",
                "Weights",
                PATHS,
                "Residuals: prediction − target, y",
                UPDATE,
            ],
        ),
    ],
)
def test_every_problem_has_its_views(problem: str, titles: list[str]) -> None:
    assert [spec["title"] for spec, _ in views(built_in(problem)).values()] == titles


@pytest.mark.parametrize("problem", BUILT_IN)
def test_another_rate_changes_only_the_tables(problem: str) -> None:
    one, other = views(built_in(problem)), views(built_in(problem, epochs=20, learning_rate=1e-8))
    for name, (spec, tables) in one.items():
        assert spec == other[name][0]
        moving = "updates" if name == "update" else "frames"
        assert not tables[moving].equals(other[name][1][moving])


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_view_has_an_input_for_the_player_that_begins_at_the_end(problem: str) -> None:
    for spec, _ in views(built_in(problem)).values():
        (at,) = (parameter for parameter in spec["params"] if parameter["name"] == "at_epoch")
        assert at["bind"] == {"input": "range", "min": 0, "max": style.END, "step": 1}
        assert at["value"] == style.END


@pytest.mark.parametrize(
    ("axes", "across", "up"), [("linear", None, None), ("logarithmic", None, "log"), ("log–log", "log", "log")]
)
def test_the_cost_axes_are_logarithmic_when_asked(axes: str, across: str | None, up: str | None) -> None:
    cost, _ = views(built_in("parabola"), axes)["cost"]
    for channel, field, kind in (("y", "y", up), ("x", "x", across)):
        scales = [c.get("scale", {}).get("type") for c in found(channel, cost) if c.get("field") == field]
        assert scales
        assert set(scales) == {kind}


def test_epoch_0_is_left_out_of_a_logarithmic_axis_alone() -> None:
    for axes in style.AXES:
        for name in ("cost", "paths"):
            spec, _ = views(built_in("parabola"), axes)[name]
            across = [(layer, layer["encoding"].get("x", {})) for layer in spec["layer"]]
            drawn = [layer for layer, x in across if x.get("field") == "epoch" or "datum.epoch" in str(x)]
            filtered = [{"filter": "datum.epoch > 0"} in layer["transform"] for layer in drawn if "transform" in layer]
            assert set(filtered) == {axes == "log–log"}


def test_a_run_without_epochs_has_its_cost_on_a_logarithmic_axis() -> None:
    run = built_in("parabola", w0=(1e154,), learning_rate=1e6)
    spec, tables = views(run, "log–log")["cost"]
    assert tables["frames"]["epoch"].dropna().tolist() == [0]
    assert "datum.epoch > 0" not in list(found("filter", spec))


def test_where_nothing_is_above_zero_the_axis_is_linear_and_says_so() -> None:
    spec, tables = views(built_in("parabola", w0=(0.0,)), axes="logarithmic")["cost"]
    assert spec["title"] == "Cost: J (linear axis: no value is above 0)"
    assert "log" not in list(found("type", spec))
    assert tables["frames"]["shown"].tolist() == [0.0] * 31


def test_without_an_optimum_the_weights_have_no_exact_value() -> None:
    up, down = (views(built_in("valley", goal=goal))["weights"][0] for goal in ("maximise", "minimise"))
    assert "exact" in list(found("field", down))
    assert "exact" not in list(found("field", up))
    assert ["initial", "at this epoch", "exact"] in list(found("domain", down))
    assert ["initial", "at this epoch"] in list(found("domain", up))


def test_a_prediction_is_the_sum_over_all_columns() -> None:
    spec, tables = views(built_in("dummy-trap"))["predictions"]
    formulas = {c for c in found("calculate", spec) if "datum.x0" in c}
    assert formulas == {"w0 * datum.x0 + w1 * datum.x1 + w2 * datum.x2"}
    assert {"w0", "w1", "w2"} < {param["name"] for param in spec["params"]}
    assert {"x0", "x1", "x2"} < set(tables["rows"])
    assert {"w0", "w1", "w2"} < set(tables["frames"])


@pytest.mark.parametrize(
    ("problem", "name", "prediction"), [("unscaled", "predictions", "diamond"), ("line", "line", "stroke")]
)
def test_the_legend_shows_a_prediction_as_it_is_drawn(problem: str, name: str, prediction: str) -> None:
    spec, _ = views(built_in(problem))[name]
    layers = spec["layer"]
    encodings = [layer.get("encoding", {}) for layer in layers]
    (shape,) = {str(encoding["shape"]["scale"]) for encoding in encodings if "shape" in encoding}
    assert shape == str({"domain": ["target", "prediction"], "range": ["circle", prediction]})
    legends = [
        str(encoding[c]["legend"])
        for encoding in encodings
        for c in ("shape", "color")
        if "legend" in encoding.get(c, {})
    ]
    assert len(set(legends)) == 1  # one legend, not one for the colours and one for the shapes


@pytest.mark.parametrize("problem", ["ravine", "dummy-trap"])
def test_the_legend_of_the_weights_shows_their_marks(problem: str) -> None:
    spec, _ = views(built_in(problem))["weights"]
    (scale,) = (shape["scale"] for shape in found("shape", spec) if "scale" in shape)
    assert dict(zip(scale["domain"], scale["range"], strict=True))["exact"] == "cross"
