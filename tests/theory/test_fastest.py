"""The fastest rate from a start, against a dense grid of rates and the plain loop."""

from dataclasses import replace

import numpy as np
import pytest

from gd.arrays import Array
from gd.problem import MAXIMISE
from gd.problems import Quadratic
from gd.theory.fastest import fastest_from_here
from gd.theory.milestones import epochs_to
from gd.theory.predict import forecast
from tests.experiments.test_scenarios import built_in
from tests.theory.test_forecast import RAVINE


def random_quadratics() -> list[tuple[Array, Array]]:
    """Eigenvalues and the start's distances from the optimum along each direction, of many orders of magnitude."""
    rng = np.random.default_rng(0)
    return [(10 ** rng.uniform(-2, 1, D), 10 ** rng.uniform(-3, 2, D)) for D in (1, 2, 2, 3, 3, 5) for _ in range(5)]


@pytest.mark.parametrize(("eigenvalues", "distances"), random_quadratics())
def test_no_rate_of_a_dense_grid_is_faster(eigenvalues: Array, distances: Array) -> None:
    expected = forecast(Quadratic(np.diag(eigenvalues), np.zeros(len(eigenvalues))), distances, 0.1)
    rate, needed = fastest_from_here(expected, 1e-3)
    assert rate < 2 / eigenvalues.max()

    def epochs(rates: Array) -> Array:
        """The epochs that the loop takes at each of the rates, up to `needed`; one more where it takes longer."""
        excess = eigenvalues * np.tile(distances, (len(rates), 1)) ** 2
        target, factors = 1e-3 * excess[0].sum(), (1 - np.outer(rates, eigenvalues)) ** 2
        taken = np.zeros(len(rates))
        for _ in range(needed):
            there = excess.sum(axis=1) <= target
            excess = np.where(there[:, None], excess, excess * factors)
            taken += ~there
        return taken + (excess.sum(axis=1) > target)

    assert epochs(np.array([rate])) == needed
    assert epochs(np.linspace(0, 2 / eigenvalues.max(), 2001)[1:-1]).min() >= needed


def test_from_the_ravines_start_it_is_faster_than_the_best_guaranteed_rate() -> None:
    expected = forecast(RAVINE, [-3, 3], 0.076)
    rate, needed = fastest_from_here(expected, 1e-3)
    at = lambda rate: epochs_to(replace(expected, learning_rate=rate), 1e-3)  # noqa: E731
    assert needed == at(rate) == 31 < at(0.076) == 35 < at(expected.fastest_rate) == 44


def test_on_the_unscaled_table_the_best_guaranteed_rate_is_worse_than_the_default_and_the_fastest_is_better() -> None:
    given = built_in("unscaled").arguments
    expected = forecast(given.problem, given.start, given.learning_rate)
    left = lambda rate, t: replace(expected, learning_rate=rate).costs_by_direction(t).sum()  # noqa: E731
    whole = left(given.learning_rate, 0)
    assert left(given.learning_rate, 1000) / whole == pytest.approx(0.01637, rel=1e-3)
    assert left(expected.fastest_rate, 1000) / whole > 0.999
    _, needed = fastest_from_here(expected, 1e-3)
    assert needed < epochs_to(expected, 1e-3) < epochs_to(replace(expected, learning_rate=expected.fastest_rate), 1e-3)


def test_a_rate_that_is_fast_at_first_and_then_diverges_is_none() -> None:
    # Along the second direction the start is off by a hair, which the rate 1 would double every epoch.
    expected = forecast(Quadratic(np.diag([1.0, 3.0]), [0, 0]), [1.0, 1e-9], 0.1)
    rate, needed = fastest_from_here(expected, 1e-3)
    assert rate < 2 / 3
    assert needed == 4  # (1 − 2/3)⁸ = 0.00015, and (1 − 2/3)⁶ is 0.00137


@pytest.mark.parametrize(
    "expected",
    [
        forecast(RAVINE, [1, 2], 0.01),
        forecast(RAVINE, [-3, 3], 0.01, MAXIMISE),
        forecast(built_in("valley").problem, [2, 1], 0.01),
    ],
    ids=["at the optimum", "without an optimum", "not quadratic"],
)
def test_there_is_none_where_theory_leads_to_no_optimum(expected: object) -> None:
    assert fastest_from_here(expected, 1e-3) is None
