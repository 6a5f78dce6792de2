"""All optimizers by name.

Momentum, Nesterov and exact line search are here; AdaGrad, RMSProp and Adam are in `gd.adaptive`, and plain descent is
in `gd.optimizer`.

>>> from gd import PowerSum, descend
>>> run = descend(PowerSum((2,)), [1], learning_rate=0.25, epochs=3, optimizer=Momentum(0.5))
>>> run.weights[:, 0].tolist()
[1.0, 0.5, 0.0, -0.25]

Names, formulas and defaults are PyTorch's; where optax differs, the optimizer says so. A parameter out of its range
raises ValueError. To add an optimizer, write its class and name it in OPTIMIZERS: the page, the link, the formula and
the code follow from the class.
"""

import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from gd.adaptive import AdaGrad, Adam, RMSProp
from gd.arrays import Array
from gd.optimizer import PLAIN, Optimizer, Plain, State
from gd.parameters import FRACTION, Parameter
from gd.text import latex, rate

__all__ = [
    "OPTIMIZERS",
    "PLAIN",
    "AdaGrad",
    "Adam",
    "LineSearch",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "Plain",
    "RMSProp",
    "State",
]

BETA = Parameter("momentum", "β", FRACTION)


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Gradient descent with momentum, the heavy ball: v ← βv + g, w ← w − ηv.

    In PyTorch `torch.optim.SGD(momentum=0.9)`, in optax `optax.sgd(momentum=0.9)`; neither has a default above 0.

    Parameters
    ----------
    momentum
        β, from 0 to below 1: how much of v stays in each update.

    References
    ----------
    Polyak, Some methods of speeding up the convergence of iteration methods, 1964.
    """

    momentum: float = 0.9

    name = "momentum"
    title = "momentum (heavy ball)"
    parameters = (BETA,)
    memory = ("v",)

    def __post_init__(self) -> None:
        FRACTION.check("momentum", self.momentum)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """ηv."""
        (v,) = state
        v = self.momentum * v + gradient
        return learning_rate * v, (v,)

    def formula(self, eta: str, sign: str) -> list[str]:
        """v ← βv + g, w ← w − ηv."""
        return [rf"v \leftarrow {latex(rate(self.momentum))}\, v + g", rf"w \leftarrow w {sign} {eta}\, v"]

    def code(self, eta: str, sign: str) -> list[str]:
        """v ← βv + g, w ← w − ηv."""
        return [f"v = {self.momentum!r} * v + g", f"w = w {sign} {eta} * v"]


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """Nesterov's accelerated gradient, the heavy ball that looks ahead: v ← βv + g, w ← w − η(g + βv).

    As Sutskever et al. write it, w being the weights ahead. In PyTorch `torch.optim.SGD(momentum=0.9, nesterov=True)`,
    in optax `optax.sgd(momentum=0.9, nesterov=True)`.

    Parameters
    ----------
    momentum
        β, from 0 to below 1: how much of v stays in each update.

    References
    ----------
    Nesterov, A method of solving a convex programming problem with convergence rate O(1/k²), 1983.
    Sutskever, Martens, Dahl & Hinton, On the importance of initialization and momentum in deep learning, 2013.
    """

    momentum: float = 0.9

    name = "nesterov"
    title = "Nesterov"
    parameters = (BETA,)
    memory = ("v",)

    def __post_init__(self) -> None:
        FRACTION.check("momentum", self.momentum)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """η(g + βv)."""
        (v,) = state
        v = self.momentum * v + gradient
        return learning_rate * (gradient + self.momentum * v), (v,)

    def formula(self, eta: str, sign: str) -> list[str]:
        """v ← βv + g, w ← w − η(g + βv)."""
        beta = latex(rate(self.momentum))
        return [rf"v \leftarrow {beta}\, v + g", rf"w \leftarrow w {sign} {eta}\, (g + {beta}\, v)"]

    def code(self, eta: str, sign: str) -> list[str]:
        """v ← βv + g, w ← w − η(g + βv)."""
        return [f"v = {self.momentum!r} * v + g", f"w = w {sign} {eta} * (g + {self.momentum!r} * v)"]


@runtime_checkable
class Curved(Protocol):
    """What line search asks of a problem."""

    spectrum: object
    """None unless the Hessian is the same everywhere."""

    def hessian(self, w: Array) -> Array:
        """The Hessian of J at w: [D, D]."""


@dataclass(frozen=True)
class LineSearch(Optimizer):
    """Steepest descent with exact line search: w ← w − (gᵀg / gᵀAg) g, on a quadratic with the Hessian A.

    The step goes to the lowest point along the gradient. It finds its own rate; of η only the sign counts.

    References
    ----------
    Nocedal & Wright, Numerical Optimization, 2006, section 3.3.
    """

    name = "linesearch"
    title = "exact line search"
    symbols = ("A is the Hessian, the matrix of second derivatives",)
    finds_own_rate = True
    normalises = True
    needs_hessian = True

    def begin(self, problem: object, w: Array) -> State:
        """The Hessian A, [D, D]. ValueError if it is not the same everywhere."""
        if not isinstance(problem, Curved) or problem.spectrum is None:
            raise ValueError(
                "The formula used here for exact line search holds only for a quadratic J, and this J isn't quadratic. "
                "Choose another optimizer."
            )
        return (problem.hessian(w),)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """(gᵀg / gᵀAg) g; not finite if J has no lowest point along g (to climb, no highest)."""
        (A,) = state
        largest = np.abs(gradient).max()
        if largest == 0:
            return gradient, state
        # The squares of a small gradient would be lost. A power of two takes no digit.
        d = np.ldexp(gradient, -np.frexp(largest)[1])
        curvature = float(d @ A @ d)
        rate = float(d @ d) / curvature if curvature * learning_rate > 0 else math.copysign(math.inf, learning_rate)
        return rate * gradient, state

    def formula(self, eta: str, sign: str) -> list[str]:
        """w ← w − (gᵀg / gᵀAg) g; the same to climb, where gᵀAg is negative."""
        return [r"w \leftarrow w - \frac{g^\top g}{g^\top A g}\, g"]

    def code(self, eta: str, sign: str) -> list[str]:
        """w ← w − (gᵀg / gᵀAg) g, after an end to the loop where J has no lowest point along g."""
        bowl, lowest = (">", "lowest") if sign == "-" else ("<", "highest")
        ends = [f"if not g @ A @ g {bowl} 0:  # J has no {lowest} point along g", "    break"]
        return [*ends, "w = w - (g @ g) / (g @ A @ g) * g"]


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (PLAIN, Momentum(), Nesterov(), AdaGrad(), RMSProp(), Adam(), LineSearch())
}
"""Each optimizer with its defaults, by its name in a link and in the order of the page."""
