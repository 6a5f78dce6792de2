"""Whether the memory of visitors with large tables is freed: python -m tests.load.freed

A visitor loads fifteen files one after the other; ten more load one each and leave; one sends files that the page never
asked for. Printed is the server's memory after each step.
"""

import asyncio
from urllib.request import Request, urlopen
from uuid import uuid4

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from gd.page.memory import EVERY
from tests.load.visitor import Visitor, visit
from tests.serving import serve
from tests.tables.largest import content

MEGABYTES = 20
GONE = 120 + 3 * EVERY
"""Seconds after which who left is forgotten; Streamlit allows 120 for coming back."""
XSRF = generate_xsrf_token_string()
COOKIE = f"{XSRF_COOKIE_NAME}={XSRF}"


def send(address: str, guest: Visitor, file: bytes) -> str:
    """Send a file to the server as a browser does; return its number."""
    number, mark = str(uuid4()), uuid4().hex
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\nContent-Type: text/csv\r\n\r\n'
    )
    body = head.encode() + file + f"\r\n--{mark}--\r\n".encode()
    url = f"{address}/_stcore/upload_file/{guest.session}/{number}"
    headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "X-Xsrftoken": XSRF, "Cookie": COOKIE}
    with urlopen(Request(url, body, headers, method="PUT")) as answer:
        assert answer.status in (200, 204)
    return number


async def load(address: str, guest: Visitor, file: bytes) -> float:
    """Load a file into the table's uploader; return the seconds until the page is there."""
    number = await asyncio.to_thread(send, address, guest, file)
    message = BackMsg()
    state = message.rerun_script.widget_states.widgets.add()
    state.id = guest.controls["file_uploader"]
    info = state.file_uploader_state_value.uploaded_file_info.add()
    info.file_id, info.name, info.size = number, "f.csv", len(file)
    info.file_urls.file_id = number
    return await guest._run(message)


async def measure(address: str, server: psutil.Process, file: bytes) -> None:
    """Print the server's memory after each step."""

    def say(what: str) -> None:
        print(f"{server.memory_info().rss / 2**20:6.0f} MB  {what}", flush=True)

    say("at the start")
    async with visit(address, "problem=table") as guest:
        await guest.open()
        say("the page is open")
        await load(address, guest, file)
        say(f"a file of {len(file) / 2**20:.0f} MB is loaded")
        for _ in range(14):
            await load(address, guest, file)
        say("and fourteen more, one after the other")
        for _ in range(15):
            await asyncio.to_thread(send, address, guest, file)
        say("fifteen more are sent, which the page never asked for")
        await asyncio.sleep(2 * EVERY)
        say(f"{2 * EVERY:.0f} s later")
        print(*guest.faults, sep="\n")
    for _ in range(5):
        async with visit(address, "problem=table") as guest:
            await guest.open()
            await load(address, guest, file)
            print(*guest.faults, sep="\n")
    say("this visitor is gone, and five more came, loaded the file and left")
    await asyncio.sleep(GONE)
    say(f"{GONE:.0f} s later")


def main() -> None:
    file = content("numbers, 6 columns", MEGABYTES * 2**20)
    with serve() as address:
        (server,) = psutil.Process().children()
        asyncio.run(measure(address, server, file))


if __name__ == "__main__":
    main()
