"""On the page itself a visitor's text is seen as it was given, and asks nobody for anything."""

import csv
import io
import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Lab
from tests.browser.test_plain import SEEN
from tests.payloads import PAYLOADS

OURS = ':is([data-testid="stMain"], [data-testid="stSidebar"], [data-testid="stPopoverBody"])'


MADE = f"{OURS} :is(a[href], img, em, del)"
"""What the page itself never has, and markup would make."""


SEEN_OR_READ = """() => {
  const texts = [...document.querySelectorAll('body :not(code, code *, annotation, [role=dialog])')].flatMap(one => [
    ...[...one.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data),
    ...['title', 'aria-label', 'aria-description', 'placeholder', 'alt'].map(name => one.getAttribute(name) ?? ''),
  ]);
  return [...texts, document.title];
}"""
"""Every text on the page that is seen or read aloud, but for programs and the LaTeX of formulas; and of an open popover
Streamlit reads the label aloud as it is written."""


ESCAPES = re.compile(r"\\[^\w\s]|:small\[")


def check_plain(lab: Lab) -> None:
    """Nothing was made of the payloads or asked for, and no mark of escaping is to be seen."""
    lab.settle()
    expect(lab.page.locator(MADE)).to_have_count(0)
    assert [url for url in lab.requests if not url.startswith((lab.address, "data:", "blob:"))] == []
    payload = re.compile("|".join(map(re.escape, sorted(SEEN, key=len, reverse=True))))
    whole = (text for text in lab.page.evaluate(SEEN_OR_READ) if not text.endswith("…"))  # the rest was cut
    assert [text for text in whole if ESCAPES.search(payload.sub("", text))] == []


def load(lab: Lab, names: Sequence[str], rows: Sequence[Sequence[object]], file: str = "table.csv") -> None:
    """Load a table with these names."""
    text = io.StringIO()
    csv.writer(text).writerows([names, *rows])
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    upload = {"name": file, "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    lab.page.locator('input[type="file"]').set_input_files(upload)
    expect(lab.page.get_by_text(f"In use: {file}, {len(rows)} rows")).to_be_visible()
    expect(lab.page.locator(".vega-embed .marks").first).to_be_visible()
    lab.settle()


def test_a_tables_texts_are_seen_as_they_were_given(lab: Lab) -> None:
    names, levels = SEEN[:24], SEEN[24:]
    numbers = np.random.default_rng(0).normal(size=(2 * len(levels), len(names))).round(3).tolist()
    rows = [[*row, levels[k % len(levels)], "never another"] for k, row in enumerate(numbers)]
    load(lab, [*names, "![kind]", "~~same~~"], rows, f"{PAYLOADS['image']}.csv")
    expect(lab.page.get_by_text("“~~same~~” is “never another” in every row")).to_be_visible()
    chosen = lab.page.locator(".st-key-features").inner_text().splitlines()
    assert [name for name in chosen if name in [*names, "![kind]"]] == [*names[:-1], "![kind]"]
    lab.page.locator(".st-key-target").get_by_role("button", name="Open").click()
    options = lab.page.get_by_role("option")
    expect(options).to_have_count(len(names))
    assert options.all_inner_texts() == names
    lab.page.keyboard.press("Escape")
    lab.more_pictures()
    for choice in lab.page.locator(".st-key-details button").all():
        choice.click()
        check_plain(lab)
        if choice.inner_text() == "Weights":
            cells = lab.page.locator(".st-key-detail canvas [role=gridcell]")
            expect(cells.filter(has_text="intercept")).to_have_count(1)
            assert set(names[:4]) <= set(cells.all_text_contents())
        if choice.inner_text() == "Code":
            expect(lab.page.locator(".st-key-detail code")).to_contain_text(f'table["{names[0]}"]')


def test_the_names_of_pins_are_seen_as_they_were_given(lab: Lab) -> None:
    names = [PAYLOADS[kind] for kind in ("image", "icon", "logo", "arrows", "LaTeX link", "HTML image")]
    pins = [f"pin={quote(urlencode({'lr': 0.01 + k / 100, 'name': name}))}" for k, name in enumerate(names)]
    lab.open("&".join(["v=1&problem=ravine", *pins]))
    expect(lab.page.locator("[class*=st-key-chip-] button p")).to_have_text(names)
    for view in ("cost", "landscape", "weights"):
        assert set(names) <= set(lab.view(view).locator("svg text").all_text_contents())
    lab.page.locator(".st-key-chip-2 button").click()
    field = lab.page.get_by_test_id("stPopoverBody").get_by_label("Name")
    expect(field).to_have_value(names[2])
    expect(field).to_have_attribute("placeholder", names[2])
    check_plain(lab)


def test_what_a_link_says_is_quoted_as_it_was_given(lab: Lab) -> None:
    kinds = ("image", "HTML script", "icon", "logo", "emoji", "www", "e-mail", "LaTeX", "dashes and signs")
    values = {PAYLOADS[kind]: "1" for kind in kinds} | {"lr": PAYLOADS["link"]}
    lab.page.goto(f"{lab.address}/?{urlencode({'v': '1', 'problem': 'parabola', **values})}")
    told = lab.page.locator(".st-key-told")
    for kind in (*kinds, "link"):
        expect(told.get_by_text(f"“{PAYLOADS[kind]}” in the link")).to_be_visible()
    check_plain(lab)


@pytest.mark.parametrize("names", [["image", "y"], ["image", "title", 'a\\" + {"image": "//e.test"} + "', "y"]])
def test_no_tooltip_of_a_chart_asks_for_a_picture(lab: Lab, names: list[str]) -> None:
    rows = np.random.default_rng(0).normal(size=(40, len(names))).round(3).tolist()
    load(lab, names, rows)
    lab.more_pictures()
    before, told = len(lab.requests), set[str]()
    for card in lab.page.locator("[class*=st-key-view-] canvas").all():
        card.scroll_into_view_if_needed()
        box = card.bounding_box()
        assert box is not None
        for x, y in product(np.linspace(0.05, 0.95, 8), np.linspace(0.1, 0.9, 4)):
            lab.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            told |= set(lab.page.locator("#vg-tooltip-element.visible").all_inner_texts())
    assert told
    assert lab.requests[before:] == []
    expect(lab.page.locator("#vg-tooltip-element img")).to_have_count(0)
    assert lab.complaints == []


NAMES = ['a"><image href="//e.test/i"/>', "'><script>alert()", 'c]]><g onload="alert(1)">', "y&amp;<y>"]


@pytest.mark.parametrize("kind", ["svg", "report"])
def test_in_a_file_that_is_taken_away_a_name_is_text(lab: Lab, browser: Browser, tmp_path: Path, kind: str) -> None:
    load(lab, NAMES, np.random.default_rng(0).normal(size=(20, 4)).round(3).tolist())
    lab.page.locator(".st-key-details button", has_text="Download").click()
    with lab.page.expect_download() as download:
        lab.page.locator(f".st-key-save .{kind}").click()
    file = tmp_path / f"run.{'svg' if kind == 'svg' else 'html'}"
    download.value.save_as(file)
    context = browser.new_context()
    page, asked, opened = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri())
    made = page.locator("image, img, script, iframe, foreignObject, [onload], a:not([href^='http://127.0.0.1'])")
    expect(made).to_have_count(0)
    assert "<script>" in page.evaluate("() => document.documentElement.textContent")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] + opened == []
    context.close()
