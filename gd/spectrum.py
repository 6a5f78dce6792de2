"""A quadratic seen along its eigen-directions, in each of which descent goes its own way."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gd.arrays import EPS, Array


@dataclass(frozen=True, eq=False)
class Spectrum:
    """A quadratic J of D weights, as ∇J(w) = V(λ ∘ Vᵀw − β) = Aw − b."""

    eigenvalues: Array
    """λ [D], rising; those that are zero but for rounding are exactly 0."""
    directions: Array
    """V [D, D]: the directions as columns, of length 1 and at right angles."""
    slopes: Array
    """β = Vᵀb [D]; where λ is 0 and β is zero but for rounding, exactly 0."""

    @classmethod
    def of(cls, A: Array, b: Array) -> "Spectrum":
        """The spectrum of ½wᵀAw − bᵀw: A [D, D] symmetric, b [D]."""
        eigenvalues, directions = np.linalg.eigh(A)
        sizes = np.abs(eigenvalues)
        noise = b.size * EPS
        curved = sizes > noise * sizes.max()
        slopes = directions.T @ b
        # Rounding turns the flat directions by so much at most (Golub & Van Loan, Matrix Computations, 8.1).
        turned = noise * sizes.max() / sizes[curved].min() if curved.any() else 0.0
        level = ~curved & (np.abs(slopes) <= turned * np.linalg.norm(b))
        return cls(np.where(curved, eigenvalues, 0.0), directions, np.where(level, 0.0, slopes))

    @property
    def curved(self) -> NDArray[np.bool_]:
        """[D]: along which directions J curves at all."""
        return np.not_equal(self.eigenvalues, 0)

    def stationary(self) -> Array | None:
        """The shortest of the weights [D] at which the gradient is zero; None where it is zero nowhere."""
        curved = self.curved
        if self.slopes[~curved].any():
            return None
        return np.asarray(self.directions[:, curved] @ (self.slopes[curved] / self.eigenvalues[curved]))
