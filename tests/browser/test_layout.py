"""What a run shows stands in one window, and the bar stays in sight while any picture is."""

from itertools import combinations

import pytest
from playwright.sync_api import Locator, expect

from gd.experiments.scenarios import SCENARIOS
from tests.browser.conftest import Lab

BUILT_IN = [name for name in SCENARIOS if name != "table"]
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
@pytest.mark.parametrize("problem", BUILT_IN)
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
