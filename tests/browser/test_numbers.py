"""Numbers on the charts are written as in the text, and ticks can be told apart."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from gd.optimizers import Momentum
from gd.text import number
from tests.browser.conftest import Lab
from tests.experiments.test_scenarios import built_in

POWERS = re.compile("0|1|10|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def ticks(lab: Lab, view: str, axis: int) -> list[str]:
    """The labels of the chart's axis: 0 across, 1 up."""
    texts = lab.view(view).locator(".role-axis-label").nth(axis).locator("text").all_text_contents()
    return [text for text in texts if text]


@pytest.mark.parametrize(
    ("problem", "choices"),
    [
        ("valley", {}),
        ("valley", {"lr": 0.05, "epochs": 2000}),
        ("parabola", {"lr": 1.1, "epochs": 50}),
        ("ravine", {"lr": 0.0814, "epochs": 1000}),
        ("likelihood", {"lr": 1e-9}),
    ],
)
def test_the_numbers_of_an_update_are_written_as_in_the_text(lab: Lab, problem: str, choices: dict[str, float]) -> None:
    link = "".join(f"&{key}={value}" for key, value in choices.items())
    lab.open(f"v=1&problem={problem}{link}")
    settings = {"learning_rate" if key == "lr" else key: value for key, value in choices.items()}
    experiment = built_in(problem, **settings)
    w = experiment.run().final_weights
    slope = experiment.problem.gradient(w)
    step = experiment.arguments.learning_rate * slope
    new = w - experiment.arguments.signed_rate * slope
    for numbers in (w, slope, step, new):
        for x in numbers:
            expect(lab.view("update").get_by_text(number(x), exact=True).first).to_be_visible()


def test_another_optimizers_step_is_the_way_to_the_next_weight(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&rule=momentum&epochs=3&epoch=1")
    w = built_in("parabola", optimizer=Momentum(), epochs=3).run().weights[:, 0]
    expect(lab.view("update").get_by_text(number(w[2] - w[1]), exact=True)).to_be_visible()


def test_a_logarithmic_axis_has_powers_of_ten(lab: Lab) -> None:
    lab.open("v=1&problem=ravine&epochs=2000")
    lab.page.locator(".st-key-axis").get_by_text("logarithmic").click()
    expect(lab.view("cost").get_by_text("10⁻⁵")).to_be_visible()
    labels = ticks(lab, "cost", 1)
    assert len(labels) > 2
    assert all(POWERS.fullmatch(label) for label in labels)


def test_a_short_logarithmic_axis_has_labels_at_one_two_and_five(lab: Lab) -> None:
    lab.open("v=1&problem=ravine&epochs=30")
    lab.page.locator(".st-key-axis").get_by_text("log–log").click()
    expect(lab.view("cost").locator(".role-axis-label").first.get_by_text("0", exact=True)).to_have_count(0)
    assert ticks(lab, "cost", 0) == ["1", "2", "5", "10", "20"]


def test_ticks_have_the_digits_that_tell_them_apart(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&init=given&w0=1000&lr=1e-9&epochs=3").more_pictures()  # w from 1,000 to 999.999994
    labels = ticks(lab, "paths", 1)
    assert len(labels) > 2
    assert len(set(labels)) == len(labels)


def test_the_numbers_of_an_update_keep_apart_on_a_phone(lab: Lab) -> None:
    lab.page.set_viewport_size({"width": 390, "height": 844})
    lab.open("v=1&problem=ravine&lr=0.07&epochs=300")
    texts = lab.view("update").locator("svg .role-mark text")
    expect(texts.filter(has_text="10⁻¹⁰")).to_have_count(2)
    boxes = [(box["y"], box["x"], box["x"] + box["width"]) for box in (t.bounding_box() for t in texts.all()) if box]
    rows = {round(y): sorted((left, right) for other, left, right in boxes if abs(other - y) < 3) for y, *_ in boxes}
    assert max(map(len, rows.values())) == 5
    assert all(right < left for row in rows.values() for (_, right), (left, _) in pairwise(row))
