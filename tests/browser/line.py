"""A line between browser and server that can be cut, and that can hold back what is sent on it."""

import socket
import threading
from contextlib import suppress

from tests.serving import free_port


class Line:
    """Passes on every byte between a port of its own and the server's."""

    def __init__(self, server_port: int) -> None:
        self.port = free_port()
        self._server_port = server_port
        self._whole, self._flows = threading.Event(), threading.Event()
        self._whole.set()
        self._flows.set()
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Close every connection, and each that is tried until the line is mended."""
        self._whole.clear()
        for end in self._ends:
            _close(end)
        self._ends.clear()

    def mend(self) -> None:
        self._whole.set()

    def hold(self) -> None:
        """Hold back what is sent, without closing anything."""
        self._flows.clear()

    def let_go(self) -> None:
        self._flows.set()

    def close(self) -> None:
        self.let_go()
        self.cut()
        _close(self._listener)

    def _listen(self) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                browser, _ = self._listener.accept()
                if not self._whole.is_set():
                    _close(browser)
                    continue
                server = socket.create_connection(("127.0.0.1", self._server_port))
                self._ends += [browser, server]
                for one, other in ((browser, server), (server, browser)):
                    threading.Thread(target=self._pass_on, args=[one, other], daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):  # an end was closed
            while sent := one.recv(65_536):
                self._flows.wait()
                other.sendall(sent)
        _close(other)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
