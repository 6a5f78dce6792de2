"""What the page offers to take away, and that it makes nothing before it is asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gd.page import take_away
from tests.page.app import BUILT_IN, opened, press, shown, tab, uploaded

TABLE = b"a,kind,y\n1,x,2\n2,z,3\n4,x,9\n5,z,9\n"
MADE = "to_csv", "to_json", "code", "notebook", "comparison", "report"


def labels(page: AppTest) -> list[str]:
    return [button.proto.label for button in page.get("download_button")]


def saver(page: AppTest) -> dict[str, Any]:
    """What the component that saves pictures gets."""
    import json

    *_, element = page.get("bidi_component")
    data: dict[str, Any] = json.loads(element.proto.json)
    return data


@pytest.mark.parametrize("problem", BUILT_IN)
def test_every_run_can_be_taken_away(problem: str) -> None:
    page = tab(opened(problem=problem), "Download")
    assert labels(page) == ["CSV", "JSON", "Notebook"]
    assert saver(page) == {"name": f"gd-{problem}"}


def test_a_table_of_ones_own_too() -> None:
    page = tab(uploaded(TABLE), "Download")
    assert labels(page) == ["CSV", "JSON", "Notebook", "Cleaned table"]
    assert saver(page) == {"name": "gd-table"}


def test_nothing_is_made_before_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def unwanted(*_: object) -> None:
        raise AssertionError

    for name in MADE:
        monkeypatch.setattr(take_away, name, unwanted)
    shown(tab(opened(problem="line"), "Download"))


def test_the_report_is_made_once_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    report: Callable[..., str] = take_away.report
    monkeypatch.setattr(take_away, "report", lambda *given: made.append(1) or report(*given))
    page = tab(opened(problem="line"), "Download")
    page.session_state["report_asked"] = 1
    page = page.run()
    told = saver(page)["report"]
    assert told["number"] == 1
    assert "Line: the expanding universe" in told["html"]
    assert told["paper"]["background"] == "#ffffff"
    assert "report" not in saver(page.run())
    assert made == [1]


@pytest.mark.parametrize(("query", "said"), [({}, True), ({"hide": "verdict"}, False)])
def test_the_report_says_what_the_page_says(query: dict[str, str], said: bool) -> None:
    page = tab(opened(problem="parabola", **query), "Download")
    page.session_state["report_asked"] = 1
    assert ("J fell from 400" in saver(page.run())["report"]["html"]) is said


def test_the_report_of_a_table_names_its_file_and_what_was_left_out() -> None:
    page = tab(uploaded(TABLE + b"6,x,\n"), "Download")
    page.session_state["report_asked"] = 1
    html = saver(page.run())["report"]["html"]
    assert "Table: mine.csv, 4 of 5 rows. " in html
    assert "no value in y (1)" in html


def test_a_report_gives_no_answer_away() -> None:
    page = press(tab(opened(problem="parabola"), "Download"), "Predict")
    page.session_state["report_asked"] = 1
    assert "J fell from" not in saver(page.run())["report"]["html"]


@pytest.mark.parametrize(("query", "taken_off"), [({}, False), ({"pin": "lr=0.2&name==1%2B1"}, True)])
def test_tables_are_not_written_as_they_are_where_a_name_is_a_formula(query: dict[str, str], taken_off: bool) -> None:
    page = opened(problem="parabola", **query)
    styles = [element.proto.body for element in page.get("html")]
    assert any(take_away.NO_CSV in style for style in styles) is taken_off
