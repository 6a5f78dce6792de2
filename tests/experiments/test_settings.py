"""Settings: carried by links and controls bit for bit, with clear errors for invalid values."""

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given

from gd.batches import Batches
from gd.experiments.keys import CARRIED, EPOCH, LOOKS, VERSION_KEY
from gd.experiments.kinds import read_numbers, write_numbers
from gd.experiments.link import to_link
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.experiments.settings import (
    MAX_FILE_BYTES,
    MAX_RATE,
    MIN_RATE,
    RATES,
    Settings,
    from_controls,
    from_values,
)
from gd.optimizers import OPTIMIZERS, Adam, Optimizer
from gd.schedules import SCHEDULES, Cosine, InverseTime, Schedule
from tests.experiments.test_link import WEIGHTS_BY_HAND, any_settings, unhurried
from tests.experiments.test_link_refused import EPOCHS, RATE, SEED, WEIGHTS

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
        ({"learning_rate": float("nan")}, f"lr is not a number, but {RATE} is wanted."),
        ({"epochs": 0}, f"epochs is 0, but {EPOCHS} is wanted."),
        ({"epochs": 1.5}, f"epochs is 1.5, but {EPOCHS} is wanted."),
        ({"seed": 0.5}, f"seed is 0.5, but {SEED} is wanted."),
        ({"w0": (float("inf"),)}, f"w0 is (inf,), but {WEIGHTS} is wanted."),
        ({"scale": "1"}, "scale is 1, but 0 or 1 is wanted."),
    ],
)
def test_settings_refuse_what_is_out_of_range(values: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        Settings(**values)


def test_there_are_twelve_round_rates_a_decade_within_the_limits() -> None:
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
def test_text_that_is_not_numbers_is_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r"numbers like 1\.5, −2 are wanted, separated by commas\.$") as refusal:
        read_numbers(text)
    assert f"“{text}”" in str(refusal.value)


def test_numbers_are_written_as_people_write_them() -> None:
    assert write_numbers((20.0, 1.5, -3.0, 0.1, 1e300)) == "20,1.5,-3,0.1,1e+300"


@unhurried
@given(WEIGHTS_BY_HAND)
def test_written_numbers_are_read_back_to_the_last_bit(numbers: tuple[float, ...]) -> None:
    assert repr(read_numbers(write_numbers(numbers))) == repr(numbers)


def test_the_server_takes_files_of_the_same_size_as_the_page() -> None:
    assert CONFIG["server"]["maxUploadSize"] * 1024**2 == MAX_FILE_BYTES


def test_the_server_shows_no_traceback_and_reports_nothing() -> None:
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["browser"]["gatherUsageStats"] is False


def test_no_visitor_waits_while_the_server_collects_its_garbage_or_watches_files() -> None:
    assert CONFIG["runner"]["postScriptGC"] is False
    assert CONFIG["server"]["fileWatcherType"] == "none"


@pytest.mark.parametrize("option", [*OPTIMIZERS.values(), *SCHEDULES.values()], ids=lambda option: option.name)
def test_settings_take_every_optimizer_and_schedule_as_it_is_by_default(option: Optimizer | Schedule) -> None:
    field = "optimizer" if isinstance(option, Optimizer) else "schedule"
    settings = Settings(**{field: option})
    assert settings.values()[{"optimizer": "rule"}.get(field, field)] == option.name
    assert {key: settings.values()[key] for key in option.numbers()} == option.numbers()
    assert from_values(settings.values()) == settings


def test_parameters_with_the_same_key_are_the_same() -> None:
    parameters = {p for option in (*OPTIMIZERS.values(), *SCHEDULES.values()) for p in option.parameters}
    keys = {parameter.key for parameter in parameters}
    assert keys == {"momentum", "alpha", "beta1", "beta2", "decay", "gamma"}
    assert len(keys) == len(parameters)  # parameters with the same key have the same symbol and range
    settings = [f.metadata["key"] for f in fields(Settings)]
    every = [*keys, *settings, VERSION_KEY, EPOCH, *LOOKS, *CARRIED, "upload", "slider"]
    assert len(set(every)) == len(every)  # no key of a link, or of a control, has two meanings


@pytest.mark.parametrize(
    ("key", "refused", "wanted"),
    [
        ("momentum", 1.0, "from 0 to below 1"),
        ("alpha", -0.1, "from 0 to below 1"),
        ("beta2", None, "from 0 to below 1"),
        ("decay", 1e-16, "from 1e-15 to 1,000,000"),
        ("decay", 1e7, "from 1e-15 to 1,000,000"),
        ("gamma", 1.0, "above 0 and below 1"),
        ("gamma", 0.0, "above 0 and below 1"),
    ],
)
def test_a_parameter_out_of_its_range_is_refused_also_if_not_in_use(key: str, refused: float, wanted: str) -> None:
    sentence = f"{key} is {refused}, but a number {wanted} is wanted."
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        from_controls({**Settings().controls(), key: refused})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"optimizer": Adam(eps=0.1)}, "The optimizer is Adam(betas=(0.9, 0.999), eps=0.1), but a link can carry no "),
        ({"schedule": Cosine(alpha=0.5)}, "The schedule is Cosine(alpha=0.5), but a link can carry no more of it than"),
        ({"schedule": InverseTime(1e-20)}, "decay is 1e-20, but a number from 1e-15 to 1,000,000 is wanted."),
        ({"optimizer": "adam"}, "The optimizer is adam, but a link can carry no more of it than Adam("),
    ],
)
def test_what_a_link_could_not_carry_is_refused(values: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        Settings(**values)


def test_batches_follow_from_size_and_seed() -> None:
    assert Settings().batches is None
    assert Settings(batch=8, seed=3).batches == Batches(8, 3)


@pytest.mark.parametrize("init", ["normal", "zeros", "ones", "given"])
@pytest.mark.parametrize("batch", [0, 1, 8])
def test_a_run_follows_from_the_seed_if_it_draws_its_start_or_its_batches(init: str, batch: int) -> None:
    settings = replace(defaults("line"), init=init, w0=(1.0, 2.0), batch=batch, seed=5)
    assert settings.uses_seed == (init == "normal" or batch > 0)
    assert (to_link(settings).get("seed") == "5") == settings.uses_seed


def test_without_a_problem_named_it_is_the_first() -> None:
    assert Settings().problem == next(iter(SCENARIOS))
