"""What neighbouring layers have in common stands once, and the picture is the same."""

import json

import pytest

from gd.charts.landscape import view_of
from gd.charts.nested import nested
from gd.charts.style import Spec
from gd.charts.views import views
from tests.experiments.test_scenarios import BUILT_IN, built_in

A, B, C = ({"filter": f"datum.{name}"} for name in "abc")


def unfolded(spec: Spec) -> list[Spec]:
    """The layers one by one, each with the rows and transforms of those around it, as Vega-Lite understands them."""
    if "layer" not in spec:
        return [spec]
    inner = [layer for each in spec["layer"] for layer in unfolded(each)]
    rows = {"data": spec["data"]} if "data" in spec else {}
    before = spec.get("transform", [])
    return [rows | layer | {"transform": [*before, *layer.get("transform", [])]} for layer in inner]


@pytest.mark.parametrize("problem", BUILT_IN)
def test_each_layer_has_the_same_rows_and_transforms_in_the_same_order(problem: str) -> None:
    experiment = built_in(problem)
    run = experiment.run()
    for name, spec in views(experiment, run, view_of(experiment, run)).items():
        drawn = {key: part for key, part in spec.items() if key != "datasets"}
        short = nested(drawn)
        assert unfolded(short) == unfolded(drawn)
        assert {**short, "layer": None} == {**drawn, "layer": None}
        assert len(json.dumps(short)) < 0.9 * len(json.dumps(drawn)) or name not in ("cost", "landscape", "update")


@pytest.mark.parametrize(
    ("transforms", "common"),
    [
        ([[A, B], [A, B], [A]], [A]),
        ([[A, B, C], [A, B]], [A, B]),
        ([[A], [A]], [A]),
    ],
)
def test_what_all_begin_with_stands_around_them(transforms: list[list[Spec]], common: list[Spec]) -> None:
    layers = [{"data": {"name": "rows"}, "mark": "point", "transform": some} for some in transforms]
    (around,) = nested({"layer": layers})["layer"]
    assert (around["data"], around["transform"]) == ({"name": "rows"}, common)
    assert [layer["transform"] for layer in around["layer"]] == [some[len(common) :] for some in transforms]


def test_only_neighbours_with_the_same_rows_are_put_together() -> None:
    first, between = {"data": {"name": "a"}, "transform": [A]}, {"data": {"name": "b"}, "transform": [A]}
    assert nested({"layer": [first, between, first]})["layer"] == [first, between, first]


def test_a_single_mark_has_nothing_to_share() -> None:
    alone = {"data": {"name": "rows"}, "mark": "bar"}
    assert nested(alone) == alone
