"""How a formula is read, against the same arithmetic written in Python, and what is said of one that can't be read."""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gd import Expression
from gd.expression.grammar import LENGTH, parse
from gd.expression.names import shown, variables
from gd.expression.operations import FUNCTIONS, OPERATORS, SEVERAL
from gd.expression.tree import Apply, Number, Tree, Variable, written

X, Y, Z = 1.75, 0.625, -2.5


READ: dict[str, Callable[[float, float, float], float]] = {
    "-x^2": lambda x, y, z: -(x**2),
    "−x²": lambda x, y, z: -(x**2),
    "(-x)^2": lambda x, y, z: x**2,
    "2^-x": lambda x, y, z: 2**-x,
    "2^-x^2": lambda x, y, z: 2 ** -(x**2),
    "x^y^z": lambda x, y, z: x ** (y**z),
    "x**y**z": lambda x, y, z: x ** (y**z),
    "(x^y)^z": lambda x, y, z: (x**y) ** z,
    "x² ^y": lambda x, y, z: (x**2) ** y,
    "x²³": lambda x, y, z: x**23,
    "x⁻²y": lambda x, y, z: x**-2 * y,
    "x³y⁴": lambda x, y, z: x**3 * y**4,
    "1/2x": lambda x, y, z: (1 / 2) * x,
    "x/y/z": lambda x, y, z: (x / y) / z,
    "x/y z": lambda x, y, z: (x / y) * z,
    "x - y - z": lambda x, y, z: (x - y) - z,
    "x - y + z": lambda x, y, z: (x - y) + z,
    "x - -y": lambda x, y, z: x + y,
    "x*-y + z": lambda x, y, z: x * -y + z,
    "+x - (+y)": lambda x, y, z: x - y,
    "2x^2": lambda x, y, z: 2 * x**2,
    "2^3x": lambda x, y, z: 2**3 * x,
    "2(x + 1)(y - z)": lambda x, y, z: 2 * (x + 1) * (y - z),
    "x y z": lambda x, y, z: x * y * z,
    "x(y)": lambda x, y, z: x * y,
    "(x)y": lambda x, y, z: x * y,
    "(x + y) sin(z)²": lambda x, y, z: (x + y) * math.sin(z) ** 2,
    "2 sin(3x)cos(y)": lambda x, y, z: 2 * math.sin(3 * x) * math.cos(y),
    "2 - x": lambda x, y, z: 2 - x,
    "x·y × z ∗ x ⋅ y": lambda x, y, z: x * y * z * x * y,
    "x − y – z": lambda x, y, z: x - y - z,
    "x ÷ y": lambda x, y, z: x / y,
    "|z|": lambda x, y, z: abs(z),
    "2|z|x": lambda x, y, z: 2 * abs(z) * x,
    "|x||z|": lambda x, y, z: abs(x) * abs(z),
    "|x - |z||²": lambda x, y, z: abs(x - abs(z)) ** 2,
    "||z| - x|": lambda x, y, z: abs(abs(z) - x),
    "|(|z| x)|": lambda x, y, z: abs(abs(z) * x),
    "|z|y|x|": lambda x, y, z: abs(z) * y * abs(x),
    "ln(x) + log(x)": lambda x, y, z: 2 * math.log(x),
    "2pi x + e^y": lambda x, y, z: 2 * math.pi * x + math.e**y,
    "2πx + πy": lambda x, y, z: 2 * math.pi * x + math.pi * y,
    "2e1x + 2e": lambda x, y, z: 20 * x + 2 * math.e,
    ".5x + 5.y + 1.25e-1 z": lambda x, y, z: 0.5 * x + 5 * y + 0.125 * z,
    "min(x, y, z) + max(x, y, z)": lambda x, y, z: z + x,
    "sqrt(x) + exp(y)": lambda x, y, z: math.sqrt(x) + math.exp(y),
    "sinh(x) - cosh(y) + tanh(z)": lambda x, y, z: math.sinh(x) - math.cosh(y) + math.tanh(z),
    "sin(x) cos(y) tan(z)": lambda x, y, z: math.sin(x) * math.cos(y) * math.tan(z),
    "abs(z) + relu(z) + relu(x)": lambda x, y, z: -z + x,
    "sigmoid(x)": lambda x, y, z: 1 / (1 + math.exp(-x)),
    " \tx\u00a0+\ny ": lambda x, y, z: x + y,
}


@pytest.mark.parametrize("text", READ)
def test_a_formula_is_read_as_people_read_it(text: str) -> None:
    formula = Expression(text)
    at = {"x": X, "y": Y, "z": Z}
    cost = formula.cost(np.array([at[name] for name in formula.variables]))
    assert cost == pytest.approx(READ[text](X, Y, Z), rel=1e-14)


@pytest.mark.parametrize(
    ("text", "names", "typed"),
    [
        ("w2 + w10 + w1", ("w₁", "w₂", "w₁₀"), ("w1", "w2", "w10")),
        ("w₁ + w_2", ("w₁", "w₂"), ("w1", "w_2")),
        ("w1 + w_1", ("w1", "w_1"), ("w1", "w_1")),
        ("w7 + w07", ("w₀₇", "w₇"), ("w07", "w7")),
        ("b + a2 + Θ + η", ("a₂", "b", "Θ", "η"), ("a2", "b", "Θ", "η")),
        ("learning_rate", ("learning_rate",), ("learning_rate",)),
        ("sine + cost", ("cost", "sine"), ("cost", "sine")),
    ],
)
def test_variables_have_any_names_in_the_order_of_people(
    text: str, names: tuple[str, ...], typed: tuple[str, ...]
) -> None:
    assert Expression(text).names == names
    assert Expression(text).variables == typed


def test_a_name_is_shown_with_its_number_below() -> None:
    assert [shown(name) for name in ("w", "w1", "w_12", "x_1a", "x2y3")] == ["w", "w₁", "w₁₂", "x_1a", "x2y₃"]


def trees() -> st.SearchStrategy[Tree]:
    """Any tree that a text can be read as, small enough to be read again."""
    numbers = st.floats(min_value=0, max_value=1e300).map(lambda x: Number(abs(x)))
    leaves = st.one_of(numbers, st.sampled_from(["x", "y", "w1"]).map(Variable))
    pairs = st.sampled_from([*(sign for sign in OPERATORS if sign != "negative"), *SEVERAL])
    single = st.sampled_from(["negative", *(name for name in FUNCTIONS if name not in SEVERAL)])
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda name, a: Apply(name, (a,)), single, inner),
            st.builds(lambda name, a, b: Apply(name, (a, b)), pairs, inner, inner),
        ),
        max_leaves=8,
    ).filter(lambda tree: len(written(tree)) <= LENGTH)


@given(trees())
def test_what_is_written_is_read_as_the_same_tree(tree: Tree) -> None:
    assert parse(written(tree)) == tree


@given(trees())
def test_the_variables_of_a_tree_are_those_in_its_text(tree: Tree) -> None:
    names = {name for name in ("x", "y", "w1") if re.search(rf"\b{name}\b", written(tree))}
    if names:
        assert set(variables(tree)) == names
