"""The functions of a formula for SymPy to differentiate: each knows nothing but its slopes.

SymPy's own think long about what they are given.
"""

from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

Slope = Callable[..., Any]
"""From all functions and a function's arguments to its slope by one of them."""


def _flat(f: Any, *arguments: Any) -> Any:
    return f.zero


SLOPES: Mapping[str, tuple[Slope, ...]] = {
    "exp": (lambda f, a: f.exp(a),),
    "log": (lambda f, a: 1 / a,),
    "sin": (lambda f, a: f.cos(a),),
    "cos": (lambda f, a: -f.sin(a),),
    "tan": (lambda f, a: 1 + f.tan(a) ** 2,),
    "sinh": (lambda f, a: f.cosh(a),),
    "cosh": (lambda f, a: f.sinh(a),),
    "tanh": (lambda f, a: 1 - f.tanh(a) ** 2,),
    "sigmoid": (lambda f, a: f.sigmoid(a) * (1 - f.sigmoid(a)),),
    "abs": (lambda f, a: f.sign(a),),
    "relu": (lambda f, a: f.less(0, a),),
    "min": (lambda f, a, b: f.less(a, b), lambda f, a, b: f.not_less(a, b)),
    "max": (lambda f, a, b: f.less(b, a), lambda f, a, b: f.not_less(b, a)),
    "power": (lambda f, a, b: b * f.power(a, b - 1), lambda f, a, b: f.power(a, b) * f.log(a)),
    "sign": (_flat,),
    "less": (_flat, _flat),
    "not_less": (_flat, _flat),
}
"""The slope of each function by each of its arguments. power(a, b) is aᵇ; less(a, b) is 1 where a < b, and 0 elsewhere;
not_less(a, b) is 1 where a ≥ b."""


@cache
def functions() -> Any:
    """SymPy's functions with these slopes, by their names."""
    import sympy

    def function(name: str, slopes: tuple[Slope, ...]) -> Any:
        def fdiff(self: Any, argindex: int = 1) -> Any:
            return slopes[argindex - 1](f, *self.args)

        return type(name, (sympy.Function,), {"fdiff": fdiff, "nargs": len(slopes)})

    made = {name: function(name, slopes) for name, slopes in SLOPES.items()}
    f = SimpleNamespace(zero=sympy.Integer(0), **made)
    return f
