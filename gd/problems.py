"""Functions of the weights that gradient descent can walk on."""

from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from gd.arrays import Array, matrix
from gd.spectrum import Spectrum

MINIMISE = "minimise"
MAXIMISE = "maximise"


class Problem(Protocol):
    """A cost J of D weights, with its gradient. All that `descend` asks for."""

    @property
    def names(self) -> tuple[str, ...]:
        """The D weights' names."""

    def cost(self, w: Array) -> float:
        """J at w [D]."""

    def gradient(self, w: Array) -> Array:
        """∇J at w [D]: [D]."""


class Explained(Problem, Protocol):
    """A problem whose curvature and optimum are known: all that the lab asks for."""

    goal: str
    """MINIMISE or MAXIMISE: which of the two `exact` is the answer to."""

    @property
    def spectrum(self) -> Spectrum | None:
        """Of a quadratic, the directions in which it falls apart; None where the Hessian isn't the same everywhere."""

    def hessian(self, w: Array) -> Array:
        """The second derivatives of J at w [D]: [D, D], symmetric."""

    def exact(self) -> Array | None:
        """The weights [D] of the optimum, None where there is none."""


def weight_names(count: int) -> tuple[str, ...]:
    """w for one weight; w₁, w₂, … for more."""
    subscript = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
    return ("w",) if count == 1 else tuple(f"w{d}".translate(subscript) for d in range(1, count + 1))


class PowerSum:
    """J(w) = Σ w_d^p_d. `PowerSum((2,))` is the bowl w², `PowerSum((2, 4))` the exercise w₁² + w₂⁴.

    powers: D whole numbers of at least 1. ValueError otherwise.
    """

    goal = MINIMISE

    def __init__(self, powers: tuple[int, ...]) -> None:
        if not powers or any(p < 1 or p != int(p) for p in powers):
            raise ValueError(f"The powers are {powers}, but whole numbers of at least 1 are wanted.")
        self.powers = tuple(int(p) for p in powers)
        self.names = weight_names(len(powers))
        self._p = np.array(self.powers, dtype=np.float64)

    def cost(self, w: Array) -> float:
        """J at w [D]."""
        return float((w**self._p).sum())

    def costs(self, W: Array) -> Array:
        """J at each of K weights [K, D]: [K]."""
        return np.asarray((W**self._p).sum(axis=1))

    def gradient(self, w: Array) -> Array:
        """p_d w_d^(p_d − 1): [D]."""
        return self._p * w ** (self._p - 1)

    def hessian(self, w: Array) -> Array:
        """Diagonal, p_d (p_d − 1) w_d^(p_d − 2): [D, D]."""
        # |p − 2|: for p = 1 the factor p − 1 is zero, and w⁻¹ would not be at w = 0.
        return np.diag(self._p * (self._p - 1) * w ** np.abs(self._p - 2))

    @cached_property
    def spectrum(self) -> Spectrum | None:
        """The axes: J is quadratic where no power is above 2."""
        if max(self.powers) > 2:
            return None
        return Spectrum.of(np.diag(np.where(self._p == 2, 2.0, 0.0)), np.where(self._p == 1, -1.0, 0.0))

    def exact(self) -> Array | None:
        """The origin [D]; None where an odd power has no minimum."""
        return None if any(p % 2 for p in self.powers) else np.zeros(len(self.powers))


class Quadratic:
    """J(w) = ½ wᵀAw − bᵀw.

    A: [D, D], symmetric. b: [D]. ValueError where the shapes don't match or A isn't symmetric.
    """

    goal = MINIMISE

    def __init__(self, A: ArrayLike, b: ArrayLike) -> None:
        self.A = matrix(A, "A", 2)
        self.b = matrix(b, "b", 1)
        if self.A.shape != (self.b.size, self.b.size):
            raise ValueError(
                f"A has the shape {self.A.shape} and b has {self.b.size} numbers; A has to be D × D and b D long."
            )
        if not np.array_equal(self.A, self.A.T):
            raise ValueError("A is not symmetric. Use (A + Aᵀ)/2, which gives the same J.")
        self.names = weight_names(self.b.size)

    def cost(self, w: Array) -> float:
        """J at w [D]."""
        return float(0.5 * (w @ self.A @ w) - self.b @ w)

    def costs(self, W: Array) -> Array:
        """J at each of K weights [K, D]: [K]."""
        return np.asarray(0.5 * ((W @ self.A) * W).sum(axis=1) - W @ self.b)

    def gradient(self, w: Array) -> Array:
        """Aw − b: [D]."""
        return self.A @ w - self.b

    def hessian(self, w: Array) -> Array:
        """A, wherever w is: [D, D]."""
        return self.A

    @cached_property
    def spectrum(self) -> Spectrum:
        """The eigenvalues and directions of A."""
        return Spectrum.of(self.A, self.b)

    def exact(self) -> Array | None:
        """The shortest of the minimising weights [D]; None where J has no lower bound."""
        return None if (self.spectrum.eigenvalues < 0).any() else self.spectrum.stationary()


class GaussianLikelihood:
    """The mean log-likelihood of a sample under N(μ, σ²), to be maximised.

    J(μ, log σ) = −½ log 2π − log σ − ((x̄ − μ)² + s²) / 2σ², with the sample's mean x̄ and variance s² (divided by
    N). The weights are μ and log σ, so that every weight stands for a valid σ.

    sample: [N], in the unit of μ, with at least two different values. ValueError otherwise.
    """

    goal = MAXIMISE
    spectrum = None
    names = ("μ", "log σ")

    def __init__(self, sample: ArrayLike) -> None:
        self.sample = matrix(sample, "The sample", 1)
        self.mean = float(self.sample.mean())
        self.variance = float(self.sample.var())
        if np.ptp(self.sample) == 0:
            raise ValueError("All values of the sample are the same; σ needs at least two different ones.")

    def cost(self, w: Array) -> float:
        """The mean log-likelihood at w = (μ, log σ) [2]."""
        return float(-0.5 * np.log(2 * np.pi) - w[1] - 0.5 * self._spread(w))

    def gradient(self, w: Array) -> Array:
        """((x̄ − μ)/σ², ((x̄ − μ)² + s²)/σ² − 1): [2]."""
        return np.array([(self.mean - w[0]) * np.exp(-2 * w[1]), self._spread(w) - 1])

    def hessian(self, w: Array) -> Array:
        """The derivatives of `gradient`: [2, 2]."""
        precision = np.exp(-2 * w[1])
        mixed = -2 * (self.mean - w[0]) * precision
        return np.array([[-precision, mixed], [mixed, -2 * self._spread(w)]])

    def exact(self) -> Array:
        """The maximum-likelihood weights: the sample's mean, and the logarithm of its standard deviation."""
        return np.array([self.mean, 0.5 * np.log(self.variance)])

    def _spread(self, w: Array) -> float:
        return float(((self.mean - w[0]) ** 2 + self.variance) * np.exp(-2 * w[1]))
