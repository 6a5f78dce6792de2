"""Names from links and files in sentences and in charts; test_plain.py has all the other places."""

from pathlib import Path
from urllib.parse import quote, urlencode

from playwright.sync_api import expect

from tests.browser.conftest import Lab

IMAGE = "![x](//ev.il.test/a.png)"


def asked_elsewhere(lab: Lab) -> list[str]:
    return [url for url in lab.requests if not url.startswith((lab.address, "data:", "blob:"))]


def pinned(lr: float, name: str) -> str:
    return "pin=" + quote(urlencode({"lr": lr, "name": name}))


def test_a_pin_that_cannot_be_run_is_named_as_it_is(lab: Lab) -> None:
    lab.open(f"v=1&problem=parabola&{pinned(0.2, IMAGE)}%26init%3Dgiven%26w0%3D1%2C2&starts=own")
    expect(lab.page.get_by_text(f"The pinned run “{IMAGE}” can't be made")).to_be_visible()
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
