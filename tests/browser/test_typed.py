"""Numbers in the page's JavaScript: read as people type them, and written as `gd.text.number` writes them."""

import math
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from gd.text import number

NUMBERS = (Path(__file__).parents[2] / "gd" / "page" / "numbers.js").read_text(encoding="utf-8")


def computed(browser: Browser, expression: str, argument: object) -> object:
    """What an expression of `argument` is with the functions of numbers.js."""
    page = browser.new_page()
    result = page.evaluate(f"(argument) => {{ {NUMBERS}; return {expression}; }}", argument)
    page.close()
    return result


VALUES = [
    0,
    1,
    0.076,
    1 / 3,
    12340.4,
    9999.6,
    9.9994e-5,
    9.9996e-5,
    1e-4,
    1e-7,
    2.5e-7,
    1.2345e-300,
    9999499,
    9999500,
    1e7,
]


@pytest.mark.parametrize("digits", [3, 4])
def test_numbers_are_written_as_in_python(browser: Browser, digits: int) -> None:
    values = [sign * x for x in VALUES for sign in (1, -1) if sign * x or sign > 0]
    written = computed(browser, f"argument.map((x) => plain(x, {digits}))", values)
    assert written == [number(x, digits) for x in values]


def test_a_number_in_the_field_has_all_its_digits(browser: Browser) -> None:
    values = [0.076, 1 / 3, 1.2e-7, 9.99e-5, 1e-4, 9999999.5, 1e7, 123456789.125]
    texts = computed(browser, "argument.map(fieldText)", values)
    assert isinstance(texts, list)
    assert [float(text) for text in texts] == values
    assert [("e" in text) for text in texts] == [x < 1e-4 or x >= 1e7 for x in values]


READ = {
    "0.05": 0.05,
    " 0,05 ": 0.05,
    "0,005": 0.005,
    "5e-2": 0.05,
    "5 × 10⁻²": 0.05,
    "5*10^-2": 0.05,
    "1.2 x 10⁻⁷": 1.2e-7,
    "2 · 10³": 2000,
    "10⁻⁷": 1e-7,
    "10^-7": 1e-7,
    "10": 10,
    "105": 105,
    "−3": -3,
    "1,5": 1.5,
    "1,0000": 1,
}
AMBIGUOUS = ["", " ", "abc", "1,000", "12,345,678", "0.1.2", "1 or 2", "10⁻", "5 ×"]


def test_numbers_are_read_as_people_type_them(browser: Browser) -> None:
    values = computed(browser, "argument.map(readNumber)", list(READ))
    assert values == list(READ.values())


def test_what_is_no_number_or_may_be_two_is_not_read(browser: Browser) -> None:
    values = computed(browser, "argument.map(readNumber)", AMBIGUOUS)
    assert isinstance(values, list)
    assert all(math.isnan(value) for value in values)
