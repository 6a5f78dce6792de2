"""The comparison of four rates: each behaves as its name says."""

import numpy as np
import pytest

from gd.explain.comparison import rates_to_compare
from gd.theory.regime import Regime
from tests.experiments.test_scenarios import BUILT_IN, built_in
from tests.explain.test_lessons import first_within, looks_like, own_table

EDGE = {"valley": Regime.OVERSHOOTING, "likelihood": Regime.OVERSHOOTING}
TOO_LARGE = {"likelihood": Regime.CYCLING}


@pytest.mark.parametrize("problem", BUILT_IN)
def test_the_rates_rise_and_do_what_their_names_say(problem: str) -> None:
    rates = dict(rates_to_compare(built_in(problem).arguments))
    assert list(rates) == ["too small", "good", "at the edge", "too large"]
    assert list(rates.values()) == sorted(rates.values())
    seen = {name: looks_like(built_in(problem, learning_rate=rate)) for name, rate in rates.items()}
    assert seen["too small"] is Regime.SHRINKING
    assert seen["good"] in (Regime.SHRINKING, Regime.OVERSHOOTING)
    assert seen["at the edge"] is EDGE.get(problem, Regime.CYCLING)
    assert seen["too large"] is TOO_LARGE.get(problem, Regime.GROWING)


@pytest.mark.parametrize("problem", ["parabola", "ravine", "line", "dummy-trap"])
def test_a_good_rate_arrives_long_before_one_too_small(problem: str) -> None:
    experiment = built_in(problem)
    rates = dict(rates_to_compare(experiment.arguments))
    good, small = (first_within(experiment, rates[name]) for name in ("good", "too small"))
    assert good is not None
    assert small is not None
    assert small > 5 * good


@pytest.mark.parametrize(("problem", "edge"), [("parabola", 1.0), ("ravine", 2 / 25), ("dummy-trap", 2 / 15)])
def test_the_edge_is_two_through_the_largest_curvature(problem: str, edge: float) -> None:
    assert dict(rates_to_compare(built_in(problem).arguments))["at the edge"] == pytest.approx(edge, rel=1e-12)


def test_a_rate_is_rounded_to_three_digits_where_it_may_be() -> None:
    for problem in BUILT_IN:
        for name, rate in rates_to_compare(built_in(problem).arguments):
            assert name == "at the edge" or rate == float(f"{rate:.2e}")


def test_ones_own_table_can_be_compared_too() -> None:
    experiment = own_table()
    edge = 2 / np.linalg.eigvalsh(experiment.problem.hessian(experiment.start)).max()
    assert dict(rates_to_compare(experiment.arguments))["at the edge"] == pytest.approx(edge, rel=1e-9)


@pytest.mark.parametrize(("problem", "goal"), [("likelihood", "minimise"), ("ravine", "maximise")])
def test_without_an_optimum_there_is_nothing_to_compare(problem: str, goal: str) -> None:
    assert rates_to_compare(built_in(problem, goal=goal).arguments) == []
