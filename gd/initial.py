"""Where descent starts."""

from collections.abc import Sequence

import numpy as np

from gd.arrays import Array, matrix


def normal(D: int, seed: int) -> Array:
    """w₀ ~ N(0, 1/D), so that its expected squared length is 1 for any number of weights: [D].

    The same D and seed always give the same weights (NumPy's `default_rng`). ValueError where D is below 1 or the
    seed is negative.
    """
    return np.random.default_rng(seed).normal(0.0, 1 / np.sqrt(_count(D)), D)


def zeros(D: int) -> Array:
    """D zeros. ValueError where D is below 1."""
    return np.zeros(_count(D))


def ones(D: int) -> Array:
    """D ones. ValueError where D is below 1."""
    return np.ones(_count(D))


def given(values: Sequence[float], names: tuple[str, ...]) -> Array:
    """The weights written by hand: [D]. ValueError where there isn't one finite number for each of the D names."""
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
