"""Settings: what the link and the controls carry, bit for bit, and what is said of values that can't be."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given

from gd.experiments.link import to_link
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import (
    MAX_FILE_BYTES,
    MAX_RATE,
    MIN_RATE,
    RATES,
    Settings,
    defaults,
    from_controls,
    rate_stops,
    read_numbers,
    write_numbers,
)
from tests.experiments.test_link import EPOCHS, NUMBERS, RATE, SEED, WEIGHTS, any_settings, unhurried

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())


@unhurried
@given(any_settings())
def test_the_controls_carry_any_settings_to_the_last_bit(settings: Settings) -> None:
    assert to_link(from_controls(settings.controls())) == to_link(settings)


@pytest.mark.parametrize("problem", SCENARIOS)
def test_the_controls_of_every_scenario_are_read_back_to_the_same_settings(problem: str) -> None:
    assert from_controls(defaults(problem).controls()) == defaults(problem)


def test_the_controls_hold_weights_by_hand_as_a_text_and_features_as_a_list() -> None:
    controls = Settings(init="given", w0=(20.0, -1.5), features=("a", "b")).controls()
    assert (controls["w0"], controls["features"]) == ("20,-1.5", ["a", "b"])


def test_weights_by_hand_that_cannot_be_read_are_named_with_what_is_wanted() -> None:
    with pytest.raises(ValueError, match=r"^The initial weights are “twenty”, but numbers like 1\.5, −2 are wanted"):
        from_controls({**defaults("parabola").controls(), "w0": "twenty"})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"learning_rate": 0.0}, f"lr is 0.0, but {RATE} is wanted."),
        ({"learning_rate": float("nan")}, f"lr is nan, but {RATE} is wanted."),
        ({"epochs": 0}, f"epochs is 0, but {EPOCHS} is wanted."),
        ({"epochs": 1.5}, f"epochs is 1.5, but {EPOCHS} is wanted."),
        ({"seed": 0.5}, f"seed is 0.5, but {SEED} is wanted."),
        ({"w0": (float("inf"),)}, f"w0 is (inf,), but {WEIGHTS} is wanted."),
        ({"problem": "nope"}, "problem is nope, but one of parabola, valley, "),
        ({"scale": "1"}, "scale is 1, but 0 or 1 is wanted."),
    ],
)
def test_settings_refuse_what_is_out_of_range(values: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        Settings(**values)


@pytest.mark.parametrize("rate", [0.1, 0.076, 0.30000000000000004, 1e-15, 1e6])
def test_the_present_rate_is_a_stop_of_the_slider_and_no_two_read_the_same(rate: float) -> None:
    stops = rate_stops(rate)
    assert rate in stops
    assert stops == sorted(stops)
    assert len({f"{stop:g}" for stop in stops}) == len(stops)
    assert {f"{stop:g}" for stop in RATES} <= {f"{stop:g}" for stop in stops}


def test_the_slider_has_twelve_stops_a_decade_within_the_limits() -> None:
    assert len(RATES) == 12 * 14 + 1
    assert list(RATES) == sorted(set(RATES))
    assert MIN_RATE <= RATES[0] < RATES[-1] <= MAX_RATE


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("20", (20.0,)),
        ("1.5, −2", (1.5, -2.0)),
        (" 1;2  3e-4 ", (1.0, 2.0, 0.0003)),
        ("0,5; −1,5", (0.5, -1.5)),
        ("-0.5,+4,", (-0.5, 4.0)),
    ],
)
def test_numbers_by_hand_may_have_blanks_commas_semicolons_and_a_real_minus(text: str, numbers: tuple) -> None:
    assert read_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", " , ", "a,b", "1,nan", "inf", "1_0", "١", "1 + 1", "0x10"])
def test_what_is_not_numbers_by_hand_is_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r"numbers like 1\.5, −2 are wanted, with a comma between\.$") as refusal:
        read_numbers(text)
    assert f"“{text}”" in str(refusal.value)


def test_numbers_are_written_as_people_write_them() -> None:
    assert write_numbers((20.0, 1.5, -3.0, 0.1, 1e300)) == "20,1.5,-3,0.1,1e+300"


@unhurried
@given(NUMBERS)
def test_written_numbers_are_read_back_to_the_last_bit(numbers: tuple[float, ...]) -> None:
    assert repr(read_numbers(write_numbers(numbers))) == repr(numbers)


def test_the_server_takes_files_of_the_same_size_as_the_page() -> None:
    assert CONFIG["server"]["maxUploadSize"] * 1024**2 == MAX_FILE_BYTES


def test_the_server_shows_no_traceback_and_reports_nothing() -> None:
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize(("key", "refused"), [("gamma", 1.0), ("gamma", 0.0), ("momentum", 1.0), ("alpha", -0.1)])
def test_what_a_share_is_refused_for_is_said(key: str, refused: float) -> None:
    bounds = "above 0 and below 1" if key == "gamma" else "from 0 to below 1"
    with pytest.raises(ValueError, match=f"{key} is {refused}, but a number {bounds} is wanted"):
        Settings(**{key: refused})
