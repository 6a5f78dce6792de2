"""How formulas and their slopes are written, and what is too long to be."""

import numpy as np
import pytest

from gd.expression import symbolic
from gd.expression.grammar import parse
from gd.expression.names import variables
from gd.expression.notation import Notation
from gd.expression.symbolic_tree import DIGITS, TooLongError, converted
from gd.expression.tokens import ExpressionError
from gd.expression.tree import Apply, Number, Variable, parts
from tests.expression.formulas import wild_formulas
from tests.expression.test_symbolic import FORMULAS

HOSTILE = [
    "((999x)^999)^999",
    "999^(999*(999*(x + 999)))*999^(-998001*x)",
    "exp(exp(1e308 + 0*x))",
    "exp(exp(exp(999 + 0x)))",
    "exp(exp(x + 1e308)*exp(-x))",
    "x^x^x^x^x^x^x^x^x^x^x^x^x",
    "(" * 35 + "x" + ")^9" * 35,
    "sqrt(" * 30 + "2x" + ")" * 30,
    "(1 + x)^999999",
    "(x/3)^1e9",
    "(0.5x)^1e300",
    "((2x + 2)(3y + 3))^999",
    "(999983*999979*x)^(1/3)",
    "1/(x - x)",
    "log(0*x)",
    "sqrt(-4 + 0x)",
    "(-8)^(x/3)",
    "(pi x)^999999",
    "tan(pi/2 + 0x)",
    "+".join(f"1/{n}" for n in range(960, 995)) + "+x",
    "cosh(1/3 - x^999999)",
    "(a + b + c + d + f + g)^2/(a b c d f g)",
    "sin(a b c d f g)",
]


@pytest.mark.parametrize(("text", "cost", "slopes"), [(text, *written) for text, written in FORMULAS.items()])
def test_a_formula_is_written_as_typed_and_its_slopes_shortly(text: str, cost: str, slopes: list[str] | None) -> None:
    tree = parse(text)
    names = variables(tree)
    notation = Notation(names)
    assert notation.latex(tree) == cost
    if slopes is not None:
        assert [notation.latex(slope) for slope in symbolic.gradient(tree, names) or ()] == slopes


def test_a_variable_called_sigma_is_not_taken_for_the_function() -> None:
    assert Notation(["σ"]).latex(parse("sigmoid(σ)")) == r"\operatorname{sigmoid}\left(σ\right)"


@pytest.mark.parametrize(
    "text", ["(" * 35 + "x" + ")^x" * 35, "tanh(" * 30 + "x" + ")" * 30, "sqrt(" * 30 + "x" + ")" * 30]
)
def test_each_part_is_written_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written, calls = Notation._written, []
    monkeypatch.setattr(Notation, "_written", lambda self, tree: (calls.append(tree), written(self, tree))[1])
    tree = parse(text)
    Notation(["x"]).latex(tree)
    assert len(calls) == sum(1 for _ in parts(tree))


@pytest.mark.parametrize("formulas", [HOSTILE, *map(wild_formulas, range(4))], ids=["hostile", *"0123"])
def test_no_formula_makes_long_numbers_or_many_parts(formulas: list[str]) -> None:
    for text in formulas:
        try:
            tree = parse(text)
            names = variables(tree)
        except ExpressionError:
            continue
        for slopes in (symbolic.gradient(tree, names), symbolic.hessian(tree, names)):
            size = sum(1 for slope in slopes or () for _ in parts(slope))
            assert size <= 4 * symbolic.LONGEST, text
            assert all(np.isfinite(p.value) for s in slopes or () for p in parts(s) if isinstance(p, Number)), text
            assert all(len(Notation(names).latex(slope)) < 12 * symbolic.LONGEST for slope in slopes or ()), text


@pytest.mark.parametrize(("digits", "fits"), [(DIGITS, True), (DIGITS + 1, False)])
def test_a_power_of_a_factor_has_at_most_thirty_digits(digits: int, fits: bool) -> None:
    tree = Apply("^", (Apply("*", (Number(10.0), Variable("x"))), Number(float(digits))))
    if fits:
        assert converted(tree).as_coeff_Mul()[0] == 10**digits
    else:
        with pytest.raises(TooLongError):
            converted(tree)


@pytest.mark.parametrize(("text", "size", "shown"), [("-x" + "+x" * 23, 48, True), ("x" + "+x" * 24, 49, False)])
def test_a_formula_of_many_parts_is_not_differentiated(text: str, size: int, shown: bool) -> None:
    tree = parse(text)
    assert sum(1 for _ in parts(tree)) == size
    assert (symbolic.gradient(tree, ("x",)) is not None) == shown


@pytest.mark.parametrize(("factors", "shown"), [(5, True), (6, False)])
def test_slopes_that_are_long_together_are_given_up(factors: int, shown: bool) -> None:
    tree = parse(" ".join(f"sin(x + {k})" for k in range(factors)))
    assert sum(1 for _ in parts(tree)) <= symbolic.LARGEST
    assert (symbolic.gradient(tree, ("x",)) is not None) == shown
