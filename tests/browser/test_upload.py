"""Uploads in a browser, where a file takes the place of another in two messages: one gone, another there."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import READY, Lab


def test_a_table_that_takes_anothers_place_begins_anew(lab: Lab) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    files = lab.page.locator("input[type=file]")
    for columns in ("mass,length,price", "age,height,wage"):
        lab.page.wait_for_selector(READY)
        content = f"{columns}\n1,5,2\n2,3,4.5\n3,7,6\n4,1,8\n".encode()
        files.set_input_files({"name": f"{columns}.csv", "mimeType": "text/csv", "buffer": content})
        expect(lab.page.get_by_text(f"In use: {columns}.csv")).to_be_visible()
        first, second, target = columns.split(",")
        expect(lab.page.get_by_text(f"in the unit of “{target}”")).to_be_visible()
        expect(lab.page.locator(".st-key-features")).to_contain_text(re.compile(f"{first}.*{second}", re.DOTALL))
        expect(lab.page.get_by_role("alert")).to_have_count(0)


def test_a_file_that_is_no_table_leaves_the_one_in_use(lab: Lab) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    files = lab.page.locator("input[type=file]")
    lab.page.wait_for_selector(READY)
    files.set_input_files({"name": "good.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,5\n2,3\n3,7\n4,1\n"})
    expect(lab.page.get_by_text("In use: good.csv, 4 rows")).to_be_visible()
    lab.settle()
    files.set_input_files({"name": "bad.parquet", "mimeType": "application/octet-stream", "buffer": b"PAR1\x15\x04"})
    expect(lab.page.get_by_role("alert")).to_contain_text("This looks like a Parquet file: fold it with")
    expect(lab.page.get_by_text("In use: good.csv, 4 rows")).to_be_visible()
    expect(lab.page.locator(".vega-embed .marks").first).to_be_visible()


def test_a_change_while_a_large_file_is_read_loses_neither(lab: Lab) -> None:
    """Where reading takes less than typing nothing is interrupted; tests/page/test_interrupted_upload.py always is."""
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    lab.settle()
    rows = "\n".join(f"{k % 97},{k % 89},{k % 83},{k % 79},{k % 73}" for k in range(700_000))
    file = {"name": "large.csv", "mimeType": "text/csv", "buffer": f"a,b,c,d,e\n{rows}\n".encode()}
    lab.page.locator("input[type=file]").set_input_files(file)
    lab.page.wait_for_selector('[data-testid="stApp"][data-test-script-state="running"]')
    epochs = lab.page.locator(".st-key-epochs input")
    epochs.fill("25")
    epochs.press("Enter")
    expect(lab.page.get_by_text("In use: large.csv, 700,000 rows")).to_be_visible()
    expect(lab.page.locator(".st-key-summary")).to_contain_text("in 25 epochs")
    expect(lab.page).to_have_url(re.compile("epochs=25&"))
    expect(lab.page.get_by_role("alert")).to_have_count(0)
