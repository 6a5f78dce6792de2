"""The singular value decomposition of columns in very different units, each singular value to its own last digits."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from gd.arrays import EPS, Array
from gd.checkpoint import checkpoint

STEEP = 1e-6
"""LAPACK finds every singular value to the rounding of the largest. Where the smallest is below this share of it, that
is not enough."""
SWEEPS = 30
"""The largest number of rounds through all pairs; hardly ever more than 8 are needed."""


def svd(R: Array, r: Array) -> tuple[Array, Array, Array]:
    """σ [D], falling, V [D, D] and Uᵀr [D] of R = UσVᵀ [D, D], whose columns are independent, and of r [D].

    Rotations that make two rows of the triangle at a time orthogonal lose no digits to the columns' lengths: the error
    of each σ, relative to itself, is ε times the condition number of the columns scaled to length 1 (Demmel & Veselić,
    Jacobi's method is more accurate than QR, 1992). They start from the columns in order of their lengths, which takes
    few rounds (Drmač & Veselić, New fast and accurate Jacobi SVD algorithm, 2008).
    """
    U, values, Vt = np.linalg.svd(R)
    if not values.size or values[-1] > STEEP * values[0]:
        return values, Vt.T, U.T @ r
    order = np.argsort(-np.linalg.norm(R, axis=0), kind="stable")
    rows = _orthogonal(np.asarray(np.linalg.qr(np.column_stack([R[:, order], r]), mode="r")))
    values = np.linalg.norm(rows[:, :-1], axis=1)
    falling = np.argsort(-values, kind="stable")
    V = np.empty_like(R)
    V[order] = (rows[:, :-1] / values[:, None]).T
    return values[falling], V[:, falling], rows[falling, -1]


def _orthogonal(rows: Array) -> Array:
    """The rows [D, D + 1] turned by rotations until they are orthogonal; their last column turns with them."""
    D = len(rows)
    for _ in range(SWEEPS):
        turned = False
        for i, j in _rounds(D):
            checkpoint()
            a, b = rows[i], rows[j]
            aa, bb, ab = (np.einsum("kd,kd->k", x[:, :D], y[:, :D]) for x, y in ((a, a), (b, b), (a, b)))
            turned |= bool((np.abs(ab) > D * EPS * np.sqrt(aa) * np.sqrt(bb)).any())
            # A shorter row is small against a longer one by its small components: they have to be right as well.
            turn = np.abs(ab) > D * EPS * np.minimum(aa, bb)
            if turn.any():
                with np.errstate(over="ignore"):  # of an angle too small to turn by, the cotangent is infinite
                    cot = np.divide(bb - aa, 2 * ab, out=np.zeros_like(ab), where=turn)  # of twice the angle
                    tan = np.where(turn, np.copysign(1, cot) / (np.abs(cot) + np.hypot(1, cot)), 0.0)[:, None]
                cos = 1 / np.hypot(1, tan)
                rows[i], rows[j] = cos * (a - tan * b), cos * (b + tan * a)
        if not turned:
            break
    return rows


@cache
def _rounds(D: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """All pairs i < j of D rows, in rounds in which no row is twice, as in a tournament."""
    last = D - 1 + D % 2
    meets = np.arange(1, (last + 1) // 2)
    rounds = []
    for k in range(last):
        i, j = np.append((k + meets) % last, k), np.append((k - meets) % last, last)
        played = j < D
        rounds.append((np.minimum(i, j)[played], np.maximum(i, j)[played]))
    return rounds
