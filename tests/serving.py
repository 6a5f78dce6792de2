"""Servers of the page, each in a process of its own."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType

import pytest

ROOT = Path(__file__).parents[1]
SERVED = ROOT / "deploy" / "serve.py"
"""The page as others get it."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(
    script: Path = SERVED, host: str = "127.0.0.1", environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """Serve the page as others get it, or another script, on a free port and yield its address."""
    port = free_port()
    process = start_server(port, script, host, environment)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def start_server(
    port: int, script: Path = SERVED, host: str = "127.0.0.1", environment: Mapping[str, str] = MappingProxyType({})
) -> subprocess.Popen[bytes]:
    """Start a server on this port, and wait until it answers."""
    options = ["--server.port", str(port), "--server.address", host, "--server.headless", "true"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    surroundings = {**os.environ, **environment}
    with TemporaryFile() as messages:  # a pipe that nobody reads would in time be full, and the server wait for ever
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=messages)
        wait_until_healthy(process, f"http://127.0.0.1:{port}")
        if process.poll() is not None:
            messages.seek(0)
            pytest.fail(f"The server ended: {messages.read().decode()}")
    return process


def wait_until_healthy(process: subprocess.Popen[bytes], address: str) -> None:
    """Wait until the server at this address is ready, or its process has ended."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            continue
