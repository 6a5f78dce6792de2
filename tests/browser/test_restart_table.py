"""A server that is killed and started again, with a table of one's own: it comes back, or is asked for by name."""

import re

import numpy as np
from playwright.sync_api import expect

from tests.browser.conftest import Lab
from tests.browser.test_restart import Restartable, lab, restart, restartable

__all__ = ["lab", "restartable"]


def table(seed: int = 0) -> bytes:
    """A table that is too large for a link."""
    values = np.random.default_rng(seed).normal(size=(500, 3))
    return b"mass,length,price\n" + "\n".join(",".join(map(str, row)) for row in values).encode()


def load(lab: Lab, content: bytes, name: str = "mine.csv") -> None:
    lab.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    expect(lab.page.get_by_text(f"In use: {name}")).to_be_visible()
    lab.settle()


def test_the_browser_hands_the_table_back_and_the_first_change_counts(lab: Lab, restartable: Restartable) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    lab.settle()
    load(lab, table())
    lab.rate.fill("0.3")
    lab.rate.press("Enter")
    expect(lab.page).to_have_url(re.compile("lr=0.3&.*table=mine.csv_500x3_"))
    lab.settle()
    verdict = lab.page.locator(".st-key-summary p").first.inner_text()
    for epochs in (60, 70):
        restart(lab, restartable)
        expect(lab.page.get_by_text("In use: mine.csv, 500 rows")).to_be_visible()
        expect(lab.page.locator(".st-key-summary p").first).to_have_text(verdict)
        expect(lab.page.get_by_role("alert")).to_have_count(0)
        field = lab.page.locator(".st-key-epochs input")
        field.fill(str(epochs))
        field.press("Enter")
        expect(lab.page.locator(".st-key-summary")).to_contain_text(f"in {epochs} epochs")
        expect(lab.page).to_have_url(re.compile(f"lr=0.3&epochs={epochs}&"))
        verdict = lab.page.locator(".st-key-summary p").first.inner_text()


def test_after_a_reload_the_page_asks_for_the_table_by_name_and_recognises_it(
    lab: Lab, restartable: Restartable
) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    lab.settle()
    load(lab, table())
    expect(lab.page).to_have_url(re.compile("table=mine.csv_500x3_"))
    restartable.kill()
    restartable.start()
    lab.page.reload()
    lab.settle()
    expect(lab.page.get_by_text("This run needs the file mine.csv (500 rows, 3 columns).")).to_be_visible()
    expect(lab.page.get_by_test_id("stFileUploaderFile")).to_have_count(0)
    load(lab, table(seed=1), "other.csv")
    expect(lab.page.get_by_text("The table isn't the one of the link, mine.csv")).to_be_visible()


def test_a_small_table_comes_back_with_the_link(lab: Lab, restartable: Restartable) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    lab.settle()
    load(lab, b"mass,length,price\n1,5,2\n2,3,4.5\n3,7,6\n4,1,8\n")
    expect(lab.page).to_have_url(re.compile("table=mine.csv_4x3_.*&data="))
    restart(lab, restartable)
    expect(lab.page.get_by_text("In use: mine.csv, 4 rows, from the link")).to_be_visible()
    expect(lab.page.get_by_test_id("stFileUploaderFile")).to_have_count(0)
    lab.page.reload()
    lab.settle()
    expect(lab.page.get_by_text("In use: mine.csv, 4 rows, from the link")).to_be_visible()
    expect(lab.page.get_by_role("alert")).to_have_count(0)
