"""How the learning rate falls over a run: functions (η, t, T) → η_t, with t = 0 for the first of T epochs.

Each is the closed form of PyTorch's scheduler that steps once an epoch. η is negative to climb.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar


class Schedule(ABC):
    """How the learning rate falls over a run."""

    name: ClassVar[str]
    """Its name in a link."""

    @abstractmethod
    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """η_t, from the rate η of the first epoch, t = 0; `epochs` is T, how many the run has at most."""


@dataclass(frozen=True)
class Constant(Schedule):
    """η_t = η."""

    name = "constant"

    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """η."""
        return learning_rate


@dataclass(frozen=True)
class InverseTime(Schedule):
    """η_t = η/(1 + γt): falls so slowly that it reaches any distance, and fast enough for the noise of batches to die
    out (Robbins & Monro, A stochastic approximation method, 1951). `tf.keras…InverseTimeDecay`, and the `lr_decay` of
    `torch.optim.Adagrad`; neither has a default above 0.
    """

    decay: float = 0.01
    """γ, above 0: after 1/γ epochs the rate is half of η."""

    name = "inverse"

    def __post_init__(self) -> None:
        if not (math.isfinite(self.decay) and self.decay > 0):
            raise ValueError(f"decay is {self.decay}, but a finite number above 0 is wanted.")

    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """η/(1 + γt)."""
        return learning_rate / (1 + self.decay * t)


@dataclass(frozen=True)
class Exponential(Schedule):
    """η_t = η γᵗ. `torch.optim.lr_scheduler.ExponentialLR`, which has no default for γ. The rates of all epochs,
    however many, add up to less than η/(1 − γ): a decay too fast ends on the way.
    """

    gamma: float = 0.99
    """γ, above 0 and below 1."""

    name = "exponential"

    def __post_init__(self) -> None:
        if not 0 < self.gamma < 1:
            raise ValueError(f"gamma is {self.gamma}, but a number above 0 and below 1 is wanted.")

    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """η γᵗ."""
        return learning_rate * self.gamma**t


@dataclass(frozen=True)
class Cosine(Schedule):
    """η_t = η (α + (1 − α)(1 + cos(πt/T))/2): from η down to αη (Loshchilov & Hutter, SGDR, 2017, eq. 5, without
    restarts). `optax.cosine_decay_schedule`, `torch.optim.lr_scheduler.CosineAnnealingLR(T_max=T, eta_min=αη)`.
    """

    alpha: float = 0.0
    """α, from 0 to below 1."""

    name = "cosine"

    def __post_init__(self) -> None:
        if not 0 <= self.alpha < 1:
            raise ValueError(f"alpha is {self.alpha}, but a number from 0 to below 1 is wanted.")

    def __call__(self, learning_rate: float, t: int, epochs: int) -> float:
        """η (α + (1 − α)(1 + cos(πt/T))/2)."""
        return learning_rate * (self.alpha + (1 - self.alpha) * (1 + math.cos(math.pi * t / epochs)) / 2)


CONSTANT = Constant()
SCHEDULES: dict[str, Schedule] = {
    schedule.name: schedule for schedule in (CONSTANT, InverseTime(), Exponential(), Cosine())
}
"""Each schedule with its defaults, by its name in a link."""
