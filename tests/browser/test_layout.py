"""What a run shows stands in one window, and the bar stays in sight while any picture is."""

import re
from itertools import combinations

import pytest
from playwright.sync_api import Locator, expect

from gd.experiments.scenarios import TUTORIAL
from tests.browser.conftest import Lab

PARTS = (
    ".st-key-problem",
    ".st-key-lesson",
    ".st-key-bar",
    ".st-key-summary",
    ".st-key-formula .katex-display >> nth=-1",
)


FUNCTION, TABLE = ("cost", "landscape", "weights", "update"), ("cost", "landscape", "predictions", "weights")


VIEWS = {"parabola": ("cost", "landscape", "update"), "line": ("cost", "landscape", "line", "weights")}


VIEWS |= dict.fromkeys(["valley", "likelihood", "ravine"], FUNCTION) | dict.fromkeys(["dummy-trap", "unscaled"], TABLE)


# The plot alone, without its title, legend and axes: Vega draws it a background of its size.
PLOTS = ".vega-embed .role-frame.root > g > path.background"


Box = dict[str, float]


def box(part: Locator) -> Box:
    found = part.bounding_box()
    assert found is not None
    return dict(found)


def apart(one: Box, other: Box) -> bool:
    """Whether two boxes have no point in common, but for half a pixel."""
    return any(
        a[side] + a[length] <= b[side] + 0.5
        for a, b in ((one, other), (other, one))
        for side, length in (("x", "width"), ("y", "height"))
    )


def parts(lab: Lab, problem: str) -> dict[str, Box]:
    """The boxes of all that belongs to a run, by name."""
    views = [f".st-key-views .st-key-view-{name}" for name in VIEWS[problem]]
    expect(lab.page.locator(f"{views[-1]} .vega-embed .marks").first).to_be_visible()
    expect(lab.page.locator(".st-key-views .vega-embed")).to_have_count(len(views))
    return {name: box(lab.page.locator(name)) for name in (*PARTS, *views)}


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)], ids=["1280 × 800", "1920 × 1080"])
@pytest.mark.parametrize("problem", TUTORIAL)
def test_a_run_stands_in_one_window(lab: Lab, problem: str, size: tuple[int, int]) -> None:
    width, height = size
    lab.page.set_viewport_size({"width": width, "height": height})
    boxes = parts(lab.open(f"v=1&problem={problem}"), problem)
    for name, b in boxes.items():
        assert b["x"] >= 0, name
        assert b["y"] >= 0, name
        assert b["x"] + b["width"] <= width, name
        assert b["y"] + b["height"] <= height, name
    assert [(one, other) for one, other in combinations(boxes, 2) if not apart(boxes[one], boxes[other])] == []
    plots = lab.page.locator(f".st-key-views [class*=st-key-view-]:not(.st-key-view-update) {PLOTS}")
    assert min(box(plot)["height"] for plot in plots.all()) >= 125


@pytest.mark.parametrize(("problem", "compared"), [("ravine", "Momentum, compared"), ("unscaled", "Adam, compared")])
def test_so_it_does_with_pinned_runs(lab: Lab, problem: str, compared: str) -> None:
    lab.open(f"v=1&problem={problem}")
    tries, chips = lab.page.locator(".st-key-tries"), lab.page.locator("[class*=st-key-chip-] button")
    tries.get_by_role("button", name="Compare four rates").click()
    expect(chips).to_have_count(4)
    tries.get_by_role("button", name=compared).click()
    expect(chips).to_have_count(5)
    lab.settle()
    chosen = [box(part) for part in (*chips.all(), lab.page.locator(".st-key-remove-all button"))]
    assert [(one, other) for one, other in combinations(chosen, 2) if not apart(one, other)] == []
    assert all(b["x"] + b["width"] <= 1280 for b in chosen)
    # No picture is smaller for a narrow row of chips than the smallest that has room for one.
    assert all(b["y"] + b["height"] <= 800 for b in parts(lab, problem).values())


def within(lab: Lab, buttons: Locator) -> None:
    """Check that the window is wide enough for these buttons, and that nothing lies over them."""
    on_top = "b => { const r = b.getBoundingClientRect(), x = r.left + r.width / 2, y = r.top + r.height / 2;"
    on_top += "return b.contains(document.elementFromPoint(x, y)); }"
    for button in buttons.all():
        assert box(button)["x"] >= 0
        assert box(button)["x"] + box(button)["width"] <= 390
        assert button.evaluate(on_top), button.text_content()


@pytest.mark.parametrize("problem", ["ravine", "unscaled"])
def test_on_a_phone_nothing_has_to_be_looked_for(lab: Lab, problem: str) -> None:
    lab.page.set_viewport_size({"width": 390, "height": 844})
    lab.open(f"v=1&problem={problem}")
    first = lab.page.locator(".st-key-first-words").get_by_text("A laboratory for gradient descent")
    expect(first).to_be_in_viewport(ratio=1)
    assert apart(box(first), box(lab.page.get_by_test_id("stExpandSidebarButton")))
    within(lab, lab.page.locator(".st-key-first-words").get_by_role("button"))
    tries, chips = lab.page.locator(".st-key-tries"), lab.page.locator("[class*=st-key-chip-] button")
    expect(tries.get_by_role("button", name="Predict")).to_be_in_viewport(ratio=1)
    within(lab, tries.get_by_role("button"))
    tries.get_by_role("button", name="Compare four rates").click()
    expect(chips).to_have_count(4)
    lab.settle()
    lab.page.locator(".st-key-chips").scroll_into_view_if_needed()
    lab.page.mouse.move(0, 0)
    expect(lab.page.get_by_role("tooltip")).to_have_count(0)
    within(lab, chips)


def test_a_table_that_is_cut_off_has_a_scrollbar_that_is_seen(lab: Lab) -> None:
    lab.open("v=1&problem=unscaled")
    lab.page.locator(".st-key-details button", has_text="Step by step").click()
    table = lab.page.locator(".st-key-detail .dvn-scroller")
    expect(table).to_be_visible()
    lab.page.mouse.move(0, 0)
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")
    expect(table).not_to_have_css("scrollbar-color", re.compile("^rgba?\\(0, 0, 0, 0\\)"))


@pytest.mark.parametrize("problem", ["valley", "unscaled"])
def test_charts_and_their_type_grow_with_the_window(lab: Lab, problem: str) -> None:
    lab.open(f"v=1&problem={problem}")
    plot, label = lab.view("cost").locator(PLOTS), lab.view("cost").locator(".role-axis-label text").first
    before = box(plot)
    expect(label).to_have_css("font-size", "11px")
    lab.page.set_viewport_size({"width": 1920, "height": 1080})
    expect(label).to_have_css("font-size", "13px")
    after = box(plot)
    assert after["width"] > before["width"] + 150
    assert after["height"] > before["height"] + 100
