"""Names from links and files are shown as plain text everywhere on the page, and cause no requests to other hosts."""

from pathlib import Path
from urllib.parse import quote, urlencode

from playwright.sync_api import expect

from tests.browser.conftest import Lab

IMAGE = "![x](//ev.il.test/a.png)"
# Everything that Markdown could turn a name into: in a widget's label, an option, a tab or a tag.
MADE = ':is([data-testid="stMain"], [data-testid="stSidebar"], [data-testid="stPopoverBody"]) :is(a[href], img, em)'


def asked_elsewhere(lab: Lab) -> list[str]:
    return [url for url in lab.requests if not url.startswith((lab.address, "data:", "blob:"))]


def pinned(lr: float, name: str) -> str:
    return "pin=" + quote(urlencode({"lr": lr, "name": name}))


def test_a_pins_name_from_a_link_is_shown_as_it_is(lab: Lab) -> None:
    names = [IMAGE, "[y](//ev.il.test) www.ev.il.test", "*w* :red[r] a_b_c", "1. http://ev.il.test", "- a@ev.il.test"]
    lab.open("&".join(["v=1&problem=parabola", *(pinned(0.2 + k / 10, name) for k, name in enumerate(names))]))
    labels = lab.page.locator("[class*=st-key-chip-] button p")
    expect(labels).to_have_count(len(names))
    lab.page.locator(".st-key-chip-0 button").click()
    expect(lab.page.get_by_test_id("stPopoverBody").get_by_label("Name")).to_have_value(IMAGE)
    lab.settle()
    assert asked_elsewhere(lab) == []
    assert [label.inner_text() for label in labels.all()] == names
    expect(lab.page.locator(MADE)).to_have_count(0)


def test_a_pin_that_cannot_be_run_is_named_as_it_is(lab: Lab) -> None:
    lab.open(f"v=1&problem=parabola&{pinned(0.2, IMAGE)}%26init%3Dgiven%26w0%3D1%2C2&starts=own")
    expect(lab.page.get_by_text(f"The pinned run “{IMAGE}” can't be made")).to_be_visible()
    assert asked_elsewhere(lab) == []


def test_a_tables_names_are_shown_as_they_are(lab: Lab, tmp_path: Path) -> None:
    table = tmp_path / "a_b_*c*.csv"
    names = [IMAGE, "bill_length_mm", "*starred*", ":red[y]"]
    rows = ["1,5,3,2", "2,7,1,4.5", "3,5,2,6", "4,6,2,8", "1,1,9,3"]
    table.write_text("\n".join([",".join(names), *rows]), encoding="utf-8")
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    lab.page.locator('input[type="file"]').set_input_files(table)
    expect(lab.page.get_by_text("In use: a_b_*c*.csv, 5 rows")).to_be_visible()
    expect(lab.page.locator(".st-key-target input")).to_have_value(names[-1])
    for name in names[:-1]:
        expect(lab.page.locator(".st-key-features").get_by_text(name, exact=True)).to_be_visible()
    lab.page.locator(".st-key-target").get_by_role("button", name="Open").click()
    for name in names:
        expect(lab.page.get_by_role("option", name=name, exact=True)).to_be_visible()
    lab.page.keyboard.press("Escape")
    lab.more_pictures()
    for choice in lab.page.locator(".st-key-details button").all():
        choice.click()
        lab.settle()
        expect(lab.page.locator(MADE)).to_have_count(0)
    assert asked_elsewhere(lab) == []


def test_a_name_with_marks_of_an_expression_empties_no_chart(lab: Lab, tmp_path: Path) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    for k, names in enumerate([["\\a\\n\\'", '"b""q\\"', "t'\\"], ["mass\\", "y\\"]]):
        table = tmp_path / f"{k}.csv"
        rows = ["1,5,2", "2,3,4.5", "3,7,6", "4,1,8", "5,1,8"]
        table.write_text("\n".join([",".join(names), *(row[-2 * len(names) + 1 :] for row in rows)]), encoding="utf-8")
        lab.page.locator('input[type="file"]').set_input_files(table)
        expect(lab.page.get_by_text(f"In use: {k}.csv")).to_be_visible()
        lab.settle()
        for name in ("landscape", "line" if len(names) == 2 else "predictions", "weights"):
            expect(lab.view(name).locator(".vega-embed .marks").first).to_be_visible()
    assert lab.complaints == []
