"""The analysis of a run: how far it came, measured by its weights."""

import numpy as np
import pytest

from gd.explain.verdict import verdict
from gd.optimizers import Momentum, Nesterov, Optimizer, Plain, RMSProp
from gd.run import Run, Stop
from gd.schedules import InverseTime
from gd.theory.analysis import Analysis
from tests.experiments.test_scenarios import built_in


@pytest.mark.parametrize(("rate", "percent"), [(0.05, 12.16), (0.2, 0.003656)])
def test_how_much_of_the_way_is_left_is_measured_on_the_weights(rate: float, percent: float) -> None:
    bowl = built_in("parabola", learning_rate=rate, epochs=10)
    left = Analysis(bowl.arguments, bowl.run()).suboptimality
    assert left == pytest.approx(bowl.run().weights[:, 0] ** 2 / 400)
    assert 100 * left[-1] == pytest.approx(percent, rel=1e-3)


def test_the_next_change_is_that_of_the_weight_that_moves_most() -> None:
    ravine = built_in("ravine", epochs=1)
    run = ravine.run()
    assert run.final_weights == pytest.approx([0.04, 5.66], rel=1e-12)
    # A w − b = (13 · 0.04 + 12 · 5.66 − 37, 12 · 0.04 + 13 · 5.66 − 38) = (31.44, 36.06)
    assert Analysis(ravine.arguments, run).next_change == pytest.approx(0.076 * 36.06, rel=1e-12)


@pytest.mark.parametrize("optimizer", [Plain(), Momentum()])
def test_from_the_optimum_the_suboptimality_is_zero_or_infinite(optimizer: Optimizer) -> None:
    ravine = built_in("ravine", optimizer=optimizer, learning_rate=0.3, epochs=200, w0=(1.00000001, 2.00000001))
    analysis = Analysis(ravine.arguments, ravine.run())
    grown = np.abs(analysis.run.weights - [1, 2]).max(axis=1) > 1e-6
    assert grown.any()
    assert analysis.began_at_optimum
    assert analysis.suboptimality[0] == 0
    assert (analysis.suboptimality[grown] == np.inf).all()
    assert set(analysis.suboptimality) == {0, np.inf}


def test_an_overflowing_suboptimality_does_not_warn() -> None:
    bowl = built_in("parabola", learning_rate=1.5, epochs=515, w0=(1e-10,))  # J = 10⁻²⁰ · 4⁵¹⁵
    run = bowl.run()
    assert run.final_cost > 1e289
    assert Analysis(bowl.arguments, run).suboptimality[-1] == np.inf


def test_all_is_computed_once() -> None:
    analysis = Analysis(built_in("ravine").arguments, built_in("ravine").run())
    assert analysis.expected is analysis.expected
    assert analysis.suboptimality is analysis.suboptimality


def test_the_limit_at_the_optimum_is_that_of_js_curvature_there() -> None:
    likelihood, valley = built_in("likelihood"), built_in("valley")
    found = Analysis(likelihood.arguments, likelihood.run()).limit_at_optimum
    assert found == pytest.approx(2 / np.exp(-2 * likelihood.exact[1]))
    # J curves by 2 along w₁ at the bottom of the valley, and not along w₂.
    assert Analysis(valley.arguments, valley.run()).limit_at_optimum == 1


@pytest.mark.parametrize(("rate", "settles"), [(0.09, True), (0.094, True), (0.095, False), (0.1, False), (0.3, False)])
def test_above_the_edge_at_the_optimum_a_run_does_not_settle(rate: float, settles: bool) -> None:
    likelihood = built_in("likelihood", learning_rate=rate, epochs=20_000)
    analysis = Analysis(likelihood.arguments, likelihood.run())
    assert (analysis.next_change < 1e-6) == settles
    assert analysis.cannot_settle != settles


@pytest.mark.parametrize("off", [1e-9, 3e-9, 1e-8, 2e-8])
def test_beside_the_optimum_nothing_is_left_where_the_cost_is_the_same_to_rounding(off: float) -> None:
    likelihood = built_in("likelihood")
    beside = built_in("likelihood", w0=tuple(likelihood.exact + off))
    analysis = Analysis(beside.arguments, beside.run())
    assert not analysis.suboptimality.any()
    assert verdict(analysis).endswith(" The start is already the maximum, up to rounding.")


def test_nothing_is_predicted_if_the_curvature_is_not_finite() -> None:
    cliff = built_in("likelihood", w0=(3.65, -354.0))
    analysis = Analysis(cliff.arguments, cliff.run())
    assert analysis.expected is None
    assert analysis.epochs_needed is None
    assert analysis.suboptimality[0] == 1


@pytest.mark.parametrize(("there", "converged"), [(1, False), (9, False), (12, True), (60, True)])
def test_with_momentum_a_run_has_converged_where_it_was_there_for_the_last_tenth_of_the_record(
    there: int, converged: bool
) -> None:
    # J = w², from 20: at w = 0.1 the share 0.01/400 is left. The last `there` of 100 records are there, the one before
    # is not.
    w = np.array([20.0] + [0.1] * (98 - there) + [20.0] + [0.1] * there)
    run = Run(np.arange(100), w[:, None], w**2, Stop.EPOCHS, next_change=0.1)
    assert Analysis(built_in("parabola", optimizer=Momentum()).arguments, run).close == converged
    assert Analysis(built_in("parabola").arguments, run).close  # what plain descent has reached it keeps


def test_with_momentum_the_change_that_is_told_is_that_of_one_more_epoch() -> None:
    # 20 → 16 → 16 − (2 + 3.2) = 10.8 → 10.8 − (2.6 + 2.16)
    bowl = built_in("parabola", optimizer=Momentum(0.5), learning_rate=0.1, epochs=2)
    none = built_in("parabola", optimizer=Momentum(), learning_rate=1e6, w0=(1e154,))
    assert Analysis(bowl.arguments, bowl.run()).next_change == pytest.approx(4.76)
    assert len(none.run().epochs) == 1
    assert Analysis(none.arguments, none.run()).next_change == np.inf


def test_a_jump_to_and_fro_is_not_taken_for_rest_where_the_record_shows_every_second_epoch() -> None:
    bowl = built_in("parabola", optimizer=RMSProp(), learning_rate=0.1, epochs=8500)
    analysis = Analysis(bowl.arguments, bowl.run())
    assert (analysis.run.epochs[-1] - analysis.run.epochs[-2]) % 2 == 0
    assert analysis.next_change == pytest.approx(0.1, rel=1e-6)


@pytest.mark.parametrize(
    ("problem", "changes", "theory"),
    [
        ("line", {}, True),
        ("line", {"batch": 24}, False),
        ("line", {"schedule": InverseTime()}, False),
        ("line", {"optimizer": Nesterov()}, False),
        ("valley", {}, False),
        ("likelihood", {"w0": (3.65, -354.0)}, False),  # where the curvature is no number
    ],
)
def test_the_heavy_balls_theory_is_for_a_constant_rate_and_all_rows_of_a_quadratic(
    problem: str, changes: dict, theory: bool
) -> None:
    experiment = built_in(problem, **{"optimizer": Momentum(), "learning_rate": 1e-3, "epochs": 2, **changes})
    assert (Analysis(experiment.arguments, experiment.run()).heavy_ball is not None) == theory


def test_where_j_is_not_quadratic_theory_does_not_say_when_a_run_arrives() -> None:
    valley, ravine = built_in("valley"), built_in("ravine")
    assert Analysis(valley.arguments, valley.run()).epochs_needed is None
    assert Analysis(ravine.arguments, ravine.run()).epochs_needed == 35
