"""The server's memory: what visitors leave in it is freed when they are gone.

Streamlit forgets a visitor who left only when another one leaves, and keeps every file that anybody sends to it.
"""

import ctypes
import gc
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from gd.experiments.settings import MAX_FILE_BYTES

EVERY = 15.0
"""Seconds between two looks at who is gone."""
KEPT = 130.0
"""Seconds for which what a visitor has is kept: Streamlit lets one whose connection broke return for 120."""
MAX_WAITING = 2 * MAX_FILE_BYTES
"""Most bytes of files that a visitor has sent and the page hasn't read: the one in use is read at once."""

_tables: dict[str, Callable[[], object]] = {}
"""How to let go of the table of each visitor who has one, by Streamlit's number of the session."""


def read_upload(uploaded: Any, let_go: Callable[[], object]) -> bytes:
    """Return what an uploaded file holds, which is not kept besides the table made of it.

    let_go: frees that table, when its visitor is gone.
    """
    content: bytes = uploaded.getvalue()
    context = get_script_run_ctx()
    if context is not None and Runtime.exists():
        _tables[context.session_id] = let_go
        files: Any = Runtime.instance().uploaded_file_mgr
        files.remove_session_files(context.session_id)
        # The uploader goes on showing the name and size that the browser knows.
        files.add_file(context.session_id, UploadedFileRec(uploaded.file_id, uploaded.name, uploaded.type, b""))
    return content


def give_back() -> None:
    """Give the system the memory that was freed and that the C library keeps for later, where it can be asked to."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


class Sweep:
    """Frees the tables and files of visitors who are gone, and files that pile up."""

    def __init__(self, is_active: Callable[[str], bool], files: Any) -> None:
        """is_active: whether a session is connected. files: Streamlit's manager of uploaded files."""
        self.is_active, self.files = is_active, files
        self._seen: dict[str, float] = {}

    def __call__(self, now: float) -> None:
        """Look at all sessions that hold a table or files; now: in seconds."""
        waiting = {number: sum(len(f.data) for f in list(sent.values())) for number, sent in self._sent()}
        held = {*waiting, *_tables}
        self._seen = {number: self._seen.get(number, now) for number in held}
        gone = False
        for number in held:
            if self.is_active(number):
                self._seen[number] = now
            elif now - self._seen[number] > KEPT:
                gone = True
                if let_go := _tables.pop(number, None):
                    let_go()
                self.files.remove_session_files(number)
            if waiting.get(number, 0) > MAX_WAITING:
                self.files.remove_session_files(number)
        if gone:
            gc.collect()
        if held:
            give_back()

    def _sent(self) -> list[tuple[str, dict[str, UploadedFileRec]]]:
        return list(getattr(self.files, "file_storage", {}).items())


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Look after the server's memory from now on; once for all visitors.

    A full collection of garbage, which delays every visitor, takes a fifth of the time without the objects that the
    imports made. (A function defined in the page's script would hold all of the script's variables, and what they
    hold, until such a collection.)
    """
    gc.collect()
    gc.freeze()
    if Runtime.exists():
        threading.Thread(target=_sweep, args=[Runtime.instance()], daemon=True, name="sweep").start()


def _sweep(runtime: Runtime) -> None:
    sweep = Sweep(runtime.is_active_session, runtime.uploaded_file_mgr)
    while True:
        time.sleep(EVERY)
        sweep(time.monotonic())
