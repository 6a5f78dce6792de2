"""Long runs show their progress and can be stopped; if there can be no run, the page explains why."""

from streamlit.testing.v1 import AppTest

from gd.experiments.settings import Settings, from_controls
from tests.page.app import charts, link, opened, press, shown, uploaded


def stopped(page: AppTest) -> AppTest:
    """The page after the Stop button, which exists only during a run, was pressed."""
    visit = page.session_state["session"]
    bench = visit.workbench(page.session_state["problem"])
    bench.stop(from_controls({key: page.session_state[key] for key in Settings().controls()}))
    return page.run()


def test_a_stopped_run_can_be_run_again() -> None:
    page = stopped(opened(problem="valley"))
    assert "Stopped." in shown(page)
    assert charts(page) == []
    page = press(page, "Run again")
    assert "Stopped." not in shown(page)
    assert len(charts(page)) >= 3


def test_other_settings_are_run_after_a_stop() -> None:
    page = stopped(opened(problem="valley")).number_input(key="epochs").set_value(7).run()
    assert "in 7 epochs" in shown(page)


def test_another_table_is_run_after_a_stop() -> None:
    page = stopped(uploaded(b"x,y\n1,2\n2,4\n3,7\n"))
    assert "Stopped." in shown(page)
    page.file_uploader(key="upload").upload("other.csv", b"x,y\n1,2\n2,5\n3,7\n", "text/csv").run()
    assert "Stopped." not in shown(page)
    assert len(charts(page)) >= 3


def test_a_link_opened_after_a_stop_is_run() -> None:
    page = stopped(opened(problem="valley", epochs="9"))
    page.query_params["epochs"] = "7"
    assert "in 7 epochs" in shown(page.run())
    assert link(page)["epochs"] == "7"


def test_a_button_leads_back_from_an_unsuitable_optimizer() -> None:
    page = opened(problem="valley", rule="linesearch")
    assert "holds only for a quadratic J" in shown(page)
    page = press(page, "Back to plain descent")
    assert not page.error
    assert len(charts(page)) >= 3
