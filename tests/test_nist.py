"""NIST's reference data sets for linear least squares: certified digits from the columns as they are.

https://www.itl.nist.gov/div898/strd/lls/lls.shtml. Each data set is checked itself: in exact arithmetic, the certified
weights follow from it.
"""

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from gd.arrays import Array
from gd.least_squares import LeastSquares
from tests import rational
from tests.test_least_squares import bound

CERTIFIED = {
    "Norris": [-0.262323073774029, 1.00211681802045],
    "Longley": [
        -3482258.63459582,
        15.0618722713733,
        -0.358191792925910e-01,
        -2.02022980381683,
        -1.03322686717359,
        -0.511041056535807e-01,
        1829.15146461355,
    ],
    "Filip": [
        -1467.48961422980,
        -2772.17959193342,
        -2316.37108160893,
        -1127.97394098372,
        -354.478233703349,
        -75.1242017393757,
        -10.8753180355343,
        -1.06221498588947,
        -0.670191154593408e-01,
        -0.246781078275479e-02,
        -0.402962525080404e-04,
    ],
}
RESIDUAL_SQUARES = {"Norris": 26.6173985294224, "Longley": 836424.055505915, "Filip": 0.795851382172941e-03}
every_set = pytest.mark.parametrize("name", CERTIFIED)


@cache
def rows(name: str) -> tuple[list[rational.Row], rational.Row]:
    """X and y of a data set, as the decimals of its file."""
    lines = (Path(__file__).parent / "nist" / f"{name.lower()}.csv").read_text().splitlines()
    y, *columns = zip(*rational.rows_of(csv.reader(line for line in lines if line[0] != "#")), strict=True)
    if name == "Filip":  # a polynomial
        columns = [tuple(x**k for x in columns[0]) for k in range(1, 11)]
    return [[Fraction(1), *row] for row in zip(*columns, strict=True)], list(y)


def floats(X: list[rational.Row]) -> Array:
    return np.array([[float(x) for x in row] for row in X])


def digits(found: Array, true: list[float]) -> float:
    """The number of correct digits of the worst weight."""
    return float(-np.log10(np.abs(found / true - 1).max()))


@every_set
def test_the_data_are_those_that_were_certified(name: str) -> None:
    X, y = rows(name)
    w = rational.shortest(X, y)
    assert digits(np.array([float(x) for x in w]), CERTIFIED[name]) > 14
    residuals = [sum(map(Fraction.__mul__, row, w), Fraction(0)) - target for row, target in zip(X, y, strict=True)]
    assert float(sum(r * r for r in residuals)) == pytest.approx(RESIDUAL_SQUARES[name], rel=1e-14)


@pytest.mark.parametrize(("name", "least"), [("Norris", 12), ("Longley", 10), ("Filip", 7)])
def test_the_certified_weights_are_found(name: str, least: float) -> None:
    X, y = rows(name)
    problem = LeastSquares(floats(X), [float(t) for t in y])
    assert problem.rank == len(CERTIFIED[name])
    assert digits(problem.exact(), CERTIFIED[name]) > least
    assert problem.mse(problem.exact()) == pytest.approx(RESIDUAL_SQUARES[name] / len(y), rel=1e-9)


def test_filips_normal_equations_have_no_digit_left() -> None:
    # The condition number is 5 × 10⁹, and its square beyond 1/ε.
    X, y = rows("Filip")
    assert digits(LeastSquares(floats(X), [float(t) for t in y]).solve(), CERTIFIED["Filip"]) < 1


def wampler(step: float, noise: int) -> tuple[Array, Array]:
    """Wampler's polynomial with weights 1, step, step², …, plus whole numbers at right angles to the columns."""
    x = np.arange(21.0)
    half = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048]
    X = x[:, None] ** np.arange(6)
    return X, X @ step ** np.arange(6.0) + noise * np.array([*half, 2048, *half[::-1]])


def test_wamplers_noise_is_at_right_angles_to_the_columns() -> None:
    X, y = wampler(1, 1)
    assert not (X.T @ (y - X.sum(axis=1))).any()
    assert y[:5].tolist() == [760, -2042, 2111, -1684, 3888]  # Wampler3's first targets
    assert ((y - X.sum(axis=1)) ** 2).sum() == 83554268


@pytest.mark.parametrize(
    ("step", "noise"), [(1, 0), (0.1, 0), (1, 1), (1, 100), (1, 10_000)], ids=[f"Wampler{n}" for n in range(1, 6)]
)
def test_wamplers_weights_are_as_close_as_the_rounding_of_equilibrated_columns(step: float, noise: int) -> None:
    X, y = wampler(step, noise)
    w, lengths = step ** np.arange(6.0), np.linalg.norm(X, axis=0)
    problem = LeastSquares(X, y)
    assert problem.rank == 6
    for found in (problem.exact(), np.linalg.lstsq(X / lengths, y)[0] / lengths):
        assert np.linalg.norm(lengths * (found - w)) <= bound(X / lengths, y, lengths * w) * np.linalg.norm(lengths * w)
