"""What visitors leave in the server's memory: files that the page has read, and tables of those who are gone."""

import ast
import asyncio
import gc
import threading
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

import gd.page.memory
from gd.page.memory import MAX_WAITING, _sweep, forget_upload, sweep
from gd.page.session import Session
from gd.tables.regression import Table
from tests.page.apart import run_apart
from tests.page.app import PAGE, opened, press, uploaded
from tests.page.conftest import Clock

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


def test_streamlit_keeps_who_left_for_so_long() -> None:
    assert MemorySessionStorage()._cache.ttl == LEFT


def test_the_sweep_goes_on_after_an_error_and_tells_it_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stopped = threading.Event()
    found = [OSError("first"), OSError("still"), [], OSError("new"), []]

    def expire() -> object:
        if isinstance(one := found.pop(0), OSError):
            raise one
        return one

    async def server() -> threading.Thread:
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def rest(_: float) -> None:
            if not found:
                loop.call_soon_threadsafe(done.set)
                stopped.wait()

        def sweeping() -> None:
            try:
                _sweep(runtime)
            finally:
                if loop.is_running():
                    loop.call_soon_threadsafe(done.set)

        cache = SimpleNamespace(_cache=SimpleNamespace(expire=expire))
        runtime = SimpleNamespace(
            _get_async_objs=lambda: SimpleNamespace(eventloop=loop),
            _session_mgr=SimpleNamespace(_session_storage=cache),
            uploaded_file_mgr=MemoryUploadedFileManager("/upload"),
        )
        monkeypatch.setattr(gd.page.memory, "time", SimpleNamespace(sleep=rest))
        thread = threading.Thread(target=sweeping)
        thread.start()
        await done.wait()
        return thread

    thread = run_apart(server)
    stopped.set()
    thread.join()
    assert found == []
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == ["first", "new"]


def test_of_a_file_that_was_read_only_the_name_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Server()
    server.send("a", 100, "not read yet")
    server.send("a", 50, "new")
    (record,) = server.files.get_files("a", ["new"])
    uploaded = UploadedFile(record, FileURLs())
    runtime = SimpleNamespace(exists=lambda: True, instance=lambda: SimpleNamespace(uploaded_file_mgr=server.files))
    monkeypatch.setattr(gd.page.memory, "Runtime", runtime)
    monkeypatch.setattr(gd.page.memory, "get_script_run_ctx", lambda: SimpleNamespace(session_id="a"))
    forget_upload(uploaded)
    assert uploaded.getvalue() == b""
    assert server.has("a", "not read yet")
    (kept,) = server.files.get_files("a", ["new"])
    assert (kept.name, kept.data) == ("f.csv", b"")


@pytest.mark.parametrize("step", [0.0, 0.02, 0.1])  # the run is quick, shows Stop, or is stopped by the clock
def test_a_table_that_was_replaced_is_freed_at_once(monkeypatch: pytest.MonkeyPatch, clock: Clock, step: float) -> None:
    clock.step = step
    monkeypatch.setattr(gc, "freeze", lambda: None)
    page = opened(problem="table")

    def load(k: int) -> weakref.ref[Table]:
        lines = [f"{x},{y}" for x, y in np.random.default_rng(k).normal(size=(9, 2)).tolist()]
        page.file_uploader(key="upload").upload(f"{k}.csv", "\n".join(["x,y", *lines]).encode(), "text/csv").run()
        return weakref.ref(page.session_state.session.own.table)

    tables = [load(0)]  # making a chart for the first time, Altair leaves circles behind, which hold the table
    gc.collect()
    gc.disable()
    try:
        tables += [load(k) for k in (1, 2, 3)]
        assert [table() is None for table in tables] == [True, True, True, False]
    finally:
        gc.enable()


def test_a_question_that_was_open_keeps_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    page = press(press(uploaded(b"x,y\n1,2\n2,3\n3,5\n"), "Predict"), "Close")
    table = weakref.ref(page.session_state.session.own.table)
    page.file_uploader(key="upload").upload("other.csv", b"a,b\n1,2\n2,3\n", "text/csv").run()
    gc.collect()
    assert table() is None


def test_the_script_defines_nothing_that_would_hold_its_variables() -> None:
    script = ast.parse(Path(PAGE).read_text(encoding="utf-8"))
    makers = ast.FunctionDef, ast.ClassDef, ast.Lambda
    assert [ast.unparse(node) for node in ast.walk(script) if isinstance(node, makers)] == []
