"""The link in the browser: it is the run, Back undoes, and nothing in it can do harm."""

import re

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Lab


def test_the_address_is_the_run_in_another_browser_and_back_undoes(lab: Lab, browser: Browser) -> None:
    lab.open("v=1&problem=parabola")
    rate = lab.rate
    rate.fill("0.30000000000000004")
    rate.press("Enter")
    expect(lab.page).to_have_url(re.compile(r"lr=0\.30000000000000004&"))
    verdict = "J fell from 400 to 5.317 × 10⁻²² in 30 epochs."
    expect(lab.page.get_by_text(verdict)).to_be_visible()
    other = Lab(browser.new_context().new_page(), lab.address)
    other.open(lab.page.url.partition("?")[2])
    expect(other.page.get_by_text(verdict)).to_be_visible()
    assert other.page.url == lab.page.url
    other.page.context.close()
    lab.page.go_back()
    expect(lab.rate).to_have_value("0.1")
    expect(lab.page.get_by_text("J fell from 400 to 0.000613")).to_be_visible()
    expect(lab.page).to_have_url(re.compile(r"\?v=1&problem=parabola$"))  # unchanged, so that Forward still works
    lab.page.go_forward()
    expect(lab.page.get_by_text(verdict)).to_be_visible()


def test_the_epoch_and_the_axes_looked_at_are_in_the_link(lab: Lab, browser: Browser) -> None:
    lab.open("v=1&problem=parabola")
    lab.page.get_by_text("logarithmic").click()
    expect(lab.page).to_have_url(re.compile("axis=logarithmic"))
    lab.slider.focus()
    lab.slider.press("PageDown")
    expect(lab.page).to_have_url(re.compile("epoch=20"))
    other = Lab(browser.new_context().new_page(), lab.address)
    other.open(lab.page.url.partition("?")[2])
    expect(other.view("cost").get_by_text("epoch 20: 0.05317")).to_be_visible()
    other.expect_everywhere(20)
    expect(other.page.get_by_role("radio", name="logarithmic")).to_be_checked()
    other.page.context.close()
    lab.rate.fill("0.2")
    lab.rate.press("Enter")
    expect(lab.page).to_have_url(re.compile("lr=0.2&.*axis=logarithmic&epoch=20"))
    lab.slider.press("End")
    expect(lab.page).not_to_have_url(re.compile("epoch="))


def test_what_is_looked_at_is_in_the_link_and_back_undoes_it(lab: Lab, browser: Browser) -> None:
    lab.open("v=1&problem=ravine")
    lab.more_pictures()
    expect(lab.page).to_have_url(re.compile("more=1"))
    lab.page.locator(".st-key-details").get_by_text("Why").click()
    expect(lab.page).to_have_url(re.compile("more=1&details=why"))
    lab.settle()
    plane = lab.page.get_by_label("Plane of the landscape")
    plane.scroll_into_view_if_needed()  # a list that opens while the page still scrolls closes again
    plane.focus()
    plane.press("ArrowDown")
    lab.page.get_by_role("option", name="most and least curved directions").click()
    expect(lab.page).to_have_url(re.compile("more=1&details=why&plane=directions"))
    other = Lab(browser.new_context().new_page(), lab.address)
    other.open(lab.page.url.partition("?")[2])
    expect(other.view("paths")).to_be_visible()
    expect(other.page.get_by_text("At which epoch theory predicted this")).to_be_visible()
    expect(other.view("landscape").get_by_text("most curved: w₁ + w₂")).to_be_visible()
    other.page.context.close()
    lab.page.go_back()
    expect(lab.view("landscape").get_by_text("most curved: w₁ + w₂")).to_have_count(0)
    lab.page.go_back()
    expect(lab.page.get_by_text("At which epoch theory predicted this")).to_have_count(0)
    expect(lab.view("paths")).to_be_visible()


def test_a_bad_value_in_the_link_is_named_and_the_rest_works(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&lr=abc&epochs=100")
    expect(lab.page.get_by_text("lr=“abc” in the link is not a number")).to_be_visible()
    expect(lab.page.get_by_text("in 100 epochs.")).to_be_visible()


def test_share_shows_the_link(lab: Lab) -> None:
    lab.open("v=1&problem=valley")
    lab.page.get_by_role("button", name="Share").click()
    expect(lab.page.get_by_test_id("stCode").first).to_contain_text(f"{lab.address}/?v=1&problem=valley&lr=0.05")


def test_a_link_cannot_make_the_page_ask_another_host(lab: Lab) -> None:
    lab.open("v=1&problem=parabola&![x](//ev.il.test/a.png)=1&lr=[click](//ev.il.test)")
    expect(lab.page.get_by_text("![x](//ev.il.test/a.png)")).to_be_visible()
    expect(lab.page.locator('[data-testid="stAlert"] :is(a, img)')).to_have_count(0)
    assert [url for url in lab.requests if "ev.il" in url.partition("?")[0]] == []
