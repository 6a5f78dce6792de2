"""How far rounding takes a formula's value from the exact one: a running error analysis.

N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 2002, section 3.3: each operation rounds its
own result, and passes on the errors of its operands, magnified by its slope.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from gd.arrays import EPS, Array
from gd.expression.graph import VARIABLE, Graph, Node

ULPS = 4
"""How many units in the last place a function of NumPy may be off, at most."""
MAGNIFIED: Mapping[str, Callable[..., tuple[float, ...]]] = {
    "+": lambda v, a, b: (1, 1),
    "-": lambda v, a, b: (1, 1),
    "*": lambda v, a, b: (b, a),
    "/": lambda v, a, b: (1 / b, v / b),
    "^": lambda v, a, b: (b * v / a, v * math.log(abs(a))),
    "negative": lambda v, a: (1,),
    "exp": lambda v, a: (v,),
    "log": lambda v, a: (1 / a,),
    "sqrt": lambda v, a: (1 / (2 * v),),
    "sin": lambda v, a: (math.cos(a),),
    "cos": lambda v, a: (math.sin(a),),
    "tan": lambda v, a: (1 + v * v,),
    "sinh": lambda v, a: (math.cosh(a),),
    "cosh": lambda v, a: (math.sinh(a),),
    "tanh": lambda v, a: (1 - v * v,),
    "sigmoid": lambda v, a: (v * (1 - v),),
    "abs": lambda v, a: (1,),
    "relu": lambda v, a: (1,),
    "sign": lambda v, a: (0,),
    "min": lambda v, a, b: (1, 1),
    "max": lambda v, a, b: (1, 1),
    "choose": lambda v, a, b, x, y: (0, 0, 1, 1),
}
"""The slopes of each operation, from its value and operands."""


def bounds(graph: Graph, outputs: list[Node | None], w: Array) -> list[float]:
    """How far from the exact value each output at w may be."""
    needed = graph.needed(outputs)
    values: dict[Node, Any] = dict(zip(needed, map(float, graph.function(needed)(w)), strict=True))
    error = dict[Node | None, float]({None: 0.0})
    for node in needed:
        entry, operands = graph.entries[node], [values[o] for o in graph.entries[node].operands]
        slopes = MAGNIFIED[entry.operation](values[node], *operands) if operands else ()
        passed_on = sum(abs(s) * error[o] for s, o in zip(slopes, entry.operands, strict=True))
        own = 0.0 if entry.operation == VARIABLE else ULPS * EPS * abs(values[node])
        error[node] = float(np.nextafter(own + 1.01 * passed_on, np.inf))
    return [error[output] for output in outputs]
