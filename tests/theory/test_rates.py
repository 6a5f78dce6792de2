"""The marked rates have the properties that theory claims for them."""

from dataclasses import replace

import numpy as np
import pytest

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings
from gd.optimizers import Adam, Momentum, Nesterov
from gd.schedules import Cosine, InverseTime
from gd.theory.analysis import Analysis
from gd.theory.rates import Marks, marks

RAVINE = replace(defaults("ravine"), epochs=2000)


def analysis(settings: Settings) -> Analysis:
    experiment: Experiment = prepare(settings)
    return Analysis(experiment.arguments, experiment.run())


def marked(settings: Settings) -> Marks:
    found = marks(analysis(settings))
    assert found is not None
    return found


def test_plain_descent_has_the_textbooks_rates() -> None:
    assert marked(RAVINE) == Marks(pytest.approx(2 / 26), pytest.approx(2 / 25))


def test_the_heavy_ball_has_polyaks() -> None:
    # λ = 1 and 25: η = (2/(5 + 1))², β = ((5 − 1)/(5 + 1))², and with β = 0.5 stable up to 2 · 1.5/25.
    found = marked(replace(RAVINE, optimizer=Momentum(0.5)))
    assert found == Marks(pytest.approx(1 / 9), pytest.approx(0.12), pytest.approx(4 / 9), 0.5)
    assert found.sentence == "Fastest 0.1111 with β = 0.4444; with β = 0.5 stable below 0.12."


def test_a_ball_beyond_the_largest_rate_leaves_and_below_it_stays() -> None:
    settings = replace(RAVINE, optimizer=Momentum(0.5))
    stable = marked(settings).stable
    below, above = (analysis(replace(settings, learning_rate=factor * stable)).run for factor in (0.99, 1.01))
    assert below.final_cost < below.costs[0] < above.final_cost


def test_uphill_there_is_no_optimum_and_so_no_rate_that_leads_to_it() -> None:
    assert marks(analysis(replace(RAVINE, optimizer=Momentum(), goal="maximise"))) is None


def test_at_the_fastest_rate_and_momentum_the_ball_is_faster_than_beside_them() -> None:
    best = marked(replace(RAVINE, optimizer=Momentum()))
    assert best.momentum is not None

    def left(rate: float, momentum: float) -> float:
        run = analysis(replace(RAVINE, optimizer=Momentum(momentum), learning_rate=rate, epochs=60)).run
        return float(np.abs(run.final_weights - [1, 2]).max())

    fastest = left(best.fastest, best.momentum)
    for rate, momentum in ((0.8, 1), (1.2, 1), (1, 0.8), (1, 1.2)):
        assert left(rate * best.fastest, momentum * best.momentum) > 3 * fastest


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": Adam()},
        {"optimizer": Nesterov()},
        {"optimizer": Momentum(), "schedule": Cosine()},
        {"schedule": InverseTime()},
    ],
)
def test_without_theory_no_rates_are_marked(changes: dict) -> None:
    assert marks(analysis(replace(RAVINE, **changes))) is None


def test_if_j_is_not_quadratic_the_marked_rates_hold_at_the_start() -> None:
    assert marked(defaults("valley")).where == " at the start"
    assert marks(analysis(replace(defaults("valley"), optimizer=Momentum(), learning_rate=0.001))) is None


def test_the_optimums_rates_are_marked_if_they_are_lower_than_the_starts() -> None:
    # At the maximum, −J of the likelihood curves by 1/σ² along μ and by 2 along log σ.
    likelihood = defaults("likelihood")
    experiment = prepare(likelihood)
    assert experiment.exact is not None
    curvature = np.exp(-2 * experiment.exact[1])
    found = marked(likelihood)
    assert (found.fastest, found.stable) == pytest.approx((2 / (curvature + 2), 2 / curvature))
    assert found.where == " near the optimum"
    settled, restless = (analysis(replace(likelihood, learning_rate=f * found.stable, epochs=4000)) for f in (0.9, 1.1))
    assert settled.next_change < 1e-9 < restless.next_change
