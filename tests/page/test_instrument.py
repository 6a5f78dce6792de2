"""What the instrument gets from the page: the rate with the rates that theory marks, and the closed form."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from gd.page.instrument import _take_choice, catch_up
from tests.experiments.test_scenarios import built_in
from tests.page.app import charts, instrument, opened, shown, uploaded, with_rate


def test_the_track_has_the_rates_that_theory_names(parabola: AppTest) -> None:
    facts = instrument(parabola)["rate"]
    assert (facts["value"], facts["fastest"], facts["limit"]) == (0.1, 0.5, 1.0)
    assert (facts["low"], facts["high"]) == (0.001, 3.0)
    assert facts["note"] == "Stable below 1. Fastest from here: 0.5 (1 epoch)."


def test_another_rate_is_a_run_of_its_own(parabola: AppTest) -> None:
    before = instrument(parabola)
    after = instrument(with_rate(parabola, 0.2))
    assert before["run"] != after["run"]
    assert after["rate"]["value"] == 0.2
    assert "0.2" in shown(parabola)


def test_the_heavy_balls_best_rate_comes_with_its_momentum() -> None:
    facts = instrument(opened(problem="ravine", rule="momentum", lr="0.01"))["rate"]
    assert facts["momentum"] == pytest.approx(4 / 9)
    assert facts["fastest"] == pytest.approx(1 / 9)


def test_the_limit_on_the_track_is_rounded_as_in_the_verdict() -> None:
    # With β = 4/9 the limit of the ravine, where J curves by 25 at most, is 2 · (1 + 4/9) / 25 = 0.11555…
    page = opened(problem="ravine", rule="momentum", momentum="0.4444444444444444", lr="0.01", epochs="500")
    assert instrument(page)["rate"]["limitText"] == "0.1155"
    assert "the stability limit is 0.1155" in shown(page)


def test_the_fastest_rate_on_the_track_is_not_above_the_limit() -> None:
    facts = instrument(opened(problem="likelihood", init="ones"))["rate"]
    assert facts["fastest"] < facts["limit"]
    assert (facts["fastestText"], facts["limitText"]) == ("0.09426", "0.09426")
    assert facts["note"].startswith("Stable below 0.09426. Fastest from here: 0.09426 (")


@pytest.mark.parametrize("query", [{"rule": "adam"}, {"schedule": "cosine"}, {"goal": "maximise"}])
def test_without_theory_the_track_spans_the_usual_rates_and_says_so(query: dict[str, str]) -> None:
    facts = instrument(opened(problem="parabola", **query))["rate"]
    assert facts["fastest"] is None is facts["limit"]
    assert (facts["low"], facts["high"]) == pytest.approx((0.1 / 300, 30))
    assert facts["note"].startswith("No theory" if "goal" not in query else "J has no")


def test_the_track_stays_within_the_rates_that_may_be_set() -> None:
    page = opened(problem="table", scale="0", lr="1e-15")
    content = b"x,y\n1e9,1\n2e9,2\n3e9,4\n"
    page = page.file_uploader(key="upload").upload("large.csv", content, "text/csv").run()
    facts = instrument(page)["rate"]
    assert facts["limit"] < facts["least"] == facts["low"] < facts["high"]


def test_line_search_takes_no_rate() -> None:
    assert "finds its own rate" in instrument(opened(problem="ravine", rule="linesearch"))["rate"]["disabled"]
    assert instrument(opened(problem="ravine"))["rate"]["disabled"] == ""


@pytest.mark.parametrize("problem", ["parabola", "ravine", "line", "dummy-trap", "unscaled"])
def test_the_closed_form_gives_the_weights_the_gradient_and_the_cost_at_the_start(problem: str) -> None:
    data = instrument(opened(problem=problem, init="normal", seed="3"))
    experiment = built_in(problem, init="normal", seed=3)
    numbers = {name: np.array(value) for name, value in data["closedForm"].items()}
    V, values, slopes = (numbers[name] for name in ("directions", "eigenvalues", "slopes"))
    start = np.array(data["views"]["landscape"]["start"])
    assert np.array_equal(start, experiment.start)
    assert np.allclose(V.T @ V, np.eye(len(V)), rtol=0, atol=1e-12)
    along = V.T @ start
    gradient, size = V @ (values * along - slopes), np.abs(values).max() * np.abs(along).max() + np.abs(slopes).max()
    assert np.allclose(gradient, experiment.problem.gradient(start), rtol=0, atol=1e-12 * size)
    offset = along - np.divide(slopes, values, out=along.copy(), where=values != 0)
    cost = numbers["stationaryCost"] + (values * offset**2).sum() / 2
    assert cost == pytest.approx(experiment.problem.cost(start), rel=1e-9)
    assert numbers["grid"][-1] == max(data["epochs"])


def test_a_table_of_40_weights_is_redrawn_and_one_of_41_waits() -> None:
    for features in (39, 40):  # and the intercept
        names = [f"x{d}" for d in range(features)]
        X = np.random.default_rng(0).normal(size=(60, features))
        content = pd.DataFrame(X, columns=names).assign(y=X.sum(axis=1)).to_csv(index=False).encode()
        page = uploaded(content)
        data, tables = instrument(page), [tables for _, tables in charts(page)]
        cost, shown = tables[0]["frames"], next(rows["weights"] for rows in tables if "weights" in rows)
        assert len(data["views"]["landscape"]["start"]) == features + 1
        assert (data["closedForm"] is None) == (features == 40)
        assert len(cost) - len(data["epochs"]) == (1 if features == 39 else 0)  # the room for one more epoch
        assert len(shown) == data["views"]["weights"]["most"] < features


@pytest.mark.parametrize(
    "query",
    [{"problem": "valley"}, {"problem": "ravine", "rule": "adam"}, {"problem": "line", "batch": "4"}, {"tol": "0.1"}],
)
def test_without_a_closed_form_the_browser_waits(query: dict[str, str]) -> None:
    assert instrument(opened(**query))["closedForm"] is None


class Controls(dict[str, Any]):
    """The values of the controls, as a session holds them."""

    __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__


@pytest.mark.parametrize(
    ("message", "controls"),
    [
        ({"rate": 0.5}, {"lr": 0.5}),
        ({"rate": 1, "momentum": 0.25}, {"lr": 1, "momentum": 0.25}),
        ({"start": [1, -2.5]}, {"init": "given", "w0": "1,-2.5"}),
        ({"rate": 0.5, "start": [3]}, {"lr": 0.5, "init": "given", "w0": "3"}),
        ({"rate": 0.5, "number": 3}, {"lr": 0.5, "taken": 3}),
        ({"rate": 0.5, "number": "3"}, {"lr": 0.5}),
        *((message, {}) for message in (None, 5, "rate", ["rate"], {}, {"rate": "0.5"}, {"rate": None}, {"other": 1})),
        *(
            ({"start": start}, {})
            for start in ("12", None, 5, [1, "a"], [None], {"a": 1}, [[1]], [10**400], [float("nan")])
        ),
    ],
)
def test_a_message_of_the_instrument_sets_numbers_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, message: object, controls: dict[str, Any]
) -> None:
    state = Controls(instrument=SimpleNamespace(chosen=message))
    for module in ("instrument", "controls"):
        monkeypatch.setattr(f"gd.page.{module}.state", state)
    _take_choice()
    assert {key: value for key, value in state.items() if key != "instrument"} == controls


@pytest.mark.parametrize(
    ("taken", "controls"),
    [
        ({"taken": 2}, {"lr": 0.5, "taken": 3}),
        ({"taken": None}, {"lr": 0.5, "taken": 3}),
        ({"taken": 3}, {"taken": 3}),
        ({}, {}),
    ],
)
def test_what_a_callback_that_was_cut_short_left_is_taken_once(
    monkeypatch: pytest.MonkeyPatch, taken: dict[str, Any], controls: dict[str, Any]
) -> None:
    state = Controls(instrument=SimpleNamespace(chosen={"rate": 0.5, "number": 3}), **taken)
    for module in ("instrument", "controls"):
        monkeypatch.setattr(f"gd.page.{module}.state", state)
    catch_up()
    catch_up()
    assert {key: value for key, value in state.items() if key != "instrument"} == controls


def test_what_comes_with_each_run_has_none_of_the_code(parabola: AppTest) -> None:
    code, place = (element.proto for element in parabola.get("bidi_component") if "instrument" in element.proto.id)
    assert len(code.js_content) > 40_000
    assert not place.html_content
    assert not place.css_content
    assert len(place.js_content) < 1000
