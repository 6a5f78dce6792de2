"""A typed J and its derivatives as LaTeX, in lines that fit on the page."""

import re
from collections.abc import Sequence

from gd.expression.expression import Expression
from gd.expression.notation import Notation
from gd.expression.symbolic import gradient, hessian
from gd.expression.tree import Tree

WIDTH = 28
"""Most letters, digits and signs in a line of the formula beside the verdict."""
WIDE = 60
"""Most of them in a line of the list of derivatives, which has the page's width."""
SLOPE_WIDTH = 19
"""Most of them in a slope that an update shows."""
LINES = 3
"""Most lines of a formula, and of an update."""
TOO_LONG = r"\text{(too long to be shown)}"
INVISIBLE = re.compile(r"\\(left|right|mathit|operatorname|[,;!])|[{}^_ ]")
COMMAND = re.compile(r"\\(cdot|leftarrow|sqrt|pi|sigma|ge|le|times|partial)")
FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")


def width(formula: str) -> int:
    """About how many signs a formula is wide, those of a fraction counted where it is wider.

    >>> width(r"2 x + \\frac{10}{x^{2}}"), width(r"\\sin\\left(3 w\\right)")
    (5, 7)
    """
    while found := FRACTION.search(formula):
        formula = formula[: found.start()] + max(found[1], found[2], key=width) + formula[found.end() :]
    return len(COMMAND.sub("c", INVISIBLE.sub("", formula)).replace("\\", ""))


def typed_cost(problem: Expression, most: int = WIDTH) -> str:
    """J as it was typed; of one that is too long for the page only what it is of."""
    notation = Notation(problem.variables)
    J = f"J({', '.join(notation.symbols.values())})"
    return _in_lines(J, notation.terms(problem.tree), most) or f"{J} = {TOO_LONG}"


def gradient_factors(problem: Expression) -> dict[str, str]:
    """Each variable, and ∂J by it as the factor of a product; none if these aren't a few short lines."""
    notation = Notation(problem.variables)
    if len(problem.variables) > LINES or (slopes := gradient(problem.tree, problem.variables)) is None:
        return {}
    factors = {notation.symbols[w]: notation.factor(s) for w, s in zip(problem.variables, slopes, strict=True)}
    return factors if max(map(width, factors.values())) <= SLOPE_WIDTH else {}


def derivatives(problem: Expression) -> list[str]:
    """J, its slope by each variable and, where they are short, its second derivatives: a formula each."""
    notation, names = Notation(problem.variables), problem.variables
    symbols = [notation.symbols[name] for name in names]
    first, second = gradient(problem.tree, names), hessian(problem.tree, names)
    by = [rf"\frac{{\partial J}}{{\partial {x}}}" for x in symbols]
    pairs = [(x, y) for i, x in enumerate(symbols) for y in symbols[i:]]
    by_two = [_second(x, y) for x, y in pairs]
    return [
        typed_cost(problem, WIDE),
        *_equations(notation, by, first),
        *(_equations(notation, by_two, second) if second else []),
    ]


def _second(x: str, y: str) -> str:
    below = rf"\partial {x}^2" if x == y else rf"\partial {x} \, \partial {y}"
    return rf"\frac{{\partial^2 J}}{{{below}}}"


def _equations(notation: Notation, left: Sequence[str], right: Sequence[Tree] | None) -> list[str]:
    """An equation for each formula on the left."""
    if right is None:
        return [f"{formula} = {TOO_LONG}" for formula in left]
    pairs = zip(left, right, strict=True)
    return [_in_lines(formula, notation.terms(tree), WIDE) or f"{formula} = {TOO_LONG}" for formula, tree in pairs]


def _in_lines(left: str, terms: Sequence[str], most: int) -> str:
    """left = the sum of the terms, broken before a sign where it is too long for a line; empty if it stays so."""
    lines = [f"{left} = {terms[0]}"]
    for term in terms[1:]:
        if width(lines[-1]) + width(term) <= most:
            lines[-1] += f" {term}"
        else:
            lines.append(term)
    if max(map(width, lines)) > most or len(lines) > LINES:
        return ""
    if len(lines) == 1:
        return lines[0]
    lines[0] = lines[0].replace(" = ", " ={} & ", 1)
    return r"\begin{aligned} " + r" \\ & ".join(lines) + r" \end{aligned}"
