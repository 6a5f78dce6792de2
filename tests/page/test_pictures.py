"""The charts and the controls that select them."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gd.charts import ground
from gd.experiments.scenarios import SCENARIOS
from tests.page.app import BUILT_IN, charts, instrument, link, opened, shown


def test_the_logarithmic_axis_changes_only_the_picture_and_how_it_is_linked(parabola: AppTest) -> None:
    before = link(parabola)
    page = parabola.segmented_control(key="axis").set_value("logarithmic").run()
    assert '"log"' in json.dumps(charts(page)[0][0])
    assert link(page) == {**before, "axis": "logarithmic"}


@pytest.mark.parametrize("problem", BUILT_IN)
def test_more_pictures_are_shown_when_asked_for(problem: str) -> None:
    page = opened(problem=problem)
    before = len(charts(page))
    page = page.toggle(key="more").set_value(True).run()
    shown(page)
    assert len(charts(page)) == before + (3 if SCENARIOS[problem].on_table else 1) + (problem == "line")


def test_what_the_landscape_shows_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The landscape, the pinned runs on it and the instrument share it."""
    page = opened(problem="ravine", pin=["lr=0.01"])
    assert "pinned" in charts(page)[1][1]
    found = []

    def counted(*given: Any) -> ground.View:
        found.append(view(*given))
        return found[-1]

    view = ground.view
    monkeypatch.setattr(ground, "view", counted)
    page.number_input(key="epochs").set_value(7).run()
    assert len(found) == 1
    corners = [corner.tolist() for corner in found[0].window]
    assert instrument(page)["views"]["landscape"]["window"] == corners


def test_another_problem_has_its_own_plane() -> None:
    page = opened(problem="unscaled")
    directions = page.selectbox(key="plane").value
    first = opened(problem="ravine").selectbox(key="plane").value
    assert directions != first
    page = page.segmented_control(key="problem").set_value("ravine").run()
    assert page.selectbox(key="plane").value == first
