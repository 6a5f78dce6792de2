"""Which columns depend on each other: a matter of their directions, not of their units."""

import numpy as np

from gd.arrays import EPS, Array

ROUNDING = 32
"""How many roundings each column may add to a singular value that would be zero in exact arithmetic."""
SHORTEST = float(np.sqrt(np.finfo(np.float64).tiny) / EPS)
"""A shorter column counts as zeros: the square of what sets it apart from the others may underflow."""


def unit_columns(R: Array) -> tuple[Array, Array]:
    """The columns of R [n, D] divided by their lengths, and the lengths [D]; of zeros, the length is called 1.

    No other units bring the condition number below 1/√D of what it is then (van der Sluis, Condition numbers and
    equilibration of matrices, 1969).
    """
    lengths = np.linalg.norm(R, axis=0)
    kept = lengths >= SHORTEST
    lengths = np.where(kept, lengths, 1.0)
    return np.where(kept, R / lengths, 0.0), lengths


def dependencies(R: Array) -> Array:
    """The combinations of the columns of R [D, D] that are zero to rounding: [D, k], see `combinations`."""
    unit, lengths = unit_columns(R)
    _, values, Vt = np.linalg.svd(unit)
    # The threshold grows with the columns, as the rounding of the factor does; that hardly grows with the rows.
    noise = ROUNDING * EPS * len(Vt) * values[0]
    curved = values > noise
    # Rounding turns what is flat by at most this angle (Golub & Van Loan, Matrix Computations, 2013, section 8.6).
    return combinations(Vt[~curved].T, lengths, noise / min(values[curved], default=1.0))


def combinations(flat: Array, lengths: Array, noise: float) -> Array:
    """A readable basis [D, k] of the combinations of columns that k columns `flat` [D, k] span.

    `flat` is for columns of length 1, the basis for columns of these lengths [D]. Each combination has a 1 where the
    others have a 0, as in a reduced row echelon form. Coefficients up to the noise become 0: for a column in tiny
    units, they would be huge weights.
    """
    basis = flat.copy()
    pivots: list[int] = []
    for j in range(basis.shape[1]):
        share = np.abs(basis[:, j])
        share[pivots] = 0
        # The shortest column with a large share: it has the largest weight.
        pivots.append(int(np.argmin(np.where(share > 0.3 * share.max(), lengths, np.inf))))
        basis[:, j] /= basis[pivots[j], j]
        others = np.arange(basis.shape[1]) != j
        basis[:, others] -= np.outer(basis[:, j], basis[pivots[j], others])
    return np.where(np.abs(basis) <= noise, 0.0, basis) * (lengths[pivots] / lengths[:, None])


def flat_and_steep(basis: Array) -> tuple[Array, Array]:
    """Orthonormal directions [D, k] along these combinations [D, k], and [D, D − k] at right angles to all of them."""
    alone = np.count_nonzero(basis, axis=1) == 1
    pivots = [int(np.argmax(alone & (column == 1))) for column in basis.T]
    # With the ones on top, a reflection mixes only columns that depend on each other, not their units with others'.
    order = np.array([*pivots, *np.setdiff1d(np.arange(len(basis)), pivots)])
    directions = np.empty((len(basis), len(basis)))
    directions[order] = np.linalg.qr(basis[order], mode="complete")[0]
    return directions[:, : len(pivots)], directions[:, len(pivots) :]
