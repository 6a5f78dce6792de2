"""Built-in problems: sums of powers and quadratics."""

from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from gd.arrays import CANCELLED, Array, matrix
from gd.problem import MINIMISE, weight_names
from gd.spectrum import Spectrum


class PowerSum:
    """J(w) = Σ w_d^p_d: `PowerSum((2,))` is the bowl w², `PowerSum((2, 4))` the exercise w₁² + w₂⁴.

    Parameters
    ----------
    powers : tuple of int [D]
        Whole numbers of at least 1.

    Raises
    ------
    ValueError
        There are no powers, or one isn't a whole number of at least 1.

    Examples
    --------
    >>> exercise = PowerSum((2, 4))
    >>> exercise.cost(np.array([2.0, 1.0])), exercise.gradient(np.array([2.0, 1.0]))
    (5.0, array([4., 4.]))
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

    def gradients(self, W: Array) -> Array:
        """∇J at each of K weights [K, D]: [K, D]."""
        return self.gradient(W)

    def hessian(self, w: Array) -> Array:
        """The diagonal matrix of p_d (p_d − 1) w_d^(p_d − 2): [D, D]."""
        # |p − 2|: for p = 1 the factor p − 1 is zero, and w⁻¹ would not be at w = 0.
        return np.diag(self._p * (self._p - 1) * w ** np.abs(self._p - 2))

    @cached_property
    def spectrum(self) -> Spectrum | None:
        """The axes are the eigen-directions; None if a power is above 2, so that J isn't quadratic."""
        if max(self.powers) > 2:
            return None
        return Spectrum.of(np.diag(np.where(self._p == 2, 2.0, 0.0)), np.where(self._p == 1, -1.0, 0.0))

    def exact(self) -> Array | None:
        """The origin [D]; None if a power is odd, which has no minimum."""
        return None if any(p % 2 for p in self.powers) else np.zeros(len(self.powers))


class Quadratic:
    """J(w) = ½ wᵀAw − bᵀw.

    Parameters
    ----------
    A : array_like [D, D]
        The Hessian, symmetric.
    b : array_like [D]
        Minus the gradient at w = 0.

    Raises
    ------
    ValueError
        The shapes don't match, a number isn't finite, or A isn't symmetric.

    Examples
    --------
    >>> Quadratic([[2, 0], [0, 1]], [2, 2]).exact()
    array([1., 2.])
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

    def gradient_rounding(self, w: Array) -> Array:
        """The size below which each component of the gradient at w is zero but for rounding: [D]."""
        return np.asarray(CANCELLED * (np.abs(self.A) @ np.abs(w) + np.abs(self.b)))

    def hessian(self, w: Array) -> Array:
        """A, wherever w is: [D, D]."""
        return self.A

    @cached_property
    def spectrum(self) -> Spectrum:
        """The eigenvalues and eigen-directions of A."""
        return Spectrum.of(self.A, self.b)

    def exact(self) -> Array | None:
        """The shortest of the minimising weights [D]; None if J has no lower bound."""
        return None if (self.spectrum.eigenvalues < 0).any() else self.spectrum.stationary()
