"""A cost that a person typed, as a problem for `descend` and the theory."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from gd.arrays import CANCELLED, Array
from gd.expression.derivatives import Derivatives
from gd.expression.grammar import parse
from gd.expression.graph import Graph, Node
from gd.expression.names import shown, variables
from gd.expression.operations import KINKS
from gd.expression.tokens import ExpressionError
from gd.expression.tree import Apply, Tree, written
from gd.expression.undefined import why_undefined
from gd.problem import MAXIMISE, MINIMISE, descent_sign
from gd.spectrum import Spectrum
from gd.text import quoted

RANGE = 1e-100, 1e100
"""The sizes of a quadratic's coefficients, other than 0, whose squares and quotients are numbers too."""


class Expression:
    """J(w) as a formula, such as `Expression("w1^2 + w2^4")`, with its exact gradient and Hessian.

    A formula has one to six variables with any names; + − * / ^ **, brackets, |…|, products without a sign as in 2w;
    the constants pi and e; and exp, log (or ln), sqrt, sin, cos, tan, sinh, cosh, tanh, abs, min, max, sigmoid, relu.
    It is read by `gd.expression.grammar`, and never run as a program. Where the slope jumps, as that of |w| at 0, the
    gradient is a subgradient: 0 at the kink of abs and relu, and where the least arguments of min, or the greatest of
    max, are equal, the slope of the last of these.

    Parameters
    ----------
    text : str
        The formula, at most 200 characters.

    Raises
    ------
    ExpressionError
        A ValueError: the formula can't be read, and where in it.

    Examples
    --------
    >>> exercise = Expression("w1^2 + w2^4")
    >>> exercise.names, exercise.cost(np.array([2.0, 1.0])), exercise.gradient(np.array([2.0, 1.0]))
    (('w₁', 'w₂'), 5.0, array([4., 4.]))
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = parse(text)
        self.variables = variables(self.tree)
        """The names as they are typed."""
        pretty = tuple(shown(name) for name in self.variables)
        self.names = pretty if len(set(pretty)) == len(pretty) else self.variables
        self._graph = Graph(self.variables)
        for part, node in self._graph.nodes(self.tree):
            self._check_number(part, node)
        self._cost = self._graph.node(self.tree)
        derivatives = Derivatives(self._graph)
        self._gradient = derivatives.gradient(self._cost)
        self._hessian = derivatives.hessian(self._gradient)
        self._cost_at = self._graph.function([self._cost])
        self._gradient_at = self._graph.function(self._gradient)
        concave = self.spectrum is not None and (self.spectrum.eigenvalues <= 0).all() and self.spectrum.curved.any()
        self.goal = MAXIMISE if concave else MINIMISE

    def cost(self, w: Array) -> float:
        """J at w [D]; nan where J has no value."""
        with np.errstate(all="ignore"):
            return float(self._cost_at(w)[0])

    def costs(self, W: Array) -> Array:
        """J at each of K weights [K, D]: [K]."""
        return _at_each(self._cost_at, W)[..., 0]

    def gradient(self, w: Array) -> Array:
        """∇J at w [D]: [D]."""
        with np.errstate(all="ignore"):
            return np.array(self._gradient_at(w), dtype=np.float64)

    def gradients(self, W: Array) -> Array:
        """∇J at each of K weights [K, D]: [K, D]."""
        return _at_each(self._gradient_at, W)

    def hessian(self, w: Array) -> Array:
        """The second derivatives at w [D]: [D, D]."""
        with np.errstate(all="ignore"):
            return np.array(self._hessian_at(w), dtype=np.float64).reshape(len(w), len(w))

    @cached_property
    def spectrum(self) -> Spectrum | None:
        """The eigenvalues and eigen-directions of a quadratic J; None if J isn't quadratic, or isn't seen to be."""
        return None if self._linear is None else Spectrum.of(*self._linear)

    @property
    def knows_optimum(self) -> bool:
        """Whether `exact` is all there is to know about J's optima: J is quadratic."""
        return self.spectrum is not None

    @property
    def operations(self) -> int:
        """How many operations J and its gradient are made of."""
        return len(self._graph.needed([self._cost, *self._gradient]))

    def exact(self) -> Array | None:
        """Of a quadratic J the shortest of its minima [D], or of a hill's maxima; of others None."""
        if self.spectrum is None or (descent_sign(self.goal) * self.spectrum.eigenvalues < 0).any():
            return None
        return self.spectrum.stationary()

    def gradient_rounding(self, w: Array) -> Array:
        """The size below which each component of the gradient at w is zero but for rounding: [D]."""
        if self._linear is None:
            return np.zeros(len(w))
        A, b = self._linear
        with np.errstate(over="ignore"):
            return np.asarray(CANCELLED * (np.abs(A) @ np.abs(w) + np.abs(b)))

    def undefined(self, w: Array) -> str:
        """Why J or its slope has no value at w [D], as in “the logarithm of −0.2”; empty where both have one.

        A number that is too large to be held isn't meant by that.
        """
        for outputs in ([self._cost], self._gradient):
            if why := self._first_undefined(outputs, w):
                return why
        return ""

    def kinks(self, w: Array) -> list[str]:
        """The functions whose slope jumps at w [D], in the order in which they are computed: “abs”, “max”."""
        return [name for name, gap in self._gaps(w) if gap == 0]

    def crosses_kink(self, before: Array, after: Array) -> bool:
        """Whether the slope jumps between two weights [D]."""
        return any(a * b < 0 for (_, a), (_, b) in zip(self._gaps(before), self._gaps(after), strict=True))

    @cached_property
    def _hessian_at(self) -> Callable[[Any], list[Any]]:
        return self._graph.function([entry for row in self._hessian for entry in row])

    @cached_property
    def _linear(self) -> tuple[Array, Array] | None:
        """A [D, D] and b [D] if the gradient is Aw − b everywhere; None if it isn't seen to be, or out of RANGE."""
        second = [entry for row in self._hessian for entry in row if entry is not None]
        slopes = [entry for entry in self._gradient if entry is not None]
        if any(self._graph.constant(entry) is None for entry in second) or any(
            self._graph.entries[node].operation in (*KINKS, "choose", "sign") for node in self._graph.needed(slopes)
        ):
            return None
        origin = np.zeros(len(self.names))
        A, b = self.hessian(origin), -self.gradient(origin)
        sizes = np.abs(np.vstack([A, b]))
        return (A, b) if ((sizes == 0) | ((sizes > RANGE[0]) & (sizes < RANGE[1]))).all() else None

    def _check_number(self, part: Tree, node: Node) -> None:
        """Raise ExpressionError if a part without variables, such as 9^9^9^9 or log(−1), is no number."""
        value = self._graph.constant(node)
        if not isinstance(part, Apply) or value is None or np.isfinite(value):
            return
        operands = [self._graph.entries[self._graph.node(operand)].value for operand in part.arguments]
        if why := why_undefined(part.operation, operands, value):
            raise ExpressionError(f"{quoted(written(part))} has no value: it is {why}")
        raise ExpressionError(f"{quoted(written(part))} is larger than any number that can be computed with")

    def _first_undefined(self, outputs: Sequence[Node | None], w: Array) -> str:
        needed = self._graph.needed(outputs)
        with np.errstate(all="ignore"):
            values = dict(zip(needed, map(float, self._graph.function(needed)(w)), strict=True))
        entries = [(self._graph.entries[node], value) for node, value in values.items()]
        reasons = (why_undefined(e.operation, [values[o] for o in e.operands], value) for e, value in entries)
        return next(filter(None, reasons), "")

    def _gaps(self, w: Array) -> list[tuple[str, float]]:
        """Each function with a kink, and by how much its argument is to one side of it."""
        names, sides_at = self._kinked
        with np.errstate(all="ignore"):
            sides = list(map(float, sides_at(w)))
        return [(name, one - other) for name, one, other in zip(names, sides[::2], sides[1::2], strict=True)]

    @cached_property
    def _kinked(self) -> tuple[list[str], Callable[[Any], list[Any]]]:
        """The functions with a kink, and what computes the two values of each that are equal at it."""
        entries = map(self._graph.entries.__getitem__, self._graph.needed([self._cost]))
        kinked = [entry for entry in entries if entry.operation in KINKS]
        sides = [side for entry in kinked for side in (*entry.operands, None)[:2]]
        return [entry.operation for entry in kinked], self._graph.function(sides)


def _at_each(function: Callable[[Any], list[Any]], W: Array) -> Array:
    """The function's outputs at each of K weights [..., D]: [..., outputs]."""
    with np.errstate(all="ignore"):
        outputs = function([W[..., d] for d in range(W.shape[-1])])
    return np.stack([np.broadcast_to(output, W.shape[:-1]) for output in outputs], axis=-1)
