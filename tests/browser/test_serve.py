"""The page as it is served to others: its headers, what it refuses, and that it asks no other host for anything."""

import asyncio
import re
import socket
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, expect
from serve import inline_scripts, send_at_once
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.browser.conftest import READY, Lab
from tests.serving import ROOT, serve

WATCH = """
import os, sys
names = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}
def note(*words):
    with open(os.environ["GD_ASKED"], "a") as asked:
        print(*words, file=asked)
note("I watch.")
sys.addaudithook(lambda event, arguments: note(event, *arguments) if event in names else None)
"""
"""Run before anything else in a server's process: notes whom it asks for what."""


def get(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()


def open_stream(address: str, origin: str) -> ClientConnection:
    """The connection of a visitor whose page is of this origin."""
    stream = f"{address.replace('http', 'ws')}/_stcore/stream"
    return connect(stream, origin=Origin(origin), subprotocols=[Subprotocol("streamlit")])


def answers(visitor: ClientConnection) -> bool:
    """Whether the page runs for this visitor."""
    message = BackMsg()
    message.rerun_script.query_string = ""
    visitor.send(message.SerializeToString())
    return bool(visitor.recv(timeout=30))


@pytest.mark.parametrize(
    "path", ["", "_stcore/health", "_stcore/host-config", "_stcore/metrics", "media/x", "x/y", "favicon.png"]
)
def test_every_answer_is_guarded(server: str, path: str) -> None:
    _, headers, _ = get(f"{server}/{path}")
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-eval" not in policy.replace("wasm-unsafe-eval", "")
    assert "unsafe-inline" not in re.findall("script-src ([^;]*)", policy)[0]
    assert not re.search(r"\*|https?:", policy)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_an_inline_script_is_allowed_by_the_hash_of_its_text() -> None:
    # The example in Content Security Policy Level 3, section "Using a hash to allow inline script".
    example = "<script>alert('Hello, world.');</script><script src='x.js'></script>"
    assert inline_scripts(example) == ["'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"]


def test_a_connection_sends_at_once() -> None:
    async def accept() -> int:
        async with send_at_once():
            with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
                return accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    # In this thread a loop runs already, the browser's.
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor(1) as other:
        assert other.submit(lambda: asyncio.run(accept())).result() != 0


METRICS = [
    "_stcore/metrics",
    "_stcore/metrics/",
    "_stcore/metrics?families=x",
    "_stcore//metrics",
    "/_stcore/metrics",
    "%5Fstcore/m%65trics",
    "x/../_stcore/metrics",
]


@pytest.mark.parametrize("path", METRICS)
def test_nobody_reads_the_metrics(server: str, path: str) -> None:
    _, headers, content = get(f"{server}/{path}")
    assert "openmetrics" not in headers.get("content-type", "")
    assert b"# TYPE" not in content


def test_only_the_pages_own_site_opens_a_connection(server: str) -> None:
    with open_stream(server, server) as visitor:
        assert answers(visitor)
    for origin in ("http://e.test", "http://[", server.replace("127.0.0.1", "127.0.0.1.e.test"), "null"):
        with pytest.raises(InvalidStatus) as refused:
            open_stream(server, origin)
        assert refused.value.response.status_code == 403


@pytest.mark.parametrize("script", ["dashboard.py", "deploy/serve.py"])
def test_what_goes_to_the_browser_is_compressed(script: str) -> None:
    with serve(ROOT / script) as address, open_stream(address, address) as visitor:
        assert [extension.name for extension in visitor.protocol.extensions] == ["permessage-deflate"]


@pytest.mark.parametrize("script", ["dashboard.py", "deploy/serve.py"])
def test_the_server_asks_no_other_host(script: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    asked = tmp_path / "asked"
    with serve(ROOT / script, "0.0.0.0", {"PYTHONPATH": str(tmp_path), "GD_ASKED": str(asked)}) as address:
        if script != "dashboard.py":
            with pytest.raises(InvalidStatus):
                open_stream(address, "http://e.test")
        with open_stream(address, address) as visitor:
            assert answers(visitor)
    assert asked.read_text() == "I watch.\n"


@contextmanager
def course_site(folder: Path) -> Iterator[str]:
    """Another site on this machine, whose pages are the files of a folder; yields its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, directory=str(folder))) as site:
        Thread(target=site.serve_forever).start()
        yield f"http://localhost:{site.server_port}"
        site.shutdown()


class Pages(SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        """Say nothing."""


def test_a_site_that_is_named_shows_the_page_in_a_frame_and_another_does_not(browser: Browser, tmp_path: Path) -> None:
    with course_site(tmp_path) as named, course_site(tmp_path) as other:
        settings = {"GD_FRAME_ANCESTORS": f"'self' {named}", "STREAMLIT_SERVER_XSRF_COOKIE_SAME_SITE": "none"}
        with serve(environment=settings) as address:
            query = "v=1&amp;problem=table&amp;embed=true"
            frame = f"<link rel=icon href=data:,><iframe src='{address}/?{query}' width=1000 height=800></iframe>"
            (tmp_path / "index.html").write_text(frame)
            page = browser.new_page()
            lab = Lab(page, address)
            page.goto(named)
            shown = page.frame_locator("iframe")
            expect(shown.locator(READY)).to_be_visible()
            file = {"name": "x.csv", "mimeType": "text/csv", "buffer": b"area,rent\n20,300\n30,401\n50,600\n"}
            shown.locator("input[type=file]").set_input_files(file)
            expect(shown.get_by_text("In use: x.csv")).to_be_visible()
            assert lab.complaints == []
            page.goto(other)
            assert [words for words in lab.complaints if "frame-ancestors" in words] != []
            page.close()


def test_the_page_for_ones_own_machine_is_the_same(browser: Browser) -> None:
    with serve(ROOT / "dashboard.py") as address:
        page = browser.new_page()
        lab = Lab(page, address).open("v=1&problem=parabola")
        expect(page.get_by_text("J fell from 400 to 0.000613 in 30 epochs.")).to_be_visible()
        assert lab.complaints == []
        page.close()
