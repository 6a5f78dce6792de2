"""The page for others to open: dashboard.py with the headers that guard its visitors. From the project's folder:

    streamlit run deploy/serve.py

On your own machine `streamlit run dashboard.py` is enough.
"""

import os
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from re import DOTALL, findall
from socket import IPPROTO_TCP, TCP_NODELAY, socket
from stat import S_ISSOCK
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # Streamlit's own entry is gone when a part of the page is loaded later
FRAME_ANCESTORS = os.environ.get("GD_FRAME_ANCESTORS", "'self'")
"""Who may show the page in a frame, as CSP writes it: 'self' https://moodle.example.edu"""


def inline_scripts(html: str) -> list[str]:
    """What CSP calls the scripts inside a page: the hash of each."""
    scripts = findall(r"<script>(.*?)</script>", html, DOTALL)
    return [f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts]


SHELL = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
POLICY = {
    "default-src": ["'none'"],
    # Streamlit loads a component from a blob, and the numbers' decoder is WebAssembly.
    "script-src": ["'self'", "blob:", "'wasm-unsafe-eval'", *inline_scripts(SHELL)],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "frame-ancestors": [FRAME_ANCESTORS],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
}
HEADERS = {
    "Content-Security-Policy": "; ".join(" ".join([name, *sources]) for name, sources in POLICY.items()),
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # the link is the run, and may hold a table
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Adds the headers, and refuses what no visitor needs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one connection."""

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [(name, for_frames(name, value)) for name, value in message["headers"]]
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] == "websocket" and from_another_site(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        elif scope["type"] == "http" and scope["path"].endswith("/_stcore/metrics"):
            await send_guarded({"type": "http.response.start", "status": 404, "headers": []})
            await send_guarded({"type": "http.response.body", "body": b""})
        else:
            await self.app(scope, receive, send_guarded)


def for_frames(name: bytes, value: bytes) -> bytes:
    """A header as it is, but a cookie for frames on other sites is kept apart for each: others, browsers refuse."""
    return value + b"; Partitioned" if name == b"set-cookie" and b"samesite=none" in value.lower() else value


def from_another_site(headers: Headers) -> bool:
    """Whether a page of another site opens this connection.

    Streamlit would refuse it too, but first ask a server on the internet for this machine's address, while all wait.
    """
    origin = headers.get("origin", "")
    listed = origin in st.get_option("server.corsAllowedOrigins")
    try:
        site = urlsplit(origin).netloc
    except ValueError:  # [ without ]
        site = ""
    return bool(origin) and not listed and site != headers.get("host")


@asynccontextmanager
async def send_at_once(_: object = None) -> AsyncIterator[None]:
    """Set TCP_NODELAY on the socket that listens; connections have it from there.

    An answer is written in two pieces. Without it the second waits until the browser acknowledges the first, which
    takes 40 ms, and the page has 130 files.
    """
    for number in map(int, os.listdir("/dev/fd") if os.path.isdir("/dev/fd") else []):
        with suppress(OSError):
            if S_ISSOCK(os.fstat(number).st_mode):
                with socket(fileno=os.dup(number)) as opened:
                    opened.setsockopt(IPPROTO_TCP, TCP_NODELAY, True)
    yield


app = st.App(ROOT / "dashboard.py", lifespan=send_at_once, middleware=[Middleware(Guard)])
