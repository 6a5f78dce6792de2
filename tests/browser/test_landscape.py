"""The landscape on the screen: a unit is as long up as across where both axes have the same, at every size."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Lab

SIZES = [(1280, 800), (1920, 1080), (390, 844), (768, 1024), (2560, 1080)]
SCALED = "problem=unscaled&scale=1&lr=0.1&features=body_mass_g"
# Links to landscapes that are stretched, and the reason that they give.
STRETCHED = {
    "problem=line": " (different units)",
    "problem=likelihood": " (different units)",
    "problem=unscaled": " (different units)",
    f"{SCALED}&features=island&features=species&features=sex&features=bill_length_mm": "",
}
# The labels of the ticks of both axes and their places on the screen: [[value, x], …] and [[value, y], …].
TICKS = """() => [...document.querySelectorAll('.st-key-view-landscape .role-axis-label')].map((axis) =>
  [...axis.querySelectorAll('text')].map((text) => {
    const { left, right, top, bottom } = text.getBoundingClientRect();
    const value = Number(text.textContent.replace('−', '-').replace(',', ''));
    return [value, (left + right) / 2, (top + bottom) / 2];
  }))"""


# Whether the plot fills its card: before, it is still being laid out, or isn't there while it is made anew.
FILLS = """() => {
  const [card, plot] = ['.vega-embed', 'path.background'].map((part) =>
    document.querySelector(`.st-key-view-landscape ${part}`)?.getBoundingClientRect());
  const share = (side) => plot[side] / card[side];
  return card && plot && share('width') > 0.8 && share('width') < 1 && share('height') > 0.5 && share('height') < 1;
}"""


def pixels_a_unit(lab: Lab) -> tuple[float, float]:
    """How many pixels a unit is long across, and up."""
    lab.page.wait_for_function(FILLS)
    (first_x, *_, last_x), (first_y, *_, last_y) = lab.page.evaluate(TICKS)
    across = (last_x[1] - first_x[1]) / (last_x[0] - first_x[0])
    up = (first_y[2] - last_y[2]) / (last_y[0] - first_y[0])
    return across, up


@pytest.mark.parametrize("problem", ["valley", "ravine", "dummy-trap"])
def test_a_unit_is_as_long_up_as_across(lab: Lab, problem: str) -> None:
    lab.open(f"v=1&problem={problem}")
    for width, height in SIZES:
        lab.page.set_viewport_size({"width": width, "height": height})
        across, up = pixels_a_unit(lab)
        assert up == pytest.approx(across, rel=0.03)


def test_a_stretched_landscape_says_how_much(lab: Lab) -> None:
    for link, said in STRETCHED.items():
        lab.open(f"v=1&{link}")
        note = lab.view("landscape").get_by_text(re.compile("^stretched .* ×"))
        across, up = pixels_a_unit(lab)
        times, where, *why = re.fullmatch(r"stretched (.*) × (upwards|to the sides)(.*)", note.text_content()).groups()
        longer = up / across if where == "upwards" else across / up
        assert float(times.replace(",", "")) == pytest.approx(longer, rel=0.1)
        assert why == [said]
    lab.open(f"v=1&{SCALED}&features=bill_depth_mm")
    expect(lab.view("landscape").get_by_text("stretched")).to_have_count(0)


@pytest.mark.parametrize("query", ["problem=parabola&lr=1.1", "problem=ravine&lr=0.1", "problem=parabola&lr=100"])
def test_a_path_that_leaves_doesn_t_push_the_picture_aside(lab: Lab, query: str) -> None:
    lab.open(f"v=1&{query}")
    expect(lab.view("landscape").get_by_text(re.compile("^outside, at w.* = "))).to_be_visible()
    lab.page.wait_for_function(FILLS)


# The share of the path's pixels in which it is strong, by how much more blue than green they are: the
# path's colour is #a35bc9.
STRENGTH = """(card) => {
  const canvas = card.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const strong = [0, 0];
  for (let i = 0; i < data.length; i += 4) {
    const strength = (data[i + 2] - data[i + 1]) / (0xc9 - 0x5b);
    if (strength > 0.2) strong[0]++;
    if (strength > 0.7) strong[1]++;
  }
  return strong[1] / strong[0];
}"""


def test_a_path_that_jumps_hundreds_of_times_is_no_solid_bar(lab: Lab) -> None:
    lab.open("v=1&problem=ravine&lr=0.079&epochs=300")
    lab.page.wait_for_function(FILLS)
    expect(lab.slider).to_have_attribute("aria-valuetext", "epoch 300 of 300")
    assert lab.view("landscape").evaluate(STRENGTH) < 0.4
