"""J, its gradient and Hessian against SymPy's own derivatives at 30 digits, within what rounding can do."""

from functools import cache

import numpy as np
import pytest
import sympy

from gd import Expression
from gd.arrays import Array
from gd.expression.derivatives import RULES, Derivatives
from gd.expression.grammar import parse
from gd.expression.graph import Graph, Node
from gd.expression.operations import FUNCTIONS, OPERATIONS
from tests.expression.formulas import KINKED, SMOOTH
from tests.expression.rounding import MAGNIFIED, bounds

DIGITS = 30
x, y = SYMBOLS = sympy.symbols("x y", real=True)
OURS = {
    **{text: text.replace("Max", "max").replace("Min", "min").replace("E", "e") for text in (*SMOOTH, *KINKED)},
    "1/(1 + exp(-3*x*y + y))": "sigmoid(3x y - y)",
    "1/(1 + exp(-60*x + y))*y": "sigmoid(60x - y) y",
    "Max(x - y, 0)**2 + Max(y - x, 0)": "relu(x - y) relu(x - y) + relu(y - x)",
}
"""The same formula in SymPy's words and in ours."""


@cache
def exact(text: str) -> list[sympy.Expr]:
    """J, its gradient and the rows of its Hessian, by SymPy; decimals and constants are the numbers that we hold."""
    J = sympy.sympify(text, locals={"x": x, "y": y})
    J = J.xreplace({part: sympy.Rational(float(part)) for part in J.atoms(sympy.Float, sympy.NumberSymbol)})
    gradient = [J.diff(variable) for variable in SYMBOLS]
    return [J, *gradient, *(slope.diff(variable) for slope in gradient for variable in SYMBOLS)]


def places(text: str) -> Array:
    """Some weights above 0, and the same for each run."""
    return np.random.default_rng(len(text)).uniform(0.25, 1.5, size=(5, 2))


@pytest.mark.parametrize("text", OURS)
def test_values_slopes_and_curvatures_are_those_of_sympy(text: str) -> None:
    formula = Expression(OURS[text])
    graph = Graph(("x", "y"))
    cost = graph.node(parse(OURS[text]))
    derivatives = Derivatives(graph)
    gradient = derivatives.gradient(cost)
    hessian = derivatives.hessian(gradient)
    outputs: list[Node | None] = [cost, *gradient, *hessian[0], *hessian[1]]
    for w in places(text):
        ours = [formula.cost(w), *formula.gradient(w), *formula.hessian(w).ravel()]
        at = dict(zip(SYMBOLS, map(sympy.Rational, w), strict=True))
        for mine, error, theirs in zip(ours, bounds(graph, outputs, w), exact(text), strict=True):
            value = sympy.N(theirs.xreplace(at).doit(), DIGITS)
            assert error <= 1e-10 * max(1, abs(value)), "so wide a bound would say nothing"
            assert abs(sympy.Float(float(mine), DIGITS) - value) <= error


def test_the_formulas_use_every_operation() -> None:
    used = set[str]()
    for text in OURS.values():
        graph = Graph(("x", "y"))
        Derivatives(graph).gradient(graph.node(parse(text)))
        used |= {entry.operation for entry in graph.entries}
    assert used >= OPERATIONS.keys()
    assert RULES.keys() == MAGNIFIED.keys() == OPERATIONS.keys()
    assert set(FUNCTIONS) <= used


@pytest.mark.parametrize(
    ("text", "slope"), [("sigmoid(w)", "exp(-w)/(1 + exp(-w))^2"), ("tanh(w)", "4/(e^w + e^-w)^2")]
)
def test_far_out_on_a_plateau_the_slope_is_small_but_not_0(text: str, slope: str) -> None:
    for w in (np.array([20.0]), np.array([50.0])):
        for side in (w, -w):
            assert Expression(text).gradient(side) == pytest.approx([Expression(slope).cost(w)], rel=1e-12)
            assert Expression(text).gradient(side) > 0


def test_an_entry_is_held_once() -> None:
    graph = Graph(("x", "y"))
    assert graph.node(parse("sin(x y) + 1")) == graph.node(parse("sin(x y) + 1"))
    once, entries = graph.node(parse("exp(sin(x y))")), len(graph.entries)
    assert graph.node(parse("exp(sin(x y))")) == once
    assert len(graph.entries) == entries


def test_what_is_known_is_computed_at_once() -> None:
    graph = Graph(("x",))
    assert graph.constant(graph.node(parse("2 sin(pi/2)^3 + x^0"))) == 3.0
    assert graph.constant(graph.node(parse("2x"))) is None
    derivatives = Derivatives(graph)
    assert derivatives.of(graph.node(parse("3^2")), 0) is None
    slope = derivatives.of(graph.node(parse("(x + 1)^2/4 - 1x^1/1")), 0)
    assert slope is not None
    second = derivatives.of(slope, 0)
    assert second is not None
    assert graph.constant(second) == 0.5


@pytest.mark.parametrize("sign", [" ", "/", "-", "+"])
def test_a_long_chain_needs_no_deep_recursion_and_few_entries(sign: str) -> None:
    terms = sign.join("x" * 100)
    graph = Graph(("x",))
    derivatives = Derivatives(graph)
    gradient = derivatives.gradient(graph.node(parse(terms)))
    derivatives.hessian(gradient)
    assert len(graph.entries) <= 15 * 100
