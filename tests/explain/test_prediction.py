"""Predicted epochs beside actual ones."""

import pytest

from gd.explain.prediction import predicted_and_actual
from gd.theory.analysis import Analysis
from tests.experiments.test_scenarios import built_in


def test_predicted_and_actual_epochs_stand_side_by_side() -> None:
    ravine = built_in("ravine", epochs=30)
    assert predicted_and_actual(Analysis(ravine.arguments, ravine.run())) == [
        {"what": "90 % of the possible drop done", "predicted": "12", "actual": "12"},
        {"what": "99 % of the possible drop done", "predicted": "23", "actual": "23"},
        {"what": "99.9 % of the possible drop done", "predicted": "35", "actual": "—"},
        {
            "what": "J passes 1.8\u00a0×\u00a010³⁰⁸, the largest floating-point number",
            "predicted": "never",
            "actual": "—",
        },
    ]


def test_predicted_and_actual_overflow() -> None:
    bowl = built_in("parabola", learning_rate=1.1, epochs=10_000)
    rows = predicted_and_actual(Analysis(bowl.arguments, bowl.run()))
    assert [tuple(row.values())[1:] for row in rows] == [("never", "—")] * 3 + [("1,931", "1,931")]


@pytest.mark.parametrize("w0", [(1.00000001, 2.00000001), (11.0, -8.0)], ids=["at the optimum", "along the floor"])
def test_an_overflow_of_rounding_errors_is_not_predicted(w0: tuple[float, float]) -> None:
    ravine = built_in("ravine", learning_rate=0.1, epochs=3000, w0=w0)
    what, predicted, actual = predicted_and_actual(Analysis(ravine.arguments, ravine.run()))[-1].values()
    assert (what, predicted) == ("J passes 1.8\u00a0×\u00a010³⁰⁸, the largest floating-point number", "—")
    assert 900 < int(actual) < 1000


def test_at_the_optimum_nothing_is_left_from_epoch_0_on() -> None:
    ravine = built_in("ravine", w0=(1.00000001, 2.00000001))
    rows = predicted_and_actual(Analysis(ravine.arguments, ravine.run()))
    assert [tuple(row.values())[1:] for row in rows] == [("0", "0")] * 3 + [("never", "—")]


def test_between_recorded_epochs_the_actual_one_is_a_range() -> None:
    bowl = built_in("parabola", learning_rate=1e-4, epochs=1_000_000)
    row = predicted_and_actual(Analysis(bowl.arguments, bowl.run()))[2]
    first, last = (int(end.replace(",", "")) for end in row["actual"].split("–"))
    assert first <= int(row["predicted"].replace(",", "")) <= last
    assert first < last < 1.01 * first
    recorded = bowl.run().epochs
    k = recorded.tolist().index(last)
    assert recorded[k - 1] == first - 1


def test_unknown_epochs_are_not_predicted_if_j_is_not_quadratic_or_has_no_optimum() -> None:
    likelihood = built_in("likelihood")
    rows = predicted_and_actual(Analysis(likelihood.arguments, likelihood.run()))
    assert [row["predicted"] for row in rows] == ["—"] * 4
    assert all(row["actual"].isdecimal() for row in rows[:3])
    ascent = built_in("parabola", goal="maximise")
    rows = predicted_and_actual(Analysis(ascent.arguments, ascent.run()))
    assert [tuple(row.values())[1:] for row in rows] == [("—", "—")] * 3 + [("1,931", "—")]


def test_nothing_is_predicted_if_the_curvature_is_not_finite() -> None:
    cliff = built_in("likelihood", w0=(3.65, -354.0))
    rows = predicted_and_actual(Analysis(cliff.arguments, cliff.run()))
    assert [tuple(row.values())[1:] for row in rows] == [("—", "—")] * 3 + [("—", "1")]
