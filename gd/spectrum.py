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

    def factors(self, step: float) -> Array:
        """f = 1 − step λ [D], by which an epoch of w ← w − step ∇J(w) multiplies the way left to go."""
        return np.asarray(1 - step * self.eigenvalues)

    @np.errstate(all="ignore")
    def series(self, step: float, epochs: NDArray[np.int64]) -> tuple[Array, Array]:
        """fᵗ and 1 + f + … + fᵗ⁻¹, for each number t of the epochs [K]: [K, D] each. Not finite where it overflows.

        The geometric series: the sum is (1 − fᵗ)/(1 − f), and t where λ is 0.
        """
        x, t = step * self.eigenvalues, epochs[:, None].astype(np.float64)
        # 1 − x drops the last digits of a small x, which after many epochs are missed.
        far = np.abs(x) >= 0.5
        logarithm = t * np.log1p(np.where(far, 0.0, -x))
        powers, missing = np.exp(logarithm), -np.expm1(logarithm)
        powers[:, far] = (1 - x[far]) ** t
        missing[:, far] = 1 - powers[:, far]
        return powers, np.where(x == 0, t, missing / x)

    @np.errstate(all="ignore")
    def leap(self, w: Array, step: float, epochs: NDArray[np.int64]) -> Array:
        """Where w ← w − step ∇J(w) leads in so many epochs: w [D], epochs [K], all of them from w on, → [K, D].

        Along each direction an epoch takes a to fa + step β, so t of them take it to
        fᵗa + step β (1 + f + … + fᵗ⁻¹). Not finite where that overflows.
        """
        a = w @ self.directions
        powers, sums = self.series(step, epochs)
        nearing = powers * a + step * sums * self.slopes
        # The same number. This one stays where the gradient is 0 though fᵗ overflows; that one comes as near to 0 as
        # the loop does.
        gradient = self.eigenvalues * a - self.slopes
        leaving = a - step * np.where(gradient == 0, 0.0, sums * gradient)
        return np.asarray(np.where(np.abs(self.factors(step)) < 1, nearing, leaving) @ self.directions.T)
