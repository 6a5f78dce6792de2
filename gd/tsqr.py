"""Tall-skinny QR decomposition: the triangular factor of a matrix with many rows, block by block."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

import numpy as np

from gd.arrays import Array, Matrix

BLOCK_NUMBERS = 8192
"""The numbers in a block: 64 KB fit into a core's cache and are too few for BLAS to start threads."""
BLOCKS = 32
"""The largest number of blocks in a piece, which one core folds at a time."""
AHEAD = 64
"""How many pieces are handed out together: of so many, the triangles may wait to be joined."""


def triangle(A: Array) -> Array:
    """The triangular factor of A [..., n, W]: [..., W, W], nothing below 0 on its diagonal, rows of zeros if n < W."""
    *batch, n, W = A.shape
    if n < W:
        A = np.concatenate([A, np.zeros((*batch, W - n, W))], axis=-2)
    R = np.asarray(np.linalg.qr(A, mode="r"))
    signs = np.where(np.diagonal(R, axis1=-2, axis2=-1) < 0, -1.0, 1.0)
    return np.asarray(R * signs[..., None])


def fold(X: Matrix, y: Array) -> tuple[Array, Array]:
    """The triangular factor of A = [1 X y], and AᵀA: [D+2, D+2] each, infinite where squares overflow.

    X: [N, D], of which only a few pieces are asked for at a time. y: [N]. The triangles of blocks are stacked and
    factored again, in an order that doesn't depend on the number of cores (Demmel, Grigori, Hoemmen & Langou 2012,
    doi:10.1137/080731992).
    """
    N, W = len(y), X.shape[1] + 2
    block = max(BLOCK_NUMBERS // W, 2 * W)
    step = block * min(BLOCKS, block // W)
    starts = range(0, N, step)
    fold_from = partial(_fold_piece, X, y, step, block)
    normal = np.zeros((W, W))

    def triangles() -> Iterator[Array]:
        for R, squares in _pieces(fold_from, starts, wide=block * W > BLOCK_NUMBERS):
            with np.errstate(over="ignore", invalid="ignore"):
                np.add(normal, squares, out=normal)
            yield R

    return _joined(triangles(), len(starts), block // W), normal


Piece = tuple[Array, Array]
"""The triangle of some rows of A, and their part of AᵀA."""


def _pieces(fold_from: Callable[[int], Piece], starts: range, *, wide: bool) -> Iterator[Piece]:
    """The pieces that begin at `starts`, in this order, on all cores."""
    if len(starts) == 1 or wide:  # wide blocks keep BLAS's own threads busy
        yield from map(fold_from, starts)
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for k in range(0, len(starts), AHEAD):
            yield from pool.map(fold_from, starts[k : k + AHEAD])


def _joined(triangles: Iterable[Array], k: int, most: int) -> Array:
    """The triangle of k stacked triangles [W, W], by a tree that joins `most` at a time as they come."""
    while k > 1:
        triangles, k = _joined_once(iter(triangles), most), -(-k // most)
    return next(iter(triangles))


def _joined_once(triangles: Iterator[Array], most: int) -> Iterator[Array]:
    """The triangle of each `most` of the triangles; zeros, which change nothing, fill up the last ones."""
    while together := list(islice(triangles, most)):
        W = len(together[0])
        yield triangle(np.concatenate([*together, np.zeros(((most - len(together)) * W, W))]))


def _fold_piece(X: Matrix, y: Array, step: int, block: int, start: int) -> Piece:
    y = y[start : start + step]
    n, W = len(y), X.shape[1] + 2
    rows = max(min(block, n), W)
    A = np.zeros((-(-n // rows), rows, W))  # rows of zeros at the end change neither the triangle nor AᵀA
    flat = A.reshape(-1, W)
    flat[:n, 0], flat[:n, 1:-1], flat[:n, -1] = 1, X[start : start + step], y
    with np.errstate(over="ignore", invalid="ignore"):  # each thread has its own
        return _joined(triangle(A), len(A), block // W), (A.transpose(0, 2, 1) @ A).sum(axis=0)
