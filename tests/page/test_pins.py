"""Pinned runs: named, hidden, compared, kept with their problem, and carried by the link."""

import re

from streamlit.testing.v1 import AppTest

from gd.charts.looks import COLOURS
from gd.experiments.settings import MAX_LINK
from gd.page.markdown import escaped
from gd.page.pins import swatches
from tests.page.app import charts, chip, link, opened, press, shown, with_rate

FOUR = ["η = 0.00369 too small", "η = 0.0739 fastest", "η = 0.08 at the limit", "η = 0.088 too large"]


def chips(page: AppTest) -> list[str]:
    """The labels of the chips."""
    blocks = [block for block in page.get("popover") if "chip-" in block.proto.popover.id]
    return [block.proto.popover.label for block in blocks]


def choose(page: AppTest, problem: str) -> AppTest:
    return page.segmented_control(key="problem").set_value(problem).run()


def test_a_pinned_run_stays_while_the_settings_change_and_is_in_the_link() -> None:
    page = press(opened(problem="parabola"), "Pin this run")
    assert chips(page) == ["η = 0.1"]
    page = with_rate(page, 0.3)
    assert chips(page) == ["η = 0.1"]
    assert link(page)["pin"] == "lr=0.1"
    assert link(opened(**link(page)))["pin"] == "lr=0.1"
    page = press(chip(page), "Use")
    assert page.session_state.lr == 0.1
    page = press(chip(page), "Remove")
    assert "pin" not in link(page)
    assert chips(page) == []


def test_a_run_is_pinned_once() -> None:
    assert chips(press(press(opened(problem="parabola"), "Pin this run"), "Pin this run")) == ["η = 0.1"]


def test_a_pin_can_be_named_and_hidden() -> None:
    page = chip(press(opened(problem="parabola"), "Pin this run"))
    page = page.text_input(key="name-0").set_value("slow").run()
    assert chips(page) == ["slow"]
    page = press(chip(page), "Hide")
    assert link(page)["pin"] == "name=slow&hidden=1"
    assert link(press(chip(page), "Show"))["pin"] == "name=slow"


def test_four_rates_are_pinned_at_once_and_take_the_place_of_those_before() -> None:
    page = press(opened(problem="ravine"), "Compare four rates")
    assert chips(page) == FOUR
    page = press(with_rate(page, 0.02), "Compare four rates")
    assert chips(page) == FOUR


def test_ones_own_pins_are_never_dropped() -> None:
    page = opened(problem="ravine")
    for rate in (0.01, 0.02, 0.03):
        page = press(with_rate(page, rate), "Pin this run")
    page = press(press(page, "Compare four rates"), "Compare four rates")
    assert chips(page) == ["η = 0.01", "η = 0.02", "η = 0.03"]
    assert [w.value for w in page.warning] == [
        escaped("At most 6 runs of a problem can be pinned, and 3 are. Remove 1 of them first.")
    ]
    page = press(press(chip(page), "Remove"), "Compare four rates")
    assert chips(page) == ["η = 0.02", "η = 0.03", *FOUR]
    assert not page.warning
    page = press(with_rate(page, 0.05), "Pin this run")
    assert len(chips(page)) == 6
    assert "Remove 1 of them first" in shown(page)


def test_a_pin_that_was_named_by_hand_is_ones_own_whatever_its_name() -> None:
    page = chip(press(opened(problem="ravine"), "Pin this run"))
    page = press(page.text_input(key="name-0").set_value("fastest").run(), "Compare four rates")
    assert chips(page) == ["fastest", *FOUR]
    assert chips(press(page, "Compare four rates")) == ["fastest", *FOUR]
    assert chips(opened(**link(page))) == ["fastest", *FOUR]
    page = chip(page, 1).text_input(key="name-1").set_value("slow").run()
    assert chips(press(page, "Compare four rates")) == ["fastest", "slow", *FOUR]


def test_all_pins_of_the_problem_are_removed_at_once() -> None:
    page = press(opened(problem="ravine"), "Compare four rates")
    page = press(choose(page, "parabola"), "Pin this run")
    page = press(page, "Remove all")
    assert chips(page) == []
    assert chips(choose(page, "ravine")) == FOUR


def test_another_problem_shows_its_own_pins_and_the_link_says_which_it_leaves_out() -> None:
    page = press(opened(problem="ravine"), "Compare four rates")
    page = choose(page, "parabola")
    assert chips(page) == []
    assert "pin" not in link(page)
    assert "Runs pinned on other problems are not in the link: “Ravine" in shown(page)
    page = choose(press(page, "Pin this run"), "ravine")
    assert chips(page) == FOUR
    assert len(link(page)["pin"]) == 4


def test_a_link_made_when_pins_of_all_problems_were_in_it_still_opens() -> None:
    page = opened(problem="parabola", pin=["lr=0.2", "problem=ravine&lr=0.05&init=given&w0=-3,3&epochs=60"])
    assert chips(page) == ["η = 0.2"]
    assert chips(choose(page, "ravine")) == ["η = 0.05"]


def test_going_back_keeps_the_pins_of_other_problems() -> None:
    page = press(opened(problem="ravine"), "Pin this run")
    page.query_params.clear()
    page.query_params.update({"v": "1", "problem": "parabola"})
    page = page.run()
    assert chips(page) == []
    assert chips(choose(page, "ravine")) == ["η = 0.076"]


def test_using_a_pin_again_and_again_says_no_more_than_once() -> None:
    page = opened(problem="line", pin="target=none")
    told = []
    for _ in range(3):
        page = press(chip(page), "Use")
        told.append([warning.value for warning in page.warning])
    assert told[0] == told[1] == told[2]
    assert any("none" in sentence and "pinned" not in sentence for sentence in told[0])


def test_a_link_with_long_pins_stays_short_and_names_what_it_leaves_out() -> None:
    weights = ",".join(["1.2345678901234567"] * 2)
    pins = [f"lr=0.0{k}&init=given&w0={weights}&name={k} {'é' * 38}" for k in range(1, 7)]
    page = opened(problem="ravine", pin=pins)
    assert len(chips(page)) == 6
    page = with_rate(page, 0.05)
    assert len(page.code[0].value) <= MAX_LINK
    assert 0 < len(link(page)["pin"]) < 6
    assert re.search("so it leaves out: .*“6 é", shown(page))


def test_before_a_run_and_with_another_optimizer_there_is_nothing_to_compare() -> None:
    for page in (opened(problem="table"), opened(problem="ravine", rule="adam")):
        assert next(b for b in page.button if b.label == "Compare four rates").disabled


def test_where_no_rate_leads_anywhere_that_is_said() -> None:
    page = press(opened(problem="ravine", goal="maximise"), "Compare four rates")
    assert "There are no four learning rates to compare." in shown(page)


def test_a_pinned_run_lies_over_the_pictures_until_it_is_hidden() -> None:
    page = press(opened(problem="ravine"), "Pin this run")
    page = with_rate(page, 0.02)
    pinned = [tables["pinned"] for _, tables in charts(page) if "pinned" in tables]
    assert len(pinned) == 3
    assert pinned[0]["run"].unique().tolist() == ["η = 0.076"]
    assert not any("pinned" in tables for _, tables in charts(press(chip(page), "Hide")))


def test_no_chart_is_made_anew_when_the_rate_becomes_a_pinned_one() -> None:
    page = press(opened(problem="ravine"), "Pin this run")
    assert [spec for spec, _ in charts(page)] == [spec for spec, _ in charts(with_rate(page, 0.02))]


def test_a_pin_keeps_its_colour_when_another_is_removed() -> None:
    page = press(opened(problem="ravine"), "Compare four rates")

    def colours() -> dict[str, str]:
        spec = next(spec for spec, tables in charts(page) if "pinned" in tables)
        encodings = [layer["encoding"] for layer in spec["layer"] if "encoding" in layer]
        scale = next(encoding["stroke"]["scale"] for encoding in encodings if "stroke" in encoding)
        return dict(zip(scale["domain"], scale["range"], strict=True))

    before = colours()
    assert list(before.values()) == list(COLOURS)
    page = press(chip(page), "Remove")
    assert colours() == dict(list(before.items())[1:])


def test_pinned_runs_begin_where_this_one_does_unless_asked_otherwise() -> None:
    page = opened(problem="ravine", init="normal", seed="1", pin="lr=0.02&seed=2")

    def starts() -> set[tuple[float, float]]:
        tables = next(tables for _, tables in charts(page) if "lines" in tables)
        return {(float(t["x"].iloc[0]), float(t["y"].iloc[0])) for t in (tables["frames"], tables["pinned"])}

    assert len(starts()) == 1
    page = page.toggle(key="own_starts").set_value(True).run()
    assert len(starts()) == 2
    assert link(page)["starts"] == "own"
    assert page.toggle(key="own_starts").value


def test_where_all_begin_at_the_same_weights_no_other_start_is_offered() -> None:
    assert "own_starts" not in [t.key for t in press(opened(problem="ravine"), "Compare four rates").toggle]


def test_pins_with_the_same_name_are_told_apart() -> None:
    page = opened(problem="parabola", pin=["lr=0.2&name=a", "lr=0.3&name=a"])
    pinned = next(tables["pinned"] for _, tables in charts(page) if "pinned" in tables)
    assert pinned["run"].unique().tolist() == ["a", "a (2)"]


def test_a_pins_name_is_not_markdown() -> None:
    page = opened(problem="parabola", pin="lr=0.2&name=![x](//ev.il.test/a.png)")
    assert chips(page) == [escaped("![x](//ev.il.test/a.png)")] == [r"\!\[x\]\(//ev.il.test/a.png\)"]


def test_a_swatch_repeats_the_dash() -> None:
    dash = f"{COLOURS[0]} 0px 6px, transparent 6px 9px"
    assert f".st-key-chip-0 {{ --swatch: repeating-linear-gradient(90deg, {dash}) }}" in swatches()


def test_pinned_runs_are_out_of_sight_while_a_question_waits_for_its_answer() -> None:
    page = press(opened(problem="ravine"), "Compare four rates")
    pinned = link(page)["pin"]
    page = press(page, "Predict")
    assert chips(page) == []
    assert not [spec for spec, _ in charts(page) if "too large" in str(spec)]
    assert link(page)["pin"] == pinned
    page = press(page, "0.001")
    assert len(chips(page)) == 4
    assert [spec for spec, _ in charts(page) if "too large" in str(spec)]
    page = press(page, "Next question")
    assert chips(page) == []
    assert len(chips(press(page, "Close"))) == 4
