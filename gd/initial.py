"""Initial weights."""

from collections.abc import Sequence

import numpy as np

from gd.arrays import Array, matrix


def normal(D: int, seed: int) -> Array:
    """Draw initial weights w₀ ~ N(0, 1/D): [D]. Their expected squared length is 1 for any number of weights.

    Parameters
    ----------
    D : int
        The number of weights, at least 1.
    seed : int
        At least 0. NumPy's `default_rng` with this seed gives the same weights every time.

    Returns
    -------
    array [D]
        The weights.

    Raises
    ------
    ValueError
        D is below 1 or the seed is negative.

    Examples
    --------
    >>> normal(3, seed=0).round(4).tolist()
    [0.0726, -0.0763, 0.3697]
    """
    return np.random.default_rng(seed).normal(0.0, 1 / np.sqrt(_count(D)), D)


def zeros(D: int) -> Array:
    """D zeros. ValueError if D is below 1."""
    return np.zeros(_count(D))


def ones(D: int) -> Array:
    """D ones. ValueError if D is below 1."""
    return np.ones(_count(D))


def given(values: Sequence[float], names: tuple[str, ...]) -> Array:
    """Weights given by hand: [D]. ValueError unless there is one finite number for each of the D names."""
    if len(values) != len(names):
        raise ValueError(
            f"There {'is 1 number' if len(values) == 1 else f'are {len(values)} numbers'} for {len(names)} "
            f"{'weight' if len(names) == 1 else 'weights'}. Write one number for each of: {', '.join(names)}."
        )
    return matrix(values, "The initial weights", 1).copy()


def _count(D: int) -> int:
    if D < 1:
        raise ValueError(f"There are {D} weights, but at least 1 is wanted.")
    return D
