"""The teacher's view: a link takes parts off the page, and the run stays what it is."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from gd.page.hide import PARTS, TOGETHER, hidden_parts, hiding
from tests.page.app import charts, link, opened, shown, uploaded

VIEWS = {name for name, part in PARTS.items() if part.views}


def styles(page: AppTest) -> str:
    return " ".join(element.proto.body for element in page.get("html"))


@pytest.mark.parametrize("name", PARTS)
def test_a_link_hides_a_part_and_goes_on_to_say_so(name: str) -> None:
    page = opened(problem="line", hide=name)
    assert link(page)["hide"] == name
    assert "in the link" not in shown(page)
    page.number_input(key="epochs").set_value(7).run()
    assert page.query_params["hide"] == name
    assert hiding([name]) in styles(page)  # that of a picture is empty


@pytest.mark.parametrize(
    ("name", "fewer"), [("cost", 1), ("landscape", 1), ("weights", 1), ("predictions", 1), ("update", 0)]
)
def test_a_hidden_picture_is_not_made(name: str, fewer: int) -> None:
    assert len(charts(opened(problem="line", hide=name))) == 4 - fewer


def test_a_hidden_picture_is_not_among_more_pictures_either() -> None:
    every = len(charts(opened(problem="line", more="1")))
    assert len(charts(opened(problem="line", more="1", hide="update"))) == every - 1
    assert (
        len(charts(opened(problem="line", more="1", hide="predictions"))) == every - 3
    )  # line, predictions, residuals


def test_without_any_picture_the_page_goes_on() -> None:
    page = opened(problem="ravine", hide=",".join(VIEWS))
    assert len(charts(page)) == 0
    assert "Converged" in shown(page)


def test_what_is_hidden_is_named_in_the_pages_order_and_once() -> None:
    assert hidden_parts(["verdict, Sidebar", "verdict", ""]) == (("sidebar", "verdict"), [])
    page = opened(problem="line", hide=["verdict", "sidebar,verdict"])
    assert link(page)["hide"] == "sidebar,verdict"


def test_what_cannot_be_hidden_is_told() -> None:
    page = opened(problem="line", hide="verdct,<b>,cost")
    assert "hide=“verdct” in the link is no part that can be hidden. Did you mean “verdict”?" in shown(page)
    assert "hide=“<b>” in the link is no part that can be hidden." in shown(page)
    assert link(page)["hide"] == "cost"
    assert "<b>" not in styles(page)


def test_the_sidebar_stays_while_a_table_is_to_be_loaded_there() -> None:
    gone = '[data-testid="stSidebar"]'
    page = opened(problem="table", hide="sidebar")
    assert gone not in styles(page)
    rows = "\n".join(f"{i},{i * i}" for i in range(9))
    page.file_uploader(key="upload").upload("mine.csv", f"a,b\n{rows}\n".encode(), "text/csv").run()
    assert gone in styles(page)
    assert gone not in styles(uploaded(f"a,b\n{rows}\n".encode()))


def test_nothing_hidden_takes_no_style() -> None:
    assert hiding([]) == hiding(["cost"]) == ""


@pytest.mark.parametrize("row", TOGETHER)
def test_a_row_goes_when_all_that_stands_in_it_goes(row: frozenset[str]) -> None:
    for name in row:
        assert TOGETHER[row].places not in hiding(row - {name})
    assert TOGETHER[row].places in hiding(row)


def test_the_pictures_get_the_room_of_what_is_gone_once() -> None:
    def room(*names: str) -> float:
        found = re.search(r"--room: ([\d.]+)rem", hiding(names))
        return float(found[1]) if found else 0.0

    assert room("verdict") == room("rate") == room("problems") == 0
    assert room("bar") == room("rate", "player") == room("bar", "rate", "player") == PARTS["bar"].height > 0
    assert room("lesson", "bar") == room("lesson") + room("bar")
