"""A function that a person types: the field, the gallery, the link, and what can't be read."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from gd.explain.gallery import GALLERY, Example
from tests.page.app import charts, link, opened, press, shown


@pytest.fixture
def page() -> AppTest:
    return opened(problem="function")


def typed(page: AppTest, formula: str) -> AppTest:
    return page.text_input(key="f").input(formula).run()


def test_it_begins_with_the_exercise(page: AppTest) -> None:
    assert page.text_input(key="f").value == "w1^2 + w2^4"
    assert "J fell from 9.062 to" in shown(page)
    assert "Type J as a formula" in shown(page)


def test_another_number_of_weights_gets_a_start_and_a_rate_of_its_own(page: AppTest) -> None:
    page = typed(page, "100 a^2 + b^2 + c^2")
    assert page.text_input(key="w0").value == "2,2,2"
    assert page.session_state.lr == 0.005  # the largest round rate up to 1 / λ = 1 / 200
    assert "J fell from 408 to" in shown(page)
    again = typed(page, "100 a^2 + b^2 + 3c^2")
    assert again.session_state.lr == 0.005


def test_with_the_same_weights_start_and_rate_stay(page: AppTest) -> None:
    page = typed(page, "w1^2 + 3 w2^4")
    assert page.text_input(key="w0").value == "2,1.5"
    assert page.session_state.lr == 0.05


@pytest.mark.parametrize(("formula", "place"), [("w^2 + * 2", 7), ("w^2 +", 6), ("(w + 1", 1)])
def test_what_cannot_be_read_is_pointed_at_and_stays(page: AppTest, formula: str, place: int) -> None:
    page = typed(page, formula)
    assert len(page.error) == 1
    assert f"at position {place}" in page.error[0].value
    assert page.code[-1].value == f"{formula}\n{' ' * (place - 1)}^"
    assert page.text_input(key="f").value == formula
    assert not page.exception
    assert [page.button(key=key).disabled for key in ("compare", "keep")] == [True, True]
    assert "J fell from" in shown(typed(page, "w1^2 + w2^2"))
    assert [page.button(key=key).disabled for key in ("compare", "keep")] == [False, False]


@pytest.mark.parametrize("example", GALLERY, ids=lambda e: e.title)
def test_the_gallery_shows_each_in_one_click(page: AppTest, example: Example) -> None:
    page = press(page, example.title)
    assert page.text_input(key="f").value == example.formula
    assert page.session_state.lr == example.learning_rate
    text = shown(page)
    assert example.look.split(".")[0] in text.replace("\\", "")
    assert len(charts(page)) >= 3
    assert link(opened(**link(page))) == link(page)


@pytest.mark.parametrize("title", ["Rosenbrock", "|w|", "Booth"])
def test_a_link_opens_the_same_run_to_the_last_bit(page: AppTest, title: str) -> None:
    page = press(page, title)
    for (spec, tables), (other_spec, other_tables) in zip(charts(page), charts(opened(**link(page))), strict=True):
        assert spec == other_spec
        for name, table in tables.items():
            pd.testing.assert_frame_equal(table, other_tables[name], check_exact=True)


def test_the_start_that_does_not_fit_is_named(page: AppTest) -> None:
    page.text_input(key="w0").input("1,2,3").run()
    assert "3 numbers" in shown(page)


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('true')",
        "(lambda: 1)()",
        "9^9^9^9",
        "x\0y",
        "{0.__class__}",
        "١ + x",
        "![](http://example.org/x.png)",
        "<script>alert(1)</script>",
        "$x$ **bold** `x`",
        "(" * 60 + "x" + ")" * 60,
        "",
    ],
)
def test_a_hostile_formula_in_a_link_is_a_sentence(formula: str) -> None:
    page = opened(problem="function", f=formula)
    text = shown(page)
    assert page.error
    assert "Traceback" not in text
    assert page.text_input(key="f").value == formula


def test_a_formula_that_is_too_long_is_refused_by_the_link() -> None:
    page = opened(problem="function", f="x+" * 150 + "x")
    assert "f=" in shown(page)
    assert "at most 200 characters" in shown(page)
    assert page.text_input(key="f").value == "w1^2 + w2^4"


def test_a_formula_does_not_apply_to_other_problems() -> None:
    assert "“f” in the link does not apply to this problem" in shown(opened(problem="ravine", f="x^2"))


def test_a_link_with_a_formula_alone_begins_where_j_slopes() -> None:
    page = opened(problem="function", f="a^2 + b^2 + c^2")
    assert page.text_input(key="w0").value == "2,2,2"
    assert "J fell from 12 to" in shown(page)
    assert opened(problem="function", f="log(x - 3)^2").text_input(key="w0").value == "5"  # has no value up to 3
    assert opened(problem="function", f="(x - 2)^2").text_input(key="w0").value == "0.5"  # 2 is the minimum


def test_a_start_without_a_value_is_told_with_the_reason() -> None:
    page = opened(problem="function", f="log(-x) + x^2", init="given", w0="1")
    assert "J has no value at the start, x = 1: it would need the logarithm of −1." in shown(page)


def test_what_to_look_for_is_that_of_the_start_and_formula_shown(page: AppTest) -> None:
    page = press(page, "Styblinski")
    assert "wrong side of the hill" in shown(page)
    page.text_input(key="w0").input("3,3").run()
    assert "wrong side of the hill" not in shown(page)


def test_a_run_into_where_j_has_no_value_says_where(page: AppTest) -> None:
    page = opened(problem="function", f="x + log(x)", init="given", w0="1", lr="1")
    assert "No value" in shown(page)
    assert "the logarithm of −1, at x = −1" in shown(page)


def test_a_pinned_run_of_another_formula_keeps_its_own(page: AppTest) -> None:
    page = press(page, "Pin this run")
    page = typed(page, "w1^2 + w2^2")
    assert not page.exception
    assert link(page)["f"] == "w1^2 + w2^2"
    assert "f=w1%5E2+%2B+w2%5E4" in str(link(page)["pin"])
