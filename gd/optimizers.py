"""How a gradient becomes a step: pure functions (state, gradient, learning_rate, t) → (step, state), after which
w ← w − step.

The names, formulas and defaults are PyTorch's; where optax has others, the optimizer says so. Products, quotients and
roots of weights are taken element by element, and what an optimizer remembers begins as zeros. η is negative to climb.
"""

import math
from dataclasses import dataclass
from typing import cast

import numpy as np

from gd.adaptive import AdaGrad, Adam, RMSProp
from gd.arrays import Array
from gd.optimizer import Optimizer, State, check_share
from gd.problems import Explained, Problem

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


@dataclass(frozen=True)
class Plain(Optimizer):
    """w ← w − ηg: gradient descent (Cauchy 1847). `torch.optim.SGD`, `optax.sgd`."""

    name = "plain"

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """ηg."""
        return learning_rate * gradient, state


@dataclass(frozen=True)
class Momentum(Optimizer):
    """v ← βv + g, w ← w − ηv: the heavy ball (Polyak, Some methods of speeding up the convergence of iteration
    methods, 1964). `torch.optim.SGD(momentum=0.9)`, `optax.sgd(momentum=0.9)`; neither has a default for β above 0.
    """

    momentum: float = 0.9
    """β, from 0 to below 1."""

    name = "momentum"
    memory = 1

    def __post_init__(self) -> None:
        check_share("momentum", self.momentum)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """ηv."""
        (v,) = state
        v = self.momentum * v + gradient
        return learning_rate * v, (v,)


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """v ← βv + g, w ← w − η(g + βv): the heavy ball that looks ahead (Nesterov, A method of solving a convex
    programming problem with convergence rate O(1/k²), 1983), the weights being those ahead (Sutskever et al., On the
    importance of initialization and momentum in deep learning, 2013). `torch.optim.SGD(momentum=0.9, nesterov=True)`,
    `optax.sgd(momentum=0.9, nesterov=True)`.
    """

    momentum: float = 0.9
    """β, from 0 to below 1."""

    name = "nesterov"
    memory = 1

    def __post_init__(self) -> None:
        check_share("momentum", self.momentum)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """η(g + βv)."""
        (v,) = state
        v = self.momentum * v + gradient
        return learning_rate * (gradient + self.momentum * v), (v,)


@dataclass(frozen=True)
class LineSearch(Optimizer):
    """w ← w − (gᵀg / gᵀAg) g: steepest descent to the lowest point along the gradient of a quadratic with the Hessian A
    (Nocedal & Wright, Numerical Optimization, 2006, 3.3). It finds its own rate; of η only the sign counts.
    """

    name = "linesearch"

    def begin(self, problem: Problem, w: Array) -> State:
        """The Hessian A [D, D], the same everywhere. ValueError where it isn't."""
        if getattr(problem, "spectrum", None) is None:
            raise ValueError("Exact line search needs a quadratic cost, and this one isn't. Choose another optimizer.")
        return (cast(Explained, problem).hessian(w),)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """(gᵀg / gᵀAg) g; not finite where J has no lowest point along g (to climb, no highest)."""
        (A,) = state
        largest = np.abs(gradient).max()
        if largest == 0:
            return gradient, state
        d = gradient / largest  # the squares of a small gradient would be lost
        curvature = float(d @ A @ d)
        rate = float(d @ d) / curvature if curvature * learning_rate > 0 else math.copysign(math.inf, learning_rate)
        return rate * gradient, state


PLAIN = Plain()
OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (PLAIN, Momentum(), Nesterov(), AdaGrad(), RMSProp(), Adam(), LineSearch())
}
"""Each optimizer with its defaults, by its name in a link."""
