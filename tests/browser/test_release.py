"""Letting go of the rate and of the start: what is moved becomes the run, whatever the server is doing meanwhile."""

import re
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Lab

# Let go of the rate, and in the same moment click on the middle of the landscape.
BOTH = """(track) => {
  track.value = 0.5;
  track.dispatchEvent(new Event('input'));
  track.dispatchEvent(new Event('change'));
  const chart = document.querySelector('.st-key-view-landscape .vega-embed');
  const box = chart.querySelector('path.background').getBoundingClientRect();
  const middle = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
  chart.querySelector('svg').dispatchEvent(new MouseEvent('click', { bubbles: true, ...middle }));
}"""


def query(lab: Lab) -> dict[str, list[str]]:
    return parse_qs(urlparse(lab.page.url).query)


def expect_at_rest(lab: Lab) -> None:
    """Wait until nothing is dimmed any more."""
    expect(lab.page.locator("body:not(.gd-dragging):not(.gd-waiting)")).to_be_attached()
    lab.settle()


@pytest.mark.parametrize("control", ["track", "start"])
def test_a_key_pressed_while_the_server_answers_the_last_one_counts_too(lab: Lab, control: str) -> None:
    lab.open("v=1&problem=ravine&lr=0.05")
    moved = getattr(lab, control)
    expect(moved).to_be_visible()
    lab.settle()
    moved.focus()
    said = [moved.get_attribute("aria-valuetext")]
    for _ in range(2):
        sent = lab.sent
        moved.press("ArrowRight")
        expect(moved).not_to_have_attribute("aria-valuetext", said[-1] or "")  # said with the next picture
        said.append(moved.get_attribute("aria-valuetext"))
        while lab.sent == sent:
            lab.page.wait_for_timeout(5)
    expect_at_rest(lab)
    assert len(set(said)) == 3
    expect(moved).to_have_attribute("aria-valuetext", said[2] or "")
    if control == "track":
        assert query(lab)["lr"] == ["0.054"]  # two stops from 0.05
    else:
        assert lab.start.get_attribute("aria-valuetext") == f"w₁ = {query(lab)['w0'][0].split(',')[0]}, w₂ = 3".replace(
            "-", "−"
        )


def test_the_rate_in_hand_stays_in_hand_when_the_answer_to_the_last_one_comes(lab: Lab) -> None:
    lab.open("v=1&problem=ravine&lr=0.05")
    box = lab.track.bounding_box()
    assert box is not None
    middle, mouse = box["y"] + box["height"] / 2, lab.page.mouse
    mouse.move(box["x"] + 0.5 * box["width"], middle)
    mouse.down()
    mouse.move(box["x"] + 0.55 * box["width"], middle)
    first = lab.rate.input_value()
    mouse.up()
    mouse.down()
    mouse.move(box["x"] + 0.3 * box["width"], middle, steps=3)
    second = lab.rate.input_value()
    expect(lab.page).to_have_url(re.compile(f"lr={first}&"))
    lab.settle()
    assert lab.rate.input_value() == second != first
    mouse.up()
    expect(lab.page).to_have_url(re.compile(f"lr={second}&"))
    expect_at_rest(lab)
    assert lab.rate.input_value() == second


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("query_", "name"), [("problem=ravine", "fastest"), ("problem=parabola&lr=1", "limit")])
def test_the_knob_is_dragged_by_its_middle_also_where_a_mark_lies_on_it(
    lab: Lab, query_: str, name: str, width: int
) -> None:
    lab.page.set_viewport_size({"width": width, "height": 844})
    lab.open(f"v=1&{query_}")
    mark, mouse = lab.page.locator(f".st-key-bar .{name}"), lab.page.mouse
    mark.click()
    expect_at_rest(lab)
    before = lab.rate.input_value()
    box = lab.track.bounding_box()
    assert box is not None
    x = box["x"] + lab.track.evaluate("t => 8 + Number(t.value) * (t.clientWidth - 16)")
    for down in (-7, 0, 7.5):  # the knob's top, middle and bottom, of a radius of 8
        y = box["y"] + box["height"] / 2 + down
        mouse.move(x, y)
        mouse.down()
        mouse.move(x - 40, y, steps=4)
        assert float(lab.rate.input_value()) < float(before), down
        mouse.up()
        expect_at_rest(lab)
        mark.click()  # the knob isn't on it any more
        expect(lab.rate).to_have_value(before)
        expect_at_rest(lab)
    lab.track.press("Home")
    expect_at_rest(lab)
    mark.press("Enter")
    expect(lab.rate).to_have_value(before)


def test_a_rate_and_a_start_that_are_let_go_together_both_count(lab: Lab) -> None:
    lab.open("v=1&problem=ravine&lr=0.05")
    expect(lab.start).to_be_visible()
    lab.track.evaluate(BOTH)
    rate = lab.rate.input_value()
    expect(lab.page).to_have_url(re.compile("init=given&w0="))
    expect_at_rest(lab)
    assert query(lab)["lr"] == [rate] != ["0.05"]
    assert query(lab)["w0"] != ["-3,3"]


def test_the_page_is_bright_again_when_what_is_let_go_changes_nothing(lab: Lab) -> None:
    lab.open("v=1&problem=ravine&rule=momentum")
    best = lab.page.get_by_role("button", name="best guaranteed")
    for _ in range(2):
        best.click()
        expect_at_rest(lab)
    lab.open("v=1&problem=ravine")
    lab.start.focus()
    lab.start.press("ArrowRight")
    lab.start.press("ArrowLeft")
    expect_at_rest(lab)
    assert lab.start.get_attribute("aria-valuetext") == "w₁ = −3, w₂ = 3"


def test_a_touch_that_is_taken_away_lets_the_start_go(lab: Lab) -> None:
    lab.open("v=1&problem=ravine")
    expect(lab.start).to_be_visible()
    lab.settle()
    box = lab.start.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = lab.page.context.new_cdp_session(lab.page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x + 30, "y": y}]),
        ("touchCancel", []),
    ):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    expect(lab.page).to_have_url(re.compile("init=given&w0=-2"))
    expect_at_rest(lab)


def test_labels_of_the_cost_have_room_while_the_rate_is_dragged(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&lr=0.1")
    lab.track.focus()
    lab.track.press("End")  # three times the limit: the cost passes 1,000
    cost = lab.view("cost")
    thousands = cost.locator(".role-axis-label text").filter(has_text=re.compile("^[0-9],000$"))
    expect(thousands.first).to_be_visible()
    chart = cost.locator(".vega-embed svg").first.evaluate("e => e.getBoundingClientRect().left")
    lefts = thousands.evaluate_all("all => all.map((e) => e.getBoundingClientRect().left)")
    assert min(lefts) >= chart


def test_a_cost_that_no_logarithmic_axis_can_show_is_dragged_on_a_linear_one(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&init=given&w0=0&axis=logarithmic")
    lab.track.focus()
    lab.track.press("ArrowRight")
    live = lab.view("cost").locator("input[name=live]")
    expect(live).not_to_have_value("")
    _, first, low, last, high = (float(number) for number in live.input_value().split(",")[:5])
    assert (first, last) == (0, 30)
    assert low < 0 < high
    assert lab.complaints == []
