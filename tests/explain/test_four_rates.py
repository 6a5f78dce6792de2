"""The comparison of four rates: each behaves as its name says."""

from dataclasses import replace

import numpy as np
import pytest

from gd.explain.four_rates import rates_to_compare
from gd.problems import Quadratic
from gd.theory.regime import Regime
from tests.experiments.test_scenarios import BUILT_IN, built_in
from tests.explain.test_lessons import first_within, own_table
from tests.explain.test_questions import looks_like

LIMIT = {"valley": Regime.OVERSHOOTING, "likelihood": Regime.OVERSHOOTING}
TOO_LARGE = {"likelihood": Regime.OSCILLATING}


@pytest.mark.parametrize("problem", BUILT_IN)
def test_the_rates_rise_and_do_what_their_names_say(problem: str) -> None:
    rates = dict(rates_to_compare(built_in(problem).arguments))
    assert list(rates) == ["too small", "fastest", "at the limit", "too large"]
    assert list(rates.values()) == sorted(rates.values())
    seen = {name: looks_like(built_in(problem, learning_rate=rate)) for name, rate in rates.items()}
    assert seen["too small"] is Regime.SHRINKING
    assert seen["fastest"] in (Regime.SHRINKING, Regime.OVERSHOOTING)
    assert seen["at the limit"] is LIMIT.get(problem, Regime.OSCILLATING)
    assert seen["too large"] is TOO_LARGE.get(problem, Regime.DIVERGING)


@pytest.mark.parametrize("problem", ["parabola", "ravine", "line", "dummy-trap"])
def test_a_good_rate_arrives_long_before_one_too_small(problem: str) -> None:
    experiment = built_in(problem)
    rates = dict(rates_to_compare(experiment.arguments))
    good, small = (first_within(experiment, rates[name]) for name in ("fastest", "too small"))
    assert good is not None
    assert small is not None
    assert small > 5 * good


@pytest.mark.parametrize(("problem", "edge"), [("parabola", 1.0), ("ravine", 2 / 25), ("dummy-trap", 2 / 15)])
def test_the_edge_is_two_through_the_largest_curvature(problem: str, edge: float) -> None:
    assert dict(rates_to_compare(built_in(problem).arguments))["at the limit"] == pytest.approx(edge, rel=1e-12)


@pytest.mark.parametrize(
    ("problem", "rates"),
    [("parabola", [1 / 2 / 20, 1 / 2, 1, 1.1]), ("ravine", [0.0739 / 20, 0.0739, 2 / 25, 1.1 * 2 / 25])],
)
def test_too_small_is_a_twentieth_of_the_fastest_and_too_large_a_tenth_more_than_the_edge(
    problem: str, rates: list[float]
) -> None:
    found = [rate for _, rate in rates_to_compare(built_in(problem).arguments)]
    assert found == pytest.approx(rates, rel=5e-3)  # three digits


# A bowl ½λw² has the fastest rate 1/λ and the edge 2/λ; the controls go from 10⁻¹⁵ to 10⁶.
@pytest.mark.parametrize(("curvature", "some"), [(2.1e-6, False), (2.3e-6, True), (4.9e13, True), (5.1e13, False)])
def test_rates_that_the_controls_do_not_reach_are_not_compared(curvature: float, some: bool) -> None:
    bowl = replace(built_in("parabola").arguments, problem=Quadratic([[curvature]], [0]), start=np.array([1.0]))
    assert bool(rates_to_compare(bowl)) == some


@pytest.mark.parametrize("start", [1.5, 3.0])
def test_where_a_run_may_leave_although_the_optimum_allows_its_rate_the_edge_is_where_it_does(start: float) -> None:
    # Along w⁴ the factor is 1 − 4ηw²: a run grows where that is below −1, which its first step is the first to be.
    valley = replace(built_in("valley").arguments, start=np.array([0.0, start]))
    rates = dict(rates_to_compare(valley))
    assert rates["at the limit"] == pytest.approx(1 / (2 * start**2), rel=5e-3)
    step = lambda rate: start * abs(1 - 4 * rate * start**2)  # noqa: E731
    assert step(rates["fastest"]) ** 4 <= 1e-3 * start**4  # there in one epoch, the fewest there can be
    assert rates["too small"] == pytest.approx(rates["fastest"] / 20, rel=1e-2)


def test_a_rate_is_rounded_to_three_digits_where_it_may_be() -> None:
    for problem in BUILT_IN:
        for name, rate in rates_to_compare(built_in(problem).arguments):
            assert name == "at the limit" or rate == float(f"{rate:.2e}")


def test_ones_own_table_can_be_compared_too() -> None:
    experiment = own_table()
    edge = 2 / np.linalg.eigvalsh(experiment.problem.hessian(experiment.start)).max()
    assert dict(rates_to_compare(experiment.arguments))["at the limit"] == pytest.approx(edge, rel=1e-9)


@pytest.mark.parametrize(("problem", "goal"), [("likelihood", "minimise"), ("ravine", "maximise")])
def test_without_an_optimum_there_is_nothing_to_compare(problem: str, goal: str) -> None:
    assert rates_to_compare(built_in(problem, goal=goal).arguments) == []
