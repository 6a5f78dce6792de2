"""A function that a person types, in Chromium: typed, chosen from the gallery, dragged, linked, and its basins."""

import re
from dataclasses import replace
from itertools import combinations
from urllib.parse import parse_qs, quote, urlparse

import pytest
from playwright.sync_api import Browser, Locator, expect

from gd.charts.style import LINEAR
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import FUNCTION, defaults
from gd.explain.gallery import GALLERY
from tests.browser.conftest import Lab
from tests.browser.test_instrument import FUNCTION as VIEWS
from tests.browser.test_instrument import NO_OVERFLOW, check, dragged
from tests.browser.test_layout import PARTS, apart, box
from tests.browser.test_start import drag_start, middle_of_handle


def gallery(lab: Lab, title: str) -> Lab:
    """Open the problem and choose one of the gallery."""
    lab.open(f"v=1&problem={FUNCTION}")
    example = next(e for e in GALLERY if e.title == title)
    lab.page.locator(".st-key-tries button").get_by_text(title, exact=True).click()
    expect(field(lab)).to_have_value(example.formula)
    expect(lab.page.locator(".st-key-lesson")).to_contain_text(example.look[:20])
    expect(lab.slider).to_have_attribute("aria-valuetext", re.compile(f" of {example.epochs:,}$"))
    lab.settle()
    return lab


def field(lab: Lab) -> Locator:
    """The field in which J is typed."""
    return lab.page.locator(".st-key-f input")


def query(lab: Lab) -> dict[str, list[str]]:
    return parse_qs(urlparse(lab.page.url).query)


@pytest.mark.parametrize("title", [example.title for example in GALLERY])
def test_each_of_the_gallery_stands_in_one_window(lab: Lab, title: str) -> None:
    gallery(lab, title)
    views = ["cost", "landscape", "weights", "update"]
    if len(next(e for e in GALLERY if e.title == title).w0) == 1:
        views.remove("weights")
    expect(lab.page.locator(".st-key-views .vega-embed")).to_have_count(len(views))
    names = [*PARTS, ".st-key-formula-field", *(f".st-key-views .st-key-view-{name}" for name in views)]
    boxes = {name: box(lab.page.locator(name)) for name in names if name != ".st-key-lesson"}
    for name, b in boxes.items():
        assert b["x"] >= 0, name
        assert b["x"] + b["width"] <= 1280, name
        assert 0 <= b["y"] <= b["y"] + b["height"] <= 800, name
    assert [pair for pair in combinations(boxes, 2) if not apart(*(boxes[name] for name in pair))] == []


def test_typing_shows_another_function_and_a_mistake_is_pointed_at(lab: Lab) -> None:
    lab.open(f"v=1&problem={FUNCTION}")
    field(lab).fill("(a - 1)^2 + 2 (b + 2)^2 + c^2")
    field(lab).press("Enter")
    expect(lab.page.locator(".st-key-formula")).to_contain_text("c")
    expect(lab.page.locator(".st-key-summary")).to_contain_text("J fell from 37 to")  # 1 + 2 · 16 + 4
    field(lab).fill("(a - 1)^2 + * 2")
    field(lab).press("Enter")
    expect(lab.page.get_by_text(re.compile("at position 13"))).to_be_visible()
    assert lab.page.locator(".st-key-lesson pre").inner_text().splitlines()[1].index("^") == 12
    expect(field(lab)).to_have_value("(a - 1)^2 + * 2")
    assert not [text for text in lab.complaints if "Error" in text]


def test_a_quadratic_follows_the_rate_without_a_message(lab: Lab) -> None:
    booth = next(e for e in GALLERY if e.title == "Booth")
    gallery(lab, "Booth").more_pictures()
    seen = dragged(lab, NO_OVERFLOW)
    check(prepare(replace(defaults(FUNCTION), **booth.settings)), seen, VIEWS, LINEAR)


def test_where_j_is_not_quadratic_the_start_waits_until_it_is_let_go(lab: Lab) -> None:
    gallery(lab, "Himmelblau")
    middle_of_handle(lab)
    sent = lab.sent
    drag_start(lab, 40, -10)
    expect(lab.page.locator(".gd-waiting")).to_have_count(1)
    assert lab.sent == sent
    lab.page.mouse.up()
    expect(lab.page.locator(".gd-waiting")).to_have_count(0)
    assert query(lab)["w0"] != ["0,0"]
    expect(lab.page.locator(".st-key-summary")).to_contain_text("Converged")


@pytest.mark.parametrize("title", ["Rosenbrock", "|w|"])
def test_a_link_opens_the_same_in_a_second_browser(lab: Lab, browser: Browser, title: str) -> None:
    gallery(lab, title)
    lab.page.wait_for_function("() => location.search.includes('f=')")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    other = Lab(context.new_page(), lab.address)
    other.open(urlparse(lab.page.url).query)
    for part in (".st-key-summary", ".st-key-formula", ".st-key-lesson"):
        expect(other.page.locator(part)).to_have_text(lab.page.locator(part).inner_text(), use_inner_text=True)
    for one in (lab, other):
        one.page.locator(".st-key-details button").get_by_text("Code", exact=True).click()
    code = lab.page.locator(".st-key-detail code")
    expect(other.page.locator(".st-key-detail code")).to_have_text(code.inner_text(), use_inner_text=True)
    context.close()


@pytest.mark.parametrize("formula", ["__import__('os')", "9^9^9^9", "<img src=x onerror=alert(1)>", "((((", "x\u202ey"])
def test_a_hostile_formula_in_a_link_is_a_sentence(lab: Lab, formula: str) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem={FUNCTION}&f={quote(formula)}")
    expect(lab.page.locator(".st-key-lesson [data-testid=stAlert]")).to_be_visible()
    expect(field(lab)).to_have_value(formula)
    assert {urlparse(url).hostname for url in lab.requests} <= {"127.0.0.1", None, ""}
    assert not lab.page.locator("img[src=x]").count()


def test_the_map_of_starts_shows_the_basins_and_a_click_on_it_starts_there(lab: Lab) -> None:
    gallery(lab, "Himmelblau")
    lab.page.locator(".st-key-basins label").click()
    legend = lab.view("landscape").locator(".role-legend").first
    expect(legend).to_contain_text("(3, 2)")
    expect(legend).to_contain_text("(−2.81, 3.13)")
    x, y = middle_of_handle(lab)
    before = query(lab)["w0"]
    lab.page.mouse.click(x - 60, y)
    lab.page.wait_for_function(f"() => !location.search.includes('w0={before[0].replace(',', '%2C')}')")
    assert query(lab)["w0"] != before
    expect(legend).to_contain_text("(3, 2)")
