"""Formulas as LaTeX, in the order in which they were typed."""

import math
import re
from collections.abc import Sequence

from gd.expression.tree import Apply, Number, Tree, Variable
from gd.text import latex, rate

SUM, PRODUCT, FRACTION, POWER, ATOM = range(5)
"""How tightly a formula holds together. One that is part of another needs brackets if it holds less tightly."""
NAMED = ("log", "sin", "cos", "tan", "sinh", "cosh", "tanh")
"""The functions whose powers are written sin²(x)."""
CALLED = {name: rf"\{name}" for name in (*NAMED, "min", "max")} | {
    "sigmoid": r"\sigma",
    "relu": r"\operatorname{relu}",
    "sign": r"\operatorname{sign}",
}
CONSTANTS = {math.pi: r"\pi", math.e: "e"}
NUMBER = re.compile(r"[0-9]|\\frac")
"""How a factor begins that would run together with the number before it."""


class Notation:
    """How formulas of these variables are written."""

    def __init__(self, names: Sequence[str]) -> None:
        short = [_symbol(name) for name in names]
        self.symbols = dict(zip(names, short if len(set(short)) == len(names) else map(_letters, names), strict=True))
        """Each variable as LaTeX: w_{1} for w1."""
        self.called = CALLED | ({"sigmoid": r"\operatorname{sigmoid}"} if "σ" in names else {})

    def latex(self, tree: Tree, at_least: int = SUM, *, first: bool = True) -> str:
        """A formula that is the first part, or a later one, of another whose parts hold at least so tightly."""
        text, level = self._written(tree)
        return text if level >= at_least and (first or not text.startswith("-")) else _bracketed(text)

    def factor(self, tree: Tree) -> str:
        """A formula that something before it is multiplied by."""
        return self.latex(tree, PRODUCT, first=False)

    def terms(self, tree: Tree) -> list[str]:
        """The terms of a sum, each with its sign except for the first; of anything else, the whole."""
        match tree:
            case Apply(("+" | "-") as sign, (a, b)):
                return [*self.terms(a), f"{sign} {self.latex(b, PRODUCT, first=False)}"]
        return [self.latex(tree)]

    def _written(self, tree: Tree) -> tuple[str, int]:
        """A formula as LaTeX, and how tightly it holds together."""
        match tree:
            case Number() | Variable():
                return _number(tree.value) if isinstance(tree, Number) else (self.symbols[tree.name], ATOM)
            case Apply("choose", (a, b, x, _)):
                return self._condition(a, b, "<" if x == Number(1.0) else r"\ge"), ATOM
            case Apply("+" | "-"):
                return " ".join(self.terms(tree)), SUM
            case Apply("negative", (a,)):
                return f"-{self.latex(a, PRODUCT, first=False)}", PRODUCT
            case Apply("*", (a, b)):
                left, right = self.latex(a, PRODUCT), self.latex(b, FRACTION, first=False)
                return left + (r" \cdot " if NUMBER.match(right) else " ") + right, PRODUCT
        return self._function(tree.operation, *tree.arguments)

    def _function(self, name: str, a: Tree, *more: Tree) -> tuple[str, int]:
        """A power or a function of a, and perhaps of more, as LaTeX, and how tightly it holds together."""
        match name, a, more:
            case "^", Apply(outer, (inner,)), (Number(power),) if outer in NAMED and power in range(2, 100):
                return f"{self.called[outer]}^{{{power:.0f}}}{_bracketed(self.latex(inner))}", POWER
            case "^", _, (b,):
                return f"{self.latex(a, ATOM)}^{{{self.latex(b)}}}", POWER
            case "exp", _, _:
                return f"e^{{{self.latex(a)}}}", POWER
            case "/", _, (b,):
                return rf"\frac{{{self.latex(a)}}}{{{self.latex(b)}}}", FRACTION
            case "sqrt" | "abs", _, _:
                return (r"\sqrt{%s}" if name == "sqrt" else r"\left|%s\right|") % self.latex(a), ATOM
        return self.called[name] + _bracketed(", ".join(map(self.latex, _arguments(Apply(name, (a, *more)))))), POWER

    def _condition(self, a: Tree, b: Tree, comparison: str) -> str:
        """1 where a < b (or a ≥ b) and 0 elsewhere, in Iverson's brackets; a number is written last."""
        if isinstance(a, Number):
            a, b, comparison = b, a, {"<": ">", r"\ge": r"\le"}[comparison]
        return rf"\left[{self.latex(a)} {comparison} {self.latex(b)}\right]"


def _arguments(tree: Apply) -> list[Tree]:
    """The arguments of a function; of min(min(x, y), z), all three."""
    first, *more = tree.arguments
    nested = isinstance(first, Apply) and first.operation == tree.operation and bool(more)
    return [*(_arguments(first) if nested and isinstance(first, Apply) else [first]), *more]


def _bracketed(text: str) -> str:
    return rf"\left({text}\right)"


def _number(value: float) -> tuple[str, int]:
    if value in CONSTANTS:
        return CONSTANTS[value], ATOM
    text = latex(rate(value))
    return text, PRODUCT if r"\times" in text else POWER if "^" in text else ATOM


def _symbol(name: str) -> str:
    """A variable's name, what follows its letters as an index: w_{1} for w1, w_{1,2} for w_1_2."""
    letters = re.match(r"[^\W\d_]+", name)
    stem = letters[0] if letters else name
    index = name[len(stem) :].strip("_").replace("_", ",")
    return _letters(stem) + (f"_{{{index if index.replace(',', '').isdigit() else _letters(index)}}}" if index else "")


def _letters(name: str) -> str:
    return name if len(name) == 1 else r"\mathit{" + name.replace("_", r"\_") + "}"
