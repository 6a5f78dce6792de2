"""What is left at each rate: as a run with the rate leaves it, and rising steeply at the stability limit."""

from typing import Any

import numpy as np
import pytest

from gd.charts import breakdown
from gd.descent import descend
from gd.problem import MINIMISE
from gd.problems import Quadratic
from gd.run import Run
from tests.charts import frames_of
from tests.charts.test_breakdown import analysis, by_rate
from tests.experiments.test_scenarios import built_in
from tests.explain.test_verdict import experiment_of


def test_without_an_optimum_there_is_no_rate_to_choose() -> None:
    saddle = experiment_of(Quadratic(np.diag([3.0, -5.0]), [0, 0]), np.array([1.0, 2.0]), MINIMISE, 0.1)
    assert by_rate(saddle) is None
    assert breakdown.by_direction(analysis(saddle)) is None
    assert by_rate(built_in("likelihood", goal=MINIMISE)) is None
    assert by_rate(built_in("likelihood", w0=(3.65, -354.0))) is None  # where the curvature is no number


def test_where_the_optimum_allows_less_than_the_start_the_curve_rises_at_its_rate() -> None:
    likelihood = built_in("likelihood", epochs=20)
    tables = frames_of(by_rate(likelihood))
    # −J curves by 1/σ² along μ.
    stable = 2 * np.var(likelihood.problem.sample)
    assert tables["marks"].set_index("what")["rate"]["stability limit"] == pytest.approx(stable)
    best = likelihood.problem.cost(likelihood.exact)
    for rate, left in tables["rates"].iloc[::15].to_numpy():
        run = built_in("likelihood", epochs=20, learning_rate=rate).run()
        assert (run.final_cost - best) / (run.costs[0] - best) == pytest.approx(left, rel=1e-6)


def test_the_curve_rises_steeply_at_the_stability_limit() -> None:
    tables = frames_of(by_rate(built_in("ravine", epochs=1000)))
    rates, marks = tables["rates"], tables["marks"].set_index("what")["rate"]
    assert marks.to_dict() == pytest.approx({"stability limit": 2 / 25, "η now": 0.076})
    assert (rates["left"][rates["rate"] <= 2 / 25] <= 1).all()
    assert (rates["left"][rates["rate"] > 2 / 25 * 1.001] > 1).all()


def test_the_share_left_is_that_of_a_run_with_the_rate() -> None:
    rates = frames_of(by_rate(built_in("ravine", epochs=20)))["rates"]
    for rate, left in rates.iloc[::15].to_numpy():
        run = built_in("ravine", epochs=20, learning_rate=rate).run()
        assert (run.final_cost + 56.5) / (run.costs[0] + 56.5) == pytest.approx(left, rel=1e-6)


def test_without_a_closed_form_short_runs_are_repeated_at_every_rate() -> None:
    rates = frames_of(by_rate(built_in("valley", epochs=20)))["rates"]
    for rate, left in rates.iloc[::15].to_numpy():
        run = built_in("valley", epochs=20, learning_rate=rate).run()
        assert run.final_cost / run.costs[0] == pytest.approx(left, rel=1e-12)


@pytest.mark.parametrize(("epochs", "drawn"), [(500, True), (501, False)])
def test_without_a_formula_500_epochs_are_run_for_every_rate_and_no_more(epochs: int, drawn: bool) -> None:
    assert (by_rate(built_in("valley", epochs=epochs)) is not None) == drawn


@pytest.mark.parametrize("epochs", [3, 5, 30])  # after 3 some rate leaves 720 times the whole, after 5 some 1,274
def test_the_share_left_is_drawn_until_it_is_a_thousand_times_the_whole(epochs: int) -> None:
    rates = frames_of(by_rate(built_in("parabola", epochs=epochs)))["rates"]
    tried = np.append(breakdown._rates(0.1, 1.0), 0.1)
    left = (1 - 2 * tried) ** (2 * epochs)
    assert np.abs(np.log10(left / 1e3)).min() > 1e-3  # none so close that rounding decides
    drawn = (left < 1e3) & (left > 1e-18)
    assert rates["rate"].to_numpy() == pytest.approx(np.sort(tried[drawn]))
    assert rates["left"].to_numpy() == pytest.approx(left[drawn][np.argsort(tried[drawn])], rel=1e-9)


@pytest.mark.parametrize(("epochs", "pieces"), [(30, 1), (2000, 2)])
def test_below_what_is_drawn_the_curve_ends_at_the_edge_and_is_not_bridged(epochs: int, pieces: int) -> None:
    tables = frames_of(by_rate(built_in("ravine", epochs=epochs)))
    curve, points = tables["curve"], tables["rates"]
    parts = [part for _, part in curve.groupby("piece")]
    assert len(parts) == pieces
    between = [part["left"].iloc[[0, -1]].tolist() for part in parts]
    assert [ends[1] for ends in between[:-1]] == [ends[0] for ends in between[1:]] == [breakdown.VISIBLE] * (pieces - 1)
    drawn = curve[curve["left"] > breakdown.VISIBLE]
    assert drawn[["rate", "left"]].to_numpy().tolist() == points.to_numpy().tolist()


def test_the_curve_of_a_rate_that_leaves_nothing_has_its_tip_at_the_edge() -> None:
    curve = frames_of(by_rate(built_in("parabola", epochs=1, learning_rate=0.5)))["curve"].set_index("rate")
    assert curve["left"][0.5] == breakdown.VISIBLE  # w² at η = 0.5: the optimum in one step
    assert curve["piece"].nunique() == 1


@pytest.mark.parametrize(
    ("rate", "lowest", "highest"),
    [
        (1 / 490, 1e-3, 3),
        (1 / 510, 1e-4, 3),
        (1.45, 1e-3, 3),
        (1.55, 1e-3, 30),
        (1 / 5100, 1e-5, 3),
        (15.5, 1e-3, 300),
    ],
)
def test_the_rates_tried_go_from_a_thousandth_to_three_times_the_largest_stable_one_or_by_decades_further(
    rate: float, lowest: float, highest: float
) -> None:
    for stable in (1.0, 0.08):
        tried = breakdown._rates(rate * stable, stable)
        assert tried[[0, -1]] == pytest.approx([lowest * stable, highest * stable])
        assert ((0.999 * stable < tried) & (tried < stable)).any()  # just before the cliff


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A list to which the charts' runs append their learning rates."""
    rates = []

    def counted(*arguments: Any, **settings: Any) -> Run:
        rates.append(settings["learning_rate"])
        return descend(*arguments, **settings)

    monkeypatch.setattr(breakdown, "descend", counted)
    return rates


def test_another_rate_alone_does_not_make_the_runs_of_all_the_others_again(tried: list[float]) -> None:
    first = frames_of(by_rate(built_in("valley", epochs=23)))["rates"]
    assert len(tried) >= breakdown.RATES
    tried.clear()
    then = frames_of(by_rate(built_in("valley", epochs=23, learning_rate=0.0123)))["rates"]
    assert tried == [0.0123]
    assert then.merge(first, on=["rate", "left"]).shape[0] >= len(first) - 1
    run = built_in("valley", epochs=23, learning_rate=0.0123).run()
    assert then.set_index("rate")["left"][0.0123] == pytest.approx(run.final_cost / run.costs[0], rel=1e-12)


@pytest.mark.parametrize("change", [{"epochs": 25}, {"init": "given", "w0": (2.0, 0.7)}])
def test_another_start_or_length_makes_the_runs_again(tried: list[float], change: dict[str, Any]) -> None:
    by_rate(built_in("valley", epochs=24))
    tried.clear()
    rates = frames_of(by_rate(built_in("valley", **{"epochs": 24, **change})))["rates"]
    assert len(tried) >= breakdown.RATES
    rate, left = rates.iloc[10]
    run = built_in("valley", **{"epochs": 24, **change}, learning_rate=rate).run()
    assert run.final_cost / run.costs[0] == pytest.approx(left, rel=1e-12)


@pytest.mark.parametrize("rate", [1e-9, 3.0, 1e5])
def test_the_rates_include_the_current_one(rate: float) -> None:
    for problem in ("ravine", "valley"):
        tables = frames_of(by_rate(built_in(problem, epochs=20, learning_rate=rate)))
        stable = tables["marks"].set_index("what")["rate"]["stability limit"]
        lowest, highest = breakdown._rates(rate, stable)[[0, -1]]
        assert lowest <= rate / 2
        assert 2 * rate <= highest
        assert tables["rates"]["rate"].is_monotonic_increasing
