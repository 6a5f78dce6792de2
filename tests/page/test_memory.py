"""What visitors leave in the server's memory: files that the page has read, and tables of those who are gone."""

import ast
import gc
import weakref
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

import gd.page.memory
from gd.page.columns import _forget_table
from gd.page.memory import KEPT, MAX_WAITING, Sweep, read_upload
from gd.page.session import Session, Workbench
from gd.tables.dataset import read_csv
from tests.page.app import PAGE, opened

TABLE = read_csv(b"x,y\n1,2\n2,5\n")


class Server:
    """Streamlit's files, who is connected, and the sweep that goes through them."""

    def __init__(self) -> None:
        self.files = MemoryUploadedFileManager("/upload")
        self.connected: set[str] = set()
        self.sweep = Sweep(lambda number: number in self.connected, self.files)

    def send(self, session: str, size: int, file: str = "f") -> None:
        self.files.add_file(session, UploadedFileRec(file, "f.csv", "text/csv", b"1" * size))

    def has(self, session: str, file: str = "f") -> bool:
        return bool(self.files.get_files(session, [file]))


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Session:
    """The visit of session a, which has a table."""
    visit = Session(own=Workbench(TABLE))
    monkeypatch.setattr(gd.page.memory, "_tables", {"a": partial(_forget_table, visit)})
    return visit


def test_a_table_and_files_are_freed_when_their_visitor_cannot_come_back(visit: Session) -> None:
    server = Server()
    server.connected = {"a"}
    server.send("a", 10)
    server.sweep(0)
    server.connected = set()
    for now in (100, KEPT):
        server.sweep(now)
        assert visit.own.table is TABLE
        assert server.has("a")
    server.sweep(KEPT + 1)
    assert visit.own.table is None
    assert not server.has("a")


def test_who_comes_back_keeps_the_table(visit: Session) -> None:
    server = Server()
    for now in range(0, 10 * int(KEPT), 100):
        server.connected = {"a"} if now % 200 else set()
        server.sweep(now)
    assert visit.own.table is TABLE


def test_files_that_pile_up_are_freed_also_of_one_who_stays() -> None:
    server = Server()
    server.connected = {"a", "b"}
    for file in "12":
        server.send("a", MAX_WAITING // 2, file)
    server.send("b", 1)
    server.sweep(0)
    assert server.has("a", "1")
    server.send("a", 1, "3")
    server.sweep(1)
    assert not any(server.has("a", file) for file in "123")
    assert server.has("b")


def test_who_is_gone_is_forgotten() -> None:
    server = Server()
    server.send("a", 1)
    server.sweep(0)
    server.files.remove_session_files("a")
    server.sweep(1)
    server.send("a", 1)
    server.sweep(KEPT + 1)
    assert server.has("a")  # it counts from when it was seen again


def test_of_a_file_that_was_read_only_the_name_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    server, visit = Server(), Session(own=Workbench(TABLE))
    tables: dict[str, Any] = {}
    monkeypatch.setattr(gd.page.memory, "_tables", tables)
    server.send("a", 100, "old")
    server.send("a", 50, "new")
    (record,) = server.files.get_files("a", ["new"])
    uploaded = SimpleNamespace(file_id="new", name="f.csv", type="text/csv", getvalue=lambda: record.data)
    runtime = SimpleNamespace(exists=lambda: True, instance=lambda: SimpleNamespace(uploaded_file_mgr=server.files))
    monkeypatch.setattr(gd.page.memory, "Runtime", runtime)
    monkeypatch.setattr(gd.page.memory, "get_script_run_ctx", lambda: SimpleNamespace(session_id="a"))
    assert read_upload(uploaded, partial(_forget_table, visit)) == b"1" * 50
    assert not server.has("a", "old")
    (kept,) = server.files.get_files("a", ["new"])
    assert (kept.name, kept.data) == ("f.csv", b"")
    tables["a"]()
    assert visit.own.table is None


def test_a_table_that_was_replaced_is_freed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    page = opened(problem="table")
    gc.collect()
    gc.disable()
    try:
        tables = []
        for k in range(3):
            lines = [f"{x},{y}" for x, y in np.random.default_rng(k).normal(size=(9, 2)).tolist()]
            page.file_uploader(key="upload").upload(f"{k}.csv", "\n".join(["x,y", *lines]).encode(), "text/csv").run()
            tables.append(weakref.ref(page.session_state.session.own.table))
        assert [table() is None for table in tables] == [True, True, False]
    finally:
        gc.enable()


def test_the_script_defines_nothing_that_would_hold_its_variables() -> None:
    script = ast.parse(Path(PAGE).read_text(encoding="utf-8"))
    makers = ast.FunctionDef, ast.ClassDef, ast.Lambda
    assert [ast.unparse(node) for node in ast.walk(script) if isinstance(node, makers)] == []
