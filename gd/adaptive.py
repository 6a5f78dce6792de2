"""Optimizers that give each weight a rate of its own, from the sizes of its gradients so far."""

from dataclasses import dataclass

import numpy as np

from gd.arrays import Array
from gd.optimizer import Optimizer, State, check_eps, check_share


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """s ← s + g², w ← w − η g/(√s + ε) (Duchi, Hazan & Singer, Adaptive subgradient methods, 2011).

    `torch.optim.Adagrad`. `optax.adagrad` begins with s = 0.1 and has ε = 10⁻⁷ under the root.
    """

    eps: float = 1e-10
    """ε, above 0."""

    name = "adagrad"
    memory = 1

    def __post_init__(self) -> None:
        check_eps(self.eps)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """η g/(√s + ε)."""
        (s,) = state
        s = s + gradient**2
        return learning_rate * gradient / (np.sqrt(s) + self.eps), (s,)


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """s ← αs + (1 − α)g², w ← w − η g/(√s + ε) (Tieleman & Hinton, Lecture 6.5, Coursera 2012).

    `torch.optim.RMSprop`. The lecture and `optax.rmsprop` have α = 0.9, and optax ε under the root.
    """

    alpha: float = 0.99
    """α, from 0 to below 1."""
    eps: float = 1e-8
    """ε, above 0."""

    name = "rmsprop"
    memory = 1

    def __post_init__(self) -> None:
        check_share("alpha", self.alpha)
        check_eps(self.eps)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """η g/(√s + ε)."""
        (s,) = state
        s = self.alpha * s + (1 - self.alpha) * gradient**2
        return learning_rate * gradient / (np.sqrt(s) + self.eps), (s,)


@dataclass(frozen=True)
class Adam(Optimizer):
    """m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η m̂/(√v̂ + ε), with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ)
    (Kingma & Ba, Adam: a method for stochastic optimization, 2015, algorithm 1). `torch.optim.Adam`, `optax.adam`.
    """

    betas: tuple[float, float] = (0.9, 0.999)
    """β₁ and β₂, from 0 to below 1."""
    eps: float = 1e-8
    """ε, above 0."""

    name = "adam"
    memory = 2

    def __post_init__(self) -> None:
        for beta in self.betas:
            check_share("beta", beta)
        check_eps(self.eps)

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """η m̂/(√v̂ + ε)."""
        m, v = state
        beta1, beta2 = self.betas
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return learning_rate * m_hat / (np.sqrt(v_hat) + self.eps), (m, v)
