"""The charts and the controls that select them."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from gd.experiments.scenarios import SCENARIOS
from tests.page.app import BUILT_IN, charts, link, opened, shown


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


def test_another_problem_has_its_own_plane() -> None:
    page = opened(problem="unscaled")
    directions = page.selectbox(key="plane").value
    first = opened(problem="ravine").selectbox(key="plane").value
    assert directions != first
    page = page.segmented_control(key="problem").set_value("ravine").run()
    assert page.selectbox(key="plane").value == first
