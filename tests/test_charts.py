"""The specification that the browser draws: valid, the same for every rate, and visible on both backgrounds."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import altair as alt
import pytest

from gd import charts, style
from gd.experiment import Experiment
from tests.test_scenarios import BUILT_IN, built_in

THEME = tomllib.loads((Path(__file__).parents[1] / ".streamlit" / "config.toml").read_text())["theme"]


def views(experiment: Experiment, logarithmic: bool = False) -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Of each of the experiment's views the specification, and the tables that go with it."""
    drawn = charts.views(experiment, experiment.run(), logarithmic=logarithmic)
    return {name: (spec, spec.pop("datasets")) for name, spec in drawn.items()}


def found(key: str, tree: Any) -> Iterator[Any]:
    """Every value of the key, anywhere in the tree."""
    if isinstance(tree, dict):
        yield from ([tree[key]] if key in tree else [])
        tree = list(tree.values())
    if isinstance(tree, list):
        for branch in tree:
            yield from found(key, branch)


@pytest.mark.parametrize("problem", BUILT_IN)
@pytest.mark.parametrize("logarithmic", [False, True])
def test_the_views_are_valid_vega_lite(problem: str, logarithmic: bool) -> None:
    for spec, _ in views(built_in(problem), logarithmic).values():
        assert alt.LayerChart.from_dict(spec, validate=True).to_dict(validate=True)["layer"]


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_table_that_is_drawn_is_there_and_every_table_is_drawn(problem: str) -> None:
    for spec, tables in views(built_in(problem)).values():
        assert {data["name"] for data in found("data", spec)} == set(tables)


@pytest.mark.parametrize(
    ("problem", "titles"),
    [
        ("parabola", ["Cost: J", "Landscape: the path on J(w)", "Weights"]),
        ("valley", ["Cost: J", "Landscape: the path on J(w₁, w₂)", "Weights"]),
        (
            "line",
            [
                "Cost: mean squared error, 2J/N",
                "The fitted line: velocity_km_s",
                "Predictions against targets: velocity_km_s",
                "Weights",
            ],
        ),
        ("dummy-trap", ["Cost: mean squared error, 2J/N", "Predictions against targets: y", "Weights"]),
    ],
)
def test_every_problem_has_its_views(problem: str, titles: list[str]) -> None:
    assert [spec["title"] for spec, _ in views(built_in(problem)).values()] == titles


@pytest.mark.parametrize("problem", BUILT_IN)
def test_another_rate_changes_only_the_tables(problem: str) -> None:
    one, other = views(built_in(problem)), views(built_in(problem, epochs=20, learning_rate=1e-8))
    for name, (spec, tables) in one.items():
        assert spec == other[name][0]
        assert not tables["frames"].equals(other[name][1]["frames"])


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_view_has_an_input_for_the_player_that_begins_at_the_end(problem: str) -> None:
    for spec, _ in views(built_in(problem)).values():
        (at,) = (parameter for parameter in spec["params"] if parameter["name"] == "at_epoch")
        assert at["bind"] == {"input": "range", "min": 0, "max": style.END, "step": 1}
        assert at["value"] == style.END


def test_the_player_has_the_same_end_as_the_charts() -> None:
    player = (Path(charts.__file__).parent / "player.js").read_text(encoding="utf-8")
    assert f"const END = {style.END:.0e};".replace("e+", "e") in player


@pytest.mark.parametrize(("logarithmic", "kind"), [(True, "log"), (False, None)])
def test_the_cost_axis_is_logarithmic_when_asked(logarithmic: bool, kind: str | None) -> None:
    cost, _ = views(built_in("parabola"), logarithmic)["cost"]
    scales = [y["scale"].get("type") for y in found("y", cost) if y.get("field") == "shown"]
    assert scales
    assert set(scales) == {kind}


def test_where_nothing_is_above_zero_the_axis_is_linear_and_says_so() -> None:
    spec, tables = views(built_in("parabola", w0=(0.0,)), logarithmic=True)["cost"]
    assert spec["title"] == "Cost: J (linear, as none is above 0)"
    assert "log" not in list(found("type", spec))
    assert tables["frames"]["shown"].tolist() == [0.0] * 31


def test_without_an_optimum_the_weights_have_no_exact_value() -> None:
    up, down = (views(built_in("parabola", goal=goal))["weights"][0] for goal in ("maximise", "minimise"))
    assert "exact" in list(found("field", down))
    assert "exact" not in list(found("field", up))
    assert ["initial", "at this epoch", "exact"] in list(found("domain", down))
    assert ["initial", "at this epoch"] in list(found("domain", up))


def test_a_prediction_is_the_sum_over_all_columns() -> None:
    spec, tables = views(built_in("dummy-trap"))["predictions"]
    formulas = {c for c in found("calculate", spec) if "datum.x0" in c}
    assert formulas == {"datum.w0 * datum.x0 + datum.w1 * datum.x1 + datum.w2 * datum.x2"}
    assert {"x0", "x1", "x2"} < set(tables["rows"])
    assert {"w0", "w1", "w2"} < set(tables["frames"])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["TARGET", "PREDICTION", "PATH", "EXACT", "QUIET"])
def test_every_colour_has_a_contrast_of_3_on_both_backgrounds(colour: str, theme: str) -> None:
    shades = sorted(luminance(c) for c in (getattr(style, colour), THEME[theme]["backgroundColor"]))
    assert (shades[1] + 0.05) / (shades[0] + 0.05) >= 3


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
