"""The report stands by itself, one page that needs nobody; and a hostile table is text in it and in each other file."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from gd.tables.dataset import read_csv
from tests.browser.conftest import Lab
from tests.browser.test_saved_pictures import BLACK, WHITE, colours
from tests.browser.test_take_away import offered, saved

HOSTILE = '<img src=//e.test onerror=alert(1)>,"""><script>alert(1)</script>",=1+1,![x](//e.test/p.png),y\n'


ROWS = "".join(f"{k},{k * k % 7},{'=a' if k % 2 else 'b'},{9 - k},{k % 3}\n" for k in range(12))


def printed(page: Page, folder: Path) -> int:
    """How many sheets of paper the page takes."""
    file = folder / "report.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", file.read_bytes()))


def read_offline(browser: Browser, file: Path) -> tuple[Page, list[str]]:
    """The report in a browser without a network or scripts, and what it asks for."""
    context = browser.new_context(offline=True, java_script_enabled=False, color_scheme="dark")
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    return page, [url for url in asked if not url.startswith(("file:", "data:"))]


def test_the_report_stands_by_itself_on_one_page(lab: Lab, browser: Browser, tmp_path: Path) -> None:
    lab.page.emulate_media(color_scheme="dark")
    lab.open("v=1&problem=ravine&epoch=3")
    offered(lab)
    verdict = lab.page.locator(".st-key-summary p").first.inner_text()
    file = saved(lab, "Report", tmp_path)
    page, asked = read_offline(browser, file)
    try:
        assert asked == []
        expect(page.get_by_role("heading")).to_contain_text("Ravine")
        for sentence in verdict.removeprefix("Converged").strip().split(". "):
            expect(page.locator("body")).to_contain_text(sentence)
        expect(page.locator("figure > svg")).to_have_count(4)
        expect(page.locator("#formula > math")).to_have_count(2)
        expect(page.locator("tbody tr")).to_have_count(2)
        assert printed(page, tmp_path) == 1
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        assert shot.getpixel((2, 2)) == WHITE
        assert BLACK not in colours(shot)
    finally:
        page.context.close()
    lab.settle()
    assert saved(lab, "Report", tmp_path).stat().st_size > 50_000  # and once more


def test_a_hostile_table_is_text_in_each_file(lab: Lab, browser: Browser, tmp_path: Path) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    upload = {"name": "=cmd()<b>.csv", "mimeType": "text/csv", "buffer": (HOSTILE + ROWS).encode()}
    lab.page.locator('input[type="file"]').set_input_files(upload)
    lab.page.wait_for_selector(".vega-embed .marks")
    lab.more_pictures()
    offered(lab)
    page, asked = read_offline(browser, saved(lab, "Report", tmp_path))
    try:
        assert asked == []
        expect(page.locator("img, script, iframe")).to_have_count(0)
        expect(page.locator("tbody")).to_contain_text("<img src=")
        assert printed(page, tmp_path) == 1
    finally:
        page.context.close()
    ElementTree.parse(saved(lab, "SVG", tmp_path))
    given, cleaned = read_csv((HOSTILE + ROWS).encode()), saved(lab, "Cleaned table", tmp_path)
    assert cleaned.name == "cmd_b.clean.csv"
    assert "'=1+1" in cleaned.read_text(encoding="utf-8").partition("\n")[0]
    again = read_csv(cleaned)
    assert (again.names, again.categories) == (given.names, given.categories)
    assert again.frame.equals(given.frame)
    for name in ("CSV", "JSON", "Notebook"):
        assert saved(lab, name, tmp_path).stat().st_size > 0
    assert [url for url in lab.requests if not url.startswith((lab.address, "data:", "blob:"))] == []


def test_a_long_report_is_one_page_too(lab: Lab, browser: Browser, tmp_path: Path) -> None:
    names = [f"a long name of a column, with number {k} of forty" for k in range(40)]
    random = np.random.default_rng(0)
    rows = "\n".join(",".join(map(repr, row)) for row in random.normal(size=(60, 40)).tolist())
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    text = ",".join(f'"{name}"' for name in names) + "\n" + rows + "\n"
    lab.page.locator('input[type="file"]').set_input_files(
        {"name": "wide.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    lab.page.wait_for_selector(".vega-embed .marks")
    lab.more_pictures()
    offered(lab)
    page, _ = read_offline(browser, saved(lab, "Report", tmp_path))
    try:
        assert printed(page, tmp_path) == 1
    finally:
        page.context.close()


def test_without_pictures_there_is_a_report_all_the_same(lab: Lab, tmp_path: Path) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=parabola&hide=cost,landscape,update,formula,verdict")
    offered(lab)
    text = saved(lab, "Report", tmp_path).read_text(encoding="utf-8")
    assert "Bowl" in text
    assert "<math" not in text
    assert "J fell" not in text
    assert "<figure" not in text
