"""Measure what the largest files cost a server: python -m tests.memory

Each file is as large as the page accepts. It is loaded in Chromium, into a server of its own, and the table shows the
largest amount of memory that the server ever had (Linux), and the time until the page had an answer.
"""

import random
import string
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from playwright.sync_api import Browser, expect, sync_playwright

from gd.experiments.settings import MAX_FILE_BYTES
from tests.browser.conftest import QUIET, Lab, chromium
from tests.serving import free_port, start_server

LARGEST = MAX_FILE_BYTES // 2**20 * 10**6
"""The browser counts a megabyte as a million bytes."""

draw = random.Random(0)


def cells(kind: Callable[[], str], count: int) -> str:
    """A row of a table."""
    return ",".join(kind() for _ in range(count)) + "\n"


def number() -> str:
    """A number as instruments write it."""
    return f"{draw.gauss(0, 1):.6f}"


def digit() -> str:
    """The shortest number."""
    return draw.choice("0123456789")


def level() -> str:
    """One of fifty levels of a category."""
    return draw.choice(string.ascii_letters[:50])


def word() -> str:
    """A text that hardly occurs twice."""
    return "".join(draw.choices(string.ascii_lowercase, k=7))


FILES: dict[str, tuple[Callable[[], str], int]] = {
    "numbers, 6 columns": (lambda: cells(number, 6), 6),
    "numbers, 200 columns": (lambda: cells(number, 200), 200),
    "digits, 2 columns": (lambda: cells(digit, 2), 2),
    "4 categories of 50 levels and a number": (lambda: cells(level, 4)[:-1] + "," + number() + "\n", 5),
    "words, all different, and a number": (lambda: word() + "," + number() + "\n", 2),
    "one line": (lambda: "1," * 500, 0),
}
"""What makes a row of each file, and its number of columns; 0 for a file without a header."""


def write(file: Path, row: Callable[[], str], columns: int) -> None:
    """Write the largest file of such rows that is accepted."""
    text = ",".join(f"x{j}" for j in range(columns)) + "\n" if columns else ""
    some = "".join(row() for _ in range(10_000))
    text += some * (LARGEST // len(some) + 1)
    end = text.rfind("\n", 0, LARGEST) + 1 if columns else LARGEST
    file.write_text(text[:end], encoding="ascii")


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
        for name, (row, columns) in FILES.items():
            file = Path(folder, "table.csv")
            write(file, row, columns)
            print(f"| {name} | {load(browser, file)} |", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
