"""The page's verdict on runs with a known outcome, and on many more that are checked with the plain loop."""

import math
import re
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from gd.arrays import Array
from gd.descent import descend
from gd.experiments.experiment import Experiment
from gd.experiments.scenarios import defaults
from gd.explain.verdict import verdict
from gd.likelihood import GaussianLikelihood
from gd.optimizers import OPTIMIZERS
from gd.problem import MAXIMISE, MINIMISE, Explained
from gd.problems import PowerSum, Quadratic
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome
from gd.theory.regime import Regime
from tests.experiments.test_scenarios import BUILT_IN, built_in
from tests.theory.test_forecast import PAIRS, loop, observed_regime


def sentences(text: str) -> int:
    return len(re.findall(r"[.](?= |$)", text))


@pytest.mark.parametrize("goal", [MINIMISE, MAXIMISE])
@pytest.mark.parametrize("problem", BUILT_IN)
def test_the_verdict_has_at_most_three_sentences_and_one_on_why_it_ended(problem: str, goal: str) -> None:
    base = built_in(problem, epochs=20, goal=goal)
    for optimizer, rate, tolerance in product(OPTIMIZERS.values(), (1e-9, 1e-3, 0.076, 1.0, 3.0), (0.0, 0.01)):
        settings = replace(base.settings, optimizer=optimizer, learning_rate=rate, tolerance=tolerance)
        experiment = replace(base, settings=settings)
        if optimizer.finds_own_rate and problem in ("valley", "likelihood"):  # which aren't quadratic
            continue
        said = verdict(Analysis(experiment.arguments, experiment.run()))
        ended = said.count("It stopped early") + said.count("Another epoch would change nothing")
        assert 2 <= sentences(said) <= 3 + ended, said


def experiment_of(problem: Explained, start: Array, goal: str, rate: float, epochs: int = 30) -> Experiment:
    settings = replace(defaults("parabola"), learning_rate=rate, epochs=epochs, goal=goal)
    return Experiment(settings, problem, np.array(start, dtype=float))


@pytest.mark.parametrize(("problem", "start", "goal", "rate"), PAIRS)
def test_the_verdict_says_what_the_weights_do_in_the_loop(
    problem: Explained, start: Array, goal: str, rate: float
) -> None:
    experiment = experiment_of(problem, start, goal, rate)
    path = loop(problem, start, rate, goal, 40)
    path = path[np.abs(path).max(axis=1) < 1e5]  # farther out, rounding of the growing component swamps the others
    # An eigenbasis computed independently; each direction is observed separately.
    eigenvalues, V = np.linalg.eigh(problem.hessian(start))
    stationary = np.linalg.lstsq(problem.hessian(start), -problem.gradient(0 * start), rcond=1e-9)[0]
    away = (path - stationary) @ V
    found = {observed_or_still(away[:, i], abs(x) > 1e-9) for i, x in enumerate(eigenvalues)}
    said = verdict(Analysis(experiment.arguments, experiment.run()))
    what = outcome(Analysis(experiment.arguments, experiment.run()))
    assert (what in (Outcome.DIVERGING, Outcome.DIVERGING)) == (Regime.DIVERGING in found)
    if Regime.DIVERGING in found:
        assert "each step lands further away on the other side" in said or "J has no m" in said
        return
    assert (what is Outcome.OSCILLATING) == (Regime.OSCILLATING in found)
    assert ("oscillates" in said) == (Regime.OSCILLATING in found)
    if what in (Outcome.IMPROVING, Outcome.CONVERGED) and found & {Regime.SHRINKING, Regime.OVERSHOOTING}:
        assert ("It overshoots" in said) == (Regime.OVERSHOOTING in found)


def observed_or_still(offsets: Array, curved: bool) -> Regime:
    """The regime of distances along one direction; still if the start has no component along it.

    Along a flat direction (not curved) it is growing if the weights leave the start.
    """
    if not curved:
        return Regime.DIVERGING if abs(offsets[-1] - offsets[0]) > 1e-6 else Regime.STILL
    return observed_regime(offsets) if abs(offsets[0]) > 1e-9 else Regime.STILL


def test_a_chaotic_run_oscillates_whatever_its_last_epoch() -> None:
    # At the maximum an epoch multiplies the distance along μ by 1 − 0.5 · 2/0.09427 = −9.6. The orbit is chaotic, so
    # its digits soon depend on the processor, but the verdict has to be true wherever the run ends.
    why = "The rate 0.5 is above 0.09426, the stability limit at the maximum, so the run can't settle there."
    worse = []
    for epochs in range(201, 301):
        jumping = built_in("likelihood", learning_rate=0.5, epochs=epochs)
        run = jumping.run()
        assert outcome(Analysis(jumping.arguments, run)) is Outcome.OSCILLATING
        assert verdict(Analysis(jumping.arguments, run)).endswith(f". {why}")
        worse.append(run.final_cost < run.costs[0])
    assert set(worse) == {True, False}
    assert np.ptp(run.costs[-100:]) > 1


def test_what_is_named_is_the_direction_that_overshoots() -> None:
    steep, flat = (np.array(v) / np.sqrt(2) for v in ([1.0, 1.0], [1.0, -1.0]))
    ravine = built_in("ravine")
    away = ravine.run().weights - [1, 2]
    assert (np.sign(away @ steep)[:5] == [-1, 1, -1, 1, -1]).all()
    assert (np.sign(away @ flat)[:5] == -1).all()
    assert "It overshoots along w₁ + w₂, " in verdict(Analysis(ravine.arguments, ravine.run()))
    assert "the slowest direction is w₁ − w₂." in verdict(Analysis(ravine.arguments, ravine.run()))


def test_the_epoch_that_is_told_is_the_one_at_which_the_run_has_converged_if_it_goes_on() -> None:
    trap = built_in("dummy-trap", epochs=100)
    (epoch,) = re.findall(r"and 99.9 % would take until epoch ([\d,]+);", verdict(Analysis(trap.arguments, trap.run())))
    longer = descend(trap.problem, trap.start, learning_rate=0.001, epochs=2000, keep=3000)
    excess = longer.costs - trap.problem.cost(trap.exact)
    assert int(epoch) == np.flatnonzero(excess <= 1e-3 * excess[0])[0]


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


def test_a_saddle_is_no_minimum_even_on_its_ridge() -> None:
    saddle = experiment_of(Quadratic(np.diag([3.0, -5.0]), [0, 0]), np.array([1.0, 0]), MINIMISE, 0.1)
    assert outcome(Analysis(saddle.arguments, saddle.run())) is Outcome.IMPROVING
    assert verdict(Analysis(saddle.arguments, saddle.run())) == (
        "J fell from 1.5 to 7.62 × 10⁻¹⁰ in 30 epochs. J has no minimum to converge to, and from almost any "
        "other start the run would diverge."  # 1.5 · 0.7⁶⁰
    )


def test_what_goes_on_for_ever_is_where_j_does_not_curve_towards_an_optimum() -> None:
    slope = experiment_of(PowerSum((1, 2)), np.array([3.0, 4.0]), MINIMISE, 0.1)
    assert "J has no minimum: along w₁ it falls without end" in verdict(Analysis(slope.arguments, slope.run()))
    # The first weight jumps further out each time, and has the larger share of J, but has a minimum.
    saddle = experiment_of(Quadratic(np.diag([0.9, -5.0]), [0, 0]), np.array([10.0, 0.1]), MINIMISE, 3, 3)
    assert "along w₂ it falls without end" in verdict(Analysis(saddle.arguments, saddle.run()))


def test_where_j_falls_straight_along_a_weight_it_does_not_curve_away() -> None:
    falling = experiment_of(PowerSum((1, 4)), np.array([3.0, 1.0]), MINIMISE, 0.01)
    assert verdict(Analysis(falling.arguments, falling.run())).endswith(". J has no minimum to converge to.")


class Ramps:
    """J = log cosh 3(w − 1) + log cosh 3(w + 1): two ramps of slope 6 with a flat floor between −1 and 1."""

    names, goal, spectrum = ("w",), MINIMISE, None

    def cost(self, w: Array) -> float:
        return float(np.log(np.cosh(3 * (w - 1))).sum() + np.log(np.cosh(3 * (w + 1))).sum())

    def gradient(self, w: Array) -> Array:
        return 3 * np.tanh(3 * (w - 1)) + 3 * np.tanh(3 * (w + 1))

    def hessian(self, w: Array) -> Array:
        return np.diag(9 / np.cosh(3 * (w - 1)) ** 2 + 9 / np.cosh(3 * (w + 1)) ** 2)

    def exact(self) -> Array:
        return np.zeros(1)


def test_a_rate_that_start_and_optimum_allow_may_be_too_large_for_what_is_between() -> None:
    # At 2 a step of 2 · 6 leads from 3 up the other ramp to −9. J″ is under 0.001 at 3, and 0.18 at 0.
    ramps = experiment_of(Ramps(), np.array([3.0]), MINIMISE, 2.0, 1)
    assert verdict(Analysis(ramps.arguments, ramps.run())) == (
        "J rose from 16.61 to 52.61, the wrong way, in 1 epoch. J is further from its minimum than at the start. "
        "The rate 2 is above 1, the stability limit from here."
    )


def test_an_odd_power_has_no_minimum() -> None:
    for powers, start, epochs in [((1,), [3.0], 30), ((3,), [1.0], 30), ((3,), [-1.0], 60)]:
        slope = experiment_of(PowerSum(powers), np.array(start), MINIMISE, 0.1, epochs)
        assert "J has no minimum" in verdict(Analysis(slope.arguments, slope.run()))


def test_a_slope_too_steep_for_its_curvature_is_said_to_be_so() -> None:
    problem = GaussianLikelihood([5.0, 5.1])  # J is finite at the start, its second derivatives are not
    cliff = experiment_of(problem, np.array([3.65, -354.5]), "maximise", 0.1)
    run = cliff.run()
    assert outcome(Analysis(cliff.arguments, run)) is Outcome.DIVERGING
    assert verdict(Analysis(cliff.arguments, run)).endswith(
        "At the start J is too steep for theory to predict this run. Start closer to the optimum."
    )


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


def said_of(problem: str, **changes: Any) -> str:
    experiment = built_in(problem, **changes)
    return verdict(Analysis(experiment.arguments, experiment.run()))


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
