"""The bar stays in sight, and what was folded, chosen or closed stays so."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Lab
from tests.browser.test_layout import apart, box


def see_through(lab: Lab) -> list[str]:
    """The colours of what the bar is drawn on that let something shine through: none if the bar hides what is below."""
    colours: list[str] = lab.page.evaluate(
        "getComputedStyle(document.querySelector('.st-key-bar').parentElement).backgroundColor.match(/rgba.*/) ?? []"
    )
    return colours


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["1280 × 800", "390 × 844"])
def test_the_bar_stays_in_sight_down_to_the_last_picture(lab: Lab, size: tuple[int, int], scheme: str) -> None:
    width, height = size
    lab.page.emulate_media(color_scheme=scheme)
    lab.page.set_viewport_size({"width": width, "height": height})
    lab.open("v=1&problem=line").more_pictures()
    last = lab.view("update")
    expect(last.locator(".vega-embed .marks").first).to_be_visible()
    last.evaluate("view => view.scrollIntoView({ block: 'end' })")
    assert lab.page.get_by_test_id("stMain").evaluate("main => main.scrollTop") > height / 4
    bar = box(lab.page.locator(".st-key-bar"))
    assert bar["y"] >= 0
    assert bar["y"] + bar["height"] <= 120
    assert bar["x"] + bar["width"] <= width
    assert see_through(lab) == []
    # What lies on top at each point of the bar is the bar, and not a chart or Streamlit's own header.
    for share in (0.02, 0.25, 0.5, 0.75, 0.98):
        x, y = bar["x"] + share * bar["width"], bar["y"] + bar["height"] / 2
        on_top = "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.st-key-bar'))"
        assert lab.page.evaluate(on_top, [x, y]), share


def test_what_is_rarely_changed_stays_unfolded(lab: Lab) -> None:
    lab.open("v=1&problem=line")
    batch = lab.page.locator(".st-key-batch input")
    expect(batch).to_have_count(0)
    lab.page.get_by_text("More: ").click()
    batch.fill("6")
    batch.press("Enter")
    expect(lab.page.locator(".st-key-seed input")).to_be_visible()  # a field above, which wasn't there before
    lab.settle()
    expect(batch).to_be_visible()
    expect(batch).to_have_value("6")
    lab.page.locator(".st-key-problem").get_by_text("5 Ravine").click()
    expect(lab.page.locator(".st-key-rule")).to_be_visible()
    lab.page.get_by_text("More: ").click()
    expect(lab.page.locator(".st-key-rule")).to_have_count(0)


def test_a_chosen_detail_stays_chosen_and_none_is_sent_before(lab: Lab) -> None:
    lab.open("v=1&problem=ravine")
    expect(lab.page.get_by_test_id("stDataFrame")).to_have_count(0)
    lab.page.locator(".st-key-details").get_by_text("Step by step").click()
    expect(lab.page.get_by_text("The first epochs, written out")).to_be_visible()
    lab.page.locator(".st-key-problem").get_by_text("1 Bowl").click()
    expect(lab.page.get_by_text("J fell from 400")).to_be_visible()
    expect(lab.page.get_by_text("The first epochs, written out")).to_be_visible()
    lab.page.locator(".st-key-details").get_by_text("Step by step").click()
    expect(lab.page.get_by_text("The first epochs, written out")).to_have_count(0)


def test_the_sidebar_can_be_closed_and_opened(lab: Lab) -> None:
    lab.open("v=1&problem=parabola")
    sidebar, problem = lab.page.get_by_test_id("stSidebar"), lab.page.locator(".st-key-problem")
    sidebar.get_by_role("button", name="New here?").click()
    expect(lab.page.get_by_text("as one walks downhill in fog")).to_be_visible()
    lab.page.keyboard.press("Escape")
    sidebar.hover()
    lab.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
    opener = lab.page.get_by_test_id("stExpandSidebarButton")
    expect(opener).to_be_visible()
    expect(sidebar).not_to_be_in_viewport()
    lab.page.wait_for_function(
        "() => document.querySelector('[data-testid=stSidebar]').offsetWidth === 0"
    )  # it has slid out
    assert apart(box(opener), box(problem))
    problem.get_by_text("2 Valley").click()
    expect(lab.page.get_by_text("J fell from 9.062")).to_be_visible()
    opener.click()
    expect(sidebar.get_by_role("button", name="New here?")).to_be_in_viewport()
