"""Schedules: how the learning rate falls over a run, as functions (η, t, T) → η_t, t = 0 being the first of T epochs.

Each is the closed form of PyTorch's scheduler that steps once an epoch. η is negative to climb. A parameter out of its
range raises ValueError. To add a schedule, write its class and name it in SCHEDULES.
"""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from gd.parameters import FRACTION, POSITIVE, POSITIVE_FRACTION, Parameter, Parametric, between
from gd.text import latex, latex_power, parameter


@dataclass(frozen=True)
class Schedule(Parametric):
    """How the learning rate falls over a run."""

    @abstractmethod
    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """The learning rate of an epoch.

        Parameters
        ----------
        learning_rate
            η, the rate of the first epoch; negative to climb.
        t
            The epoch, counted from 0.
        epochs
            T, how many epochs the run has at most.
        """

    @abstractmethod
    def formula(self, eta: str, epochs: int) -> str:
        """The rate as LaTeX, with η written as `eta` and e for the epochs before; empty if it is constant."""

    @abstractmethod
    def code(self, eta: str, epochs: int) -> str:
        """The rate as NumPy, with η written as `eta` and `epoch` counted from 0; empty if it is constant."""


@dataclass(frozen=True)
class Constant(Schedule):
    """η_t = η."""

    name = "constant"
    title = "constant"

    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """η."""
        return learning_rate

    def formula(self, eta: str, epochs: int) -> str:
        """Nothing: η itself."""
        return ""

    def code(self, eta: str, epochs: int) -> str:
        """Nothing: η itself."""
        return ""


@dataclass(frozen=True)
class InverseTime(Schedule):
    """η_t = η/(1 + γt).

    It falls so slowly that it reaches any distance, and fast enough for the noise of batches to die out. In Keras
    `InverseTimeDecay`, in PyTorch the `lr_decay` of `torch.optim.Adagrad`; neither has a default above 0.

    Parameters
    ----------
    decay
        γ, above 0, per epoch: after 1/γ epochs the rate is half of η.

    References
    ----------
    Robbins & Monro, A stochastic approximation method, 1951.

    Examples
    --------
    >>> [InverseTime(0.5)(6.0, t, epochs=3) for t in range(3)]
    [6.0, 4.0, 3.0]
    """

    decay: float = 0.01

    name = "inverse"
    title = "inverse time: η / (1 + γe)"
    parameters = (Parameter("decay", "γ", between(1e-15, 1e6)),)

    def __post_init__(self) -> None:
        POSITIVE.check("decay", self.decay)

    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """η/(1 + γt)."""
        return learning_rate / (1 + self.decay * t)

    def formula(self, eta: str, epochs: int) -> str:
        """η/(1 + γe)."""
        return rf"\frac{{{eta}}}{{1 + {latex(parameter(self.decay))}\, e}}"

    def code(self, eta: str, epochs: int) -> str:
        """η/(1 + γe)."""
        return f"{eta} / (1 + {self.decay!r} * epoch)"


@dataclass(frozen=True)
class Exponential(Schedule):
    """η_t = η γᵗ.

    The rates of all epochs, however many, add up to less than η/(1 − γ): if they fall too fast, the run ends on the
    way. In PyTorch `torch.optim.lr_scheduler.ExponentialLR`, which has no default for γ.

    Parameters
    ----------
    gamma
        γ, above 0 and below 1: the share of the rate that is left after an epoch.

    Examples
    --------
    >>> [Exponential(0.5)(8.0, t, epochs=3) for t in range(3)]
    [8.0, 4.0, 2.0]
    """

    gamma: float = 0.99

    name = "exponential"
    title = "exponential: η · γᵉ"
    parameters = (Parameter("gamma", "γ", POSITIVE_FRACTION),)

    def __post_init__(self) -> None:
        POSITIVE_FRACTION.check("gamma", self.gamma)

    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """η γᵗ."""
        return learning_rate * self.gamma**t

    def formula(self, eta: str, epochs: int) -> str:
        """η γᵉ."""
        return rf"{eta} \cdot {latex_power(self.gamma, 'e')}"

    def code(self, eta: str, epochs: int) -> str:
        """η γᵉ."""
        return f"{eta} * {self.gamma!r}**epoch"


@dataclass(frozen=True)
class Cosine(Schedule):
    """η_t = η (α + (1 − α)(1 + cos(πt/T))/2): half a wave, from η in the first epoch to αη after the last.

    In optax `optax.cosine_decay_schedule`, in PyTorch `CosineAnnealingLR(T_max=T, eta_min=αη)`.

    Parameters
    ----------
    alpha
        α, from 0 to below 1: the share of the rate that is left after the last epoch.

    References
    ----------
    Loshchilov & Hutter, SGDR: stochastic gradient descent with warm restarts, 2017, equation 5, without restarts.
    """

    alpha: float = 0.0

    name = "cosine"
    title = "cosine: to 0 after the last epoch"

    def __post_init__(self) -> None:
        FRACTION.check("alpha", self.alpha)

    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """η (α + (1 − α)(1 + cos(πt/T))/2)."""
        wave = (1 + float(np.cos(np.pi * t / epochs))) / 2  # by NumPy, as in `code`: to the last bit
        return learning_rate * (self.alpha + (1 - self.alpha) * wave)

    def formula(self, eta: str, epochs: int) -> str:
        """η (1 + cos(πe/T))/2, and what α adds."""
        wave = rf"(1 + \cos(\pi e / {latex(parameter(epochs))}))"
        if not self.alpha:
            return rf"\tfrac12 \cdot {eta}\, {wave}"
        alpha = latex(parameter(self.alpha))
        return rf"{eta}\, ({alpha} + \tfrac12 (1 - {alpha})\, {wave})"

    def code(self, eta: str, epochs: int) -> str:
        """η (1 + cos(πe/T))/2, and what α adds."""
        wave = f"(1 + np.cos(np.pi * epoch / {epochs})) / 2"
        return f"{eta} * ({self.alpha!r} + (1 - {self.alpha!r}) * {wave})" if self.alpha else f"{eta} * ({wave})"


CONSTANT = Constant()
SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule for schedule in (CONSTANT, InverseTime(), Exponential(), Cosine())
}
"""Each schedule with its defaults, by its name in a link and in the order of the page."""
