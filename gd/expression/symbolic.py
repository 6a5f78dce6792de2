"""The derivatives of a formula as formulas that are short enough to be read, found by SymPy.

SymPy is loaded by the first that is asked for.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from gd.expression.symbolic_tree import TooLongError, converted, symbol, tree_of, with_value
from gd.expression.tree import Tree, parts

LARGEST = 48
"""Most parts of a formula that is differentiated: a derivative grows faster than the formula."""
LONGEST = 120
"""Most parts of the derivatives together, as SymPy counts them: more can't be read, and take long."""


@lru_cache(maxsize=64)
def gradient(tree: Tree, names: tuple[str, ...]) -> tuple[Tree, ...] | None:
    """The derivative by each of the variables; None if they are too long to be read."""
    return _derivatives(tree, [(name,) for name in names])


@lru_cache(maxsize=64)
def hessian(tree: Tree, names: tuple[str, ...]) -> tuple[Tree, ...] | None:
    """The second derivatives by each two of the variables, in the order xx, xy, …, yy, …; None if they are too long."""
    return _derivatives(tree, [(a, b) for i, a in enumerate(names) for b in names[i:]])


def _derivatives(tree: Tree, by: Sequence[tuple[str, ...]]) -> tuple[Tree, ...] | None:
    """The derivative by one variable after another, for each such list of them."""
    if sum(1 for _ in parts(tree)) > LARGEST:
        return None
    try:
        found, left = [], LONGEST
        for names in by:
            slope = converted(tree)
            for name in names:
                slope = slope.diff(symbol(name))
                if (size := _size(slope)) > left:
                    return None
            left -= size
            found.append(tree_of(_tidied(with_value(slope))))
    except TooLongError:
        return None
    return tuple(found)


def _size(expression: Any) -> int:
    """The number of parts of an expression, counted no further than is needed."""
    ahead, size = [expression], 0
    while ahead and size <= LONGEST:
        size += 1
        ahead += ahead.pop().args
    return size


def _tidied(slope: Any) -> Any:
    """A derivative with its common factors collected, if that makes it shorter."""
    import sympy

    return min(slope, sympy.factor_terms(slope), key=lambda s: int(s.count_ops()))
