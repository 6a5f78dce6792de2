"""What a link says that can't be used is named, and the rest of the link counts."""

from dataclasses import replace

import pytest

from gd.experiments.link import from_link, pins_from_link
from gd.experiments.scenarios import defaults

RATE = "a number from 1e-15 to 1,000,000"
EPOCHS = "a whole number from 1 to 1,000,000,000"
SEED = "a whole number from 0 to 4,294,967,295"
TOLERANCE = "a number from 0 to 1e+300"
WEIGHTS = "a list of at most 200 numbers like 1.5,-2"


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
        "table, function; its default is used."
    ]
    assert settings == replace(defaults("parabola"), learning_rate=0.25)


@pytest.mark.parametrize("key", ["colour", "<script>", "L", ""])
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
    [("reduction", "most", "“sum” or “mean”"), ("scale", "2", "0 or 1"), ("drop_first", "perhaps", "0 or 1")],
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


LONGEST = {
    "target": "x" * 200,
    "features": "x" * 200,
    "w0": ",".join(["1.5"] * 200),
    "f": "x" + " " * 199,
}


@pytest.mark.parametrize("key", LONGEST)
@pytest.mark.parametrize("more", [0, 1])
def test_each_text_of_a_link_has_a_length(key: str, more: int) -> None:
    text = LONGEST[key] + {"w0": ",1.5", "f": " "}.get(key, "x") * more
    problem = {"f": "function", "w0": "likelihood"}.get(key, "table")
    _, refused = from_link({"problem": [problem], key: [text]})
    assert [sentence.partition("=")[0] for sentence in refused] == [key] * more
    assert all("at most 200" in sentence and len(sentence) < 200 for sentence in refused)


def test_a_pinned_run_has_a_length() -> None:
    longest = "lr=0.25&name=" + "x" * 1987
    current = defaults("parabola")
    assert [pin.name for pin in pins_from_link({"pin": [longest]}, current)[0]] == ["x" * 40]
    assert pins_from_link({"pin": [longest + "x", "lr=0.5"]}, current)[2] == [
        "A pinned run of the link has 2,001 characters; at most 2,000 are read."
    ]
    pins, _, refused = pins_from_link({"pin": ["target=" + "x" * 201]}, defaults("table"))
    assert pins[0].settings == defaults("table")
    assert len(refused) == 1
    assert "a column's name of at most 200 characters" in refused[0]


def test_names_in_a_link_are_as_they_are_when_a_table_was_read() -> None:
    settings, refused = from_link({"problem": ["table"], "target": ["a\u202eb"], "features": ["c\u200b", "d"]})
    assert (settings.target, settings.features, refused) == ("a⟨U+202E⟩b", ("c⟨U+200B⟩", "d"), [])
    pins, _, _ = pins_from_link({"pin": ["name=a%E2%80%AEb"]}, defaults("parabola"))
    assert pins[0].name == "a⟨U+202E⟩b"
