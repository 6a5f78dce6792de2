"""The server's memory: what visitors leave in it is freed when they are gone.

Streamlit forgets a visitor who left only when another one leaves, and keeps every file that anybody sends to it.
"""

import asyncio
import ctypes
import gc
import logging
import sys
import threading
import time
from typing import Any

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec

from gd.experiments.settings import MAX_FILE_BYTES

EVERY = 15.0
"""Seconds between two looks at who is gone."""
MAX_WAITING = 2 * MAX_FILE_BYTES
"""Most bytes of files that a visitor has sent and the page hasn't read: nobody asked for them, or they wait."""

logger = logging.getLogger(__name__)


def forget_upload(uploaded: UploadedFile) -> None:
    """Keep no more than the name of an uploaded file, once it was read."""
    uploaded.truncate(0)
    context = get_script_run_ctx()
    if context is not None and Runtime.exists():
        files: Any = Runtime.instance().uploaded_file_mgr
        files.remove_file(context.session_id, uploaded.file_id)  # others may have been sent, and not been read yet
        # The uploader goes on showing the name and size that the browser knows.
        files.add_file(context.session_id, UploadedFileRec(uploaded.file_id, uploaded.name, uploaded.type, b""))


def give_back() -> None:
    """Give the system the memory that was freed and that the C library keeps for later, where it can be asked to."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def sweep(left: Any, files: Any) -> None:
    """Forget who left and can't come back, and files that pile up.

    left: Streamlit's store of visitors who left, which keeps each for two minutes, in case that only the connection
    broke. files: its manager of uploaded files.
    """
    gone = left.expire()
    for _, visitor in gone:  # others may hold on to the visitor: a frozen circle, or the event loop's last one
        visitor.session.session_state.clear()
    sizes = {number: sum(len(f.data) for f in list(sent.values())) for number, sent in list(files.file_storage.items())}
    for number, size in sizes.items():
        if size > MAX_WAITING:
            files.remove_session_files(number)
    if gone:
        gc.collect()
    if gone or any(sizes.values()):
        give_back()


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Look after the server's memory from now on; once for all visitors.

    A full collection of garbage, which delays every visitor, takes a fifth of the time without the objects that the
    imports made. (A function defined in the page's script would hold all of the script's variables, and what they
    hold, until such a collection.)
    """
    gc.collect()
    gc.freeze()
    if Runtime.exists() and type(runtime := Runtime.instance()) is Runtime:  # in a test it only looks like one
        threading.Thread(target=_sweep, args=[runtime], daemon=True, name="sweep").start()


def _sweep(runtime: Any) -> None:
    loop, left = runtime._get_async_objs().eventloop, runtime._session_mgr._session_storage._cache

    async def in_turn() -> None:  # the store is the event loop's, no other thread may touch it
        sweep(left, runtime.uploaded_file_mgr)

    failed = False
    while loop.is_running():
        try:
            asyncio.run_coroutine_threadsafe(in_turn(), loop).result()
            failed = False
        except Exception:  # whatever it was, the next visitor's memory is to be freed
            if not failed:  # once, until it works again
                logger.exception("Memory of visitors who are gone can't be freed. It is tried again every %g s.", EVERY)
            failed = True
        time.sleep(EVERY)
