"""A quadratic along its eigen-directions, along each of which gradient descent acts independently."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gd.arrays import EPS, Array
from gd.jacobi import STEEP, svd
from gd.rank import combinations, flat_and_steep


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
        """The spectrum of ½wᵀAw − bᵀw, from A [D, D], symmetric, and b [D].

        Which eigenvalues are 0 is decided in units of the weights in which J curves by 1 along each of them; for a
        saddle, beside the largest eigenvalue.
        """
        eigenvalues, directions = np.linalg.eigh(A)
        sizes, units = np.abs(eigenvalues), np.sqrt(np.abs(np.diagonal(A)))
        if sizes.min() > STEEP * sizes.max() or not np.count_nonzero(A - np.diag(np.diagonal(A))):
            return cls(eigenvalues, directions, directions.T @ b)
        units = np.where(units > 0, units, 1.0)
        with np.errstate(over="ignore"):  # beyond ±1 there is a saddle
            values, vectors = np.linalg.eigh(np.clip(A / units / units[:, None], -2, 2))
        curved, turned = _curved(values)
        sign = np.sign(values[curved])
        if (sign == sign[0]).all():
            root = np.sqrt(np.abs(values[curved]))[:, None] * vectors[:, curved].T * units  # its square is A or −A
            flat, steep = flat_and_steep(combinations(vectors[:, ~curved], units, turned))
            roots, V, _ = svd(root @ steep, np.zeros(len(root)))
            eigenvalues = np.append(np.zeros(flat.shape[1]), sign * roots**2)
            directions = np.hstack([flat, steep @ V])
        else:
            units, (curved, turned) = np.ones(b.size), _curved(eigenvalues)
            eigenvalues = np.where(curved, eigenvalues, 0.0)
        slopes, rising = directions.T @ b, np.argsort(eigenvalues, kind="stable")
        reach = turned * np.linalg.norm(units[:, None] * directions, axis=0) * np.linalg.norm(b / units)
        slopes = np.where((eigenvalues == 0) & (np.abs(slopes) <= reach), 0.0, slopes)
        return cls(eigenvalues[rising], directions[:, rising], slopes[rising])

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


def _curved(eigenvalues: Array) -> tuple[NDArray[np.bool_], float]:
    """Which eigenvalues [D] are more than rounding, and by which angle rounding turns the directions of the others.

    Golub & Van Loan, Matrix Computations, 2013, section 8.1.
    """
    sizes = np.abs(eigenvalues)
    noise = len(sizes) * EPS * sizes.max()
    return sizes > noise, float(noise / sizes[sizes > noise].min())
