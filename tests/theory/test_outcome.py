"""The outcome of a run depends neither on the last digit of its cost nor on a generous tolerance."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gd.arrays import EPS, Array
from gd.explain.verdict import verdict
from gd.least_squares import LeastSquares, Reduction
from gd.likelihood import GaussianLikelihood
from gd.optimizers import AdaGrad, Adam, Momentum, Nesterov, Optimizer, RMSProp
from gd.problem import MINIMISE
from gd.problems import PowerSum
from gd.run import Run, Stop
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, epochs_to_converge, outcome, pace_of, turns_back
from gd.theory.predict import largest_stable_rate
from tests.experiments.test_scenarios import built_in
from tests.explain.test_verdict import experiment_of
from tests.test_least_squares import regressions


def analysis_of(problem: str, **changes: Any) -> Analysis:
    """The analysis of a built-in problem with its default settings, except for the changes."""
    experiment = built_in(problem, **changes)
    return Analysis(experiment.arguments, experiment.run())


@pytest.mark.parametrize(
    ("rate", "w0"),
    [(0.076, (1.00000001, 2.00000001)), (0.076, (1.000001, 2.000001)), (0.08, (3.3, 4.3))],
    ids=["at the optimum to rounding", "beside the optimum", "at the edge of stability"],
)
def test_the_last_digit_of_the_cost_is_no_growth(rate: float, w0: tuple[float, float]) -> None:
    ravine = built_in("ravine", learning_rate=rate, w0=w0)
    expected = {1.00000001: Outcome.CONVERGED, 1.000001: Outcome.CONVERGED, 3.3: Outcome.OSCILLATING}
    assert outcome(Analysis(ravine.arguments, ravine.run())) is expected[w0[0]]


@given(regressions(), st.integers(1, 99), st.sampled_from(["sum", "mean"]), st.booleans())
def test_a_start_at_the_exact_weights_has_converged(
    regression: tuple[Array, Array], percent: int, reduction: Reduction, fits: bool
) -> None:
    X, y = regression
    assume(X.any())
    problem = LeastSquares(X, X @ np.arange(1.0, X.shape[1] + 1) if fits else y, reduction=reduction)
    start = problem.exact()
    rate = percent / 100 * largest_stable_rate(problem, start)
    experiment = experiment_of(problem, start, MINIMISE, rate)
    analysis = Analysis(experiment.arguments, experiment.run())
    assert outcome(analysis) is Outcome.CONVERGED
    assert "The start is already the minimum" in verdict(analysis)


def test_a_table_whose_columns_differ_in_size_has_converged_from_its_exact_weights() -> None:
    exact = tuple(built_in("unscaled").exact.tolist())
    for rate in (1e-7, 1e-9):
        analysis = analysis_of("unscaled", learning_rate=rate, init="given", w0=exact)
        assert outcome(analysis) is Outcome.CONVERGED
    beside = tuple(w * (1 + 4 * EPS) for w in exact)  # from the exact weights themselves, the gradient may be 0
    beyond = analysis_of("unscaled", learning_rate=1e-3, init="given", w0=beside)
    assert outcome(beyond) is Outcome.DIVERGING
    assert "predicted" not in verdict(beyond)


def test_a_start_that_j_can_tell_from_the_optimum_is_not_at_rest() -> None:
    exact = built_in("unscaled").exact
    beside = analysis_of("unscaled", init="given", w0=tuple((exact * (1 + 1e-5)).tolist()))
    assert beside.suboptimality[0] == pytest.approx(1, rel=1e-6)
    assert outcome(beside) is not Outcome.CONVERGED


@pytest.mark.parametrize("problem", ["parabola", "valley", "ravine", "likelihood", "line", "dummy-trap"])
def test_the_lessons_own_runs_converge(problem: str) -> None:
    assert outcome(analysis_of(problem)) is Outcome.CONVERGED
    assert outcome(analysis_of(problem, epochs=1)) is not Outcome.CONVERGED


def test_to_pass_through_the_optimum_is_not_to_converge() -> None:
    swinging = {"optimizer": Momentum(0.99), "learning_rate": 1e-3}
    passing = analysis_of("parabola", epochs=108, **swinging)
    assert passing.left < 1e-4
    assert outcome(passing) is Outcome.IMPROVING
    assert analysis_of("parabola", epochs=140, **swinging).left > 0.1
    assert outcome(analysis_of("parabola", epochs=3000, **swinging)) is Outcome.CONVERGED


def test_to_be_close_is_not_to_converge_where_the_rate_is_too_large_to_stay() -> None:
    jumping = analysis_of("likelihood", learning_rate=0.0945, epochs=20_000)
    assert jumping.left < 1e-3
    assert outcome(jumping) is Outcome.OSCILLATING


@pytest.mark.parametrize(("optimizer", "expected"), [(Momentum(), Outcome.CONVERGED), (AdaGrad(), Outcome.OSCILLATING)])
def test_another_optimizer_at_the_optimum_has_converged_while_it_stays(optimizer: Optimizer, expected: Outcome) -> None:
    # Even this close, where J is equal, AdaGrad's first step has the size of the rate, far above rounding.
    beside = (1.00000001, 2.00000001)
    analysis = analysis_of("ravine", optimizer=optimizer, learning_rate=0.01, epochs=1, w0=beside)
    assert analysis.began_at_optimum
    assert outcome(analysis) is expected


@given(
    st.lists(st.floats(-100, 100).map(lambda x: round(x, 3)), min_size=2, max_size=20),
    st.floats(0.05, 0.95),
    st.tuples(st.floats(-1e-6, 1e-6), st.floats(-1e-6, 1e-6)),
)
def test_close_to_the_optimum_a_stable_rate_never_grows(
    sample: list[float], share: float, off: tuple[float, float]
) -> None:
    assume(np.ptp(sample) > 0.01)
    problem = GaussianLikelihood(sample)
    best = problem.exact()
    assume(abs(problem.cost(best)) > 0.01)  # otherwise the terms of J cancel, which leaves only rounding errors
    stable = 2 / max(np.exp(-2 * best[1]), 2)
    sigma = np.exp(best[1])
    experiment = experiment_of(problem, best + np.array(off) * [sigma, 1], "maximise", share * stable)
    assert outcome(Analysis(experiment.arguments, experiment.run())) is not Outcome.DIVERGING


def test_where_no_rate_so_large_settles_a_run_that_drifts_away_from_the_optimum_oscillates() -> None:
    sample = GaussianLikelihood([1.0, 3.0])  # σ = 1: the stability limit at the maximum is 1
    experiment = experiment_of(sample, sample.exact() + 1e-3, "maximise", 1.1, 4)
    costs = experiment.run().costs
    assert costs[-1] < costs[0]
    longer = experiment_of(sample, sample.exact() + 1e-3, "maximise", 1.1, 1000).run()
    assert np.abs(longer.weights).max() < 10
    assert outcome(Analysis(experiment.arguments, experiment.run())) is Outcome.OSCILLATING


@given(st.floats(0.01, 1.5), st.floats(1e-6, 1e3), st.sampled_from(["parabola", "valley", "likelihood", "ravine"]))
def test_nothing_has_converged_that_has_not_nearly_arrived(rate: float, tolerance: float, problem: str) -> None:
    experiment = built_in(problem, learning_rate=rate, tolerance=tolerance)
    run = experiment.run()
    best = experiment.problem.cost(experiment.exact)
    if outcome(Analysis(experiment.arguments, run)) is Outcome.CONVERGED:
        assert abs(run.final_cost - best) <= 1.0001e-3 * abs(run.costs[0] - best)


def test_a_run_that_its_tolerance_ends_close_to_the_optimum_has_converged() -> None:
    for problem in ("parabola", "likelihood", "ravine"):
        experiment = built_in(problem, epochs=10_000, tolerance=1e-3)
        assert outcome(Analysis(experiment.arguments, experiment.run())) is Outcome.CONVERGED


# On w² an epoch leaves the share (1 − 2η)² of J: 0.1 % is left after log 0.001 / 2 log(1 − 2η) epochs.
@pytest.mark.parametrize(
    ("rate", "epochs", "expected"),
    [
        (0.00175, 1, Outcome.IMPROVING),  # 986 epochs
        (0.0017, 1, Outcome.TOO_SLOW),  # 1,015 epochs
        (1e-4, 1700, Outcome.TOO_SLOW),  # 17,268 epochs
        (1e-4, 1750, Outcome.IMPROVING),
    ],
)
def test_a_run_crawls_that_needs_more_than_1000_epochs_and_more_than_ten_times_its_own(
    rate: float, epochs: int, expected: Outcome
) -> None:
    needed = math.log(0.001) / (2 * math.log1p(-2 * rate))
    assert (needed > 1.01 * max(1000, 10 * epochs)) == (expected is Outcome.TOO_SLOW)
    assert (needed < 0.99 * max(1000, 10 * epochs)) == (expected is Outcome.IMPROVING)
    assert outcome(analysis_of("parabola", learning_rate=rate, epochs=epochs)) is expected


def test_where_nothing_moves_and_there_is_no_optimum_the_run_is_stuck() -> None:
    level = experiment_of(PowerSum((3,)), np.array([0.0]), MINIMISE, 0.1)  # w³ has a slope of 0 at 0
    assert outcome(Analysis(level.arguments, level.run())) is Outcome.TOO_SLOW


@pytest.mark.parametrize("momentum", [0.3, 0.9, 0.99])
@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 0.999])
@pytest.mark.parametrize("epochs", [1, 2, 3, 5, 10, 60, 300])
def test_a_heavy_ball_that_provably_converges_is_never_said_to_diverge(
    momentum: float, share: float, epochs: int
) -> None:
    rate = share * 2 * (1 + momentum) / 25
    rolling = analysis_of("ravine", optimizer=Momentum(momentum), learning_rate=rate, epochs=epochs)
    assert outcome(rolling) is not Outcome.DIVERGING
    beyond = analysis_of("ravine", optimizer=Momentum(momentum), learning_rate=1.001 * rate / share, epochs=epochs)
    assert outcome(beyond) is Outcome.DIVERGING


@pytest.mark.parametrize(
    ("optimizer", "rate", "expected"),
    [
        (Adam(), 100.0, Outcome.OSCILLATING),  # from 20 to −80 at once, and in the end back to 0
        (RMSProp(), 100.0, Outcome.OSCILLATING),
        (Nesterov(), 0.7, Outcome.DIVERGING),
    ],
)
def test_a_run_that_is_worse_off_without_theory_is_judged_by_how_it_goes_on(
    optimizer: Optimizer, rate: float, expected: Outcome
) -> None:
    short = analysis_of("parabola", optimizer=optimizer, learning_rate=rate, epochs=1)
    assert short.left > 1
    assert outcome(short) is expected
    long = analysis_of("parabola", optimizer=optimizer, learning_rate=rate, epochs=100_000)
    assert (long.run.stop is Stop.DIVERGED) == (expected is Outcome.DIVERGING)


def test_a_regression_has_not_converged_before_it_is_better_than_predicting_the_mean() -> None:
    # Years around 2000, from zeros: 99.9 % of the possible drop leaves an error of 63 years, where they differ by 10.
    x, y = np.arange(-10.0, 11.0), 2000 + np.arange(-10.0, 11.0)
    problem = LeastSquares(np.column_stack([np.ones(21), x / 100]), y, reduction="mean")
    wait = experiment_of(problem, np.zeros(2), MINIMISE, 0.5, epochs=6)
    analysis = Analysis(wait.arguments, wait.run())
    assert analysis.left < 1e-3
    assert problem.mse(analysis.run.final_weights) > y.var()
    assert outcome(analysis) is not Outcome.CONVERGED
    assert "and 99.9 % of what the features can explain would take until epoch" in verdict(analysis)
    needed = analysis.epochs_needed
    longer = experiment_of(problem, np.zeros(2), MINIMISE, 0.5, epochs=needed)
    arrived = Analysis(longer.arguments, longer.run())
    before, after = (1 - problem.mse(w) / y.var() for w in arrived.run.weights[-2:])  # R², of at most 1
    assert before < 0.999 <= after
    assert outcome(arrived) is Outcome.CONVERGED


def test_a_heavy_balls_run_uphill_has_no_stability_limit() -> None:
    up = analysis_of("parabola", optimizer=Momentum(), goal="maximise")
    assert outcome(up) is Outcome.DIVERGING
    assert "∞" not in verdict(up)
    assert "limit" not in verdict(up)


def recorded(weights: Array, **changes: Any) -> Analysis:
    """The analysis of a run on w² with momentum, of which every epoch is recorded with these weights [K]."""
    run = Run(np.arange(len(weights)), weights[:, None], weights**2, Stop.EPOCHS, next_change=1.0)
    return Analysis(built_in("parabola", optimizer=Momentum(), **changes).arguments, run)


def test_the_pace_is_that_of_the_second_half_of_the_record() -> None:
    # From J = 400: 50 % is left at epoch 50, 40 % at epoch 100, and 0.1 % at that pace after 0.399/0.002 epochs more.
    left = np.concatenate([np.linspace(1, 0.5, 51), np.linspace(0.5, 0.4, 51)[1:]])
    assert pace_of(recorded(20 * np.sqrt(left))) == pytest.approx(100 + 0.399 / 0.002)
    assert pace_of(recorded(20 * np.sqrt(np.maximum(left, 0.5)))) is None


def test_a_weight_turns_back_that_moves_both_ways_in_the_second_half() -> None:
    to_and_fro, onward = np.array([0.0, 1, 0, 1, 0]), np.array([0.0, 1, 2, 3, 4])
    assert turns_back(np.append(onward, to_and_fro)[:, None])
    assert not turns_back(np.append(to_and_fro, onward + 1)[:, None])
    assert turns_back(np.column_stack([np.append(onward, to_and_fro), np.arange(10)]))


@pytest.mark.parametrize(("there", "epoch"), [(2, None), (30, 70), (60, 40)])
def test_a_run_has_converged_from_the_epoch_on_from_which_it_stays_close(there: int, epoch: int | None) -> None:
    w = np.array([20.0] * (100 - there) + [0.1] * there)
    w[3] = 0.0  # passing through is not staying
    assert epochs_to_converge(recorded(w)) == epoch


def test_above_the_limit_at_the_maximum_no_run_converges_however_close_it_comes() -> None:
    below, above = (analysis_of("likelihood", learning_rate=rate, epochs=2000) for rate in (0.0942, 0.0943))
    assert below.close
    assert epochs_to_converge(below) is not None
    assert above.close
    assert epochs_to_converge(above) is None


@pytest.mark.parametrize(("rate", "expected"), [(0.01, Outcome.CONVERGED), (0.3, Outcome.DIVERGING)])
def test_from_the_optimum_an_unstable_rate_without_theory_diverges_all_the_same(rate: float, expected: Outcome) -> None:
    # J = 56.5 can't tell 10⁻⁸ beside the optimum from it.
    beside = {"optimizer": Nesterov(), "w0": (1.00000001, 2.00000001), "epochs": 100}
    assert outcome(analysis_of("ravine", learning_rate=rate, **beside)) is expected


def test_batches_lead_away_from_the_optimum_and_around_it() -> None:
    exact = tuple(built_in("line").exact.tolist())
    around = analysis_of("line", init="given", w0=exact, batch=5)
    assert around.began_at_optimum
    assert outcome(around) is Outcome.OSCILLATING
    assert "The start is already the minimum" in verdict(around)
    assert "Each batch has its own best weights" in verdict(around)


def test_a_rate_just_below_the_limit_is_not_called_too_small() -> None:
    for rate, blame in ((0.0799999, "0.0799999 is too close to the stability limit"), (1e-5, "10⁻⁵ is far too small")):
        slow = analysis_of("ravine", learning_rate=rate)
        assert outcome(slow) is Outcome.TOO_SLOW
        assert f"The rate {blame}, and 0.0739, the fastest from here, would need 31 epochs." in verdict(slow)


# Of w² an epoch at a small rate does 4η of the drop.
@pytest.mark.parametrize(("rate", "said"), [(2.6e-5, "0.01"), (2.4e-5, "Less than 0.01")])
def test_what_is_done_is_written_out_from_a_ten_thousandth_on(rate: float, said: str) -> None:
    assert f" {said}" in verdict(analysis_of("parabola", learning_rate=rate, epochs=1))
    assert (4 * rate > 1e-4) == (said == "0.01")
