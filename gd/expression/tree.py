"""What a formula is made of: numbers, variables, and functions applied to others."""

from collections.abc import Iterator
from dataclasses import dataclass

from gd.expression.operations import CONSTANTS, OPERATORS


@dataclass(frozen=True)
class Number:
    """A number, as in 0.5."""

    value: float


@dataclass(frozen=True)
class Variable:
    """A variable by its name, as in w1."""

    name: str


@dataclass(frozen=True)
class Apply:
    """An operator or a function, one of `gd.expression.operations`, applied to its arguments."""

    operation: str
    arguments: tuple["Tree", ...]


Tree = Number | Variable | Apply


def parts(tree: Tree) -> Iterator[Tree]:
    """The tree and all trees in it, each after those it is made of."""
    if isinstance(tree, Apply):
        for argument in tree.arguments:
            yield from parts(argument)
    yield tree


def written(tree: Tree) -> str:
    """A tree as a formula that can be typed: it is read as the same tree again.

    >>> written(Apply("^", (Apply("negative", (Number(2.0),)), Apply("/", (Number(1.0), Variable("x"))))))
    '(-2)^(1 / x)'
    """
    match tree:
        case Number(value):
            names = [name for name, constant in CONSTANTS.items() if constant == value]
            return (names or [repr(value).removesuffix(".0")])[0]
        case Variable(name):
            return name
        case Apply("negative", (a,)):
            return f"-{_operand(a)}"
        case Apply("^", (a, b)):
            return f"{_operand(a)}^{_operand(b)}"
        case Apply(("+" | "-" | "*" | "/") as sign, (a, b)):
            return f"{_operand(a)} {sign} {_operand(b)}"
        case Apply(name, arguments):
            return f"{name}({', '.join(map(written, arguments))})"


def _operand(tree: Tree) -> str:
    """A tree as what an operator is applied to: in brackets if it is an operator's result itself."""
    text = written(tree)
    return f"({text})" if isinstance(tree, Apply) and tree.operation in OPERATORS else text
