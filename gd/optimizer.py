"""What an optimizer is: how a gradient becomes a step, after which w ← w − step. Plain gradient descent is the first.

An optimizer is a pure function (state, gradient, learning_rate, t) → (step, state), where the state is what it
remembers of earlier gradients. It also carries everything the page says about it: its title, its parameters, its update
as LaTeX and as NumPy. So to add one is to write one class, and to name it in `gd.optimizers.OPTIMIZERS`.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gd.arrays import Array
from gd.parameters import Parametric

State = tuple[Array, ...]

EACH_WEIGHT = "squares, roots and quotients are taken for each weight by itself"
"""Among an optimizer's `symbols`: that its formulas hold for each weight."""


@dataclass(frozen=True)
class Optimizer(Parametric):
    """How a gradient becomes a step."""

    memory: ClassVar[tuple[str, ...]] = ()
    """What its formulas call the arrays it remembers. Each is like the weights, and zero before the first update."""
    symbols: ClassVar[tuple[str, ...]] = ()
    """What the symbols of its formulas stand for besides w, η, g and what it remembers, a phrase each."""
    finds_own_rate: ClassVar[bool] = False
    """Whether it finds its own learning rate, so that of η only the sign counts."""
    normalises: ClassVar[bool] = False
    """Whether it divides the gradient by its own size. Of a gradient that is zero but for rounding it would then make a
    step, so `descend` takes such a component for zero."""
    needs_hessian: ClassVar[bool] = False
    """Whether its update needs A, the Hessian of a quadratic J."""

    def begin(self, problem: object, w: Array) -> State:
        """The state before the first update.

        Parameters
        ----------
        problem
            What is descended; only an optimizer that `needs_hessian` asks it for anything.
        w
            The initial weights, [D].

        Raises
        ------
        ValueError
            If the problem does not suit the optimizer.
        """
        return tuple(np.zeros_like(w) for _ in self.memory)

    @abstractmethod
    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """The step of an update, to be subtracted from the weights, and the state after it.

        Parameters
        ----------
        state
            The state before this update. It is not changed.
        gradient
            ∇J(w), [D].
        learning_rate
            η; negative to climb.
        t
            The number of this update, counted from 1.
        """

    @abstractmethod
    def formula(self, eta: str, sign: str) -> list[str]:
        """One update as lines of LaTeX, in which g is ∇J(w).

        `eta` stands for the learning rate; `sign` is − to minimise and + to maximise.
        """

    @abstractmethod
    def code(self, eta: str, sign: str) -> list[str]:
        """One update as lines of NumPy, from the gradient g to the new w; `eta` and `sign` as in `formula`."""

    def initial_code(self) -> list[str]:
        """The lines of NumPy before the first update: what it remembers."""
        return [f"{name} = np.zeros_like(w)" for name in self.memory]


@dataclass(frozen=True)
class Plain(Optimizer):
    """Gradient descent: w ← w − ηg. In PyTorch `torch.optim.SGD`, in optax `optax.sgd`.

    References
    ----------
    Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, 1847.

    Examples
    --------
    >>> step, _ = PLAIN.step((), np.array([3.0, -4.0]), 0.1, t=1)
    >>> step.round(3).tolist()
    [0.3, -0.4]
    """

    name = "plain"
    title = "plain descent"

    def step(self, state: State, gradient: Array, learning_rate: float, t: int) -> tuple[Array, State]:
        """ηg."""
        return learning_rate * gradient, state

    def formula(self, eta: str, sign: str) -> list[str]:
        """w ← w − ηg."""
        return [rf"w \leftarrow w {sign} {eta}\, g"]

    def code(self, eta: str, sign: str) -> list[str]:
        """w ← w − ηg."""
        return [f"w = w {sign} {eta} * g"]


PLAIN = Plain()
