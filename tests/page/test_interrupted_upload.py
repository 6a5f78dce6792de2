"""A file that is being read when the visitor changes something else: the page's run ends there, and the file counts."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.testing.v1 import AppTest

from gd.experiments.table_link import mark_of, pack
from gd.page import lesson, link, uploads
from gd.page import session as visits
from gd.page.session import session
from gd.tables.dataset import read_csv
from tests.page.app import opened, shown
from tests.page.test_columns import alike
from tests.page.test_uploads import FILES


def stop() -> None:
    """End this run of the page at the next thing that it asks for, as a change in the browser does."""
    _requests().request_stop()


def stop_here() -> None:
    stop()
    "problem" in st.session_state  # noqa: B015  # asking is enough


def begin_again(problem: str = "table") -> None:
    """Begin the page anew in the same thread, as a change does where `runner.fastReruns` is off."""
    _requests().request_rerun(RerunData(query_string=f"v=1&problem={problem}"))


def _requests() -> Any:
    context = get_script_run_ctx()
    assert context
    assert context.script_requests
    return context.script_requests


class Interrupted:
    """A function that does its work, but in its first call something happens meanwhile; it counts its calls."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        name: str,
        happens: Callable[[], None] = lambda: None,
        module: ModuleType = uploads,
    ) -> None:
        self.calls = 0
        self.work = getattr(module, name)
        self.happens = happens
        monkeypatch.setattr(module, name, self)

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        done = self.work(*given, **named)
        if self.calls == 1:
            self.happens()
        return done


def load(page: AppTest, content: bytes = FILES["comma"]) -> AppTest:
    return page.file_uploader(key="upload").upload("mine.csv", content, "text/csv").run()


@pytest.mark.parametrize("happens", [stop, begin_again])
def test_a_change_while_a_file_is_read_doesnt_lose_it(
    monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]
) -> None:
    reading = Interrupted(monkeypatch, "read_table", happens)
    page = load(opened(problem="table")).run()
    assert "In use: mine.csv, 4 rows" in shown(page)
    assert "The mean squared error fell" in shown(page)
    assert page.selectbox(key="target").value == "y"
    assert reading.calls == 1


def test_a_run_that_ends_before_the_table_is_used_lets_the_next_read_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Interrupted(monkeypatch, "read_table", stop_here)
    page = load(opened(problem="table")).run()
    assert "In use: mine.csv, 4 rows" in shown(page)
    assert reading.calls == 2


def test_a_change_before_the_file_is_looked_at_loses_neither_it_nor_its_removal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = opened(problem="table")
    with monkeypatch.context() as patch:
        Interrupted(patch, "keep_hidden", stop_here, link)
        page = load(page).run()
    assert "In use: mine.csv, 4 rows" in shown(page)
    page.file_uploader(key="upload").set_value(None)
    with monkeypatch.context() as patch:
        Interrupted(patch, "keep_hidden", stop_here, link)
        page = page.run().run()
    assert "Load a CSV file" in shown(page)


def test_a_file_is_read_when_its_problem_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_elsewhere() -> None:
        begin_again("parabola")
        "problem" in st.session_state  # noqa: B015  # asking is enough

    reading = Interrupted(monkeypatch, "read_table", look_elsewhere)
    page = load(opened(problem="table"))
    assert page.segmented_control(key="problem").value == "parabola"
    assert reading.calls == 1
    page = page.segmented_control(key="problem").set_value("table").run()
    assert "In use: mine.csv, 4 rows" in shown(page)
    assert "The mean squared error fell" in shown(page)


def test_a_link_with_a_table_of_its_own_is_newer_than_a_file_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_elsewhere() -> None:
        begin_again("parabola")
        "problem" in st.session_state  # noqa: B015  # asking is enough

    Interrupted(monkeypatch, "read_table", look_elsewhere)
    page = load(opened(problem="table"))
    theirs = read_csv(b"p,q,r\n1,2,3\n2,3,5\n4,5,1\n6,5,2\n7,7,7\n")
    table = {"table": str(mark_of(theirs, "theirs.csv")), "data": pack(theirs, theirs.names)}
    page.query_params.clear()
    page.query_params.update({"v": "1", "problem": "table", "target": "r", "features": ["p", "q"], **table})
    page = page.run()
    assert "In use: theirs.csv, 5 rows, from the link" in shown(page)
    assert page.selectbox(key="target").value == "r"


@pytest.mark.parametrize(("name", "module"), [("read_table", uploads), ("suitable_rate", visits)])
def test_an_error_that_nobody_foresaw_ends_one_run_of_the_page_and_not_all_that_follow(
    monkeypatch: pytest.MonkeyPatch, name: str, module: ModuleType
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(module, name, fail)
    page = load(opened(problem="table"))
    assert len(page.exception) == 1
    page = page.run()
    assert not page.exception
    assert page.file_uploader(key="upload")


def test_a_file_isnt_read_again_after_a_glance_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page still shows it, since the other problem's page wasn't finished."""
    reading = Interrupted(monkeypatch, "read_table")
    page = load(opened(problem="table"))
    with monkeypatch.context() as patch:
        Interrupted(patch, "show", stop_here, lesson)
        page.segmented_control(key="problem").set_value("parabola").run()
    page = page.segmented_control(key="problem").set_value("table").run()
    assert "In use: mine.csv, 4 rows" in shown(page)
    assert not page.error
    assert reading.calls == 1


@pytest.mark.parametrize("module", [uploads, visits])
def test_a_change_while_the_columns_are_chosen_loses_neither_them_nor_what_is_said_of_them(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType
) -> None:
    reading = Interrupted(monkeypatch, "read_table")
    choosing = Interrupted(monkeypatch, "choose_columns", stop, module)
    page = load(opened(problem="table", target="price", features=["size", "x"])).run()
    assert [error.value for error in page.error] == ["“price”, “size” are not columns that can be used in this table."]
    assert (page.selectbox(key="target").value, page.multiselect(key="features").value) == ("y", ["x"])
    assert (reading.calls, choosing.calls) == (1, 2)


def test_a_change_while_a_rate_is_sought_loses_neither_it_nor_what_is_said_of_the_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seeking = Interrupted(monkeypatch, "suitable_rate", stop, visits)
    page = load(opened(problem="table", features=[f"c{k}" for k in range(39)] + ["size"]), alike(41)).run()
    assert seeking.calls == 2
    assert [error.value for error in page.error] == ["“size” is not a column that can be used in this table."]
    assert len(page.multiselect(key="features").value) == 39
    assert page.session_state.lr == 0.025


def test_a_file_that_was_taken_out_while_it_was_read_isnt_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def take_out() -> None:
        session().tab.unread = None

    Interrupted(monkeypatch, "read_table", take_out)
    assert "In use" not in shown(load(opened(problem="table")))
