"""The names of a formula's variables, as they are typed and as they are shown."""

import re

from gd.expression.operations import FUNCTIONS, OTHER_NAMES
from gd.expression.tokens import ExpressionError
from gd.expression.tree import Tree, Variable, parts
from gd.text import quoted

VARIABLES = 6
"""The most variables of a formula."""
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def variables(tree: Tree) -> tuple[str, ...]:
    """The names of a tree's variables, sorted as people count: w2 before w10.

    Raises ExpressionError if there is none, or more than VARIABLES, or if one looks like a product of others, or like
    a function of one.
    """
    names = {part.name for part in parts(tree) if isinstance(part, Variable)}
    if not names:
        raise ExpressionError("The formula has no variable; J has to depend on at least one, as in w^2")
    if len(names) > VARIABLES:
        raise ExpressionError(f"The formula has {len(names)} variables; at most {VARIABLES} can be worked with")
    for name in sorted(names):
        meant = [f"{function}({name.removeprefix(function)})" for function in _begins(name, names)]
        if len(name) > 1 and set(name) <= names:
            meant.append(" ".join(name))
        if meant:
            raise ExpressionError(f"{quoted(name)} is read as one name; if it isn't one, write {quoted(meant[0])}")
    return tuple(
        sorted(names, key=lambda name: ([(int(t), "") if t.isdigit() else (-1, t) for t in _runs(name)], name))
    )


def _begins(name: str, names: set[str]) -> list[str]:
    """The functions that a name begins with, if the rest is another name, or one that most people use: sin for sinx."""
    begun = [f for f in (*FUNCTIONS, *OTHER_NAMES) if name.startswith(f)]
    return [f for f in begun if name.removeprefix(f) in {*names, *"wxyz"}]


def _runs(name: str) -> list[str]:
    return re.findall(r"[0-9]+|[^0-9]+", name)


def shown(name: str) -> str:
    """A variable's name as it is shown: w₁ for w1."""
    stem = name.rstrip("0123456789")
    return (stem.rstrip("_") or stem) + name[len(stem) :].translate(SUBSCRIPTS)
