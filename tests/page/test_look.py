"""What is looked at is in the link: opened, the page shows just that."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gd.charts.style import AXES
from gd.experiments.keys import LOOKS, PLANE
from gd.experiments.near import CHOICE_WORDS, KEY_WORDS
from gd.page.details import DOWNLOAD, SHOWN
from gd.page.look_words import CHOICES
from tests.page.app import charts, link, opened, press, shown

PAIR = ["bill_length_mm", "body_mass_g"]


def seen(page: AppTest) -> dict[str, Any]:
    """What of the link isn't the run."""
    assert not page.exception
    return {key: text for key, text in link(page).items() if key in LOOKS}


def test_every_choice_of_what_is_seen_has_a_word() -> None:
    assert set(CHOICES["details"].words.values()) == {None, *SHOWN, DOWNLOAD}
    assert set(CHOICES["axis"].words.values()) == set(AXES)
    assert {*CHOICES, PLANE} <= set(LOOKS)
    for key in CHOICES.keys() & CHOICE_WORDS:
        assert CHOICE_WORDS[key].keys() <= CHOICES[key].words.keys()
    assert KEY_WORDS.keys() >= {"axis", "more", "details"}


@pytest.mark.parametrize(("key", "word"), [(key, word) for key, one in CHOICES.items() for word in one.words])
def test_a_link_shows_what_it_says_and_says_no_more_than_it_has_to(key: str, word: str) -> None:
    page = opened(problem="function", **{key: word})
    value = CHOICES[key].words[word]
    assert page.session_state[key] == value
    assert seen(page) == ({} if value == CHOICES[key].default else {key: word})
    assert "in the link" not in shown(page)


def test_what_is_seen_is_in_the_link_as_soon_as_it_is_chosen() -> None:
    page = opened(problem="unscaled")
    assert seen(page) == {}
    page.toggle(key="more").set_value(True).run()
    page.selectbox(key="plane").set_value(" and ".join(PAIR)).run()
    assert seen(page) == {"more": "1", "plane": PAIR}
    assert page.query_params["plane"] == PAIR
    page.toggle(key="more").set_value(False).run()
    page.selectbox(key="plane").set_value(page.selectbox(key="plane").options[0]).run()
    assert seen(page) == {}


def test_a_link_with_everything_opens_the_same_page() -> None:
    first = opened(problem="unscaled", more="1", axis="log-log", details="why", plane=PAIR)
    assert len(charts(first)) > 6
    assert page_title(first) == "bill_length_mm and body_mass_g"
    second = opened(**link(first))
    assert seen(second) == {"more": "1", "axis": "log-log", "details": "why", "plane": PAIR}
    assert [spec for spec, _ in charts(second)] == [spec for spec, _ in charts(first)]


def page_title(page: AppTest) -> str:
    return page.selectbox(key="plane").value


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["directions"], "most and least curved directions"),
        (["w₁", "w₂"], "w₁ and w₂"),
        (["w2", "W1"], "w₁ and w₂"),
        (["w1,w2"], "w₁ and w₂"),
        (["w1 and w2"], "w₁ and w₂"),
    ],
)
def test_a_plane_is_called_by_its_weights_in_any_order(words: list[str], name: str) -> None:
    page = opened(problem="ravine", plane=words)
    assert page_title(page) == name
    assert "in the link" not in shown(page)
    assert seen(page) == ({"plane": "directions"} if words == ["directions"] else {})  # the other is the default


@pytest.mark.parametrize("words", [["w1", "w3"], ["w1"], [""], ["w1", "w1", "w2"], ["<b>", "x"]])
def test_a_plane_that_the_run_does_not_have_is_named(words: list[str]) -> None:
    page = opened(problem="ravine", plane=words)
    assert "in the link is not two of this run's weights; its default is used." in shown(page)
    assert page_title(page) == "w₁ and w₂"
    assert seen(page) == {}


def test_a_plane_goes_with_its_weights() -> None:
    page = opened(problem="unscaled", plane=PAIR)
    page.multiselect(key="features").set_value(["bill_depth_mm", "body_mass_g"]).run()
    assert seen(page) == {}
    assert "in the link" not in shown(page)  # nobody asked for it here
    page = opened(problem="unscaled", plane=PAIR)
    page.segmented_control(key="problem").set_value("ravine").run()
    assert seen(page) == {}


def test_a_plane_of_a_table_that_is_still_to_come_waits_for_it() -> None:
    page = opened(problem="table", target="c", features=["a", "b"], plane=["a", "b"])
    assert seen(page) == {"plane": ["a", "b"]}
    rows = "\n".join(f"{i},{i * i},{3 * i + 1}" for i in range(9))
    page.file_uploader(key="upload").upload("mine.csv", f"a,b,c\n{rows}\n".encode(), "text/csv").run()
    assert page_title(page) == "a and b"
    assert seen(page) == {"plane": ["a", "b"]}


def test_the_map_of_starts_is_only_there_where_a_function_is_typed() -> None:
    page = opened(problem="ravine", basins="1")
    assert "“basins” in the link does not apply to this problem and is left out." in shown(page)
    assert seen(page) == {}


@pytest.mark.parametrize(
    ("key", "word", "told"),
    [
        ("more", "2", "more=“2” in the link is not “0” or “1”; its default is used."),
        ("details", "cod", "; its default is used. Did you mean “code”?"),
        ("basins", "", "basins=“” in the link is not “0” or “1”"),
    ],
)
def test_a_look_that_is_not_known_is_named(key: str, word: str, told: str) -> None:
    page = opened(problem="function", **{key: word})
    assert told in shown(page)
    assert seen(page) == {}


def test_what_is_seen_outlives_a_run_that_cannot_be() -> None:
    page = opened(problem="function", more="1", details="code", basins="1")
    page.text_input(key="f").set_value("x +").run()
    page.text_input(key="f").set_value("w1^2 + w2^4").run()
    assert seen(page) == {"more": "1", "details": "code", "basins": "1"}


def test_bad_values_stay_told_while_only_the_look_changes() -> None:
    page = opened(problem="parabola", lr="abc")
    page.segmented_control(key="axis").set_value("logarithmic").run()
    assert "lr=“abc”" in shown(page)
    page.number_input(key="epochs").set_value(7).run()
    assert "lr=“abc”" not in shown(page)


def test_a_question_is_opened_by_its_number_and_its_answer_waits() -> None:
    page = opened(problem="ravine", question="2")
    assert "2 of" in shown(page)
    assert "The verdict on the run appears here once you have answered." in shown(page)
    assert seen(page) == {"question": "2"}
    press(page, "Close")
    assert "The verdict on the run appears here" not in shown(page)
    assert seen(page) == {}
    press(page, "Predict")
    assert seen(page) == {"question": "1"}
    page.segmented_control(key="problem").set_value("parabola").run()
    assert seen(page) == {}


@pytest.mark.parametrize(
    ("problem", "text", "wanted"),
    [
        ("parabola", "0", "a whole number from 1 to "),
        ("parabola", "99", "a whole number from 1 to "),
        ("parabola", "١", "a whole number from 1 to "),
        ("function", "1", "a question of this problem, which has none; nothing is asked."),
    ],
)
def test_a_question_that_the_lesson_does_not_have_is_named(problem: str, text: str, wanted: str) -> None:
    page = opened(problem=problem, question=text)
    assert f"question=“{text}” in the link is not {wanted}" in shown(page)
    assert seen(page) == {}
