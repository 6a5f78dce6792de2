"""A quadratic along its eigen-directions, along each of which gradient descent acts independently."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gd.arrays import EPS, Array


@dataclass(frozen=True, eq=False)
class Spectrum:
    """A quadratic J of D weights, described by its gradient ∇J(w) = Aw − b = V(λ ∘ Vᵀw − β)."""

    eigenvalues: Array
    """λ [D], rising; exactly 0 where only rounding keeps them from it."""
    directions: Array
    """V [D, D]: the directions as orthonormal columns."""
    slopes: Array
    """β = Vᵀb [D]; exactly 0 where λ is 0 and only rounding keeps β from it."""

    @classmethod
    def of(cls, A: Array, b: Array) -> "Spectrum":
        """The spectrum of ½wᵀAw − bᵀw, from A [D, D], symmetric, and b [D]."""
        eigenvalues, directions = np.linalg.eigh(A)
        sizes = np.abs(eigenvalues)
        noise = b.size * EPS
        curved = sizes > noise * sizes.max()
        slopes = directions.T @ b
        # Rounding turns the flat directions by at most this angle (Golub & Van Loan, Matrix Computations, 8.1).
        turned = noise * sizes.max() / sizes[curved].min() if curved.any() else 0.0
        level = ~curved & (np.abs(slopes) <= turned * np.linalg.norm(b))
        return cls(np.where(curved, eigenvalues, 0.0), directions, np.where(level, 0.0, slopes))

    @property
    def curved(self) -> NDArray[np.bool_]:
        """[D]: whether J curves along each direction."""
        return np.not_equal(self.eigenvalues, 0)

    def stationary(self) -> Array | None:
        """The shortest of the weights [D] at which the gradient is 0; None if it is 0 nowhere."""
        curved = self.curved
        if self.slopes[~curved].any():
            return None
        return np.asarray(self.directions[:, curved] @ (self.slopes[curved] / self.eigenvalues[curved]))

    def factors(self, step: float) -> Array:
        """f = 1 − step λ [D]: by what an epoch w ← w − step ∇J(w) multiplies the distance from the optimum."""
        return np.asarray(1 - step * self.eigenvalues)

    @np.errstate(all="ignore")
    def series(self, step: float, epochs: NDArray[np.int64]) -> tuple[Array, Array]:
        """fᵗ and the geometric series 1 + f + … + fᵗ⁻¹, for each number t of the epochs [K]: [K, D] each.

        The sum is (1 − fᵗ)/(1 − f), or t where λ is 0. Not finite where it overflows.
        """
        x, t = step * self.eigenvalues, epochs[:, None].astype(np.float64)
        # 1 − x drops the last digits of a small x, which matter after many epochs.
        far = np.abs(x) >= 0.5
        logarithm = t * np.log1p(np.where(far, 0.0, -x))
        powers, missing = np.exp(logarithm), -np.expm1(logarithm)
        powers[:, far] = (1 - x[far]) ** t
        missing[:, far] = 1 - powers[:, far]
        return powers, np.where(x == 0, t, missing / x)

    @np.errstate(all="ignore")
    def leap(self, w: Array, step: float, epochs: NDArray[np.int64]) -> Array:
        """The weights after these numbers of epochs w ← w − step ∇J(w), counted from w: [K, D].

        w: [D]. epochs: [K]. Along each direction an epoch takes a to fa + step β, so t of them take it to
        fᵗa + step β (1 + f + … + fᵗ⁻¹). Not finite where that overflows.
        """
        a = w @ self.directions
        powers, sums = self.series(step, epochs)
        nearing = powers * a + step * sums * self.slopes
        # Equal in exact arithmetic. `leaving` stays put where the gradient is 0 even if fᵗ overflows; `nearing` gets as
        # close to 0 as the loop does.
        gradient = self.eigenvalues * a - self.slopes
        leaving = a - step * np.where(gradient == 0, 0.0, sums * gradient)
        return np.asarray(np.where(np.abs(self.factors(step)) < 1, nearing, leaving) @ self.directions.T)
