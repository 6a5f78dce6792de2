"""Formulas to try: functions known from the literature, one for each operation, and random ones."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gd.expression.expression import Expression
from gd.expression.operations import FUNCTIONS, SEVERAL
from gd.expression.tokens import ExpressionError


@dataclass(frozen=True)
class Known:
    """A formula with the weights at which its gradient is 0, and how many directions J curves down along there."""

    text: str
    stationary: tuple[tuple[float, ...], ...]
    falling: int = 0


ROSENBROCK = "(1 - x)^2 + 100 (y - x^2)^2"
HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
BEALE = "(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2"
RASTRIGIN = "20 + x^2 - 10 cos(2pi x) + y^2 - 10 cos(2pi y)"

KNOWN = {
    "square": Known("w^2", ((0,),)),
    "exercise": Known("w1^2 + w2^4", ((0, 0),)),
    # H. H. Rosenbrock, An automatic method for finding the greatest or least value of a function, 1960.
    "Rosenbrock": Known(ROSENBROCK, ((1, 1),)),
    # D. M. Himmelblau, Applied Nonlinear Programming, 1972; the three others to six digits.
    "Himmelblau": Known(
        HIMMELBLAU,
        ((3, 2), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127)),
    ),
    # J. Moré, B. Garbow, K. Hillstrom, Testing unconstrained optimization software, 1981, problem 5.
    "Beale": Known(BEALE, ((3, 0.5),)),
    "Booth": Known("(x + 2y - 7)^2 + (2x + y - 5)^2", ((1, 3),)),
    "Rastrigin": Known(RASTRIGIN, ((0, 0),)),
    "Styblinski–Tang": Known(
        "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2", ((-2.903534, -2.903534), (2.746803, -2.903534))
    ),
    "saddle": Known("x^2 - y^2", ((0, 0),), falling=1),
    "monkey saddle": Known("x^3 - 3x y^2", ((0, 0),)),
    "plateau": Known("1 - exp(-(x^2 + y^2)/2)", ((0, 0),)),
    "double well": Known("(w^2 - 1)^2", ((1,), (-1,))),
    "its ridge": Known("(w^2 - 1)^2", ((0,),), falling=1),
    "waves": Known("sin(3w) + 0.1 w^2", ((-0.512214,),)),
}
"""Where they are known from the literature (S. Surjanovic, D. Bingham, Virtual Library of Simulation Experiments,
2013); of the last one, where 3cos(3w) + 0.2w changes its sign."""

SMOOTH = (
    "x**2*y - 3*x/y + 0.1",
    "x**3 - 3*x*y**2 + x**-2",
    "x**y + y**x",
    "(x*y)**0.3 + 2**(x - y)",
    "exp(x*y) - exp(-x)",
    "log(x + y**2)*x",
    "sqrt(x*y + 1)/(1 + x)",
    "sin(3*x)*cos(x - y)",
    "tan(x*y/2)",
    "sinh(x - y)*cosh(x*y)",
    "tanh(2*x - 3*y)",
    "x*tanh(4*x + 5*y)",
    "1/(1 + x**2 + y**2)",
    "log(1 + exp(x - 2*y))",
    "exp(sin(x**2)) - cos(exp(y))",
    "x**x*y",
    "pi*x**2 - E**y*x",
)
"""In the words that SymPy knows too, for x and y above 0."""
KINKED = (
    "abs(x - y)*x",
    "abs(sin(5*x)) + abs(x - 2*y)**3",
    "Max(x**2, y, x*y)",
    "Min(x**2, y, x*y)*y",
    "Max(x, Min(y, x*y))",
)

SHAPES = ("{} + {}", "{} - {}", "({})({})", "({})/({})", "({})^2", "({})³", "2^({})", "-({})", "({})^-1", "|{}|")


def random_formula(chance: random.Random, depth: int = 3) -> str:
    """A formula of x, y and z, whose parts are nested at most so deep."""
    if depth == 0 or chance.random() < 0.15:
        return chance.choice(["x", "y", "z", "x", "y", "0.5", "2x", "3", "pi y", "x y", "z^2"])
    name = chance.choice([*SHAPES, *FUNCTIONS])
    shape = name if name in SHAPES else f"{name}({{}}, {{}})" if name in SEVERAL else f"{name}({{}})"
    return shape.format(*(random_formula(chance, depth - 1) for _ in range(shape.count("{}"))))


def wild_formula(choose: random.Random, depth: int) -> str:
    """A formula of which many have huge numbers, or no value."""
    if depth == 0 or choose.random() < 0.12:
        return choose.choice([*"xxyyz", "2", "0.5", "999", "1e300", "pi", "e", "0", "1e-300", "1/3", "999999"])
    one, other = wild_formula(choose, depth - 1), wild_formula(choose, depth - 1)
    if choose.random() < 0.6:
        return f"({one}{choose.choice('+-*/^')}{other})"
    function = choose.choice(list(FUNCTIONS))
    return f"{function}({one},{other})" if function in SEVERAL else f"{function}({one})"


def wild_formulas(seed: int) -> list[str]:
    """Sixty of them, the same for each seed, cut off at 200 characters."""
    return [wild_formula(choose := random.Random(100 * seed + k), choose.randint(1, 5))[:200] for k in range(60)]


def readable(texts: Iterable[str]) -> Iterator[Expression]:
    """Those of the texts that are formulas."""
    for text in texts:
        try:
            formula = Expression(text)
        except ExpressionError:
            continue
        yield formula


GALLERY = [
    *(known.text for known in KNOWN.values()),
    *SMOOTH,
    *(text.replace("Max", "max").replace("Min", "min") for text in KINKED),
    "|w|",
    "relu(x)^2 + sigmoid(x y) + |x|^3 + max(x, y, x y)",
    "a + b^2 + c^3 + d^4 + f^5 + g^6 + a b c d f g",
]
"""All of these in the words of the grammar, and some more."""
