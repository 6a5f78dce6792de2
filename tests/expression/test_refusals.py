"""What is said of a formula that can't be read, and how large and how deep one may be."""

import re

import numpy as np
import pytest

from gd import Expression
from gd.expression.grammar import DEPTH, LENGTH, PARTS, parse
from gd.expression.tokens import ExpressionError

SAID = {
    "": "Type a formula for J, for example w1^2 + w2^4.",
    " \n": "Type a formula for J, for example w1^2 + w2^4.",
    "x + y*": "Expected a number, a variable or a bracket after “*”, at position 7.",
    "x × ": "Expected a number, a variable or a bracket after “×”, at position 5.",
    "*x": "Expected a number, a variable or a bracket, not “*”, at position 1.",
    "x + * y": "Expected a number, a variable or a bracket after “+”, not “*”, at position 5.",
    "()": "Expected a number, a variable or a bracket after “(”, not “)”, at position 2.",
    "²x": "Expected a number, a variable or a bracket, not “²”, at position 1.",
    "x + * §": "Expected a number, a variable or a bracket after “+”, not “*”, at position 5.",
    "2(x + 1": "“(” is never closed, at position 2.",
    "max(x, (y)": "“(” is never closed, at position 4.",
    "(|x)": "“|” is never closed, at position 2.",
    "x + 1)": "“)” closes nothing, at position 6.",
    "0,5 x": "“,” can't stand here (a decimal has a point, as in 0.5), at position 2.",
    "sin(x, y)": "“,” can't stand here (a decimal has a point, as in 0.5), at position 6.",
    "max((x, y))": "“,” can't stand here (a decimal has a point, as in 0.5), at position 7.",
    "x 2": "A sign such as * is missing before “2”, at position 3.",
    "(1.2.3 x)": "A sign such as * is missing before “.3”, at position 5.",
    "x^2²²³ 4": "A sign such as * is missing before “4”, at position 8.",
    "x² ³": "A sign such as * is missing before “³”, at position 4.",
    "sin x": "Brackets are missing after “sin”, as in sin(…), at position 5.",
    "x + ln": "Brackets are missing after “ln”, as in ln(…), at position 7.",
    "sin²(x)": "A power of sin is written behind its brackets, as in sin(…)^2, at position 4.",
    "sin^2(x)": "A power of sin is written behind its brackets, as in sin(…)^2, at position 4.",
    "min(x)": "“min” needs two or more numbers, as in min(0, …), at position 1.",
    "1 + foo(x)": (
        "There is no function “foo” (there are exp, log, sqrt, sin, cos, tan, sinh, cosh, tanh, abs, min, max, "
        "sigmoid, relu), at position 5."
    ),
    "J = x^2": "Type only what J is, without an equals sign, at position 3.",
    "x^2 $": "“$” can't be read in a formula, at position 5.",
    "x.y": "“.” can't be read in a formula, at position 2.",
    "_x": "“_” can't be read in a formula, at position 1.",
    "x\u200e": "The invisible character U+200E can't be read in a formula, at position 2.",
    "xΡ\u03a2Σ": "The invisible character U+03A2 can't be read in a formula, at position 3.",
    "\ud800": "The invisible character U+D800 can't be read in a formula, at position 1.",
    "x + 1e309": "“1e309” is larger than any number that can be computed with, at position 5.",
    "x + 9^9^9^9": "“9^(9^9)” is larger than any number that can be computed with.",
    "x + 1/(2 - 2)": "“1 / (2 - 2)” has no value: it is a division by 0.",
    "log(-2) x": "“log(-2)” has no value: it is the logarithm of −2.",
    "x log(0)": "“log(0)” has no value: it is the logarithm of 0.",
    "(-2)^0.5 x": "“(-2)^0.5” has no value: it is −2 to the power 0.5.",
    "3 + pi": "The formula has no variable; J has to depend on at least one, as in w^2.",
    "a + b + c + d + f + g + h": "The formula has 7 variables; at most 6 can be worked with.",
    "x + y + xy": "“xy” is read as one name; if it isn't one, write “x y”.",
    "sinx": "“sinx” is read as one name; if it isn't one, write “sin(x)”.",
    "x + sinx": "“sinx” is read as one name; if it isn't one, write “sin(x)”.",
    "w1 + lnw1": "“lnw1” is read as one name; if it isn't one, write “ln(w1)”.",
}


@pytest.mark.parametrize("text", SAID)
def test_what_cannot_be_read_is_said_with_its_place(text: str) -> None:
    with pytest.raises(ExpressionError, match=f"^{re.escape(SAID[text])}$") as error:
        Expression(text)
    place = re.search(r"at position ([0-9]+)\.$", SAID[text])
    assert error.value.position == (int(place[1]) if place else None)
    assert isinstance(error.value, ValueError)


def test_the_largest_formulas_are_read_and_larger_ones_refused() -> None:
    assert Expression("x" + " " * (LENGTH - 1)).cost(np.array([2.0])) == 2.0
    with pytest.raises(ExpressionError, match=r"^The formula has 201 characters; at most 200 can be read\.$"):
        Expression("x" + " " * LENGTH)
    most = "x²" * (PARTS // 4)
    assert Expression(f"-{most}").cost(np.array([1.0])) == -1.0
    with pytest.raises(ExpressionError, match=r"^The formula has 301 parts; at most 300 can be worked with\.$"):
        Expression(f"--{most}")
    assert len(Expression("a + b + c + d + f + g").names) == 6


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("-", ""), ("|", "|"), ("x^", ""), ("ln(", ")")])
def test_brackets_signs_and_powers_are_nested_only_so_deep(opening: str, closing: str) -> None:
    parse(opening * DEPTH + "x" + closing * DEPTH)
    deeper = DEPTH + 1
    with pytest.raises(
        ExpressionError, match=r"^Brackets, signs and powers can be nested 40 deep at most, at"
    ) as error:
        parse(opening * deeper + "x" + closing * deeper)
    assert error.value.position == len(opening) * deeper + 1
