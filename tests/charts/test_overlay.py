"""Pinned runs over the charts: they show their own values and have few rows."""

import altair as alt
import pytest

from gd.arrays import Array
from gd.charts import curve
from gd.charts import views as charts
from gd.charts.overlay import POINTS, overlaid
from gd.charts.style import AXES, LOG_LOG, QUIET
from tests.experiments.test_scenarios import BUILT_IN, built_in


def drawn(problem: str, axes: str = AXES[0], **changes: object) -> dict:
    experiment, other = built_in(problem), built_in(problem, **changes)
    run = experiment.run()
    views = charts.views(experiment, run, axes=axes)
    return overlaid(views, experiment, run, {"the other": (other, other.run())}, axes=axes, plane=None)


@pytest.mark.parametrize("axes", AXES)
@pytest.mark.parametrize("problem", BUILT_IN)
def test_the_pictures_stay_valid_and_small(problem: str, axes: str) -> None:
    for spec in drawn(problem, axes, epochs=100_000 if problem not in ("valley", "likelihood") else 3000).values():
        tables = spec.pop("datasets")
        alt.LayerChart.validate(spec)
        assert sum(map(len, tables.values())) <= 5000


def test_the_other_runs_costs_and_weights_are_shown() -> None:
    other = built_in("ravine", learning_rate=0.01).run()
    views = drawn("ravine", learning_rate=0.01)
    costs = views["cost"]["datasets"]["pinned"].set_index("epoch")["shown"]
    assert costs.to_dict() == pytest.approx(dict(zip(other.epochs.tolist(), other.costs.tolist(), strict=True)))
    assert views["weights"]["datasets"]["pinned"]["value"].tolist() == other.final_weights.tolist()
    path = views["landscape"]["datasets"]["pinned"]
    assert path[["x", "y"]].to_numpy() == pytest.approx(other.weights)


def test_pinned_runs_are_drawn_on_the_curve_of_a_single_weight() -> None:
    other = built_in("parabola", learning_rate=0.6).run()
    landscape = drawn("parabola", learning_rate=0.6)["landscape"]
    path = landscape["datasets"]["pinned"]
    assert path["x"].tolist() == other.weights[:, 0].tolist()
    assert path["y"].tolist() == pytest.approx(path["x"] ** 2)
    assert path[["way_x", "way_y"]].to_numpy()[1:] == pytest.approx(path[["x", "y"]].to_numpy()[:-1])
    assert path[["way_x1", "way_y1"]].to_numpy() == pytest.approx(path[["x", "y"]].to_numpy())
    layer = landscape["layer"][-1]
    assert layer["data"] == {"name": "pinned"}
    assert layer["mark"]["color"] == QUIET
    assert layer["encoding"]["strokeDash"]["field"] == "run"


def test_a_pinned_run_that_leaves_the_curve_is_clipped() -> None:
    tables = drawn("parabola", learning_rate=1.1)["landscape"]["datasets"]
    low, high = curve.corners(tables["curve"])
    path = tables["pinned"]
    assert path[["way_x1", "way_y1"]].isna().all(axis=1).any()
    for ends in (["way_x", "way_y"], ["way_x1", "way_y1"]):
        drawn_ends = path[ends].dropna()
        assert ((drawn_ends >= low) & (drawn_ends <= high)).all(axis=None)
    left = path[path["y"] > high[1]].iloc[0]
    assert left["way_y1"] == high[1]


def test_a_long_run_is_thinned_with_its_first_and_last_epoch() -> None:
    epochs = drawn("ravine", epochs=10**9)["cost"]["datasets"]["pinned"]["epoch"]
    assert len(epochs) == POINTS
    assert epochs.iloc[[0, -1]].tolist() == [0, 10**9]


def test_epoch_0_is_omitted_on_a_logarithmic_axis() -> None:
    assert drawn("ravine", LOG_LOG)["cost"]["datasets"]["pinned"]["epoch"].min() == 1


def test_a_run_with_other_weights_is_on_the_cost_alone() -> None:
    views = drawn("unscaled", features=("body_mass_g",))
    assert "pinned" in views["cost"]["datasets"]
    assert not any("pinned" in views[name]["datasets"] for name in ("landscape", "weights"))


def test_a_pin_has_the_same_dash_on_every_view() -> None:
    experiment = built_in("unscaled")
    run = experiment.run()
    others = {"one": built_in("unscaled", features=("body_mass_g",)), "two": built_in("unscaled", learning_rate=1e-8)}
    pinned = {name: (other, other.run()) for name, other in others.items()}
    views = overlaid(charts.views(experiment, run), experiment, run, pinned, axes=AXES[0], plane=None)
    scales = [views[name]["layer"][-1]["encoding"]["strokeDash"]["scale"] for name in ("cost", "landscape")]
    dashes = [dict(zip(scale["domain"], map(tuple, scale["range"]), strict=True)) for scale in scales]
    assert dashes[0] == dashes[1]
    assert len(set(dashes[0].values())) == 2


def test_without_pins_nothing_changes() -> None:
    experiment = built_in("ravine")
    run = experiment.run()
    views = charts.views(experiment, run)
    assert overlaid(views, experiment, run, {}, axes=AXES[0], plane=None) == views


def test_a_run_that_leaves_ends_at_the_edge_of_the_cost_with_an_arrow() -> None:
    # J = w² from 20 at the rate 1.1: w ← −1.2 w, so J is 400 · 1.44ᵗ. The margin is half the current run's range.
    costs = drawn("parabola", learning_rate=1.1)["cost"]["datasets"]["pinned"]
    assert costs["run"].unique().tolist() == ["the other ↑"]
    top = 400 + 0.5 * (400 - costs_of("parabola").min())
    assert costs["shown"].tolist() == pytest.approx([400, 576, top])
    assert costs["epoch"].tolist() == pytest.approx([0, 1, 1 + (top - 576) / (829.44 - 576)])


def test_a_run_that_falls_out_of_the_cost_or_begins_outside_ends_at_the_edge_too() -> None:
    # The present run at the rate 0.0001 keeps 0.9998⁶⁰ of 400; the one at 0.1 goes to 256 at once.
    slow = built_in("parabola", learning_rate=1e-4)
    run, (falls, begins) = slow.run(), (built_in("parabola"), built_in("parabola", w0=(100.0,)))
    pinned = {"falls": (falls, falls.run()), "begins": (begins, begins.run())}
    views = overlaid(charts.views(slow, run), slow, run, pinned, axes=AXES[0], plane=None)
    costs = views["cost"]["datasets"]["pinned"].set_index("run")
    room = 0.5 * 400 * (1 - 0.9998**60)
    assert costs.loc["falls ↓", "shown"].tolist() == pytest.approx([400, 400 - 3 * room])
    assert costs.loc["falls ↓", "epoch"].tolist() == pytest.approx([0, 3 * room / (400 - 256)])
    assert costs.loc[["begins ↑"], ["epoch", "shown"]].to_numpy().tolist() == [[0, pytest.approx(400 + room)]]


def test_a_run_within_range_has_no_arrow_and_a_logarithmic_axis_cuts_none() -> None:
    assert set(drawn("parabola", learning_rate=0.2)["cost"]["datasets"]["pinned"]["run"]) == {"the other"}
    costs = drawn("parabola", AXES[1], learning_rate=1.1)["cost"]["datasets"]["pinned"]
    assert set(costs["run"]) == {"the other"}
    assert costs["shown"].max() == pytest.approx(400 * 1.44**30)


def test_a_weight_out_of_range_is_an_arrow_at_the_edge() -> None:
    weights = drawn("ravine", learning_rate=0.085)["weights"]["datasets"]["pinned"]
    # From (−3, 3) the distance to (1, 2) is −1.5 along both weights, times 1 − 0.085 · 25 an epoch, and a rest of ∓2.5.
    away = -1.5 * 1.125**60
    assert weights["value"].tolist() == pytest.approx([1 + away, 2 + away], rel=0.01)
    own = built_in("ravine").run().weights
    low, high = own.min(), own.max()
    assert weights["place"].tolist() == pytest.approx([low - 0.5 * (high - low)] * 2)
    assert weights["shape"].tolist() == ["triangle-left"] * 2
    stayed = drawn("ravine", learning_rate=0.02)["weights"]["datasets"]["pinned"]
    assert stayed["shape"].tolist() == ["triangle-up"] * 2
    assert stayed["place"].tolist() == stayed["value"].tolist()


def costs_of(problem: str) -> Array:
    return built_in(problem).run().costs
