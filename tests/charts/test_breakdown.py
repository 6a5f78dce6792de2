"""The cost by direction: the parts add up to what was measured."""

from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import pytest

from gd.charts import breakdown
from gd.experiments.experiment import Experiment
from gd.problem import MINIMISE
from gd.problems import Quadratic
from gd.theory.analysis import Analysis
from tests.charts import frames_of
from tests.experiments.test_scenarios import BUILT_IN, built_in
from tests.explain.test_directions import ALIKE
from tests.explain.test_verdict import experiment_of


def by_rate(experiment: Experiment) -> Any:
    return breakdown.by_rate(experiment, analysis(experiment))


def analysis(experiment: Experiment) -> Analysis:
    return Analysis(experiment.arguments, experiment.run())


@pytest.mark.parametrize("problem", BUILT_IN)
def test_the_charts_are_valid_and_small(problem: str) -> None:
    for chart in (breakdown.by_direction(analysis(built_in(problem))), by_rate(built_in(problem))):
        if chart is not None:
            tables = frames_of(chart)
            chart.pop("datasets")
            alt.LayerChart.validate(chart)
            assert 0 < sum(map(len, tables.values())) <= 5000
            assert all(np.isfinite(t.select_dtypes("number")).all(axis=None) for t in tables.values())


def test_a_local_forecast_is_not_split_by_direction() -> None:
    assert breakdown.by_direction(analysis(built_in("valley"))) is None
    assert breakdown.by_direction(analysis(built_in("ravine", goal="maximise"))) is None
    assert by_rate(built_in("ravine", goal="maximise")) is None


@pytest.mark.parametrize("problem", ["ravine", "dummy-trap", "unscaled"])
def test_the_directions_add_up_to_what_was_measured(problem: str) -> None:
    parts = frames_of(breakdown.by_direction(analysis(built_in(problem, epochs=50))))["parts"]
    table = parts.pivot_table(index="epoch", columns="series", values="part").fillna(0)
    measured = table.pop(breakdown.MEASURED)
    assert table.sum(axis=1).to_numpy() == pytest.approx(measured.to_numpy(), rel=1e-6)


def test_small_directions_are_summed_except_the_slowest() -> None:
    unscaled = built_in("unscaled", features=("species", "island", "bill_length_mm", "body_mass_g", "sex"), epochs=50)
    names = frames_of(breakdown.by_direction(analysis(unscaled)))["parts"]["series"].unique().tolist()
    assert len(names) == 2 + breakdown.DIRECTIONS
    assert names[-1].endswith("other directions")
    assert sum("slowest: " in name for name in names) == 1


@pytest.mark.parametrize(("weights", "others"), [(4, []), (6, ["2 other directions"])])
def test_four_directions_have_a_line_of_their_own_and_the_slowest_is_one_of_them_however_small(
    weights: int, others: list[str]
) -> None:
    # ½ Σ λw² with λ = 1, 2, …: w₁ is the slowest and has the least of the cost; of the others the last has the most.
    problem, start = Quadratic(np.diag(np.arange(1.0, weights + 1)), np.zeros(weights)), np.ones(weights)
    start[0] = 0.1
    steps = experiment_of(problem, start, MINIMISE, 0.1)
    names = frames_of(breakdown.by_direction(analysis(steps)))["parts"]["series"].unique().tolist()
    largest = [f"w{d}".translate(str.maketrans("23456", "₂₃₄₅₆")) for d in range(weights, weights - 3, -1)]
    assert names == [breakdown.MEASURED, *largest, "slowest: w₁", *others]


def test_of_two_directions_the_slower_is_named_and_of_one_alone_none() -> None:
    for problem, directions in {"ravine": ["w₁ + w₂", "slowest: w₁ − w₂"], "parabola": ["w"]}.items():
        parts = frames_of(breakdown.by_direction(analysis(built_in(problem))))["parts"]
        assert parts["series"].unique().tolist() == [breakdown.MEASURED, *directions]


def test_directions_of_the_same_name_have_their_own_lines() -> None:
    settings = replace(built_in("ravine").settings, learning_rate=0.02, epochs=50)
    alike = analysis(Experiment(settings, ALIKE, np.array([3.0, 1, 1, 1])))
    parts = frames_of(breakdown.by_direction(alike))["parts"]
    names = ["w₁ + w₂ + …", "slowest: w₁ + w₂ + …", "w₁ − w₂ + …", "w₁ − w₂ + … (2)"]
    assert sorted(parts["series"].unique()) == sorted([breakdown.MEASURED, *names])
    table = parts.pivot_table(index="epoch", columns="series", values="part", aggfunc="sum").fillna(0)
    measured = table.pop(breakdown.MEASURED)
    assert table.sum(axis=1).to_numpy() == pytest.approx(measured.to_numpy(), rel=1e-6)


def test_a_part_is_drawn_until_a_billionth_of_a_billionth_is_left() -> None:
    parts = frames_of(breakdown.by_direction(analysis(built_in("parabola", epochs=200))))["parts"]
    last = parts[parts["series"] != breakdown.MEASURED]["epoch"].max()
    assert 0.64 ** (last + 1) < 1e-18 < 0.64**last  # an epoch leaves 0.8² of w²
    assert last == 92
