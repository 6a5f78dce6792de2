"""A lesson in the browser: predict, see it run, read why; and the path batch by batch."""

import pytest
from playwright.sync_api import expect

from gd.experiments.scenarios import TUTORIAL
from gd.explain.lessons import LESSONS
from tests.browser.conftest import Lab


def test_an_answer_plays_the_run_from_its_start_and_explains_it(lab: Lab) -> None:
    lab.open("v=1&problem=parabola")
    expect(lab.slider).to_have_attribute("aria-valuetext", "epoch 30 of 30")
    lab.page.get_by_role("button", name="Predict").click()
    question = lab.page.locator(".st-key-question")
    expect(question.get_by_text("At η = 0.3 on w², what happens?")).to_be_visible()
    expect(lab.page.locator(".st-key-tries")).to_have_count(0)
    limit = lab.page.locator(".st-key-bar .limit")
    expect(limit).to_be_hidden()
    lab.watch_epochs()
    question.get_by_role("button", name="diverges").click()
    expect(question.get_by_text("No – converges from one side.")).to_be_visible()
    expect(limit).to_be_visible()
    expect(question.get_by_text("1 − ηλ = 0.4.")).to_have_count(0)
    expect(lab.page.locator(".st-key-formula").get_by_text("0.3").first).to_be_attached()
    lab.page.wait_for_function("() => seen.at(-1) === 30 && Math.min(...seen.slice(1)) < 30")
    played = lab.page.evaluate("seen")
    began = played.index(min(played))
    assert played[began] < 10
    assert played[began:] == sorted(played[began:])
    question.get_by_role("button", name="Why").click()
    expect(lab.page.get_by_text("1 − ηλ = 0.4.")).to_be_visible()
    lab.page.keyboard.press("Escape")
    question.get_by_role("button", name="Next question").click()
    expect(question.get_by_text("At η = 1 on w²")).to_be_visible()
    question.get_by_role("button", name="Close").click()
    expect(lab.page.locator(".st-key-tries")).to_be_visible()
    expect(question).to_have_count(0)


@pytest.mark.parametrize("problem", ["ravine", "unscaled"])
def test_a_question_takes_hardly_more_room_than_the_lesson(lab: Lab, problem: str) -> None:
    lab.open(f"v=1&problem={problem}")
    lesson = lab.page.locator(".st-key-lesson")
    height = lesson.evaluate("e => e.offsetHeight")
    lab.page.get_by_role("button", name="Predict").click()
    for one in LESSONS[problem].questions:
        lesson.get_by_role("button", name=one.options[0], exact=True).click()
        last = one is LESSONS[problem].questions[-1]
        following = lesson.get_by_role("button", name="Done" if last else "Next question", exact=True)
        expect(following).to_be_visible()
        lab.settle()
        assert lesson.evaluate("e => e.offsetHeight") <= height + 48
        for width in (1280, 390):
            lab.page.set_viewport_size({"width": width, "height": 844})
            ends = [
                button.evaluate("b => b.getBoundingClientRect().right") for button in lesson.get_by_role("button").all()
            ]
            assert max(ends) <= width
        lab.page.set_viewport_size({"width": 1280, "height": 800})
        following.click()


def test_a_run_that_is_soon_at_astronomical_weights_still_has_a_landscape(lab: Lab) -> None:
    lab.open("v=1&problem=valley&lr=0.25")  # w₂ passes 10⁵⁴
    expect(lab.slider).to_have_attribute("aria-valuetext", "epoch 6 of 6")
    picture = lab.view("landscape").locator("svg.marks, canvas.marks").first
    assert picture.evaluate("e => e.getBoundingClientRect().height") > 150
    assert lab.complaints == []


def test_a_lessons_text_takes_two_lines(lab: Lab) -> None:
    for problem in TUTORIAL:
        lab.open(f"v=1&problem={problem}")
        paragraph = lab.page.locator(".st-key-lesson p").first
        lines = paragraph.evaluate("p => p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight)")
        assert lines < 2.5
