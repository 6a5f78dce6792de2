"""The verdict on either side of each of its thresholds."""

import math

import numpy as np
import pytest

from gd.explain.verdict import verdict
from gd.problem import MINIMISE
from gd.problems import Quadratic
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome
from tests.experiments.test_scenarios import built_in
from tests.explain.test_verdict import experiment_of, said_of


# Along the floor of ½(w₁² + 999w₂²) an epoch leaves the share (1 − η)² of J; no stable rate is faster than 2/999.
@pytest.mark.parametrize(
    ("slower", "why"), [(9, "Even the fastest rate from here"), (11, "is far too small, and 0.002")]
)
def test_a_rate_is_far_too_small_where_the_fastest_needs_less_than_a_tenth_of_its_epochs(
    slower: float, why: str
) -> None:
    needed = [math.log(0.001) / (2 * math.log1p(-rate)) for rate in (2 / 999 / slower, 2 / 999)]
    assert needed[0] / needed[1] == pytest.approx(slower, rel=0.01)
    floor = experiment_of(Quadratic(np.diag([1.0, 999.0]), [0, 0]), np.array([1.0, 0]), MINIMISE, 2 / 999 / slower)
    said = verdict(Analysis(floor.arguments, floor.run()))
    assert outcome(Analysis(floor.arguments, floor.run())) is Outcome.TOO_SLOW
    assert why in said
    assert "tandardise" not in said


def test_above_the_stable_rate_only_rounding_grows_from_a_start_without_an_unstable_part() -> None:
    floor = {"learning_rate": 0.1, "w0": (11.0, -8.0)}  # along the ravine's floor: no part of it is on the walls
    short, long = built_in("ravine", epochs=2, **floor), built_in("ravine", epochs=300, **floor)
    assert outcome(Analysis(short.arguments, short.run())) is Outcome.IMPROVING
    assert verdict(Analysis(short.arguments, short.run())).endswith(
        "; the rate is above 0.08, the stability limit, and from almost any other start the run would diverge."
    )
    walls = abs(long.run().weights @ [1, 1] - 3)
    assert walls[2] < 1e-12 < walls[-1]
    assert outcome(Analysis(long.arguments, long.run())) is Outcome.DIVERGING
    assert "The rate 0.1 is above 0.08" in verdict(Analysis(long.arguments, long.run()))


# At a rate of 0.01 the steps would be as small as rounding by epoch 60, where the run may or may not end.
@pytest.mark.parametrize("rate", [0.001, 0.076, 0.08])
def test_a_start_that_j_cannot_tell_from_the_optimum_is_said_to_be_it(rate: float) -> None:
    # J − J* = ½ · 25 · 2 · 10⁻¹⁶, and the rounding of 56.5 is 7 · 10⁻¹⁵
    said = said_of("ravine", w0=(1.00000001, 2.00000001), learning_rate=rate)
    assert said.endswith(" −56.5 in 60 epochs. The start is already the minimum, up to rounding.")


def test_a_start_at_the_optimum_is_lost_at_a_rate_that_is_too_large() -> None:
    said = said_of("ravine", w0=(1.00000001, 2.00000001), learning_rate=0.1, epochs=1)
    assert said.endswith(
        " The start is already the minimum, up to rounding; the rate is above 0.08, the stability limit, and "
        "rounding errors will make the run diverge."
    )


# Of w² = 400 the first epoch takes off the share 4η.
@pytest.mark.parametrize(("rate", "said"), [(2e-10, "J stayed near 400 in 1 epoch."), (3e-10, "J fell by 4.8")])
def test_a_change_of_the_cost_is_written_out_where_it_has_digits(rate: float, said: str) -> None:
    assert said_of("parabola", learning_rate=rate, epochs=1).startswith(said)
    assert (4 * rate > 1e-9) == said.startswith("J fell")


@pytest.mark.parametrize(("needed", "slow"), [(10, False), (11, True)])
def test_no_direction_is_called_slow_where_the_run_has_converged_within_ten_epochs(needed: int, slow: bool) -> None:
    # Along both axes of ½(w₁² + 2w₂²), with the factor of w₁ such that it takes so many epochs.
    rate = 1 - (1e-3) ** (1 / (2 * (needed - 0.5)))
    bowl = experiment_of(Quadratic(np.diag([1.0, 1.2]), [0, 0]), np.array([1.0, 1e-3]), MINIMISE, rate)
    analysis = Analysis(bowl.arguments, bowl.run())
    assert analysis.epochs_needed == needed
    assert ("the slowest direction is" in verdict(analysis)) == slow


@pytest.mark.parametrize(("beyond", "warned"), [(2e-7, True), (1.6e-7, False)])
def test_of_an_overflow_more_than_a_billion_epochs_away_nothing_is_said(beyond: float, warned: bool) -> None:
    # J = w² grows by (1 + 2 · beyond)² an epoch, from 400 to 1.8 · 10³⁰⁸.
    epochs = (308.25 * math.log(10) - math.log(400)) / (2 * math.log1p(2 * beyond))
    assert (epochs < 1e9) == warned
    assert ("would pass" in said_of("parabola", learning_rate=1 + beyond, epochs=1)) == warned
