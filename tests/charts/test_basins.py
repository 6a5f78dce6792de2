"""The map of basins on the landscape: its cells tile what may be seen, and its legend says what each colour is."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from gd.charts import basins as charts
from gd.charts.basins import Map, basins_on, map_of, with_basins
from gd.charts.landscape import landscape, view_of
from gd.charts.style import Spec
from gd.descent import descend
from gd.experiments.experiment import Experiment
from gd.theory.basins import DIVERGED, Basins
from tests.charts import frames_of
from tests.charts.test_local_optimum import typed

HIMMELBLAU = typed("Himmelblau", (0.0, 0.0))


WELLS = typed("Double well", (0.05,))


def mapped(experiment: Experiment) -> tuple[Spec, Map, Basins]:
    run = experiment.run()
    view = view_of(experiment, run)
    spec = landscape(experiment, run, view)
    starts = map_of(spec, view)
    found = basins_on(experiment, starts, lambda _: True)
    return with_basins(spec, starts, found, experiment.settings.goal), starts, found


def legend(spec: Spec) -> dict[str, str]:
    """The colours by the legend's words, of those that are listed."""
    (layer,) = (layer for layer in spec["layer"] if layer.get("data") == {"name": "basins"})
    fill = layer["encoding"]["fill"]
    colours = dict(zip(fill["scale"]["domain"], fill["scale"]["range"], strict=True))
    return {word: colours[word] for word in fill["legend"]["values"]}


def at(rows: pd.DataFrame, x: float, y: float) -> str:
    here = (rows["x"] <= x) & (x < rows["right"]) & (rows["y"] <= y) & (y < rows["top"])
    (word,) = rows["reaches"][here]
    return word


def test_every_start_of_the_map_has_the_colour_of_what_descent_reaches_from_it() -> None:
    spec, starts, found = mapped(HIMMELBLAU)
    rows = frames_of(spec)["basins"]
    words = list(legend(spec))
    assert words == ["(−3.78, −3.28)", "(−2.81, 3.13)", "(3, 2)", "(3.58, −1.85)", "diverges"]
    given = HIMMELBLAU.settings
    for k in range(5, len(starts.starts), 111):
        run = descend(HIMMELBLAU.problem, starts.starts[k], learning_rate=given.learning_rate, epochs=given.epochs)
        word = at(rows, *starts.starts[k])
        if word == "diverges":
            assert run.stop.name == "DIVERGED"
        else:
            assert run.final_weights == pytest.approx(found.optima[words.index(word)], abs=0.1)


def test_the_cells_tile_all_that_may_be_seen() -> None:
    spec, starts, _ = mapped(HIMMELBLAU)
    view = view_of(HIMMELBLAU, HIMMELBLAU.run())
    assert view is not None
    rows, (low, high) = frames_of(spec)["basins"], view.covered
    assert ((rows["right"] - rows["x"]) * (rows["top"] - rows["y"])).sum() == pytest.approx((high - low).prod())
    assert len(starts.starts) <= 60 * 60


def test_contours_path_and_optimum_lie_above_the_map() -> None:
    spec, *_ = mapped(HIMMELBLAU)
    names = [layer.get("data", {}).get("name") for layer in spec["layer"]]
    assert names.index("bands") < names.index("basins") < names.index("lines") < names.index("frames")
    before = landscape(HIMMELBLAU, HIMMELBLAU.run(), view_of(HIMMELBLAU, HIMMELBLAU.run()))
    assert [layer for layer in spec["layer"] if layer.get("data") != {"name": "basins"}] == before["layer"]
    assert "basins" not in json.dumps(before["layer"])  # it isn't changed in place


def test_under_the_graph_of_one_weight_the_map_is_a_strip_that_changes_colour_at_the_hill() -> None:
    spec, *_ = mapped(WELLS)
    rows = frames_of(spec)["basins"]
    curve = frames_of(spec)["curve"]
    assert rows["reaches"].tolist() == ["−1", "1"]
    assert rows["x"].iloc[0] == curve["x"].iloc[0]
    assert rows["right"].iloc[-1] == curve["x"].iloc[-1]
    cell = (curve["x"].iloc[-1] - curve["x"].iloc[0]) / charts.STRIP
    assert rows["x"].iloc[1] == pytest.approx(0, abs=cell)


def test_with_more_minima_than_colours_a_few_are_listed_and_the_rest_is_called_others() -> None:
    spec, _, found = mapped(typed("Rastrigin", (2.2, -1.3)))
    words = legend(spec)
    assert len(found.optima) > 20
    assert list(words)[:1] == ["(0, 0)"]
    assert [word for word in words if word.startswith("(")] == list(words)[: charts.FEW]
    assert list(words)[charts.FEW] == "others"
    assert "others 2" not in words
    assert set(frames_of(spec)["basins"]["reaches"]) >= {"others", "others 2", "others 3"}


@pytest.mark.parametrize("minima", [8, 9])
def test_all_minima_are_listed_as_long_as_there_are_colours(minima: int) -> None:
    spec, starts, found = mapped(HIMMELBLAU)
    optima = np.stack([np.arange(minima), np.ones(minima)], axis=1)
    reached = np.arange(len(found.reached)) % minima
    many = replace(found, optima=optima, valley=np.zeros(minima, bool), reached=reached)
    landscape_ = {**spec, "layer": [layer for layer in spec["layer"] if layer.get("data") != {"name": "basins"}]}
    words = list(legend(with_basins(landscape_, starts, many, "minimise")))
    every = [f"({k}, 1)" for k in range(minima)]
    assert words == (every if minima == 8 else [*every[:5], "others"])


def test_what_reaches_nothing_and_what_diverges_have_quiet_looks() -> None:
    words = legend(mapped(typed("Plateau", (2.5, 2.0)))[0])
    assert words == {"(0, 0)": charts.COLOURS[0], "none yet after 100 epochs": charts.UNKNOWN}
    assert legend(mapped(HIMMELBLAU)[0])["diverges"] == charts.QUIET
    spec, _, _ = mapped(typed("min(0, abs(w) - 2)", (2.5,), learning_rate=0.1, epochs=100))
    assert legend(spec)["no minimum"] == "transparent"
    spec, _, _ = mapped(typed("max(0, 2 - abs(w))", (2.5,), learning_rate=0.1, epochs=100, goal="maximise"))
    assert legend(spec)["no maximum"] == "transparent"


SAID = {
    "slow": (("x^4", (1.0,), 0.01, 20), ["none yet after 20 epochs"]),
    "kink": (("abs(w)", (1.0,), 0.3, 20), ["0"]),
    "two kinks": (("abs(x) + abs(y)", (1.0, 2.0), 0.1, 100), ["(0, 0)"]),
    "floor": (("abs(w) + abs(w - 1)", (3.0,), 0.1, 50), ["a valley of minima"]),
    "ring": (("(x^2 + y^2 - 1)^2", (0.5, 0.3), 0.05, 100), ["a valley of minima", "diverges"]),
    "axes": (("x^2 y^2", (1.0, 1.0), 0.05, 100), ["a valley of minima", "none yet after 100 epochs"]),
    "two lines": (("cos(x + y)", (1.0, 0.5), 0.1, 200), ["a valley of minima", "a valley of minima (2)"]),
    "root": (("sqrt(x)", (1.0,), 0.1, 50), ["no value", "none yet after 50 epochs"]),
    "logarithm": (("log(x)", (1.0,), 0.1, 50), ["no value"]),
}
"""A formula, a start, a rate and epochs, and all that the legend says."""


@pytest.mark.parametrize("name", SAID)
def test_the_legend_says_what_becomes_of_the_starts(name: str) -> None:
    (formula, w0, rate, epochs), words = SAID[name]
    spec, _, _ = mapped(typed(formula, w0, learning_rate=rate, epochs=epochs))
    assert list(legend(spec)) == words


def test_uphill_a_continuum_is_a_ridge() -> None:
    hills = typed("cos(x + y)", (1.0, 0.5), learning_rate=0.1, epochs=200, goal="maximise")
    assert next(iter(legend(mapped(hills)[0]))) == "a ridge of maxima"


def test_a_coordinate_that_is_0_but_for_rounding_is_written_so() -> None:
    _, starts, found = mapped(HIMMELBLAU)
    spec = landscape(HIMMELBLAU, HIMMELBLAU.run(), view_of(HIMMELBLAU, HIMMELBLAU.run()))
    optima = np.array([[1e-17, 2.0], [-1e-17, 1e-3]])
    rounded = replace(found, optima=optima, valley=np.zeros(2, bool), reached=np.minimum(found.reached, 1))
    assert list(legend(with_basins(spec, starts, rounded, "minimise")))[:2] == ["(0, 2)", "(0, 0.001)"]


def test_what_is_on_its_way_when_the_work_is_stopped_is_said_with_the_epochs() -> None:
    run = HIMMELBLAU.run()
    view = view_of(HIMMELBLAU, run)
    spec = landscape(HIMMELBLAU, run, view)
    starts = map_of(spec, view)
    found = basins_on(HIMMELBLAU, starts, lambda share: share < 0.1)
    assert "none yet after 10 epochs" in legend(with_basins(spec, starts, found, "minimise"))


def test_beyond_the_limit_all_diverges() -> None:
    _, _, found = mapped(typed("x^4 + y^4", (3.0, 3.0), learning_rate=5.0, epochs=50))
    assert (found.reached == DIVERGED).mean() > 0.9
