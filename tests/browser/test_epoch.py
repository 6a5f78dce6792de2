"""The epoch that the reader chose: it outlives runs, problems and the instrument, and Back brings back another."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Lab


def look_at(lab: Lab, epoch: int) -> None:
    """Move the player to an epoch of a run of at most 300, all of which it can show."""
    lab.slider.evaluate(
        "(slider, place) => { slider.value = place; slider.dispatchEvent(new Event('input')); }", str(epoch)
    )
    lab.expect_everywhere(epoch)


def test_back_shows_the_epoch_of_that_address_and_leaves_the_address_as_it_was(lab: Lab) -> None:
    first = lab.open("v=1&problem=parabola").page.url
    lab.rate.fill("0.2")
    lab.rate.press("Enter")
    expect(lab.page).to_have_url(re.compile("lr=0.2"))
    lab.settle()
    look_at(lab, 20)
    lab.page.go_back()
    expect(lab.rate).to_have_value("0.1")
    lab.settle()
    expect(lab.slider).to_have_attribute("aria-valuetext", "epoch 30 of 30")
    lab.page.go_forward()
    expect(lab.rate).to_have_value("0.2")
    lab.settle()
    lab.page.go_back()
    expect(lab.rate).to_have_value("0.1")
    assert lab.page.url == first


def test_the_epoch_that_was_chosen_outlives_the_instrument_and_an_opened_link(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&epoch=12")
    lab.expect_everywhere(12)
    look_at(lab, 20)
    lab.page.locator(".st-key-problem").get_by_text("Your table").click()
    expect(lab.page.locator("input[type=file]")).to_be_attached()
    expect(lab.slider).to_have_count(0)
    lab.page.locator(".st-key-problem").get_by_text("1 Bowl").click()
    expect(lab.slider).to_have_attribute("aria-valuetext", "epoch 20 of 30")


def test_a_run_that_ends_early_shows_its_last_epoch_and_the_next_the_readers_again(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&epochs=240&lr=0.1")
    look_at(lab, 230)
    lab.track.focus()
    lab.track.press("End")  # at η = 3, w is multiplied by −5 in each epoch, and overflows before epoch 225
    expect(lab.slider).to_have_attribute("aria-valuetext", re.compile(r"^epoch (\d+) of \1$"))
    lab.track.press("Home")
    expect(lab.slider).to_have_attribute("aria-valuetext", "epoch 230 of 240")


def test_dashes_of_an_update_that_is_not_known_are_explained(lab: Lab) -> None:
    lab.open("v=1&problem=ravine&rule=momentum&epochs=10000")
    said = lab.view("update").locator("svg text").filter(has_text=re.compile("known"))
    expect(said).to_have_text("The run ends here: its next step isn’t known.")
    lab.slider.focus()
    lab.page.keyboard.press("ArrowLeft")
    expect(said).to_have_text("The next epoch isn’t kept, so the step to it isn’t known.")
    lab.page.keyboard.press("Home")
    expect(lab.view("update").locator("svg text").filter(has_text=re.compile("^new w$"))).to_be_visible()
    expect(said).to_have_count(0)
