"""The operators and functions that a formula may use, and what NumPy makes of each."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Function = Callable[..., Any]
"""From numbers, or arrays [K] of them, to a number or an array [K]."""

OPERATORS: Mapping[str, Function] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "negative": operator.neg,
}


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _relu(x: Any) -> Any:
    return np.maximum(x, 0.0)


FUNCTIONS: Mapping[str, Function] = {
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "abs": np.abs,
    "min": np.minimum,
    "max": np.maximum,
    "sigmoid": _sigmoid,
    "relu": _relu,
}
"""Those that a person may type, by name."""
OTHER_NAMES = {"ln": "log", "π": "pi"}
"""What people also call them, and one of the numbers below."""
SEVERAL = "min", "max"
"""The functions of two or more arguments; the others have one."""


def _choose(a: Any, b: Any, x: Any, y: Any) -> Any:
    return np.where(a < b, x, y)


SLOPES: Mapping[str, Function] = {
    "sign": np.sign,
    "choose": _choose,
}
"""What only slopes need: choose(a, b, x, y) is x where a < b, and y elsewhere."""

OPERATIONS: Mapping[str, Function] = {**OPERATORS, **FUNCTIONS, **SLOPES}

CONSTANTS = {"pi": np.pi, "e": np.e}
"""Names that stand for numbers."""

KINKS = "abs", "min", "max", "relu"
"""The functions whose slope jumps somewhere. At a kink the slope taken is 0 for abs and relu; for min and max it is,
of the arguments that are equal, the last one's."""
