"""The derivatives that SymPy finds, beside mpmath's at 30 digits, and how formulas are written."""

import warnings

import mpmath
import numpy as np
import pytest

from gd.expression import symbolic
from gd.expression.expression import Expression
from gd.expression.grammar import parse
from gd.expression.graph import Graph
from gd.expression.names import variables
from gd.expression.symbolic_functions import SLOPES
from gd.expression.tree import Number, Tree, Variable, parts
from tests.expression.formulas import BEALE, HIMMELBLAU, RASTRIGIN, ROSENBROCK, readable, wild_formulas

MPMATH = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "negative": lambda a: -a,
    "abs": abs,
    "min": min,
    "max": max,
    "sigmoid": lambda a: 1 / (1 + mpmath.exp(-a)),
    "relu": lambda a: max(a, mpmath.mpf(0)),
    "sign": mpmath.sign,
    "choose": lambda a, b, x, y: x if a < b else y,
} | {name: getattr(mpmath, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")}
"""Each operation in as many digits as are asked for, written anew."""


FORMULAS = {
    "w^2": (r"w^{2}", [r"2 w"]),
    "w1^2 + w2^4": (r"w_{1}^{2} + w_{2}^{4}", [r"2 w_{1}", r"4 w_{2}^{3}"]),
    ROSENBROCK: (
        r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}",
        [r"2 x - 400 x \left(y - x^{2}\right) - 2", r"200 \left(y - x^{2}\right)"],
    ),
    HIMMELBLAU: (
        r"\left(x^{2} + y - 11\right)^{2} + \left(x + y^{2} - 7\right)^{2}",
        [
            r"2 \left(2 x \left(x^{2} + y - 11\right) + x + y^{2} - 7\right)",
            r"2 \left(x^{2} + 2 y \left(x + y^{2} - 7\right) + y - 11\right)",
        ],
    ),
    BEALE: (
        r"\left(1.5 - x + x y\right)^{2} + \left(2.25 - x + x y^{2}\right)^{2} + "
        r"\left(2.625 - x + x y^{3}\right)^{2}",
        None,
    ),
    RASTRIGIN: (
        r"20 + x^{2} - 10 \cos\left(2 \pi x\right) + y^{2} - 10 \cos\left(2 \pi y\right)",
        [r"2 x + 20 \pi \sin\left(2 \pi x\right)", r"2 y + 20 \pi \sin\left(2 \pi y\right)"],
    ),
    "x^2 - y^2": (r"x^{2} - y^{2}", ["2 x", "-2 y"]),
    "|w|": (r"\left|w\right|", [r"\operatorname{sign}\left(w\right)"]),
    "(w^2 - 1)^2": (r"\left(w^{2} - 1\right)^{2}", [r"4 w \left(w^{2} - 1\right)"]),
    "sin(3w) + 0.1w^2": (r"\sin\left(3 w\right) + 0.1 w^{2}", [r"0.2 w + 3 \cos\left(3 w\right)"]),
    "sigmoid(3x) + relu(y - 1)": (
        r"\sigma\left(3 x\right) + \operatorname{relu}\left(y - 1\right)",
        [r"3 \left(1 - \sigma\left(3 x\right)\right) \sigma\left(3 x\right)", r"\left[y - 1 > 0\right]"],
    ),
    "min(x, y) + max(x, 0, y)": (
        r"\min\left(x, y\right) + \max\left(x, 0, y\right)",
        None,
    ),
    "max(x, 2)": (r"\max\left(x, 2\right)", [r"\left[x > 2\right]"]),
    "max(2, x)": (r"\max\left(2, x\right)", [r"\left[x \ge 2\right]"]),
    "1 - exp(-w^2)": (r"1 - e^{-w^{2}}", [r"2 w e^{-w^{2}}"]),
    "2^x + log(x)": (r"2^{x} + \log\left(x\right)", None),
    "x^2/2 + 1/x": (r"\frac{x^{2}}{2} + \frac{1}{x}", [r"x - \frac{1}{x^{2}}"]),
    "sin(x)^2 + sqrt(x)": (r"\sin^{2}\left(x\right) + \sqrt{x}", None),
    "w - -2w + w*-3 + -w^2": (r"w - \left(-2 w\right) + w \left(-3\right) + \left(-w^{2}\right)", ["-2 w"]),
    "(a - (b - c)) (a/b)^2": (r"\left(a - \left(b - c\right)\right) \left(\frac{a}{b}\right)^{2}", None),
    "2*3x + 12345x + 1e-9x": (r"2 \cdot 3 x + 12{,}345 x + 10^{-9} x", None),
    "e x^pi": (r"e x^{\pi}", None),
    "α β_1 rate^2": (r"α β_{1} \mathit{rate}^{2}", None),
    "w1 w_1": (r"\mathit{w1} \mathit{w\_1}", None),
}


def evaluated(tree: Tree, at: dict[str, mpmath.mpf]) -> mpmath.mpf:
    match tree:
        case Number(value):
            return mpmath.mpf(value)
        case Variable(name):
            return at[name]
    return MPMATH[tree.operation](*(evaluated(argument, at) for argument in tree.arguments))


def close(x: mpmath.mpf, y: mpmath.mpf, share: float) -> bool:
    return abs(x - y) <= share * (1 + abs(x) + abs(y))


@pytest.mark.parametrize("text", FORMULAS)
def test_the_derivatives_are_mpmaths_and_those_of_the_run(text: str) -> None:
    tree, names = parse(text), variables(parse(text))
    slopes = symbolic.gradient(tree, names)
    assert slopes is not None
    with mpmath.workdps(30):
        for place in ([1.3, 0.7, 0.4], [0.3, 1.9, 2.2]):
            at = dict(zip(names, map(mpmath.mpf, place[: len(names)]), strict=True))
            exact = Expression(text).gradient(np.array(place[: len(names)]))
            for d, (name, slope) in enumerate(zip(names, slopes, strict=True)):
                along = mpmath.diff(lambda x, at=at, name=name: evaluated(tree, at | {name: x}), at[name], h="1e-12")
                found = evaluated(slope, at)
                assert close(found, along, 1e-10)  # the difference's own error
                assert close(found, mpmath.mpf(exact[d]), 1e-12)


@pytest.mark.parametrize(
    "text", ["w1^2 w2^3", ROSENBROCK, HIMMELBLAU, RASTRIGIN, "sin(3w) + 0.1w^2", "x^y", "sigmoid(3x)"]
)
def test_the_second_derivatives_are_those_of_the_run(text: str) -> None:
    J = Expression(text)
    entries = symbolic.hessian(J.tree, J.variables)
    assert entries is not None
    place = np.array([1.3, 0.7])[: len(J.names)]
    with mpmath.workdps(30):
        at = dict(zip(J.variables, map(mpmath.mpf, place), strict=True))
        found = [float(evaluated(entry, at)) for entry in entries]
    upper = J.hessian(place)[np.triu_indices(len(place))]
    assert found == pytest.approx(upper.tolist(), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_slopes_of_random_formulas_are_those_of_the_run(seed: int) -> None:
    compared = 0
    for J in readable(wild_formulas(seed + 100)):
        slopes = symbolic.gradient(J.tree, J.variables)
        w = np.array([1.37, 0.73, 2.11])[: len(J.variables)]
        expected = J.gradient(w)
        if slopes is None or not np.isfinite(expected).all() or np.abs(expected).max() > 1e8:
            continue
        graph = Graph(J.variables)
        with warnings.catch_warnings(action="ignore"):
            found = graph.function([graph.node(slope) for slope in slopes])(w)
        # Both have lost digits where numbers such as 10³⁰⁰ meet others; where none is lost they agree.
        if max((abs(p.value) for p in parts(J.tree) if isinstance(p, Number)), default=0) < 1e6:
            assert found == pytest.approx(expected.tolist(), rel=1e-6, abs=1e-6), J.text
            compared += 1
    assert compared >= 10


def test_every_function_has_a_slope_by_each_argument() -> None:
    assert set(MPMATH) - set("+-*/^") - {"negative", "sqrt", "choose"} == set(SLOPES) - {"power", "less", "not_less"}
