"""Formulas as SymPy has them, part by part, and back: no text is handed over.

What SymPy could take long for is kept from it: all that has no variables is computed in floating point, except for
fractions, π and a few more that are exact when they are written; and powers that would make long numbers are given up.
"""

import math
from collections.abc import Sequence
from functools import cache, reduce
from typing import Any, TypeGuard

import numpy as np

from gd.expression.operations import OPERATIONS, OPERATORS
from gd.expression.symbolic_functions import functions
from gd.expression.tree import Apply, Number, Tree, Variable

WHOLE = 1e6
"""The whole numbers below this are exact, others floating-point numbers."""
SMALL = 1000
"""The numerators and denominators below this are written as a fraction, and roots and logarithms as such."""
DIGITS = 30
"""Most digits of a factor's power."""


class TooLongError(Exception):
    """A formula that SymPy could take long for, or that has no value."""


@cache
def symbol(name: str) -> Any:
    """A variable."""
    import sympy

    return sympy.Symbol(name)


def converted(tree: Tree) -> Any:
    """A formula as SymPy has it."""
    match tree:
        case Variable(name):
            return symbol(name)
        case Number(value):
            return _number(value)
    arguments = [converted(argument) for argument in tree.arguments]
    return with_value(_applied(tree.operation, *arguments))


def with_value(expression: Any) -> Any:
    """The expression, unless a part of it isn't a real number."""
    import sympy

    if expression.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I):
        raise TooLongError
    return expression


def _number(value: float) -> Any:
    import sympy

    if value in (math.pi, math.e):
        return sympy.pi if value == math.pi else sympy.E
    if not math.isfinite(value):
        raise TooLongError
    return sympy.Integer(int(value)) if value.is_integer() and abs(value) < WHOLE else sympy.Float(value)


def _applied(operation: str, *arguments: Any) -> Any:
    """An operation on SymPy's expressions."""
    import sympy

    a, b = arguments[0], arguments[-1]
    if operation in OPERATORS and operation != "^":
        return OPERATORS[operation](*arguments)
    if all(argument.is_number for argument in arguments):
        return _computed(operation, *arguments)
    if operation in ("^", "sqrt"):
        return _power(a, b if operation == "^" else sympy.Rational(1, 2))
    return getattr(functions(), operation)(*arguments)


def _computed(operation: str, *numbers: Any) -> Any:
    """A function or power of numbers: written as it is if that is short, and otherwise computed."""
    import sympy

    a, b = numbers[0], numbers[-1]
    if operation in ("sqrt", "log", "exp") and a.is_Integer and 0 < a < SMALL:
        return getattr(sympy, operation)(a)
    if operation == "^" and a.is_Integer and b.is_Integer and abs(a) ** min(abs(b), DIGITS) < WHOLE:
        return a**b
    with np.errstate(all="ignore"):
        return _number(float(OPERATIONS[operation](*map(np.float64, numbers))))


def _power(a: Any, b: Any) -> Any:
    import sympy

    if a == sympy.E or not b.is_number:
        return functions().exp(b) if a == sympy.E else functions().power(a, b)
    coefficient = abs(float(a.as_coeff_Mul()[0])) or 1.0
    if abs(float(b) * math.log10(coefficient)) > DIGITS:
        raise TooLongError
    return a**b


def tree_of(expression: Any) -> Tree:
    """What SymPy has found, as a formula."""
    if expression.is_Symbol:
        return Variable(expression.name)
    if expression.is_Add:
        terms = [tree_of(term) for term in expression.as_ordered_terms()]
        first = next((i for i, term in enumerate(terms) if not _negative(term)), 0)
        return reduce(_added, [terms[first], *terms[:first], *terms[first + 1 :]])
    return _product(expression)


def _added(total: Tree, term: Tree) -> Tree:
    return Apply("-", (total, term.arguments[0])) if _negative(term) else Apply("+", (total, term))


def _negative(tree: Tree) -> TypeGuard[Apply]:
    return isinstance(tree, Apply) and tree.operation == "negative"


def _product(expression: Any) -> Tree:
    """A product of factors over those with a negative power."""
    coefficient, rest = expression.as_coeff_Mul()
    above, below = _fraction(abs(coefficient))
    for factor in rest.as_ordered_factors() if rest != 1 else ():
        base, exponent = factor.as_base_exp()
        if factor.is_Pow and exponent.is_number and exponent.is_negative:
            below.append(_factor(base**-exponent))
        else:
            above.append(_factor(factor))
    product = _multiplied(above) if not below else Apply("/", (_multiplied(above), _multiplied(below)))
    return Apply("negative", (product,)) if coefficient.is_negative else product


def _fraction(coefficient: Any) -> tuple[list[Tree], list[Tree]]:
    """A number above 0 as numerator and denominator, without those that are 1."""
    if coefficient.is_Rational and max(coefficient.p, coefficient.q) < SMALL:
        return _unless_one(float(coefficient.p)), _unless_one(float(coefficient.q))
    value = float(coefficient)
    if not math.isfinite(value):
        raise TooLongError
    return _unless_one(value), []


def _unless_one(value: float) -> list[Tree]:
    return [] if value == 1 else [Number(value)]


def _multiplied(factors: Sequence[Tree]) -> Tree:
    return reduce(lambda a, b: Apply("*", (a, b)), factors) if factors else Number(1.0)


def _factor(expression: Any) -> Tree:
    """A factor that isn't a number or a quotient."""
    import sympy

    if expression in (sympy.pi, sympy.E):
        return Number(float(expression))
    if expression.is_Add or expression.is_Symbol or expression.is_Mul:
        return tree_of(expression)
    arguments = tuple(map(tree_of, expression.args))
    if expression.is_Pow:
        half = expression.exp == sympy.Rational(1, 2)
        return Apply("sqrt", arguments[:1]) if half else Apply("^", arguments)
    name, yes, no = type(expression).__name__, Number(1.0), Number(0.0)
    extra = {"less": (yes, no), "not_less": (no, yes)}.get(name, ())
    return Apply("choose" if extra else "^" if name == "power" else name, (*arguments, *extra))
