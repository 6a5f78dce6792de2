"""Pinned runs: labelled by their differences, and carried by the link to the last bit."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gd.experiments.link import link_with_pins, pins_from_link, pins_to_query, to_link
from gd.experiments.pins import MAX_PINS, Pin, comparison_settings, label
from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings
from gd.optimizers import Momentum
from gd.schedules import InverseTime
from tests.experiments.test_link import any_settings, unhurried

NOW = defaults("parabola")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"learning_rate": 0.3}, "η = 0.3"),
        ({"learning_rate": 0.3, "epochs": 1000}, "η = 0.3, 1,000 epochs"),
        ({"w0": (5.0,)}, "from 5"),
        ({"init": "ones"}, "from ones"),
        ({"goal": "maximise"}, "maximise"),
        ({"tolerance": 1e-6}, "tolerance 10⁻⁶"),
        ({"optimizer": Momentum(0.5)}, "momentum, β = 0.5"),
        ({"optimizer": Momentum(0.99999), "learning_rate": 0.0799999999}, "η = 0.0799999999, momentum, β = 0.99999"),
        ({"schedule": InverseTime(12345.0)}, "inverse, γ = 12,345"),
        ({"seed": 7}, "the same settings"),  # chosen weights don't depend on a seed
        ({}, "the same settings"),
    ],
)
def test_a_pin_is_named_by_what_differs(changes: dict, words: str) -> None:
    assert label(Pin(replace(NOW, **changes)), NOW) == words


def test_a_pin_of_a_table_is_named_too() -> None:
    now = defaults("unscaled")
    pin = Pin(replace(now, scale=True, features=("body_mass_g",), reduction="sum"))
    assert label(pin, now) == "sum, body_mass_g, standardised"


def test_a_pins_own_name_is_its_label() -> None:
    assert label(Pin(NOW, "slow"), replace(NOW, epochs=5)) == "slow"


@unhurried
@given(any_settings(), any_settings(), st.text(max_size=40), st.booleans())
def test_the_link_carries_pins_to_the_last_bit(now: Settings, other: Settings, name: str, shown: bool) -> None:
    pins = [Pin(other, name, shown), Pin(replace(now, learning_rate=0.123))]
    read, own_starts, refused = pins_from_link({"pin": pins_to_query(pins, now)}, now)
    assert not own_starts
    assert refused == []
    assert [(to_link(pin.settings), pin.name, pin.shown) for pin in read] == [
        (to_link(pin.settings), pin.name, pin.shown) for pin in pins
    ]


def test_only_what_differs_is_in_the_link() -> None:
    assert pins_to_query([Pin(replace(NOW, learning_rate=0.3), "a b", shown=False)], NOW) == [
        "lr=0.3&name=a+b&hidden=1"
    ]


def test_invalid_values_of_a_pin_are_named_and_the_rest_is_used() -> None:
    (pin,), _, refused = pins_from_link({"pin": ["lr=abc&epochs=7"]}, NOW)
    assert pin.settings == replace(NOW, epochs=7)
    assert refused == [
        "In the pinned run “lr=abc&epochs=7”: lr=“abc” in the link is not a number from 1e-15 to 1,000,000; "
        "its default is used."
    ]


def test_too_many_pins_are_counted() -> None:
    pins, _, refused = pins_from_link({"pin": ["lr=0.1"] * (MAX_PINS + 2)}, NOW)
    assert len(pins) == MAX_PINS
    assert refused == ["The link pins 8 runs; this page keeps the first 6."]


def test_the_link_leaves_out_what_would_make_it_too_long_and_names_it() -> None:
    pins = [Pin(replace(NOW, learning_rate=rate), f"{rate} " + "x" * 30) for rate in (0.1, 0.2, 0.3)]
    link, left_out = link_with_pins(NOW, pins, 240)
    assert len(urlencode(link, doseq=True)) <= 240
    assert [pin.name for pin in pins_from_link(link, NOW)[0]] + left_out == [pin.name for pin in pins]
    assert 0 < len(left_out) < 3
    assert link_with_pins(NOW, [], 10) == (to_link(NOW), [])


def test_a_pin_runs_from_the_current_start_unless_asked_otherwise() -> None:
    pin = Pin(replace(NOW, learning_rate=0.3, init="normal", seed=3))
    assert comparison_settings(pin, NOW) == replace(NOW, learning_rate=0.3, seed=NOW.seed)
    assert comparison_settings(pin, NOW, own_start=True) == pin.settings


def test_a_pin_with_other_weights_keeps_its_own_start() -> None:
    now = replace(defaults("unscaled"), init="given", w0=(1.0, 2.0, 3.0, 4.0))
    pin = Pin(replace(now, features=("body_mass_g",), init="given", w0=(1.0, 2.0)))
    assert comparison_settings(pin, now) == pin.settings


def test_the_link_says_whether_each_pin_has_its_own_start() -> None:
    link, _ = link_with_pins(NOW, [Pin(replace(NOW, learning_rate=0.3))], 2000, own_starts=True)
    assert link["starts"] == "own"
    assert pins_from_link({key: [text] if isinstance(text, str) else text for key, text in link.items()}, NOW)[1]


def test_a_pin_keeps_its_order_of_rows_if_the_start_is_not_random() -> None:
    now = replace(defaults("line"), batch=4, seed=2)
    assert comparison_settings(Pin(replace(now, seed=1)), now).seed == 1
    drawn = replace(now, init="normal")
    assert comparison_settings(Pin(replace(drawn, seed=1)), drawn).seed == 2


def test_an_invalid_value_of_starts_is_named() -> None:
    assert pins_from_link({"starts": ["foo"]}, NOW) == (
        [],
        False,
        ["starts=“foo” in the link is not “own”: the pinned runs share one start."],
    )
