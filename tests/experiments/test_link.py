"""Links: they carry any run to the last bit."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gd.experiments.link import from_link, to_link
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.experiments.settings import MAX_EPOCHS, MAX_RATE, MAX_ROWS, MAX_SEED, MIN_RATE, Settings
from gd.optimizers import OPTIMIZERS, Optimizer
from gd.schedules import SCHEDULES
from gd.text import visible

unhurried = hypothesis.settings(deadline=None)
WEIGHTS_BY_HAND = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5).map(tuple)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).map(visible)  # as in a table that was read


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    """Draw a problem and every setting that its runs depend on."""
    base = defaults(draw(st.sampled_from(list(SCENARIOS))))
    init = draw(st.sampled_from(["normal", "zeros", "ones", "given"]))
    own = (
        {
            "reduction": draw(st.sampled_from(["sum", "mean"])),
            "target": draw(NAMES),
            "features": tuple(draw(st.lists(NAMES, min_size=1, max_size=4))),
            "batch": draw(st.just(0) | st.integers(1, MAX_ROWS)),
            "scale": draw(st.booleans()),
            "drop_first": draw(st.booleans()),
        }
        if SCENARIOS[base.problem].on_table
        else {"goal": draw(st.sampled_from(["minimise", "maximise"]))}
    )
    return replace(
        base,
        learning_rate=draw(st.floats(MIN_RATE, MAX_RATE)),
        epochs=draw(st.integers(1, MAX_EPOCHS)),
        optimizer=draw(with_any_numbers(OPTIMIZERS)),
        schedule=draw(with_any_numbers(SCHEDULES)),
        tolerance=draw(st.floats(0, 1e300)),
        init=init,
        w0=draw(WEIGHTS_BY_HAND) if init == "given" else base.w0,
        seed=draw(st.integers(0, MAX_SEED)) if init == "normal" or own.get("batch") else base.seed,
        **own,
    )


@st.composite
def with_any_numbers(draw: st.DrawFn, options: dict[str, Any]) -> Any:
    """Draw an optimizer or a schedule with parameters from their whole ranges."""
    option = draw(st.sampled_from(list(options.values())))
    return option.with_numbers({p.key: draw(st.floats().filter(p.range.__contains__)) for p in option.parameters})


def opened(settings: Settings) -> tuple[Settings, list[str]]:
    """Write the settings' link into an address, and read the settings from it."""
    return from_link(parse_qs(urlencode(to_link(settings), doseq=True), keep_blank_values=True))


@pytest.mark.parametrize("problem", SCENARIOS)
def test_the_link_of_every_scenario_is_read_back_to_the_same_settings(problem: str) -> None:
    assert opened(defaults(problem)) == (defaults(problem), [])


@pytest.mark.parametrize("key", ["momentum", "alpha", "beta1", "beta2", "decay", "gamma"])
def test_the_link_carries_the_parameters_that_are_used_and_no_others(key: str) -> None:
    option = next(o for o in (*OPTIMIZERS.values(), *SCHEDULES.values()) if key in o.numbers())
    changed = option.with_numbers(dict.fromkeys(option.numbers(), 0.25))
    field = "optimizer" if isinstance(changed, Optimizer) else "schedule"
    settings = replace(defaults("parabola"), **{field: changed})
    assert to_link(settings).keys() - to_link(defaults("parabola")).keys() == option.numbers().keys()
    assert to_link(settings)[key] == "0.25"
    assert opened(settings) == (settings, [])


def test_a_parameter_of_another_optimizer_is_read_and_forgotten() -> None:
    assert from_link({"rule": ["plain"], "momentum": ["0.5"]}) == (defaults("parabola"), [])
    _, refused = from_link({"rule": ["plain"], "momentum": ["5"]})
    assert refused == ["momentum=“5” in the link is not a number from 0 to below 1; its default is used."]


@unhurried
@given(any_settings())
def test_a_link_carries_any_settings_to_the_last_bit(settings: Settings) -> None:
    read, refused = opened(settings)
    assert refused == []
    assert repr(read) == repr(settings)  # repr distinguishes −0.0 from 0.0, unlike ==


@pytest.mark.parametrize("problem", ["line", "unscaled"])
def test_a_link_carries_the_choice_of_no_features(problem: str) -> None:
    assert opened(replace(defaults(problem), features=()))[0].features == ()


def test_a_link_carries_numbers_that_are_numpys_or_whole() -> None:
    settings = replace(defaults("valley"), learning_rate=np.float64(0.25), w0=(1, 2))
    assert opened(settings) == (settings, [])


def test_the_link_of_the_parabola_says_what_its_run_follows_from_and_no_more() -> None:
    assert to_link(defaults("parabola")) == {
        "v": "1",
        "problem": "parabola",
        "lr": "0.1",
        "epochs": "30",
        "init": "given",
        "w0": "20",
        "rule": "plain",
        "schedule": "constant",
        "tol": "0.0",
        "goal": "minimise",
    }


def test_the_link_of_a_table_names_each_feature() -> None:
    link = to_link(defaults("unscaled"))
    assert link["features"] == ["bill_length_mm", "bill_depth_mm", "body_mass_g"]
    assert link["target"] == "flipper_length_mm"
    assert link["scale"] == "0"
    assert "goal" not in link
