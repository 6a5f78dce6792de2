"""Links: they carry any run to the last bit, and each invalid value is reported."""

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

unhurried = hypothesis.settings(deadline=None)
WEIGHTS_BY_HAND = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5).map(tuple)
NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
RATE = "a number from 1e-15 to 1,000,000"
EPOCHS = "a whole number from 1 to 1,000,000,000"
SEED = "a whole number from 0 to 4,294,967,295"
TOLERANCE = "a number from 0 to 1e+300"
WEIGHTS = "a list of numbers like 1.5,-2"


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


@pytest.mark.parametrize(
    ("key", "field", "text", "wanted"),
    [
        *(("lr", "learning_rate", text, RATE) for text in ["abc", "", "nan", "inf", "1e999", "-1", "0", "١", "1_0"]),
        *(("epochs", "epochs", text, EPOCHS) for text in ["0", "1.5", "1000000001", "-3", "٣", "1_0", "1e3", "ten"]),
        *(("seed", "seed", text, SEED) for text in ["-1", "4294967296", "0.5"]),
        *(("tol", "tolerance", text, TOLERANCE) for text in ["-1", "nan", "inf", "small"]),
        *(("w0", "w0", text, WEIGHTS) for text in ["a,b", "nan", "1,inf", "", "1_0", "<script>"]),
        ("init", "init", "x", "one of normal, zeros, ones, given"),
        ("goal", "goal", "win", "“minimise” or “maximise”"),
    ],
)
def test_a_value_not_accepted_is_named_once_and_only_its_own_default_is_used(
    key: str, field: str, text: str, wanted: str
) -> None:
    others = {"problem": ["likelihood"], "lr": ["0.25"], "epochs": ["7"], "init": ["ones"], "tol": ["0.5"]}
    expected = replace(defaults("likelihood"), learning_rate=0.25, epochs=7, init="ones", tolerance=0.5)
    settings, refused = from_link({**others, key: [text]})
    assert refused == [f"{key}=“{text}” in the link is not {wanted}; its default is used."]
    assert settings == replace(expected, **{field: getattr(defaults("likelihood"), field)})


def test_an_unknown_problem_is_named_and_the_first_one_used() -> None:
    settings, refused = from_link({"problem": ["nope"], "lr": ["0.25"]})
    assert refused == [
        "problem=“nope” in the link is not one of parabola, valley, likelihood, line, ravine, dummy-trap, unscaled, "
        "table; its default is used."
    ]
    assert settings == replace(defaults("parabola"), learning_rate=0.25)


@pytest.mark.parametrize("key", ["rate", "<script>", "LR", ""])
def test_an_unknown_setting_is_named_and_the_rest_counts(key: str) -> None:
    settings, refused = from_link({key: ["1"], "lr": ["0.25"]})
    assert refused == [f"“{key}” in the link is not a setting of this page."]
    assert settings.learning_rate == 0.25


@pytest.mark.parametrize("version", ["99", "", "<script>"])
def test_another_version_is_named_and_the_rest_counts(version: str) -> None:
    settings, refused = from_link({"v": [version], "lr": ["0.25"]})
    assert refused == [f"The link is of version “{version}”; this page reads version 1."]
    assert settings.learning_rate == 0.25


def test_each_of_several_bad_values_has_its_sentence() -> None:
    _, refused = from_link({"lr": ["abc"], "epochs": ["0"], "seed": ["9"], "nonsense": ["1"], "v": ["2"]})
    assert [sentence.split()[0] for sentence in refused] == ["lr=“abc”", "epochs=“0”", "“nonsense”", "The"]


def test_a_very_long_value_is_named_by_its_beginning() -> None:
    _, refused = from_link({"lr": ["x" * 5000]})
    assert refused == [f"lr=“{'x' * 40}…” in the link is not {RATE}; its default is used."]


def test_the_last_of_a_repeated_setting_counts() -> None:
    assert from_link({"lr": ["0.5", "0.25"]}) == (replace(defaults("parabola"), learning_rate=0.25), [])


def test_an_empty_link_opens_the_parabola() -> None:
    assert from_link({}) == (defaults("parabola"), [])


@pytest.mark.parametrize(
    ("key", "text", "wanted"),
    [("reduction", "median", "“sum” or “mean”"), ("scale", "2", "0 or 1"), ("drop_first", "yes", "0 or 1")],
)
def test_invalid_values_for_a_table_are_named_too(key: str, text: str, wanted: str) -> None:
    settings, refused = from_link({"problem": ["unscaled"], "lr": ["0.25"], key: [text]})
    assert refused == [f"{key}=“{text}” in the link is not {wanted}; its default is used."]
    assert settings == replace(defaults("unscaled"), learning_rate=0.25)


@pytest.mark.parametrize(("problem", "key", "text"), [("line", "goal", "maximise"), ("valley", "features", "a")])
def test_a_setting_of_another_kind_of_problem_is_named_and_left_out(problem: str, key: str, text: str) -> None:
    settings, refused = from_link({"problem": [problem], key: [text]})
    assert refused == [f"“{key}” in the link does not apply to this problem and is left out."]
    assert settings == defaults(problem)


def test_weights_by_hand_without_the_weights_are_refused() -> None:
    settings, refused = from_link({"problem": ["line"], "init": ["given"]})
    assert refused == ["init=“given” in the link needs w0, the weights, beside it; its default is used."]
    assert settings == defaults("line")


def test_more_features_than_there_may_be_weights_are_refused() -> None:
    names = [f"x{i}" for i in range(200)]
    settings, refused = from_link({"problem": ["table"], "features": names})
    assert "is not a list of at most 199 columns" in refused[0]
    assert settings.features == ()
