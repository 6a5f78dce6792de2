"""Initial weights: random, all equal, or set by hand."""

from collections.abc import Callable

import numpy as np
import pytest

from gd.arrays import Array
from gd.initial import given, normal, ones, zeros


@pytest.mark.parametrize("D", [1, 3, 50])
def test_normal_weights_have_mean_zero_and_variance_one_over_their_number(D: int) -> None:
    # 20,000 weights: the standard error of their mean is 0.007 σ, that of their mean square 0.01 σ².
    weights = np.concatenate([normal(D, seed) for seed in range(20_000 // D)])
    assert weights.mean() * np.sqrt(D) == pytest.approx(0, abs=0.03)
    assert (weights**2).mean() * D == pytest.approx(1, abs=0.04)


def test_a_seed_gives_the_same_weights_on_every_machine() -> None:
    # The first numbers of NumPy's default_rng(0).standard_normal(); σ is ½ for four weights.
    assert 2 * normal(4, 0) == pytest.approx([0.12573022, -0.13210486, 0.64042265, 0.10490012], abs=1e-8)


def test_every_seed_gives_weights_of_its_own() -> None:
    assert len({float(normal(1, seed)[0]) for seed in range(100)}) == 100


def test_zeros_and_ones_are_what_they_say() -> None:
    assert zeros(3).tolist() == [0, 0, 0]
    assert ones(2).tolist() == [1, 1]


def test_weights_by_hand_are_taken_as_written_and_copied() -> None:
    written = np.array([1.5, -2.0])
    weights = given(written, ("a", "b"))
    written[0] = 99
    assert weights.tolist() == [1.5, -2]


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: zeros(0), r"^There are 0 weights, but at least 1 is wanted\.$"),
        (lambda: ones(-1), r"^There are -1 weights, but at least 1"),
        (lambda: normal(0, 0), r"^There are 0 weights, but at least 1"),
        (lambda: normal(2, -1), "non-negative"),
        (lambda: given([1.0], ("a", "b")), r"^There is 1 number for 2 weights\. .* for each of: a, b\.$"),
        (lambda: given([1.0, 2.0, 3.0], ("a", "b")), r"^There are 3 numbers for 2 weights\."),
        (lambda: given([], ("w",)), r"^There are 0 numbers for 1 weight\. .* for each of: w\.$"),
        (lambda: given([1.0, np.nan], ("a", "b")), "^The initial weights .* a value that is not a finite number"),
        (lambda: given([[1.0], [2.0]], ("a", "b")), r"^The initial weights .* the shape \(2, 1\)"),
    ],
)
def test_what_is_no_start_is_refused_in_a_sentence(build: Callable[[], Array], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        build()
