"""What the page uses of Streamlit that isn't public, and may be gone in its next version.

The imports and the names with _ are all here, or a test fails; the other names are those that somebody thought of.
"""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import ScriptRunContext
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.state import SessionState
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile, UploadedFileRec

from tests.page.apart import run_apart

ROOT = Path(__file__).parents[2]
FILES = [ROOT / "dashboard.py", ROOT / "deploy" / "serve.py", *sorted((ROOT / "gd").rglob("*.py"))]

IMPORTED = {
    "streamlit.delta_generator.DeltaGenerator": "the type of a place on the page",
    "streamlit.elements.lib.mutable_popover_container.PopoverContainer": "the type of Share",
    "streamlit.runtime.Runtime": "the server, whose memory is looked after",
    "streamlit.runtime.scriptrunner.get_script_run_ctx": "whose page it is, and whether Back led to it",
    "streamlit.runtime.uploaded_file_manager.DeletedFile": "a file that is gone before it was read",
    "streamlit.runtime.uploaded_file_manager.UploadedFile": "a file that waits to be read",
    "streamlit.runtime.uploaded_file_manager.UploadedFileRec": "a file that was read, of which only the name is kept",
}
"""What is imported, and what for."""
SERVER = {
    "_get_async_objs().eventloop.is_running": "the thread that may forget visitors",
    "_session_mgr._session_storage._cache.expire": "who left and can't come back",
    "uploaded_file_mgr.file_storage.items": "the files that visitors have sent",
    "uploaded_file_mgr.add_file": "to keep the name of a file that was read",
    "uploaded_file_mgr.remove_file": "to free a file that was read",
    "uploaded_file_mgr.remove_session_files": "to free files that pile up",
}
"""What is used of the server."""
OTHERS = {
    AppSession: ["session_state"],
    SessionInfo: ["session"],
    SessionState: ["clear"],
    ScriptRunContext: ["session_id", "is_history_navigation", "cursors"],
    DeletedFile: ["file_id"],
    UploadedFileRec: ["file_id", "name", "type", "data"],
}
"""What is used of a visitor, of a run of the page and of a file."""


def imported(file: Path) -> Iterator[str]:
    """What a file imports from within Streamlit"""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.split(".")[0] == "streamlit":
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.startswith("streamlit."))


def private(file: Path) -> set[str]:
    """The attributes that begin with _ and aren't the file's own."""
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    reached = {node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr.startswith("_")}
    own = {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    own |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    own |= {node.target.id for node in nodes if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}
    return {name for name in reached - own if not name.endswith("__")}


def lacking(thing: Any, path: str) -> str:
    """The first name on the way that the thing doesn't have; empty if it has all."""
    for step in path.split("."):
        name = step.removesuffix("()")
        if not hasattr(thing, name):
            return name
        thing = getattr(thing, name)
        thing = thing() if step.endswith("()") else thing
    return ""


def complaint(name: str, what: str) -> str:
    return f"Streamlit {streamlit.__version__} has no {name}, which the page uses: {what}."


def test_all_imports_and_all_names_with_an_underscore_are_listed_and_used() -> None:
    assert {name for file in FILES for name in imported(file)} == IMPORTED.keys()
    of_streamlit = [file for file in FILES if "streamlit" in file.read_text(encoding="utf-8")]
    names = {step.removesuffix("()") for path in SERVER for step in path.split(".") if step.startswith("_")}
    assert {name for file in of_streamlit for name in private(file)} == names


@pytest.mark.parametrize("name", IMPORTED)
def test_streamlit_has_what_is_imported(name: str) -> None:
    module, _, last = name.rpartition(".")
    try:
        found = hasattr(importlib.import_module(module), last)
    except ImportError:
        found = False
    assert found, complaint(name, IMPORTED[name])


@pytest.fixture(scope="module")
def missing() -> Iterator[dict[str, str]]:
    """What a server that runs lacks of each path."""

    async def look() -> dict[str, str]:
        media, files = MemoryMediaFileStorage("/media"), MemoryUploadedFileManager("/upload")
        runtime = Runtime(RuntimeConfig("dashboard.py", media, files))
        await runtime.start()
        found = {path: lacking(runtime, path) for path in SERVER}
        runtime.stop()
        await runtime.stopped
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Runtime, "_instance", None)  # there is one in a process; the tests after this have none
        yield run_apart(look)


@pytest.mark.parametrize("path", SERVER)
def test_streamlits_server_has_what_is_used_of_it(missing: dict[str, str], path: str) -> None:
    assert not missing[path], complaint(f"{missing[path]} in Runtime.{path}", SERVER[path])


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in OTHERS.items() for name in names])
def test_streamlit_has_what_is_used_of_visitors_runs_and_files(kind: type, name: str) -> None:
    known = {*dir(kind), *getattr(kind, "__dataclass_fields__", ()), *getattr(kind, "_fields", ())}
    assert name in known, complaint(f"{kind.__name__}.{name}", "gd/page/memory.py, link.py, uploads.py and watch.py do")


def test_what_is_lacking_is_found() -> None:
    assert lacking(Runtime, "exists().real") == ""
    assert lacking(Runtime, "exists().nothing.more") == "nothing"
    assert lacking(Runtime, "_nothing().more") == "_nothing"


def test_a_file_in_the_uploader_has_its_number() -> None:
    file = UploadedFile(UploadedFileRec("1", "f.csv", "text/csv", b""), FileURLs())
    assert getattr(file, "file_id", None) == "1", complaint("UploadedFile.file_id", "gd/page/uploads.py does")
