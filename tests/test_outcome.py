"""What became of a run does not hang on the last digit of its cost, nor on a generous tolerance."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gd.course import Course
from gd.outcome import Outcome, outcome
from gd.problems import GaussianLikelihood
from tests.test_scenarios import built_in
from tests.test_verdict import experiment_of


@pytest.mark.parametrize(
    ("rate", "w0"),
    [(0.076, (1.00000001, 2.00000001)), (0.08, (3.3, 4.3))],
    ids=["beside the optimum", "at the edge of stability"],
)
def test_the_last_digit_of_the_cost_is_no_growth(rate: float, w0: tuple[float, float]) -> None:
    ravine = built_in("ravine", learning_rate=rate, w0=w0)
    assert outcome(Course(ravine, ravine.run())) is (Outcome.CYCLING if rate == 0.08 else Outcome.MOVING)


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
    assume(abs(problem.cost(best)) > 0.01)  # otherwise the terms of J cancel, and rounding is all that is left
    stable = 2 / max(np.exp(-2 * best[1]), 2)
    sigma = np.exp(best[1])
    experiment = experiment_of(problem, best + np.array(off) * [sigma, 1], "maximise", share * stable)
    assert outcome(Course(experiment, experiment.run())) is not Outcome.GROWING


def test_what_grows_by_more_than_rounding_grows() -> None:
    sample = GaussianLikelihood([1.0, 3.0])  # σ = 1: the largest stable rate at the maximum is 1
    experiment = experiment_of(sample, sample.exact() + 1e-3, "maximise", 1.1, 4)
    costs = experiment.run().costs
    assert costs[-1] < costs[0]
    assert outcome(Course(experiment, experiment.run())) is Outcome.GROWING


@given(st.floats(0.01, 1.5), st.floats(1e-6, 1e3), st.sampled_from(["parabola", "valley", "likelihood", "ravine"]))
def test_nothing_has_converged_that_has_not_nearly_arrived(rate: float, tolerance: float, problem: str) -> None:
    experiment = built_in(problem, learning_rate=rate, tolerance=tolerance)
    run = experiment.run()
    best = experiment.problem.cost(experiment.exact)
    if outcome(Course(experiment, run)) is Outcome.CONVERGED:
        assert abs(run.final_cost - best) <= 1.0001e-3 * abs(run.costs[0] - best)


def test_a_run_that_its_tolerance_ends_close_to_the_optimum_has_converged() -> None:
    for problem in ("parabola", "likelihood", "ravine"):
        experiment = built_in(problem, epochs=10_000, tolerance=1e-3)
        assert outcome(Course(experiment, experiment.run())) is Outcome.CONVERGED
