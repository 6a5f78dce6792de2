"""The verdict where J has no optimum: on a saddle, and where it falls without end."""

import numpy as np

from gd.explain.verdict import verdict
from gd.problem import MINIMISE
from gd.problems import PowerSum, Quadratic
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome
from tests.explain.test_verdict import experiment_of


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


def test_an_odd_power_has_no_minimum() -> None:
    for powers, start, epochs in [((1,), [3.0], 30), ((3,), [1.0], 30), ((3,), [-1.0], 60)]:
        slope = experiment_of(PowerSum(powers), np.array(start), MINIMISE, 0.1, epochs)
        assert "J has no minimum" in verdict(Analysis(slope.arguments, slope.run()))
