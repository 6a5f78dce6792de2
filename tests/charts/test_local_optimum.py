"""An optimum that was only searched near the end of the run is called a local one wherever it is drawn or listed."""

import json
from typing import Any

import numpy as np
import pytest

from gd.charts import data
from gd.charts.landscape import view_of
from gd.charts.views import more_views, views
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.settings import Settings
from gd.explain.details import comparison, exact_note
from gd.explain.gallery import GALLERY


def typed(formula: str, w0: tuple[float, ...], **changes: Any) -> Experiment:
    """An experiment on a formula, or on the function of this title in the gallery."""
    example = next((example for example in GALLERY if example.title == formula), None)
    chosen = {"formula": formula}
    if example is not None:
        chosen = {name: getattr(example, name) for name in ("formula", "learning_rate", "epochs")}
    return prepare(Settings(**{"problem": "function", "init": "given", "w0": w0, **chosen, **changes}))


LOCAL = {
    "minimum": typed("Himmelblau", (0.0, 0.0)),
    "maximum": typed("sin(x) cos(y)", (1.0, 0.5), learning_rate=0.5, goal="maximise"),
}
EXACT = typed("Booth", (-5.0, 5.0))


def written(experiment: Experiment) -> dict[str, str]:
    """All that the charts say, as text."""
    run = experiment.run()
    drawn = views(experiment, run, view_of(experiment, run), axes="logarithmic")
    drawn |= more_views(experiment, run, axes="logarithmic")
    return {name: json.dumps({k: v for k, v in spec.items() if k != "datasets"}) for name, spec in drawn.items()}


@pytest.mark.parametrize("name", LOCAL)
def test_a_local_optimum_is_called_so_in_every_chart(name: str) -> None:
    charts = written(LOCAL[name])
    assert {chart for chart, text in charts.items() if f"local {name}" in text} == {
        "cost",
        "landscape",
        "weights",
        "paths",
    }
    assert not [chart for chart, text in charts.items() if '"exact"]' in text or "exact ones" in text]


def test_an_optimum_that_is_known_is_called_exact() -> None:
    charts = written(EXACT)
    assert {chart for chart, text in charts.items() if '"exact"]' in text} == {"landscape", "weights"}
    assert "Distance of the weights from the exact ones" in charts["paths"]
    assert "distance of J from its optimum" in charts["cost"]
    assert not [chart for chart, text in charts.items() if "local" in text]


def test_the_graph_of_one_weight_names_its_local_minimum() -> None:
    well = typed("Double well", (0.05,))
    assert "local minimum" in written(well)["landscape"]
    assert "local" not in written(typed("w²", (20.0,)))["landscape"]


def test_the_distance_is_measured_from_the_local_minimum_also_where_j_is_negative() -> None:
    hollows = typed("Styblinski", (-0.5, 1.0))
    run = hollows.run()
    shown = data.frames(hollows, run, logarithmic=True)["shown"]
    assert hollows.exact is not None
    assert (run.costs < 0).any()
    assert np.nan_to_num(shown) == pytest.approx(np.abs(run.costs - hollows.problem.cost(hollows.exact)))
    assert data.measure_name(hollows, logarithmic=True) == "distance of J from the local minimum"
    assert data.measure_name(hollows, logarithmic=False) == "J"


def test_the_table_and_its_note_say_that_a_better_one_may_be_elsewhere() -> None:
    local = LOCAL["minimum"]
    columns = comparison(local, local.run())
    assert list(columns) == ["weight", "initial", "final", "local minimum", "final − local minimum"]
    assert columns["local minimum"] == pytest.approx([3, 2])
    assert exact_note(local) == (
        "The local minimum was found by Newton's method from the end of the run. There may be a better one elsewhere."
    )
    assert exact_note(EXACT) == "The exact weights are those of the minimum of J."
