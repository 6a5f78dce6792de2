"""Pinned runs over the pictures: theirs and not the present one's, and few rows."""

import altair as alt
import pytest

from gd import charts
from gd.overlay import POINTS, overlaid
from gd.style import AXES, LOG_LOG
from tests.test_scenarios import BUILT_IN, built_in


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
        assert alt.LayerChart.from_dict(spec, validate=True).to_dict(validate=True)["layer"]
        assert sum(map(len, tables.values())) <= 5000


def test_the_other_runs_costs_and_weights_are_shown() -> None:
    other = built_in("ravine", learning_rate=0.01).run()
    views = drawn("ravine", learning_rate=0.01)
    costs = views["cost"]["datasets"]["pinned"].set_index("epoch")["shown"]
    assert costs.to_dict() == pytest.approx(dict(zip(other.epochs.tolist(), other.costs.tolist(), strict=True)))
    assert views["weights"]["datasets"]["pinned"]["value"].tolist() == other.final_weights.tolist()
    path = views["landscape"]["datasets"]["pinned"]
    assert path[["x", "y"]].to_numpy() == pytest.approx(other.weights)


def test_a_long_run_is_thinned_with_its_first_and_last_epoch() -> None:
    epochs = drawn("ravine", epochs=10**9)["cost"]["datasets"]["pinned"]["epoch"]
    assert len(epochs) == POINTS
    assert epochs.iloc[[0, -1]].tolist() == [0, 10**9]


def test_epoch_0_has_no_place_on_a_logarithmic_axis() -> None:
    assert drawn("ravine", LOG_LOG)["cost"]["datasets"]["pinned"]["epoch"].min() == 1


def test_a_run_with_other_weights_is_on_the_cost_alone() -> None:
    views = drawn("unscaled", features=("body_mass_g",))
    assert "pinned" in views["cost"]["datasets"]
    assert not any("pinned" in views[name]["datasets"] for name in ("landscape", "weights"))


def test_without_pins_nothing_changes() -> None:
    experiment = built_in("ravine")
    run = experiment.run()
    views = charts.views(experiment, run)
    assert overlaid(views, experiment, run, {}, axes=AXES[0], plane=None) == views
