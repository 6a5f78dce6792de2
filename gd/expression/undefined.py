"""Why an operation has no value for some numbers, in words."""

from collections.abc import Sequence

import numpy as np

from gd.text import number

POLES = {"/": "a division by 0", "^": "0 to a negative power"}
"""The operators that have no value for some 0."""
OUTSIDE = {"log": "the logarithm", "sqrt": "the square root"}
"""The functions that have no value for some numbers, as they are read aloud."""


def why_undefined(operation: str, operands: Sequence[float], value: float) -> str:
    """Why an operation that came to `value` has none for these numbers, as in “the logarithm of −0.2”; otherwise empty.

    A number that is too large to be held isn't meant by that, nor what is computed from one.
    """
    if np.isfinite(value) or not operands or not np.isfinite(operands).all():
        return ""
    if operation in OUTSIDE:
        return f"{OUTSIDE[operation]} of {number(operands[0])}"
    if np.isnan(value) and operation == "^":
        return f"{number(operands[0])} to the power {number(operands[1])}"
    return POLES[operation] if operation in POLES and operands[operation == "/"] == 0 else ""
