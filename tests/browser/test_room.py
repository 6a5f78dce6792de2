"""The rate, its marks and the formula have room, whatever the problem and the width."""

import re
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from playwright.sync_api import expect

from gd.factor import Factor
from tests.browser.conftest import Lab
from tests.browser.test_layout import apart, box


@pytest.mark.parametrize("width", [1280, 1000, 700, 390])
@pytest.mark.parametrize("problem", ["parabola", "ravine", "unscaled"])
def test_the_marks_of_the_rate_and_the_formula_have_room(lab: Lab, problem: str, width: int) -> None:
    lab.page.set_viewport_size({"width": width, "height": 844})
    lab.open(f"v=1&problem={problem}{'&lr=1.1' if problem == 'parabola' else ''}")
    bar = lab.page.locator(".st-key-bar")
    expect(bar.locator(".limit")).to_be_visible()
    around = {part: box(bar.locator(part)) for part in (".symbol", ".fastest", ".limit", ".exact", ".play", "output")}
    assert [(one, other) for one, other in combinations(around, 2) if not apart(around[one], around[other])] == []
    scrolls = "all => all.filter((e) => e.scrollWidth > e.clientWidth).length"
    assert lab.page.locator(".st-key-formula .katex-display").evaluate_all(scrolls) == 0


def a_million_rows() -> bytes:
    """A table that is folded to its factor, which counts its rows."""
    k = np.arange(1_000_000.0)
    return Factor.of(np.column_stack([k, k**2 % 97]), k % 13, names=("a", "b"), target="y").to_json().encode()


def twenty_thousand_rows() -> bytes:
    return ("a,b,y\n" + "".join(f"{k},{k * k % 97},{k % 13}\n" for k in range(20_000))).encode()


@pytest.mark.parametrize("width", [1280, 700, 390])
@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [("t.csv", twenty_thousand_rows, "20,000"), ("t.json", a_million_rows, "1,000,000")],
    ids=["20,000", "1,000,000"],
)
def test_the_formula_has_room_for_many_rows(
    lab: Lab, name: str, content: Callable[[], bytes], rows: str, width: int
) -> None:
    lab.page.set_viewport_size({"width": width, "height": 800})
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    file = {"name": name, "mimeType": "text/plain", "buffer": content()}
    lab.page.locator("input[type=file]").set_input_files(file)
    formula = lab.page.locator(".st-key-formula .katex-display").first
    expect(formula.locator(".katex-html")).to_contain_text(rows)
    lab.settle()
    around = box(lab.page.locator(".st-key-formula"))
    for piece in map(box, formula.locator(".katex-html .base > :not(.strut)").all()):
        assert around["x"] <= piece["x"] + 0.5
        assert piece["x"] + piece["width"] <= around["x"] + around["width"] + 0.5
        assert around["y"] <= piece["y"] + piece["height"] <= around["y"] + around["height"]
    assert not formula.evaluate("e => e.scrollWidth > e.clientWidth")
    defined = formula.locator(".katex-html .accent").last  # Ŷ, which stands in one line with X w
    told = box(formula.locator(".katex-html .mathnormal", has_text=re.compile("^w$")).last)
    assert abs(box(defined)["y"] + box(defined)["height"] - told["y"] - told["height"]) < 5


@pytest.mark.parametrize("width", [1280, 700, 390])
def test_a_rate_that_cannot_be_read_is_refused_below_its_field(lab: Lab, width: int) -> None:
    lab.page.set_viewport_size({"width": width, "height": 844})
    lab.open("v=1&problem=ravine")
    lab.rate.fill("abc")
    lab.rate.press("Enter")
    said = lab.page.locator(".st-key-bar .refused")
    expect(said).to_contain_text("such as 0.05")
    words, field = box(said), box(lab.rate)
    assert field["y"] + field["height"] <= words["y"] + 0.5
    assert words["y"] - field["y"] - field["height"] < 40
    assert words["x"] < field["x"] + field["width"]
    assert field["x"] < words["x"] + words["width"] <= width
    for other in (".fastest", ".limit", ".play", "output"):
        assert apart(words, box(lab.page.locator(f".st-key-bar {other}"))), other
    assert width < 1280 or words["x"] >= field["x"] - 0.5
