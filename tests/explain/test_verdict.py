"""The page's verdict, beside what the plain loop does."""

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


def said_of(problem: str, **changes: Any) -> str:
    experiment = built_in(problem, **changes)
    return verdict(Analysis(experiment.arguments, experiment.run()))


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
    assert (what is Outcome.DIVERGING) == (Regime.DIVERGING in found)
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


def test_a_slope_too_steep_for_its_curvature_is_said_to_be_so() -> None:
    problem = GaussianLikelihood([5.0, 5.1])  # J is finite at the start, its second derivatives are not
    cliff = experiment_of(problem, np.array([3.65, -354.5]), "maximise", 0.1)
    run = cliff.run()
    assert outcome(Analysis(cliff.arguments, run)) is Outcome.DIVERGING
    assert verdict(Analysis(cliff.arguments, run)).endswith(
        "At the start J is too steep for theory to predict this run. Start closer to the optimum."
    )
