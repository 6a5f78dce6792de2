"""The details of an experiment: updates and comparisons that can be checked by hand."""

from dataclasses import replace

import numpy as np
import pytest

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import defaults
from gd.explain.details import arithmetic, comparison
from gd.optimizers import Momentum
from gd.problems import PowerSum
from gd.tables.dataset import read_csv
from tests.experiments.test_scenarios import built_in


@pytest.mark.parametrize(
    ("problem", "changes", "row"),
    [
        ("parabola", {}, {"epoch": "1", "w": "20 − 0.1 · 2 · 20 = 16", "J after it": "256"}),
        ("parabola", {"w0": (-4.0,)}, {"epoch": "1", "w": "−4 − 0.1 · 2 · (−4) = −3.2", "J after it": "10.24"}),
        ("parabola", {"goal": "maximise"}, {"epoch": "1", "w": "20 + 0.1 · 2 · 20 = 24", "J after it": "576"}),
        (
            "valley",
            {"w0": (2.0, -1.5)},
            {
                "epoch": "1",
                "w₁": "2 − 0.05 · 2 · 2 = 1.8",
                "w₂": "−1.5 − 0.05 · 4 · (−1.5)³ = −0.825",
                "J after it": "3.703",
            },
        ),
        (
            "ravine",
            {},
            {
                "epoch": "1",
                "w₁": "−3 − 0.076 · (−40) = 0.04",
                "w₂": "3 − 0.076 · (−35) = 5.66",
                "J after it": "−5.601",
            },
        ),
    ],
)
def test_the_first_epoch_is_written_as_by_hand(problem: str, changes: dict, row: dict[str, str]) -> None:
    experiment = built_in(problem, **changes)
    assert arithmetic(experiment, experiment.run())[0] == row


def test_a_slope_of_one_and_a_weight_of_nothing_are_written_as_they_are() -> None:
    problem, start = PowerSum((1, 2, 2)), np.array([3.0, 0.0, 0.4])
    experiment = Experiment(replace(defaults("parabola"), learning_rate=0.5, epochs=1), problem, start)
    (row,) = arithmetic(experiment, experiment.run())
    assert list(row.values())[1:4] == ["3 − 0.5 · 1 = 2.5", "0 − 0.5 · 2 · 0 = 0", "0.4 − 0.5 · 2 · 0.4 = 0"]


def test_of_another_optimizer_no_update_is_written() -> None:
    momentum = built_in("parabola", optimizer=Momentum())
    assert arithmetic(momentum, momentum.run()) == []


@pytest.mark.parametrize(("epochs", "rows"), [(3, 3), (10, 10), (30, 10)])
def test_the_first_ten_epochs_are_written(epochs: int, rows: int) -> None:
    parabola = built_in("parabola", epochs=epochs)
    written = arithmetic(parabola, parabola.run())
    assert [row["epoch"] for row in written] == [str(k) for k in range(1, rows + 1)]


def test_only_the_first_six_weights_are_written(wide: Experiment) -> None:
    (row,) = arithmetic(wide, wide.run())
    assert list(row) == ["epoch", "intercept", "a", "b", "c", "d", "e", "J after it"]


@pytest.fixture
def wide() -> Experiment:
    table = read_csv(b"a,b,c,d,e,f,g,y\n1,2,3,4,5,6,7,0\n2,1,4,3,6,5,8,1\n3,3,3,1,1,1,2,2\n")
    return prepare(replace(defaults("table"), epochs=1, target="y", features=tuple("abcdefg")), table)


def test_the_comparison_has_a_row_for_each_weight() -> None:
    ravine = built_in("ravine", epochs=1)
    columns = comparison(ravine, ravine.run())
    assert list(columns) == ["weight", "initial", "final", "exact", "final − exact"]
    assert columns["weight"] == ["w₁", "w₂"]
    assert columns["initial"] == [-3, 3]
    assert columns["final"] == pytest.approx([0.04, 5.66])
    assert columns["exact"] == pytest.approx([1, 2])
    assert columns["final − exact"] == pytest.approx([-0.96, 3.66])


def test_without_an_optimum_there_is_nothing_exact_to_compare_with() -> None:
    ascent = built_in("parabola", goal="maximise")
    assert list(comparison(ascent, ascent.run())) == ["weight", "initial", "final"]


def test_numbers_that_a_table_in_the_browser_refuses_are_written_as_text() -> None:
    parabola = built_in("parabola", learning_rate=1.5, epochs=60)  # 20 · 2⁶⁰
    columns = comparison(parabola, parabola.run())
    assert columns["initial"] == [20]
    assert columns["final"] == columns["final − exact"] == ["2.30584e+19"]


def test_numbers_up_to_2_to_the_53_stay_numbers() -> None:
    for start, kept in ((0.99 * 2**53, True), (1.01 * 2**53, False)):
        parabola = built_in("parabola", w0=(start,), epochs=1)
        (initial,) = comparison(parabola, parabola.run())["initial"]
        assert (initial == start) == kept
        assert isinstance(initial, str) != kept


def test_units_of_the_table_are_for_standardised_columns_and_the_exact_ones_for_a_run_towards_them() -> None:
    plain, scaled, uphill = (
        built_in("line", epochs=2, **changes) for changes in ({}, {"scale": True}, {"scale": True, "goal": "maximise"})
    )
    in_units = [[name for name in comparison(e, e.run()) if "units" in name] for e in (plain, scaled, uphill)]
    final, exact = "final, in the table's units", "exact, in the table's units"
    assert in_units == [[], [final, exact], [final]]


def test_standardised_weights_stand_beside_those_in_the_tables_units() -> None:
    scaled, plain = built_in("unscaled", scale=True, learning_rate=0.1, epochs=5), built_in("unscaled")
    columns = comparison(scaled, scaled.run())
    rows, rows_scaled = (each.regression.factor.sample.values for each in (plain, scaled))
    exact = np.linalg.lstsq(rows[:, :-1], rows[:, -1])[0]
    assert columns["exact, in the table's units"] == pytest.approx(exact, rel=1e-8)
    predictions = rows[:, :-1] @ columns["final, in the table's units"]
    assert predictions == pytest.approx(rows_scaled[:, :-1] @ columns["final"], rel=1e-9)
