"""What the largest files cost a server: python -m tests.browser.peak

Each file is as large as the page accepts. It is loaded in Chromium, into a server of its own, and the table shows the
largest amount of memory that the server ever had (Linux), and the time until the page had an answer.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from playwright.sync_api import Browser, expect, sync_playwright

from gd.experiments.settings import MAX_FILE_BYTES
from tests.browser.conftest import QUIET, Lab, chromium
from tests.serving import free_port, start_server
from tests.tables.largest import content

LARGEST = MAX_FILE_BYTES // 2**20 * 10**6
"""The browser counts a megabyte as a million bytes."""

FILES = (
    "numbers, 6 columns",
    "numbers, 200 columns",
    "whole numbers of one digit",
    "4 × 50 levels",
    "different texts and a number",
    "one line of numbers",
)
"""Of the largest files, some that people could have."""


def load(browser: Browser, file: Path) -> str:
    """A line of the table."""
    port = free_port()
    server = start_server(port)
    try:
        page = browser.new_page()
        lab = Lab(page, f"http://127.0.0.1:{port}")
        page.goto(f"{lab.address}/?v=1&problem=table")
        lab.settle()
        began = monotonic()
        page.locator("input[type=file]").set_input_files(file)
        answer = page.get_by_text("In use:").or_(page.get_by_role("alert")).first
        expect(answer).to_be_visible(timeout=300_000)
        lab.page.set_default_timeout(300_000)
        lab.settle()
        seconds = monotonic() - began
        peak = Path(f"/proc/{server.pid}/status").read_text().partition("VmHWM:")[2].split()[0]
        words = " ".join(answer.inner_text().split())[:90]
        page.close()
        return f"{int(peak) / 1024:.0f} MB | {seconds:.1f} s | {words}"
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        print(f"| a file of {LARGEST / 1e6:.0f} MB | peak | time | answer |\n|---|---|---|---|")
        for name in FILES:
            file = Path(folder, "table.csv")
            file.write_bytes(content(name, LARGEST))
            print(f"| {name} | {load(browser, file)} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
