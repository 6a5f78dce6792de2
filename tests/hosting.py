"""Try deploy/ here: python -m tests.hosting

Two processes behind nginx with deploy/nginx.conf, on free ports of the loopback and with no rights but one's own.
Visitors in Chromium come, upload, lose their process, and see it return. It needs nginx (apt install nginx-light).
"""

import re
import urllib.error
import urllib.request
from collections import Counter
from time import monotonic

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.conftest import QUIET, Lab, chromium
from tests.nginx import Site, behind_nginx


class Visitor:
    """A visitor in a browser of their own."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 800})
        self.lab = Lab(self.context.new_page(), site.address)
        self.connections = 0
        self.lab.page.on("websocket", lambda _: self.connect())

    def connect(self) -> None:
        """Count a connection."""
        self.connections += 1

    def wait_for_connection(self, number: int) -> None:
        """Wait until the page has connected this many times, and run."""
        while self.connections < number:
            self.lab.page.wait_for_timeout(50)
        self.lab.settle()

    @property
    def port(self) -> int:
        """The process that serves this visitor."""
        return next(int(cookie["value"]) for cookie in self.context.cookies() if cookie["name"] == "gd")

    @property
    def verdict(self) -> str:
        """What the page says of the run."""
        return self.lab.page.locator(".st-key-summary").inner_text()

    def upload(self, name: str) -> None:
        """Load a small table and wait for its run."""
        self.lab.page.goto(f"{self.lab.address}/?v=1&problem=table")
        self.lab.settle()
        file = {"name": name, "mimeType": "text/csv", "buffer": b"area,rent\n20,300\n30,401\n50,600\n70,790\n"}
        self.lab.page.locator("input[type=file]").set_input_files(file)
        expect(self.lab.page.get_by_text(f"In use: {name}")).to_be_visible()
        self.lab.settle()

    def step(self) -> None:
        """Make a change, and wait until it has become the run."""
        before = self.lab.page.url
        self.lab.track.focus()
        self.lab.track.press("ArrowRight")
        self.lab.page.wait_for_function("(before) => location.href !== before", arg=before)
        self.lab.settle()


def status(request: urllib.request.Request | str) -> int:
    """The status of the answer."""
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def say(tried: str, seen: object) -> None:
    """A line of the table."""
    print(f"| {tried} | {seen} |", flush=True)


def requests(site: Site) -> None:
    """Try what needs no browser."""
    served = Counter(re.findall(r"gd=(\d+)", str(urllib.request.urlopen(site.address).headers))[0] for _ in range(100))
    assert len(served) == 2
    say("100 pages opened from one address, by process", " and ".join(map(str, served.values())))
    for path, wanted in (("/_stcore/health", 200), ("/_stcore/metrics", 404)):
        assert status(site.address + path) == wanted
        say(path, wanted)
    too_large = urllib.request.Request(f"{site.address}/_stcore/upload_file/a/b", b" " * (53 << 20), method="PUT")
    assert status(too_large) == 413
    say("a file of 53 MB", 413)


def loss(browser: Browser, site: Site) -> None:
    """Kill one process under its visitors, and start it anew."""
    visitors = [Visitor(browser, site) for _ in range(8)]
    for visitor in visitors:
        visitor.lab.open("v=1&problem=ravine")
        visitor.step()
    kept, lost = ([visitor for visitor in visitors if visitor.port == port] for port in site.ports)
    assert len(kept) > 1
    assert len(lost) > 1
    say("8 visitors in Chromium, by process", f"{len(kept)} and {len(lost)}")
    kept[0].upload("kept.csv")
    lost[0].upload("lost.csv")
    say("a table loaded on each", "in use on both")

    before, verdicts = [visitor.connections for visitor in visitors], [visitor.verdict for visitor in visitors]
    site.kill(site.ports[1])
    began = monotonic()
    for visitor, connections in zip(visitors, before, strict=True):
        visitor.wait_for_connection(connections + (visitor in lost))
    back = monotonic() - began
    assert {visitor.port for visitor in visitors} == {site.ports[0]}
    expect(lost[0].lab.page.get_by_text("In use: lost.csv")).to_be_visible()
    assert [visitor.verdict for visitor in visitors] == verdicts
    say("one process killed: its visitors", f"within {back:.1f} s on the other by themselves, with run and table")
    for visitor in kept:
        visitor.step()
        assert visitor.connections == before[visitors.index(visitor)]
    expect(kept[0].lab.page.get_by_text("In use: kept.csv")).to_be_visible()
    say("the visitors of the other", "the same connection and table; their next change arrives")
    site.start(site.ports[1])
    lost[0].upload("lost.csv")
    for visitor in visitors:
        visitor.step()
    assert {visitor.port for visitor in visitors} == {site.ports[0]}
    say("the process started anew", "all stay where they are; a table loaded by one who had moved arrives")


def main() -> None:
    """Print the table of what was tried."""
    with behind_nginx() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        print("| tried | seen |\n|---|---|")
        requests(site)
        loss(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
