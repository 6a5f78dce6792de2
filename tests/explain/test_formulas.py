"""Numbers in readable form, and the formulas with an experiment's numbers."""

import math
import re
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gd.charts.style import PATH
from gd.explain.formulas import RATE_COLOUR, cost_formula, update_formula
from gd.least_squares import LeastSquares
from gd.problems import PowerSum
from gd.text import latex_number, number, parameter, rate
from tests.experiments.test_scenarios import built_in

ASCII = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
WRITTEN = re.compile(r"(?P<sign>−?)(?:(?P<digits>[\d,.]+)(?: × |$))?(?:10(?P<exponent>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")


def plain(formula: str) -> str:
    """The formula without the rate's colour."""
    return re.sub(r"\\textcolor\{#\w+\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", formula)


@pytest.mark.parametrize(
    ("x", "text", "latex"),
    [
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (1.0, "1", "1"),
        (-3.0, "−3", "-3"),
        (0.1, "0.1", "0.1"),
        (1 / 3, "0.3333", "0.3333"),
        (0.0247588, "0.02476", "0.02476"),
        (4.07407e-9, "4.074 × 10⁻⁹", r"4.074 \times 10^{-9}"),
        (-4.07407e-9, "−4.074 × 10⁻⁹", r"-4.074 \times 10^{-9}"),
        (999.95, "1,000", "1{,}000"),
        (1000.0, "1,000", "1{,}000"),
        (-1234.5, "−1,234", "-1{,}234"),
        (12340.0, "12,340", "12{,}340"),
        (99995.0, "100,000", "100{,}000"),
        (999999.0, "1,000,000", "1{,}000{,}000"),
        (1234567.0, "1,235,000", "1{,}235{,}000"),
        (1e7, "10⁷", "10^{7}"),
        (-1e7, "−10⁷", "-10^{7}"),
        (2.5e7, "2.5 × 10⁷", r"2.5 \times 10^{7}"),
        (1e300, "10³⁰⁰", "10^{300}"),
        (0.0001, "0.0001", "0.0001"),
        (1e-7, "10⁻⁷", "10^{-7}"),
        (5e-324, "4.941 × 10⁻³²⁴", r"4.941 \times 10^{-324}"),
    ],
)
def test_a_number_is_written_as_people_write_it(x: float, text: str, latex: str) -> None:
    assert number(x) == text
    assert latex_number(x) == latex


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1.7976931348623157e308)
@example(99995.0)
@example(0.00099995)
def test_no_number_has_more_than_four_significant_digits_or_is_off_by_more(x: float) -> None:
    parts = WRITTEN.fullmatch(number(x))
    assert parts, number(x)
    sign, exponent = parts["sign"].translate(ASCII), (parts["exponent"] or "0").translate(ASCII)
    digits = (parts["digits"] or "1").replace(",", "")
    assert len(digits.replace(".", "").strip("0")) <= 4
    assert Decimal(f"{sign}{digits}e{exponent}") == pytest.approx(Decimal(x), rel=Decimal("5.001e-4"), abs=0)


@settings(deadline=None)
@given(st.floats(-1e308, 1e308))
@example(5e-324)
@example(12345678.5)
def test_fifteen_digits_that_a_person_set_can_be_read_back_to_the_last_bit(x: float) -> None:
    x = float(f"{x:.14e}")
    parts = WRITTEN.fullmatch(parameter(x))
    assert parts, parameter(x)
    sign, exponent = parts["sign"].translate(ASCII), (parts["exponent"] or "0").translate(ASCII)
    assert float(f"{sign}{(parts['digits'] or '1').replace(',', '')}e{exponent}") == x


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.9, "0.9"),
        (0.99999, "0.99999"),
        (12345, "12,345"),
        (1e-8, "10⁻⁸"),
        (1.25e-7, "1.25\u00a0×\u00a010⁻⁷"),
        (1234567, "1,234,567"),
        (0, "0"),
        (math.inf, "∞"),
    ],
)
def test_what_a_person_chose_is_written_with_all_its_digits(x: float, text: str) -> None:
    assert parameter(x) == text


@pytest.mark.parametrize(
    ("x", "text"), [(0.12345678, "0.12345678"), (0.123456789, "0.1235"), (0.99999, "0.99999"), (2 / 3, "0.6667")]
)
def test_a_rate_of_more_than_eight_digits_was_computed_and_is_shown_with_four(x: float, text: str) -> None:
    assert rate(x) == text


@pytest.mark.parametrize(("x", "text"), [(math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "undefined")])
def test_infinity_and_nan_have_names(x: float, text: str) -> None:
    assert number(x) == text


@pytest.mark.parametrize(
    ("problem", "cost", "update"),
    [
        ("parabola", r"J(w) = w^{2}", r"\begin{aligned} w &\leftarrow w - 0.1 \cdot 2w \end{aligned}"),
        (
            "valley",
            r"J(w) = w_{1}^{2} + w_{2}^{4}",
            r"\begin{aligned} w_{1} &\leftarrow w_{1} - 0.05 \cdot 2w_{1} \\ "
            r"w_{2} &\leftarrow w_{2} - 0.05 \cdot 4w_{2}^{3} \end{aligned}",
        ),
        (
            "ravine",
            r"J(w) = \tfrac12\, w^\top\! \begin{bmatrix} 13 & 12 \\ 12 & 13 \end{bmatrix} w - "
            r"\begin{bmatrix} 37 \\ 38 \end{bmatrix}^{\!\top}\! w",
            r"w \leftarrow w - 0.076 \cdot (A w - b)",
        ),
        (
            "likelihood",
            r"J(\mu, \log\sigma) = \frac{1}{29} \sum_{n=1}^{29} \log \mathcal{N}(x_n \mid \mu, \sigma^2)",
            r"w \leftarrow w + 0.05 \cdot \nabla J(w)",
        ),
        (
            "line",
            r"J(w) = \frac{1}{2} \sum_{n=1}^{24} (\hat y_n - y_n)^2, \quad \hat Y = Xw",
            r"w \leftarrow w - 0.01 \cdot X^\top(\hat Y - Y)",
        ),
        (
            "unscaled",
            r"J(w) = \frac{1}{2 \cdot 342} \sum_{n=1}^{342} (\hat y_n - y_n)^2, \quad \hat Y = Xw",
            r"w \leftarrow w - 10^{-7} \cdot \tfrac{1}{342} X^\top(\hat Y - Y)",
        ),
    ],
)
def test_the_formulas_have_the_problems_own_numbers(problem: str, cost: str, update: str) -> None:
    experiment = built_in(problem)
    assert cost_formula(experiment.problem) == cost
    assert plain(update_formula(experiment)) == update


def test_a_rate_is_not_rounded_to_another_one() -> None:
    assert "- 0.99999 " in plain(update_formula(built_in("parabola", learning_rate=0.99999)))
    assert "- 0.07692 " in plain(update_formula(built_in("parabola", learning_rate=1 / 13)))


def test_the_rows_are_counted_parameter() -> None:
    rows = LeastSquares(np.arange(12_345.0)[:, None], np.ones(12_345), reduction="mean")
    line = replace(built_in("line"), problem=rows)
    assert r"\frac{1}{2 \cdot 12{,}345} \sum_{n=1}^{12{,}345}" in cost_formula(rows)
    assert r"\tfrac{1}{12{,}345} X^\top" in update_formula(line)


def test_the_update_to_maximise_has_a_plus() -> None:
    formula = plain(update_formula(built_in("parabola", goal="maximise")))
    assert formula == r"\begin{aligned} w &\leftarrow w + 0.1 \cdot 2w \end{aligned}"


def test_the_first_power_is_not_written() -> None:
    experiment = replace(built_in("valley"), problem=PowerSum((1, 3)))
    assert cost_formula(experiment.problem) == "J(w) = w_{1} + w_{2}^{3}"
    assert plain(update_formula(experiment)) == (
        r"\begin{aligned} w_{1} &\leftarrow w_{1} - 0.05 \cdot 1 \\ "
        r"w_{2} &\leftarrow w_{2} - 0.05 \cdot 3w_{2}^{2} \end{aligned}"
    )


def test_a_problem_of_an_unknown_kind_is_called_j() -> None:
    assert cost_formula(object()) == "J(w)"  # type: ignore[arg-type]


def test_the_rate_has_the_colour_of_its_track_and_of_the_path() -> None:
    assert RATE_COLOUR == PATH
    assert rf"\textcolor{{{PATH}}}{{0.1}}" in update_formula(built_in("parabola"))
