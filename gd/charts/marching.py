"""Level lines of a function known on a lattice, by marching squares: a line crosses each side of a square at most once.

W. Lorensen and H. Cline, Marching cubes, SIGGRAPH 1987, whose squares are the cubes of a plane.
"""

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array

BOTTOM, RIGHT, TOP, LEFT = range(4)
FIRST_CORNER = np.array([[0, 0], [0, 1], [1, 0], [0, 0]])
LAST_CORNER = np.array([[0, 1], [1, 1], [1, 1], [1, 0]])
"""The two corners of each side as steps up and across, in the same order for both squares at it: so lines close."""
NONE = -1, -1
CUT_OFF = ((LEFT, BOTTOM), (BOTTOM, RIGHT), (RIGHT, TOP), (TOP, LEFT))
"""The sides that a line crosses to cut a corner off; the corners are in turn, from the lower left one."""
ACROSS, UPWARDS = (LEFT, RIGHT), (BOTTOM, TOP)
SADDLES = 0b0101, 0b1010
"""Two opposite corners are above the level (bits in turn), the other two aren't."""


def _strokes(above: int, middle: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The sides that up to two strokes join, if these corners (bits in turn) and the middle are above the level."""
    if above in SADDLES:  # the middle belongs to one pair of opposite corners, the others are cut off
        cut = [k for k in range(4) if (above >> k & 1) != middle]
        return CUT_OFF[cut[0]], CUT_OFF[cut[1]]
    for k in range(4):
        if above in (1 << k, 0b1111 ^ 1 << k):
            return CUT_OFF[k], NONE
    return {0b0011: ACROSS, 0b1100: ACROSS, 0b0110: UPWARDS, 0b1001: UPWARDS}.get(above, NONE), NONE


STROKES = np.array([[_strokes(above, middle) for above in range(16)] for middle in range(2)])
"""[middle, above, strokes, 2]"""


@np.errstate(all="ignore")
def level_lines(across: Array, up: Array, values: Array, levels: Array) -> tuple[NDArray[np.intp], Array, Array]:
    """The strokes along which a function has these levels [L], to the error of linear interpolation.

    across: [K] and up: [M], rising, make a lattice on which the function has the values [M, K]; squares with a corner
    at which one isn't finite have no strokes.

    Returns, for each stroke, the index of its level, its start and its end: [S], [S, 2] and [S, 2].
    """
    above = values > levels[:, None, None]
    lower, upper = above[:, :-1], above[:, 1:]
    code = lower[..., :-1] + 2 * lower[..., 1:] + np.uint8(4) * upper[..., 1:] + np.uint8(8) * upper[..., :-1]
    finite = np.isfinite(values)
    finite = finite[:-1, :-1] & finite[:-1, 1:] & finite[1:, :-1] & finite[1:, 1:]
    which, row, column = np.nonzero((code % 15 != 0) & finite)
    middle = (values[:-1, :-1] + values[:-1, 1:] + values[1:, :-1] + values[1:, 1:])[row, column] / 4
    sides = STROKES[(middle > levels[which]).astype(int), code[which, row, column]]
    square, stroke = np.nonzero(sides[..., 0] >= 0)
    which, row, column, sides = which[square], row[square], column[square], sides[square, stroke]

    def crossing(side: NDArray[np.intp]) -> Array:
        """Where the level is between the two corners of a side of each square: [S, 2]."""
        (i, k), (j, m) = (np.array([row, column]) + corner[side].T for corner in (FIRST_CORNER, LAST_CORNER))
        share = np.clip((levels[which] - values[i, k]) / (values[j, m] - values[i, k]), 0, 1)
        along = [across[k] + share * (across[m] - across[k]), up[i] + share * (up[j] - up[i])]
        return np.column_stack(along)

    return which, crossing(sides[:, 0]), crossing(sides[:, 1])
