"""The bytes that pass between a driver and its scheduler, counted on their way by a relay between them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread


@dataclass
class Wire:
    """A relay: who connects to its address speaks with the scheduler."""

    address: str
    out: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)

    def sent(self) -> int:
        """The bytes to the scheduler so far."""
        return sum(self.out)

    def received(self) -> int:
        """The bytes from the scheduler so far."""
        return sum(self.back)


@contextmanager
def relay(scheduler: str) -> Iterator[Wire]:
    """A relay on this machine to a scheduler's address, such as tcp://127.0.0.1:8786. Hang up before it ends."""
    host, _, port = scheduler.removeprefix("tcp://").rpartition(":")

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((host, int(port))) as other:
                answers = Thread(target=_pass_on, args=(other, self.request, wire.back))
                answers.start()
                _pass_on(self.request, other, wire.out)
                answers.join()

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        wire = Wire(f"tcp://127.0.0.1:{server.server_address[1]}")
        Thread(target=server.serve_forever).start()
        try:
            yield wire
        finally:
            server.shutdown()


def _pass_on(source: socket.socket, target: socket.socket, sizes: list[int]) -> None:
    """Pass on what comes until one of them hangs up."""
    with suppress(OSError):
        while data := source.recv(2**20):
            target.sendall(data)
            sizes.append(len(data))
        target.shutdown(socket.SHUT_WR)
