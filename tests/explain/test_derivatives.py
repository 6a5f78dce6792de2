"""The formulas of a typed function: what is shown, and what is too long to be."""

import re
from dataclasses import replace

import pytest

from gd.experiments.experiment import prepare
from gd.experiments.scenarios import FUNCTION, defaults
from gd.explain.derivatives import LINES, SLOPE_WIDTH, TOO_LONG, WIDE, WIDTH, derivatives, gradient_factors, width
from gd.explain.formulas import cost_formula, update_formula
from gd.expression.expression import Expression
from tests.explain.test_formulas import plain
from tests.expression.formulas import BEALE, HIMMELBLAU, RASTRIGIN, ROSENBROCK
from tests.expression.test_symbolic import FORMULAS


def update(formula: str) -> str:
    start = (1.0,) * len(Expression(formula).names)
    return plain(update_formula(prepare(replace(defaults(FUNCTION), formula=formula, w0=start, learning_rate=0.001))))


def test_j_and_its_updates_are_written_out() -> None:
    assert cost_formula(Expression("w1^2 + w2^4")) == r"J(w_{1}, w_{2}) = w_{1}^{2} + w_{2}^{4}"
    assert update(ROSENBROCK) == (
        r"\begin{aligned} x &\leftarrow x - 0.001 \cdot \left(2 x - 400 x \left(y - x^{2}\right) - 2\right) \\ "
        r"y &\leftarrow y - 0.001 \cdot 200 \left(y - x^{2}\right) \end{aligned}"
    )
    assert update("x^2 - y^2").endswith(r"y &\leftarrow y - 0.001 \cdot \left(-2 y\right) \end{aligned}")


@pytest.mark.parametrize("formula", [BEALE, "a^2 + b^2 + c^2 + d^2", "+".join(["sin(x)"] * 25)])
def test_an_update_with_many_or_long_slopes_names_the_gradient(formula: str) -> None:
    assert update(formula) == r"w \leftarrow w - 0.001 \cdot \nabla J(w)"


@pytest.mark.parametrize(("terms", "shown"), [(3, True), (4, False)])
def test_an_update_has_at_most_three_lines(terms: int, shown: bool) -> None:
    assert bool(gradient_factors(Expression(" + ".join(f"{v}^2" for v in "abcd"[:terms])))) == shown
    assert LINES == 3


@pytest.mark.parametrize(("number", "shown"), [(15, True), (16, False)])
def test_a_slope_in_an_update_is_short(number: int, shown: bool) -> None:
    J = Expression(f"x^2/2 + {'a' * number} x")
    factors = gradient_factors(J)
    assert bool(factors) == shown
    assert not factors or max(map(width, factors.values())) == SLOPE_WIDTH


def test_a_long_sum_is_broken_before_a_sign_and_a_longer_one_not_shown() -> None:
    assert cost_formula(Expression(RASTRIGIN)) == (
        r"\begin{aligned} J(x, y) ={} & 20 + x^{2} - 10 \cos\left(2 \pi x\right) + y^{2} \\ "
        r"& - 10 \cos\left(2 \pi y\right) \end{aligned}"
    )
    assert cost_formula(Expression("x*" * 60 + "y")) == f"J(x, y) = {TOO_LONG}"
    assert cost_formula(Expression("+".join(["sin(x)"] * 25))) == f"J(x) = {TOO_LONG}"


@pytest.mark.parametrize("formula", [*FORMULAS, "x*" * 60 + "y", "/(1+".join("x" * 20) + ")" * 19])
def test_no_line_is_wider_than_the_page(formula: str) -> None:
    J = Expression(formula)
    for shown, most in [(cost_formula(J), WIDTH), *((line, WIDE) for line in derivatives(J))]:
        lines = re.sub(r"\\(begin|end)\{aligned\}|&", "", shown.replace(TOO_LONG, "")).split(r" \\ ")
        assert len(lines) <= LINES
        assert max(map(width, lines)) <= most


def test_j_its_slopes_and_its_curvatures_are_listed() -> None:
    assert derivatives(Expression("x^2 y")) == [
        "J(x, y) = x^{2} y",
        r"\frac{\partial J}{\partial x} = 2 x y",
        r"\frac{\partial J}{\partial y} = x^{2}",
        r"\frac{\partial^2 J}{\partial x^2} = 2 y",
        r"\frac{\partial^2 J}{\partial x \, \partial y} = 2 x",
        r"\frac{\partial^2 J}{\partial y^2} = 0",
    ]
    assert len(derivatives(Expression(HIMMELBLAU))) == 6
    assert derivatives(Expression("((999x)^999)^999"))[1:] == [rf"\frac{{\partial J}}{{\partial x}} = {TOO_LONG}"]


@pytest.mark.parametrize(
    ("formula", "signs"),
    [
        ("x", 1),
        (r"w_{1}^{2}", 3),
        (r"\frac{x}{y + 1}", 3),
        (r"\frac{\frac{1}{2}}{x} + 1", 3),
        (r"\sin\left(x\right)", 6),
    ],
)
def test_the_width_counts_what_is_seen(formula: str, signs: int) -> None:
    assert width(formula) == signs
