"""What visitors leave in the server's memory: files that the page has read, and tables of those who are gone."""

import ast
import gc
import inspect
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.runtime import AsyncObjects
from streamlit.runtime.state import SessionState
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

import gd.page.memory
from gd.page.memory import MAX_WAITING, read_upload, sweep
from gd.page.session import Session
from tests.page.app import PAGE, opened

LEFT = 120.0
"""Seconds for which Streamlit keeps who left."""


class Server:
    """Streamlit's files, and who left, at a time that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0
        self.files = MemoryUploadedFileManager("/upload")
        self.left: TTLCache[str, Any] = TTLCache(maxsize=128, ttl=LEFT, timer=lambda: self.now)

    def send(self, session: str, size: int, file: str = "f") -> None:
        self.files.add_file(session, UploadedFileRec(file, "f.csv", "text/csv", b"1" * size))

    def has(self, session: str, file: str = "f") -> bool:
        return bool(self.files.get_files(session, [file]))

    def sweep(self) -> None:
        sweep(self.left, self.files)


def visitor(visit: Session) -> Any:
    """As Streamlit keeps who left; others may still hold this."""
    return SimpleNamespace(session=SimpleNamespace(session_state={"session": visit}))


def test_who_left_is_forgotten_as_soon_as_they_cannot_come_back() -> None:
    server, visit = Server(), Session()
    visit.pins["self"] = visit  # type: ignore[assignment]  # a circle, which only a collection of garbage frees
    gone = weakref.ref(visit)
    held = visitor(visit)
    server.left["a"] = held
    del visit
    for now, there in ((0.0, True), (LEFT - 1, True), (LEFT, False)):
        server.now = now
        server.sweep()
        assert (gone() is not None) == there


def test_files_that_pile_up_are_freed() -> None:
    server = Server()
    for file in "12":
        server.send("a", MAX_WAITING // 2, file)
    server.send("b", 1)
    server.sweep()
    assert server.has("a", "1")
    server.send("a", 1, "3")
    server.sweep()
    assert not any(server.has("a", file) for file in "123")
    assert server.has("b")


def test_streamlit_keeps_who_left_where_it_is_looked_for() -> None:
    """The names are not public: this test is to fail where another Streamlit has others."""
    storage = MemorySessionStorage()
    assert storage._cache.expire() == []
    assert storage._cache.ttl == LEFT
    assert "session_storage" in inspect.signature(WebsocketSessionManager).parameters
    assert isinstance(AppSession.session_state, property)
    assert callable(SessionState.clear)
    source = inspect.getsource(Runtime), inspect.getsource(WebsocketSessionManager), inspect.getsource(AsyncObjects)
    names = "self._session_mgr =", "self._session_storage =", "eventloop:"
    assert [name for name, text in zip(names, source, strict=True) if name not in text] == []
    assert callable(Runtime._get_async_objs)


def test_of_a_file_that_was_read_only_the_name_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    server.send("a", 100, "not read yet")
    server.send("a", 50, "new")
    (record,) = server.files.get_files("a", ["new"])
    uploaded = SimpleNamespace(file_id="new", name="f.csv", type="text/csv", getvalue=lambda: record.data)
    runtime = SimpleNamespace(exists=lambda: True, instance=lambda: SimpleNamespace(uploaded_file_mgr=server.files))
    monkeypatch.setattr(gd.page.memory, "Runtime", runtime)
    monkeypatch.setattr(gd.page.memory, "get_script_run_ctx", lambda: SimpleNamespace(session_id="a"))
    assert read_upload(uploaded) == b"1" * 50
    assert server.has("a", "not read yet")
    (kept,) = server.files.get_files("a", ["new"])
    assert (kept.name, kept.data) == ("f.csv", b"")


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
