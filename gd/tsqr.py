"""Tall-skinny QR decomposition: the triangular factor of a matrix with many rows, block by block."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from gd.arrays import Array

BLOCK_NUMBERS = 8192
"""The numbers in a block: 64 KB fit into a core's cache and are too few for BLAS to start threads."""
BLOCKS = 32
"""The largest number of blocks in a piece, which one core folds at a time."""


def triangle(A: Array) -> Array:
    """The triangular factor of A [..., n, W]: [..., W, W], nothing below 0 on its diagonal, rows of zeros if n < W."""
    *batch, n, W = A.shape
    if n < W:
        A = np.concatenate([A, np.zeros((*batch, W - n, W))], axis=-2)
    R = np.asarray(np.linalg.qr(A, mode="r"))
    signs = np.where(np.diagonal(R, axis1=-2, axis2=-1) < 0, -1.0, 1.0)
    return np.asarray(R * signs[..., None])


def fold(X: Array, y: Array) -> tuple[Array, Array]:
    """The triangular factor of A = [1 X y], and AᵀA: [D+2, D+2] each, infinite where squares overflow.

    X: [N, D]. y: [N]. The triangles of blocks are stacked and factored again, in an order that doesn't depend on the
    number of cores (Demmel, Grigori, Hoemmen & Langou 2012, doi:10.1137/080731992).
    """
    N, W = len(y), X.shape[1] + 2
    block = max(BLOCK_NUMBERS // W, 2 * W)
    step = block * min(BLOCKS, block // W)
    starts = range(0, N, step)
    fold_from = partial(_fold_piece, X, y, step, block)
    if len(starts) == 1 or block * W > BLOCK_NUMBERS:  # wide blocks keep BLAS's own threads busy
        pieces = list(map(fold_from, starts))
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            pieces = list(pool.map(fold_from, starts))
    triangles, normals = zip(*pieces, strict=True)
    with np.errstate(over="ignore"):
        return _joined(np.stack(triangles), block // W), np.sum(normals, axis=0)


def _joined(triangles: Array, most: int) -> Array:
    """The triangle of k stacked triangles [k, W, W], by a tree that joins at most `most` at a time."""
    k, W, _ = triangles.shape
    if k == 1:
        return np.asarray(triangles[0])
    padded = np.concatenate([triangles, np.zeros((-k % most, W, W))])
    return _joined(triangle(padded.reshape(-1, most * W, W)), most)


def _fold_piece(X: Array, y: Array, step: int, block: int, start: int) -> tuple[Array, Array]:
    y = y[start : start + step]
    n, W = len(y), X.shape[1] + 2
    rows = max(min(block, n), W)
    A = np.zeros((-(-n // rows), rows, W))  # rows of zeros at the end change neither the triangle nor AᵀA
    flat = A.reshape(-1, W)
    flat[:n, 0], flat[:n, 1:-1], flat[:n, -1] = 1, X[start : start + step], y
    with np.errstate(over="ignore", invalid="ignore"):  # each thread has its own
        return _joined(triangle(A), block // W), (A.transpose(0, 2, 1) @ A).sum(axis=0)
