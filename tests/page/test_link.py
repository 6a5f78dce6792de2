"""The link represents the run, and each invalid part of a link is reported."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from gd.experiments.link import to_link
from gd.experiments.scenarios import defaults
from tests.page.app import BUILT_IN, charts, instrument, link, opened, shown


def test_the_page_shows_the_link_of_its_settings(parabola: AppTest) -> None:
    assert link(parabola) == to_link(defaults("parabola"))


@pytest.mark.parametrize("problem", BUILT_IN)
def test_a_link_opens_the_same_run(problem: str) -> None:
    first = opened(problem=problem, lr="0.010000000000000002")
    second = opened(**link(first))
    assert link(second) == link(first)
    for (spec, tables), (other_spec, other_tables) in zip(charts(first), charts(second), strict=True):
        assert spec == other_spec
        for name, table in tables.items():
            pd.testing.assert_frame_equal(table, other_tables[name], check_exact=True)


def test_invalid_values_of_a_link_are_named_and_the_rest_works() -> None:
    page = opened(problem="parabola", lr="abc", epochs="100", colour="red")
    assert "lr=“abc”" in shown(page)
    assert "“colour”" in shown(page)
    assert "in 100 epochs" in shown(page)


def test_a_column_of_a_link_that_the_table_lacks_is_named() -> None:
    page = opened(problem="line", features=["distance_mpc", "mass"])
    assert "“mass”" in shown(page)
    assert link(page)["features"] == "distance_mpc"


def test_weights_by_hand_that_a_link_lacks_are_asked_for_and_the_page_goes_on() -> None:
    page = opened(problem="line", init="given")
    assert "needs w0" in shown(page)
    page.number_input(key="epochs").set_value(7).run()
    assert "in 7 epochs" in shown(page)
    assert "needs w0" not in shown(page)


def test_invalid_values_of_a_link_are_named_until_the_next_change() -> None:
    page = opened(problem="parabola", lr="abc")
    page.toggle(key="more").set_value(True).run()
    assert "lr=“abc”" in shown(page)
    page.number_input(key="epochs").set_value(7).run()
    assert "lr=“abc”" not in shown(page)


def test_an_opened_link_stays_as_it_came_until_something_changes() -> None:
    page = opened(problem="valley")
    assert set(page.query_params) == {"v", "problem"}
    page.number_input(key="epochs").set_value(7).run()
    assert page.query_params["epochs"] == "7"


def test_the_axes_and_the_epoch_of_a_link_are_taken_or_refused_in_words() -> None:
    page = opened(problem="parabola", axis="log-log", epoch="12")
    assert page.segmented_control(key="axis").value == "log–log"
    assert instrument(page)["link"] == {"opened": 1, "epoch": 12}
    assert link(page)["axis"] == "log-log"
    page = opened(problem="parabola", axis="logs", epoch="-1")
    assert "axis=“logs” in the link is not one of linear, logarithmic, log-log" in shown(page)
    assert "epoch=“-1” in the link is not a whole number" in shown(page)
    assert instrument(page)["link"]["epoch"] is None
    assert "axis" not in link(page)


def went_to(page: AppTest, query: dict[str, str]) -> None:
    """Let the next message come with this address."""
    page.query_params.clear()
    page.query_params.update(query)


def test_a_change_that_was_under_way_while_the_address_was_written_counts() -> None:
    page = opened(problem="parabola")
    before = dict(page.query_params)
    page.number_input(key="epochs").set_value(7).run()
    went_to(page, before)  # which is all that the browser knew when the next change was made
    page.selectbox(key="init").set_value("ones").run()
    assert "in 7 epochs" in shown(page)
    assert (page.query_params["epochs"], page.query_params["init"]) == ("7", "ones")


def test_back_opens_the_address_before(monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(problem="parabola")
    before = dict(page.query_params)
    page.number_input(key="epochs").set_value(7).run()
    went_to(page, before)
    monkeypatch.setattr("gd.page.link._went_back", lambda: True)
    page.run()
    assert "in 30 epochs" in shown(page)
    assert set(page.query_params) == {"v", "problem"}


def test_an_older_address_is_opened_once_the_browser_knew_the_newest() -> None:
    page = opened(problem="parabola")
    before = dict(page.query_params)
    page.number_input(key="epochs").set_value(7).run()
    page.run()
    went_to(page, before)
    page.run()
    assert "in 30 epochs" in shown(page)
