"""A visitor without a browser: opens the page over a websocket, lets go of the rate, and waits for the answer."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from urllib.request import urlopen

from streamlit.proto.Alert_pb2 import Alert as AlertProto
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

TRIGGER = "$$STREAMLIT_INTERNAL_KEY_{}__events"
"""The identifier under which the browser sends the events of the component with this identifier."""
PATIENCE = 300
"""Seconds to wait for a message before the server counts as silent."""


class Wire(ClientConnection):
    """A connection that counts what comes over it, compressed as it is."""

    received = 0
    """Bytes since it was opened."""

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)


class Visitor:
    """One session; as a browser does, it keeps the large messages that it has seen."""

    def __init__(self, socket: Wire, query: str) -> None:
        self.socket = socket
        self.query = query
        self.controls: dict[str, str] = {}
        """The identifiers of the controls that this visitor knows to use, by kind."""
        self.received = 0
        """Bytes of the last answer on the wire."""
        self.session = ""
        """Streamlit's number of the session."""
        self.faults: list[str] = []
        """Messages of errors on the page, and scripts that did not end well."""
        self._seen: set[str] = set()

    async def open(self) -> float:
        """Open the page; return the seconds until all of it is there."""
        return await self._run(BackMsg())

    async def let_go(self, rate: float) -> float:
        """Let go of the learning rate, or of the bare page's slider; return the seconds until all is answered."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        if "slider" in self.controls:
            state.id = self.controls["slider"]
            state.double_array_value.data.append(rate)
        else:
            state.id = TRIGGER.format(self.controls["bidi_component"])
            state.json_trigger_value = json.dumps([{"event": "chosen", "value": {"rate": rate}}])
        return await self._run(message)

    async def _run(self, message: BackMsg) -> float:
        message.rerun_script.query_string = self.query
        message.rerun_script.cached_message_hashes.extend(self._seen)
        began, before = time.perf_counter(), self.socket.received
        await self.socket.send(message.SerializeToString())
        while not self._take(await self._next()):
            pass
        self.received = self.socket.received - before
        return time.perf_counter() - began

    async def _next(self) -> ForwardMsg:
        data = await asyncio.wait_for(self.socket.recv(), PATIENCE)
        assert isinstance(data, bytes)
        return ForwardMsg.FromString(data)

    def _take(self, message: ForwardMsg) -> bool:
        """Note what a browser would; return whether this message is the last of an answer."""
        if message.metadata.cacheable:
            self._seen.add(message.hash)
        match message.WhichOneof("type"):
            case "new_session":
                self.session = message.new_session.initialize.session_id
            case "script_finished":
                ended = message.script_finished
                if ended not in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_EARLY_FOR_RERUN):
                    self.faults.append(ForwardMsg.ScriptFinishedStatus.Name(ended))
                return ended != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            case "delta":
                element = message.delta.new_element
                kind = element.WhichOneof("type")
                if kind == "exception" or (kind == "alert" and element.alert.format == AlertProto.ERROR):
                    self.faults.append(str(element)[:200])
                elif kind in ("slider", "bidi_component", "file_uploader"):
                    self.controls[kind] = getattr(element, kind).id
        return False


def given_cookie(address: str) -> str:
    """The cookie that comes with the page: behind nginx it names the process. Empty if there is none."""
    with urlopen(address) as answer:
        return str(answer.headers.get("Set-Cookie", "")).partition(";")[0]


@asynccontextmanager
async def visit(address: str, query: str = "") -> AsyncIterator[Visitor]:
    """Connect a visitor who has opened nothing yet, as a browser does that has loaded the page's files."""
    cookie = await asyncio.to_thread(given_cookie, address)
    url = urlsplit(address)._replace(scheme="ws", path="/_stcore/stream").geturl()
    async with connect(
        url,
        additional_headers={"Cookie": cookie},
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        create_connection=Wire,
        ping_interval=None,
    ) as socket:
        yield Visitor(socket, query)
