"""Folds rows that lie on many machines, with Dask."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from gd.factor import Factor


def fold_dask(frame: Any, target: str, features: Sequence[str], *, seed: int = 0) -> Factor:
    """Fold a Dask DataFrame where its rows lie.

    Each partition becomes a factor on its own machine, and the factors, a few kilobytes each, are merged two by two.
    It runs on the cluster of the current `dask.distributed.Client`, or without one on this machine. Rows that lack a
    finite number in one of the columns are left out.

    Parameters
    ----------
    frame
        A `dask.dataframe.DataFrame`; the columns named here hold numbers.
    target
        The column to predict.
    features
        The columns to predict it from.
    seed
        The seed of the sample of rows that the factor keeps.

    Returns
    -------
    Factor
        In its sample the row numbers count within each partition.

    Raises
    ------
    ValueError
        If no row is complete, or the numbers are so large that their squares overflow.
    """
    from dask.delayed import delayed

    parts = frame[[*features, target]].to_delayed()
    seeds = np.random.SeedSequence(seed).spawn(len(parts))  # so that no two partitions draw the same keys
    fold, merge = delayed(_fold), delayed(_merge)
    tree = [fold(part, target, tuple(features), own) for part, own in zip(parts, seeds, strict=True)]
    while len(tree) > 1:
        tree = [merge(*tree[k : k + 2]) for k in range(0, len(tree), 2)]
    factor: Factor | None = tree[0].compute()
    if factor is None:
        raise ValueError("No row has a finite number in every chosen column. Choose fewer columns.")
    return factor


def _fold(part: Any, target: str, features: tuple[str, ...], seed: np.random.SeedSequence) -> Factor | None:
    rows = part.to_numpy(np.float64, na_value=np.nan)
    complete = np.flatnonzero(np.isfinite(rows).all(axis=1))
    if not complete.size:
        return None
    X, y = rows[complete, :-1], rows[complete, -1]
    return Factor.of(X, y, names=features, target=target, rows=complete, seed=seed)


def _merge(one: Factor | None, other: Factor | None = None) -> Factor | None:
    return one.merge(other) if one is not None and other is not None else one or other
