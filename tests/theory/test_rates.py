"""The marked rates have the properties that theory claims for them."""

import re
from dataclasses import replace

import numpy as np
import pytest

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings
from gd.optimizers import Adam, Momentum, Nesterov
from gd.schedules import Cosine, InverseTime
from gd.text import TIMES, bound, number
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome
from gd.theory.rates import Marks, marks
from tests.experiments.test_scenarios import built_in

RAVINE = replace(defaults("ravine"), epochs=2000)


def analysis(settings: Settings) -> Analysis:
    experiment: Experiment = prepare(settings)
    return Analysis(experiment.arguments, experiment.run())


def marked(settings: Settings) -> Marks:
    found = marks(analysis(settings))
    assert found is not None
    return found


def test_plain_descent_has_the_limit_of_stability_and_the_fastest_rate_from_here() -> None:
    # 56.25 of J − J* = 62.5 are on the walls, where λ is 25, and 6.25 along the floor, where it is 1.
    found = marked(RAVINE)
    assert found.limit == pytest.approx(2 / 25)
    rates = np.linspace(0.0001, 0.08, 8000, endpoint=False)
    left = lambda t: 0.9 * (1 - 25 * rates) ** (2 * t) + 0.1 * (1 - rates) ** (2 * t)  # noqa: E731
    fewest = next(t for t in range(1000) if left(t).min() <= 1e-3)
    assert found.needed == fewest == 31
    assert rates[left(31) <= 1e-3].min() <= found.fastest <= rates[left(31) <= 1e-3].max()
    assert found.sentence == "Stable below 0.08. Fastest from here: 0.0739 (31 epochs)."


def test_the_heavy_ball_has_polyaks() -> None:
    # λ = 1 and 25: η = (2/(5 + 1))², β = ((5 − 1)/(5 + 1))², and with β = 0.5 stable up to 2 · 1.5/25.
    found = marked(replace(RAVINE, optimizer=Momentum(0.5)))
    assert found == Marks(pytest.approx(0.12), pytest.approx(1 / 9), None, pytest.approx(4 / 9), 0.5)
    assert found.sentence == "With β = 0.5, stable below 0.12. Best guaranteed: 0.1111 with β = 0.4444."


def test_a_ball_beyond_the_largest_rate_leaves_and_below_it_stays() -> None:
    settings = replace(RAVINE, optimizer=Momentum(0.5))
    stable = marked(settings).limit
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


@pytest.mark.parametrize("start", [1.5, 3.0, 100.0])
def test_where_j_is_not_quadratic_the_limit_is_that_of_runs_from_this_start(start: float) -> None:
    # Along w⁴ the first step has the factor 1 − 4ηw²: below 1/(2w²) it comes closer, and so do all that follow.
    settings = replace(defaults("valley"), w0=(0.0, start))
    assert marked(settings).limit == pytest.approx(1 / (2 * start**2), rel=2e-5)
    assert marks(analysis(replace(settings, optimizer=Momentum(), learning_rate=1e-9))) is None


def test_where_j_is_not_quadratic_no_rate_of_a_dense_grid_is_faster() -> None:
    found = marked(replace(defaults("valley"), w0=(2.0, 1.5)))
    w1, w2 = np.full(2000, 2.0), np.full(2000, 1.5)
    rates = np.linspace(0, 0.2222, 2000)
    for epoch in range(1, 7):
        w1, w2 = w1 - rates * 2 * w1, w2 - rates * 4 * w2**3
        assert ((w1**2 + w2**4).min() <= 1e-3 * (4 + 1.5**4)) == (epoch == found.needed == 6)


def test_the_optimums_limit_is_marked_if_runs_from_further_away_would_allow_more() -> None:
    # At the maximum, −J of the likelihood curves by 1/σ² along μ and by 2 along log σ.
    likelihood = defaults("likelihood")
    experiment = prepare(likelihood)
    assert experiment.exact is not None
    found = marked(likelihood)
    assert found.limit == pytest.approx(2 / np.exp(-2 * experiment.exact[1]))
    settled, restless = (analysis(replace(likelihood, learning_rate=f * found.limit, epochs=4000)) for f in (0.9, 1.1))
    assert settled.next_change < 1e-9 < restless.next_change


@pytest.mark.parametrize(
    "settings",
    [
        replace(RAVINE, optimizer=Momentum(), goal="maximise"),
        replace(defaults("parabola"), goal="maximise"),
        replace(defaults("likelihood"), goal="minimise"),
        replace(defaults("valley"), goal="maximise"),
    ],
)
def test_nothing_is_marked_where_j_has_no_optimum_in_the_runs_direction(settings: Settings) -> None:
    assert marks(analysis(settings)) is None


def test_at_the_optimum_there_is_a_limit_and_nothing_to_be_fast_for() -> None:
    for problem, w0, limit in (("ravine", (1.0, 2.0), 0.08), ("valley", (0.0, 0.0), 1.0)):
        found = marked(replace(defaults(problem), w0=w0))
        assert (found.limit, found.fastest, found.needed) == (pytest.approx(limit), None, None)


@pytest.mark.parametrize("problem", ["parabola", "valley", "ravine", "likelihood", "line", "dummy-trap", "unscaled"])
def test_a_limit_that_is_typed_in_as_shown_is_not_above_the_limit(problem: str) -> None:
    experiment = built_in(problem)
    limit = marks(Analysis(experiment.arguments, experiment.run())).limit
    typed = as_typed(bound(limit))
    told = outcome_of(built_in(problem, learning_rate=typed))
    exact = abs(typed - limit) <= 1e-12 * limit  # as 0.08 is: on the limit a run oscillates, which is not below it
    assert (told is Outcome.OSCILLATING) == exact
    assert told is not Outcome.DIVERGING
    assert as_typed(number(limit)) >= typed


@pytest.mark.parametrize(
    ("problem", "changes"),
    [
        ("likelihood", {"init": "ones"}),  # fastest 0.0942670, limit 0.0942673
        ("likelihood", {}),
        ("ravine", {}),
        ("ravine", {"optimizer": Momentum(0.5)}),
        ("line", {}),
        ("parabola", {}),
    ],
)
def test_the_fastest_rate_as_shown_is_never_above_the_limit_as_shown(problem: str, changes: dict) -> None:
    experiment = built_in(problem, **changes)
    found = marks(Analysis(experiment.arguments, experiment.run()))
    limit, fastest = as_typed(found.limit_shown), as_typed(found.fastest_shown)
    assert fastest <= limit <= found.limit * (1 + 1e-12)
    assert fastest == pytest.approx(found.fastest, rel=1e-3)
    in_words = re.findall(r"(?:below|here:|guaranteed:) (\S+?)\.? ", f"{found.sentence} ")
    assert in_words == [found.limit_shown, found.fastest_shown]


def as_typed(shown: str) -> float:
    """The number that a person reads."""
    plain = shown.replace(",", "").replace(f"{TIMES}10", "e")
    return float(plain.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))


def outcome_of(experiment: Experiment) -> Outcome:
    return outcome(Analysis(experiment.arguments, experiment.run()))


def test_runs_from_random_starts_in_the_valley_are_not_said_to_diverge() -> None:
    # At 0.05 the first step along w₂ is safe up to w₂ = 1/√(2η) = 3.16; N(0, ½) stays far below.
    for seed in range(12):
        valley = built_in("valley", init="normal", seed=seed)
        assert outcome_of(valley) in (Outcome.CONVERGED, Outcome.IMPROVING)
        found = marks(Analysis(valley.arguments, valley.run()))
        w2 = float(valley.start[1])
        assert found.limit == pytest.approx(min(1.0, 1 / (2 * w2**2)), rel=2e-5)
