"""Pinned runs in a browser: chips, and charts that show the player's epoch."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from gd.charts.looks import COLOURS
from tests.browser.conftest import Lab
from tests.experiments.test_scenarios import built_in

NAMES = ["η = 0.00369 too small", "η = 0.0739 fastest", "η = 0.08 at the limit", "η = 0.088 too large"]


def chips(lab: Lab) -> Locator:
    return lab.page.locator("[class*=st-key-chip-] button p")


def compared(lab: Lab) -> Lab:
    """Compare four rates on the ravine."""
    lab.open("v=1&problem=ravine")
    lab.page.get_by_role("button", name="Compare four rates").click()
    expect(chips(lab)).to_have_text(NAMES)
    lab.settle()
    return lab


@pytest.mark.parametrize(("action", "left"), [("Hide", 4), ("Use", 4), ("Remove", 3)])
def test_a_chips_actions_close_it(lab: Lab, action: str, left: int) -> None:
    compared(lab).page.locator(".st-key-chip-1 button").click()
    inside = lab.page.get_by_test_id("stPopoverBody")
    expect(inside.get_by_label("Name")).to_have_value("fastest")
    inside.get_by_role("button", name=action).click()
    expect(inside).to_have_count(0)
    expect(chips(lab)).to_have_count(left)
    assert lab.complaints == []


def test_a_pin_is_named_in_its_chip(lab: Lab) -> None:
    compared(lab).page.locator(".st-key-chip-0 button").click()
    field = lab.page.get_by_test_id("stPopoverBody").get_by_label("Name")
    field.fill("slow")
    field.press("Enter")
    expect(chips(lab)).to_have_text(["slow", *NAMES[1:]])
    expect(lab.view("cost").locator("svg text", has_text="slow")).to_have_count(1)


def test_the_pins_are_named_on_the_charts(lab: Lab) -> None:
    compared(lab)
    for view in ("cost", "landscape", "weights"):
        for name in NAMES:
            expect(lab.view(view).locator("svg text", has_text=name)).to_have_count(1)


def painted(lab: Lab, view: str, colour: str) -> list[int]:
    """Which of the canvas's pixels have exactly this colour."""
    return lab.view(view).evaluate(
        """(card, colour) => {
            const canvas = card.querySelector('canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            const [r, g, b] = [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));
            const found = [];
            for (let i = 0; i < data.length; i += 4) {
                if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) found.push(i / 4);
            }
            return found;
        }""",
        colour,
    )


def test_pinned_runs_follow_the_epoch_and_send_nothing(lab: Lab) -> None:
    compared(lab)
    sent, at_the_end = lab.sent, painted(lab, "landscape", COLOURS[0])
    lab.slider.focus()
    lab.page.keyboard.press("Home")
    lab.expect_everywhere(0)
    at_the_start = painted(lab, "landscape", COLOURS[0])
    assert at_the_start
    assert at_the_start != at_the_end
    assert lab.sent == sent


def test_a_run_that_is_far_away_leaves_every_title_in_place(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&epochs=1000&pin=lr%3D1.1%26epochs%3D1000")
    for view in ("cost", "landscape"):
        frame, title = (
            lab.view(view).bounding_box(),
            lab.view(view).locator("svg text.title-text, svg .role-title text"),
        )
        box = title.first.bounding_box()
        assert frame is not None
        assert box is not None
        assert frame["y"] < box["y"] < frame["y"] + 60


def test_a_logarithmic_axis_reaches_down_to_the_pinned_runs_while_the_rate_is_dragged(lab: Lab) -> None:
    # The pin gets down to 400 · 0.1⁶⁰ at w = 20 · 0.1ᵗ; the dragged rates stay far above.
    least = built_in("parabola", learning_rate=0.45).run().costs.min()
    lab.open("v=1&problem=parabola&lr=0.05&axis=logarithmic&pin=lr%3D0.45")
    expect(lab.track).to_be_visible()
    lab.settle()
    lab.track.evaluate("track => { track.value = 0.5; track.dispatchEvent(new Event('input')); }")
    live = lab.view("cost").locator("input[name=live]")
    expect(live).not_to_have_value("")
    _, _, low, _, high, *rows = (float(number) for number in live.input_value().split(","))
    assert low == pytest.approx(10 ** np.floor(np.log10(least)))
    assert min(rows[2::4]) > 1e10 * low
    assert high == 1000


def test_every_weight_has_its_name_where_there_is_little_height(lab: Lab) -> None:
    columns = ("bill_length_mm", "body_mass_g", "species", "island", "sex")
    lab.open("v=1&problem=unscaled&" + "&".join(f"features={name}" for name in columns) + "&pin=lr%3D1e-8")
    labels = lab.view("weights").locator("svg .role-axis-label text:not([opacity='0'])")
    expect(labels.filter(has_text=re.compile("[a-z]"))).to_have_count(8)


def test_a_pinned_run_that_takes_long_can_be_stopped_and_the_page_is_there_without_it(lab: Lab) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=line&pin=rule%3Dadam%26epochs%3D1000000%26name%3Dslow")
    expect(lab.page.get_by_text("“slow”: epoch ")).to_be_visible()
    lab.page.get_by_role("button", name="Stop").click()
    expect(lab.page.get_by_text("The pinned run “slow” was stopped.")).to_be_visible()
    expect(lab.page.get_by_role("button", name="Run it again")).to_be_visible()
    lab.settle()
    expect(lab.view("cost").locator("canvas")).to_be_visible()
    expect(lab.page.get_by_role("button", name="Stop")).to_have_count(0)
