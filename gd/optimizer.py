"""What an optimizer is, by which a gradient becomes a step."""

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from gd.arrays import Array
from gd.problems import Problem

State = tuple[Array, ...]


class Optimizer(ABC):
    """How a gradient becomes a step."""

    name: ClassVar[str]
    """Its name in a link."""
    memory: ClassVar[int] = 0
    """How many arrays like the weights it remembers."""

    def begin(self, problem: Problem, w: Array) -> State:
        """What it remembers before the first update, at w [D]. ValueError where it doesn't suit the problem."""
        return tuple(np.zeros_like(w) for _ in range(self.memory))

    @abstractmethod
    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """The step [D] of the update number t = 1, 2, … from the gradient [D], and what is remembered from then on."""


def check_share(name: str, value: float) -> None:
    """ValueError where the value of that name isn't from 0 to below 1."""
    if not 0 <= value < 1:
        raise ValueError(f"{name} is {value}, but a number from 0 to below 1 is wanted.")


def check_eps(value: float) -> None:
    """ValueError where ε isn't finite and above 0."""
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"eps is {value}, but a finite number above 0 is wanted.")
