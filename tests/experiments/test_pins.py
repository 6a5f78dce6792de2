"""Pinned runs: labelled by their differences, and carried by the link to the last bit."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gd.experiments.link import link_with_pins, pins_from_link, pins_to_query, to_link
from gd.experiments.pins import MAX_NAME, MAX_PINS, RATE_NAMES, Pin, added, comparison_settings, label, with_rates
from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings
from gd.optimizers import Momentum
from gd.schedules import InverseTime
from gd.text import visible
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
        ({"seed": 7}, "η = 0.1"),  # chosen weights don't depend on a seed
        ({}, "η = 0.1"),
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


def test_one_of_four_rates_is_labelled_by_the_rate_and_its_name() -> None:
    def one(rate: float, name: str, *, of_four: bool = True) -> str:
        return label(Pin(replace(NOW, learning_rate=rate), name, of_four=of_four), NOW)

    assert one(0.025, "too small") == "η = 0.025 too small"
    assert one(2 / 15, "at the limit") == "η = 0.1333 at the limit"
    assert one(0.094267, "at the limit") == "η = 0.09426 at the limit"  # rounded down, as on the track
    assert one(0.094267, "at the limit", of_four=False) == "at the limit"


def rates(*values: float) -> list[Pin]:
    return [Pin(replace(NOW, learning_rate=rate)) for rate in values]


def test_a_pin_keeps_its_look_and_a_new_one_takes_the_first_that_is_free() -> None:
    pins = added((), rates(0.1, 0.2, 0.3))
    assert [pin.look for pin in pins] == [0, 1, 2]
    pins = added((pins[0], pins[2]), rates(0.4, 0.5))
    assert [(pin.settings.learning_rate, pin.look) for pin in pins] == [(0.1, 0), (0.3, 2), (0.4, 1), (0.5, 3)]


def test_settings_that_are_pinned_already_are_shown_again() -> None:
    hidden = (Pin(NOW, "mine", shown=False, look=1),)
    assert added(hidden, [Pin(NOW)]) == added(hidden, [Pin(NOW, "mine")]) == (Pin(NOW, "mine", look=1),)
    assert len(added(hidden, [Pin(NOW, "fastest")])) == 2  # one's own stays one's own


def test_where_there_is_no_room_nothing_is_dropped_and_it_is_said_how_many_to_remove() -> None:
    full = added((), rates(*range(1, MAX_PINS + 1)))
    with pytest.raises(
        ValueError, match=r"^At most 6 runs of a problem can be pinned, and 6 are\. Remove 2 of them first"
    ):
        added(full, rates(7, 8))
    assert added(full, rates(3)) == full


OWN_NAMES = st.text(max_size=MAX_NAME).map(lambda name: visible(name)[:MAX_NAME])
FOUR = list(zip(RATE_NAMES, (0.1, 0.2, 0.3, 0.4), strict=True))


def test_four_rates_take_the_place_of_four_rates_and_of_no_other_pin() -> None:
    own = added((), [Pin(NOW, "mine"), *rates(0.2)])
    once = with_rates(own, NOW, FOUR)
    assert [pin.name for pin in once] == ["mine", "", *RATE_NAMES]
    again = with_rates(once, NOW, [(name, 2 * rate) for name, rate in FOUR])
    assert again[:2] == own
    assert [pin.settings.learning_rate for pin in again[2:]] == [0.2, 0.4, 0.6, 0.8]
    assert [pin.look for pin in again] == list(range(6))


def test_four_rates_need_room_beside_ones_own_pins() -> None:
    own = added((), rates(1, 2, 3))
    with pytest.raises(ValueError, match=r"and 3 are\. Remove 1 of them first"):
        with_rates(own, NOW, FOUR)
    kept = tuple(replace(pin, of_four=False) for pin in with_rates(own[:2], NOW, FOUR))
    with pytest.raises(ValueError, match=r"and 6 are\. Remove 4 of them first"):
        with_rates(kept, NOW, FOUR)


def test_a_pin_of_ones_own_may_have_the_name_of_one_of_the_four() -> None:
    own = added((), [Pin(NOW, RATE_NAMES[1]), Pin(replace(NOW, learning_rate=FOUR[2][1]), RATE_NAMES[2])])
    pins = with_rates(with_rates(own, NOW, FOUR), NOW, FOUR)
    assert pins[:2] == own
    assert [(pin.name, pin.of_four) for pin in pins[2:]] == [(name, True) for name in RATE_NAMES]


@unhurried
@given(any_settings(), any_settings(), OWN_NAMES | st.sampled_from(RATE_NAMES), st.booleans(), st.booleans())
def test_the_link_carries_pins_to_the_last_bit(
    now: Settings, other: Settings, name: str, shown: bool, of_four: bool
) -> None:
    pins = [Pin(other, name, shown, of_four=of_four), Pin(replace(now, learning_rate=0.123))]
    read, own_starts, refused = pins_from_link({"pin": pins_to_query(pins, now)}, now)
    assert not own_starts
    assert refused == []
    assert [(to_link(pin.settings), pin.name, pin.shown, pin.of_four) for pin in read] == [
        (to_link(pin.settings), pin.name, pin.shown, pin.of_four) for pin in pins
    ]


def test_a_link_made_when_the_name_alone_told_the_four_rates_still_opens() -> None:
    pins, _, _ = pins_from_link({"pin": ["lr=0.3&name=fastest", "lr=0.3&name=mine"]}, NOW)
    assert [pin.of_four for pin in pins] == [True, False]
    assert pins_to_query(pins, NOW) == ["lr=0.3&name=fastest", "lr=0.3&name=mine"]
    assert pins_to_query([replace(pins[0], of_four=False)], NOW) == ["lr=0.3&name=fastest&four=0"]


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
