"""Pinned runs over the charts: they show their own values and have few rows."""

import gc
import weakref

import altair as alt
import pytest

from gd.charts import looks
from gd.charts import views as charts
from gd.charts.epochs import FRAMES
from gd.charts.landscape import view_of
from gd.charts.overlay import Pinned, PinnedRun, lowest, overlaid
from gd.charts.pinned_paths import PINNED_ROWS
from gd.charts.style import AXES, LOG_LOG, Spec
from gd.experiments.experiment import Experiment
from gd.experiments.pins import MAX_PINS
from tests.charts import frames_of
from tests.experiments.test_scenarios import BUILT_IN, built_in


def pinned(*others: Experiment, names: tuple[str, ...] = ("the other",)) -> dict[str, PinnedRun]:
    """These runs as pins with the first looks."""
    return {name: PinnedRun(other, other.run(), k) for k, (name, other) in enumerate(zip(names, others, strict=True))}


def overlay(experiment: Experiment, others: Pinned, axes: str = AXES[0]) -> dict[str, Spec]:
    """The main charts of the experiment's run, overlaid with others."""
    run = experiment.run()
    view = view_of(experiment, run)
    return overlaid(charts.views(experiment, run, view, axes=axes), experiment, run, others, view)


def drawn(problem: str, axes: str = AXES[0], **changes: object) -> dict[str, Spec]:
    return overlay(built_in(problem), pinned(built_in(problem, **changes)), axes)


def layers_of(spec: dict) -> list[dict]:
    """The layers that the pinned runs add."""
    return [layer for layer in spec["layer"] if layer.get("data") == {"name": "pinned"}]


@pytest.mark.parametrize("axes", AXES)
@pytest.mark.parametrize("problem", BUILT_IN)
def test_the_pictures_stay_valid_and_small_with_the_most_pins(problem: str, axes: str) -> None:
    experiment = built_in(problem, epochs=100_000 if problem not in ("valley", "likelihood") else 3000)
    run = experiment.run()
    others = {f"{k}": PinnedRun(experiment, run, k) for k in range(MAX_PINS)}
    for spec in overlay(experiment, others, axes).values():
        tables = frames_of(spec)
        spec.pop("datasets")
        alt.LayerChart.validate(spec)
        assert sum(map(len, tables.values())) <= 5000
        assert len(tables.get("pinned", ())) <= PINNED_ROWS


def test_the_other_runs_costs_and_weights_are_shown() -> None:
    other = built_in("ravine", learning_rate=0.01).run()
    views = drawn("ravine", learning_rate=0.01)
    costs = frames_of(views["cost"])["pinned"].set_index("epoch")["shown"]
    assert costs.to_dict() == pytest.approx(dict(zip(other.epochs.tolist(), other.costs.tolist(), strict=True)))
    weights = frames_of(views["weights"])["pinned"]
    assert weights["epoch"].tolist() == other.epochs.tolist()
    assert weights[["w0", "w1"]].to_numpy().tolist() == other.weights.tolist()
    path = frames_of(views["landscape"])["pinned"]
    assert path[["x", "y"]].to_numpy() == pytest.approx(other.weights)


def test_a_long_run_is_thinned_with_its_first_and_last_epoch() -> None:
    epochs = frames_of(drawn("ravine", epochs=10**9)["cost"])["pinned"]["epoch"]
    assert len(epochs) == FRAMES
    assert epochs.iloc[[0, -1]].tolist() == [0, 10**9]


def test_epoch_0_is_omitted_on_a_logarithmic_axis() -> None:
    assert frames_of(drawn("ravine", LOG_LOG)["cost"])["pinned"]["epoch"].min() == 1


def test_a_run_with_other_weights_is_on_the_cost_alone() -> None:
    views = drawn("unscaled", features=("body_mass_g",))
    assert "pinned" in frames_of(views["cost"])
    assert not any("pinned" in frames_of(views[name]) for name in ("landscape", "weights"))


@pytest.mark.parametrize("view", ["cost", "landscape", "weights"])
def test_pinned_runs_lie_under_the_present_one(view: str) -> None:
    data = [layer.get("data", {}).get("name") for layer in drawn("ravine", learning_rate=0.02)[view]["layer"]]
    assert "pinned" in data
    assert max(k for k, name in enumerate(data) if name == "pinned") < data.index("frames")


def test_each_view_has_the_looks_of_the_pins_it_shows() -> None:
    experiment = built_in("unscaled")
    others = pinned(
        built_in("unscaled", features=("body_mass_g",)),
        built_in("unscaled", learning_rate=1e-8),
        names=("one", "two"),
    )
    views = overlay(experiment, others)
    for view, channel, look in (
        ("cost", "stroke", looks.COLOURS[1]),
        ("landscape", "stroke", looks.COLOURS[1]),
        ("cost", "strokeDash", list(looks.DASHES[1])),
        ("landscape", "strokeDash", list(looks.DASHES[1])),
        ("weights", "fill", looks.COLOURS[1]),
        ("weights", "shape", looks.SHAPES[1]),
    ):
        encodings = (layer["encoding"] for layer in layers_of(views[view]))
        scale = next(encoding[channel]["scale"] for encoding in encodings if "scale" in encoding.get(channel, ()))
        assert dict(zip(scale["domain"], scale["range"], strict=True))["two"] == look


def test_another_rate_changes_only_the_datasets() -> None:
    other = pinned(built_in("ravine", learning_rate=0.02))
    specs = []
    for rate in (0.001, 0.085):
        views = overlay(built_in("ravine", learning_rate=rate), other)
        specs.append({name: {**spec, "datasets": None} for name, spec in views.items()})
    assert specs[0] == specs[1]


def test_without_pins_nothing_changes() -> None:
    experiment = built_in("ravine")
    run = experiment.run()
    view = view_of(experiment, run)
    views = charts.views(experiment, run, view)
    assert overlaid(views, experiment, run, {}, view) == views


@pytest.mark.parametrize(("rate", "grows"), [(0.45, True), (0.12, True), (0.11, False), (0.01, False)])
def test_a_logarithmic_axis_reaches_down_to_a_pinned_run_and_no_other_axis_changes(rate: float, grows: bool) -> None:
    # From 20, J is 400 (1 − 2η)²ᵗ: after 30 epochs at the rate 0.1 it is 0.0006, so that the axis ends at 0.0001; at
    # 0.11 it is 0.00013, at 0.12 it is 0.00003.
    experiment, other = built_in("parabola"), built_in("parabola", learning_rate=rate)
    for axes in AXES[:2]:
        cost, alone = (overlay(experiment, others, axes)["cost"] for others in (pinned(other), {}))
        (low, high), before = frames_of(cost)["window"]["y"], frames_of(alone)["window"]["y"]
        assert high == before[1]
        if axes == AXES[0] or not grows:
            assert low == before[0]
        else:
            assert low <= other.run().costs.min() < 10 * low
        assert (lowest(cost) is None) == (axes == AXES[0])


def test_where_the_logarithmic_axis_can_show_nothing_pinned_runs_are_on_the_linear_one_too() -> None:
    at_rest = built_in("parabola", w0=(0.0,))
    cost = overlay(at_rest, pinned(built_in("parabola", learning_rate=0.5)), AXES[1])["cost"]
    assert frames_of(cost)["pinned"]["shown"].tolist() == [400.0] + 30 * [0.0]


@pytest.mark.parametrize("problem", ["parabola", "ravine", "unscaled"])
def test_pictures_keep_no_experiment(problem: str) -> None:
    """So that a visitor's table is gone with their session."""
    experiment = built_in(problem)
    others = pinned(built_in(problem, learning_rate=1e-4))
    views = overlay(experiment, others)
    kept = [weakref.ref(experiment), *(weakref.ref(other.experiment) for other in others.values())]
    del experiment, others
    gc.collect()
    assert [one() for one in kept] == [None, None]
    assert views
