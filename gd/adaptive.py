"""Optimizers that give each weight a learning rate of its own, from the sizes of its gradients so far.

Products, quotients and roots are taken element by element. A parameter out of its range raises ValueError.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from gd.arrays import Array
from gd.optimizer import EACH_WEIGHT, Optimizer, State
from gd.parameters import FRACTION, POSITIVE, Parameter
from gd.text import latex, latex_power, parameter


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """AdaGrad: s ← s + g², w ← w − η g/(√s + ε).

    In PyTorch `torch.optim.Adagrad`. `optax.adagrad` begins with s = 0.1 and has ε = 10⁻⁷ under the root.

    Parameters
    ----------
    eps
        ε, above 0, in units of the gradient.

    References
    ----------
    Duchi, Hazan & Singer, Adaptive subgradient methods for online learning and stochastic optimization, 2011.
    """

    eps: float = 1e-10

    name = "adagrad"
    title = "AdaGrad"
    normalises = True
    memory = ("s",)
    symbols = (EACH_WEIGHT,)

    def __post_init__(self) -> None:
        POSITIVE.check("eps", self.eps)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """η g/(√s + ε)."""
        (s,) = state
        s = s + gradient**2
        return learning_rate * gradient / (np.sqrt(s) + self.eps), (s,)

    def formula(self, eta: str, sign: str) -> list[str]:
        """s ← s + g², w ← w − η g/(√s + ε)."""
        return [r"s \leftarrow s + g^2", _quotient(sign, eta, "g", "s", self.eps)]

    def code(self, eta: str, sign: str) -> list[str]:
        """s ← s + g², w ← w − η g/(√s + ε)."""
        return ["s = s + g**2", f"w = w {sign} {eta} * g / (np.sqrt(s) + {self.eps!r})"]


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """RMSProp: s ← αs + (1 − α)g², w ← w − η g/(√s + ε).

    In PyTorch `torch.optim.RMSprop`. The lecture and `optax.rmsprop` have α = 0.9, and optax has ε under the root.

    Parameters
    ----------
    alpha
        α, from 0 to below 1: how much of s stays in each update.
    eps
        ε, above 0, in units of the gradient.

    References
    ----------
    Tieleman & Hinton, Neural networks for machine learning, lecture 6.5, Coursera 2012.
    """

    alpha: float = 0.99
    eps: float = 1e-8

    name = "rmsprop"
    title = "RMSProp"
    normalises = True
    parameters = (Parameter("alpha", "α", FRACTION),)
    memory = ("s",)
    symbols = (EACH_WEIGHT,)

    def __post_init__(self) -> None:
        FRACTION.check("alpha", self.alpha)
        POSITIVE.check("eps", self.eps)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """η g/(√s + ε)."""
        (s,) = state
        s = self.alpha * s + (1 - self.alpha) * gradient**2
        return learning_rate * gradient / (np.sqrt(s) + self.eps), (s,)

    def formula(self, eta: str, sign: str) -> list[str]:
        """s ← αs + (1 − α)g², w ← w − η g/(√s + ε)."""
        return [rf"s \leftarrow {_average(self.alpha, 's', 'g^2')}", _quotient(sign, eta, "g", "s", self.eps)]

    def code(self, eta: str, sign: str) -> list[str]:
        """s ← αs + (1 − α)g², w ← w − η g/(√s + ε)."""
        alpha, update = repr(self.alpha), f"w = w {sign} {eta} * g / (np.sqrt(s) + {self.eps!r})"
        return [f"s = {alpha} * s + (1 - {alpha}) * g**2", update]


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η m̂/(√v̂ + ε), with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).

    In PyTorch `torch.optim.Adam`, in optax `optax.adam`. The first step has the size η, whatever the gradient's is.

    Parameters
    ----------
    betas
        β₁ and β₂, from 0 to below 1: how much of m and of v stays in each update.
    eps
        ε, above 0, in units of the gradient.

    References
    ----------
    Kingma & Ba, Adam: a method for stochastic optimization, 2015, algorithm 1.

    Examples
    --------
    >>> adam = Adam()
    >>> step, _ = adam.step(adam.begin(None, np.zeros(2)), np.array([0.01, -100.0]), 0.1, t=1)
    >>> step.round(6).tolist()
    [0.1, -0.1]
    """

    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8

    name = "adam"
    title = "Adam"
    normalises = True
    parameters = (Parameter("beta1", "β₁", FRACTION), Parameter("beta2", "β₂", FRACTION))
    memory = ("m", "v")
    symbols = ("t counts the updates, from 1", EACH_WEIGHT)

    def __post_init__(self) -> None:
        for beta in self.betas:
            FRACTION.check("beta", beta)
        POSITIVE.check("eps", self.eps)

    def numbers(self) -> dict[str, float]:
        """β₁ and β₂."""
        return dict(zip(("beta1", "beta2"), self.betas, strict=True))

    def with_numbers(self, numbers: Mapping[str, float]) -> Self:
        """A copy with β₁ and β₂ set to the numbers `beta1` and `beta2`."""
        return replace(self, betas=(numbers["beta1"], numbers["beta2"]))

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """η m̂/(√v̂ + ε)."""
        m, v = state
        beta1, beta2 = self.betas
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return learning_rate * m_hat / (np.sqrt(v_hat) + self.eps), (m, v)

    def formula(self, eta: str, sign: str) -> list[str]:
        """m, v, m̂, v̂ and the new w."""
        beta1, beta2 = self.betas
        return [
            rf"m \leftarrow {_average(beta1, 'm', 'g')}",
            rf"v \leftarrow {_average(beta2, 'v', 'g^2')}",
            rf"\hat m = \frac{{m}}{{1 - {latex_power(beta1, 't')}}}",
            rf"\hat v = \frac{{v}}{{1 - {latex_power(beta2, 't')}}}",
            _quotient(sign, eta, r"\hat m", r"\hat v", self.eps),
        ]

    def initial_code(self) -> list[str]:
        """m, v and the number t of updates: zero."""
        return [*super().initial_code(), "t = 0"]

    def code(self, eta: str, sign: str) -> list[str]:
        """t, m, v, m̂, v̂ and the new w."""
        beta1, beta2 = map(repr, self.betas)
        return [
            "t = t + 1",
            f"m = {beta1} * m + (1 - {beta1}) * g",
            f"v = {beta2} * v + (1 - {beta2}) * g**2",
            f"m_hat, v_hat = m / (1 - {beta1}**t), v / (1 - {beta2}**t)",
            f"w = w {sign} {eta} * m_hat / (np.sqrt(v_hat) + {self.eps!r})",
        ]


def _average(share: float, old: str, new: str) -> str:
    """The moving average as LaTeX: share · old + (1 − share) · new."""
    kept = latex(parameter(share))
    return rf"{kept}\, {old} + (1 - {kept})\, {new}"


def _quotient(sign: str, eta: str, above: str, below: str, eps: float) -> str:
    """The update w ← w − η above/(√below + ε) as LaTeX."""
    return rf"w \leftarrow w {sign} {eta}\, \frac{{{above}}}{{\sqrt{{{below}}} + {latex(parameter(eps))}}}"
