"""What the page says beside the verdict: arithmetic and comparisons that can be done by hand."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from gd.dataset import read_csv
from gd.experiment import Experiment, prepare
from gd.formulas import number
from gd.settings import defaults
from gd.words import (
    arithmetic,
    comparison,
    exact_note,
    notes,
    null_space_note,
    readable,
    solvers,
    three_starts,
)
from tests.test_scenarios import built_in


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


@pytest.mark.parametrize(("epochs", "rows"), [(3, 3), (10, 10), (30, 10)])
def test_the_first_ten_epochs_are_written(epochs: int, rows: int) -> None:
    parabola = built_in("parabola", epochs=epochs)
    written = arithmetic(parabola, parabola.run())
    assert [row["epoch"] for row in written] == [str(k) for k in range(1, rows + 1)]


def test_of_many_weights_the_first_six_are_written(wide: Experiment) -> None:
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


def test_standardised_weights_stand_beside_those_in_the_tables_units() -> None:
    scaled, table = built_in("unscaled", scale=True, learning_rate=0.1, epochs=5), built_in("unscaled").design
    columns = comparison(scaled, scaled.run())
    assert columns["exact, in the table's units"] == pytest.approx(np.linalg.lstsq(table.X, table.y)[0], rel=1e-8)
    predictions = table.X @ columns["final, in the table's units"]
    assert predictions == pytest.approx(scaled.design.X @ columns["final"], rel=1e-9)


@pytest.mark.parametrize(
    ("problem", "changes", "note"),
    [
        ("parabola", {}, "The exact weights are those of the minimum of J."),
        ("likelihood", {}, "The exact weights are those of the maximum of J."),
        ("parabola", {"goal": "maximise"}, "There are no exact weights to compare with: J has no maximum."),
        (
            "dummy-trap",
            {},
            "The 3 columns hold only 2 independent ones, so infinitely many weights fit equally well. The exact "
            "weights shown are the shortest of them (minimum norm). `np.linalg.solve` on XᵀX gives up: “Singular "
            "matrix”.",
        ),
    ],
)
def test_the_note_says_where_the_exact_weights_come_from(problem: str, changes: dict, note: str) -> None:
    assert exact_note(built_in(problem, **changes)) == note


def test_out_of_the_trap_the_note_compares_solve_with_the_exact_weights() -> None:
    trap = built_in("dummy-trap", drop_first=True)
    off = np.abs(np.linalg.solve(trap.design.X.T @ trap.design.X, trap.design.X.T @ trap.design.y) - [0, 1]).max()
    assert off < 1e-14
    note = exact_note(trap)
    assert note.startswith("The exact weights have the least error there can be. `np.linalg.solve` on XᵀX gives ")
    assert "gives up" not in note


def test_a_function_of_the_weights_needs_no_notes() -> None:
    assert notes(built_in("parabola"), None) == []


@pytest.mark.parametrize(
    ("rows", "drawn"),
    [(300, []), (12_342, ["The pictures show 300 of the 12,342 rows; the run uses them all."])],
)
def test_the_notes_say_what_was_done_to_the_table_and_what_is_not_drawn(rows: int, drawn: list[str]) -> None:
    table = SimpleNamespace(notes=("Semicolons.",), left_out={"id": "“id” is left out."})
    design = SimpleNamespace(notes=("Two rows lack a value.",), y=np.zeros(rows))
    experiment = replace(built_in("line"), design=design)
    assert notes(experiment, table) == ["Semicolons.", "“id” is left out.", "Two rows lack a value.", *drawn]


TRAP_NOTE = (
    "Nothing moves along intercept − group=a − group=b: the weights' component along it was −0.1275 at the start and "
    "is −0.1275 now. So descent goes to the shortest solution plus what the start has along there: "
    "(0.3333, −0.3333, 0.6667) + (−0.07363, 0.07363, 0.07363) = (0.2597, −0.2597, 0.7403)."
)


def test_in_the_trap_the_note_names_what_never_moves_and_where_descent_goes_for_it() -> None:
    trap = built_in("dummy-trap")
    along = trap.start @ [1, -1, -1] / np.sqrt(3)
    assert along == pytest.approx(-0.1275, abs=5e-5)
    limit = np.array([1, -1, 2]) / 3 + along * np.array([1, -1, -1]) / np.sqrt(3)
    assert limit == pytest.approx([0.2597, -0.2597, 0.7403], abs=5e-5)
    assert null_space_note(trap, trap.run()) == TRAP_NOTE
    arrived = replace(trap, settings=replace(trap.settings, epochs=20_000)).run()
    assert arrived.final_weights == pytest.approx(limit, rel=1e-9)


@pytest.mark.parametrize(
    ("problem", "changes"),
    [
        pytest.param("dummy-trap", {"drop_first": True}, id="independent columns"),
        pytest.param("dummy-trap", {"learning_rate": 0.2}, id="growing"),
        pytest.param("dummy-trap", {"goal": "maximise"}, id="no optimum"),
        pytest.param("parabola", {}, id="no columns"),
    ],
)
def test_out_of_the_trap_there_is_nothing_to_note(problem: str, changes: dict) -> None:
    experiment = built_in(problem, **changes)
    assert null_space_note(experiment, experiment.run()) == ""


def test_two_dummy_traps_have_two_notes_in_the_columns_own_names() -> None:
    table = read_csv(b"a,b,y\nu,p,0\nu,q,1\nv,p,2\nv,q,5\nu,p,1\n")
    settings = replace(
        defaults("table"), epochs=1, target="y", features=("a", "b"), drop_first=False, init="given", learning_rate=0.1
    )
    experiment = prepare(replace(settings, w0=(1, 2, 3, 4, 7)), table)
    assert experiment.problem.names == ("intercept", "a=u", "a=v", "b=p", "b=q")
    note = null_space_note(experiment, experiment.run())
    said = re.findall(r"Nothing moves along (.+?): .*? was (\S+) at the start and is (\S+) now\.", note)
    assert len(said) == 2
    for name, before, after in said:
        signs = {column: -1 if sign == "−" else 1 for sign, column in re.findall(r"(?:([+−]) )?(\w\S*)", name)}
        direction = np.array([signs.get(column, 0) for column in experiment.problem.names])
        assert experiment.design.X @ direction == pytest.approx(np.zeros(5))
        assert before == after == number(direction @ experiment.start / np.linalg.norm(direction))


def test_a_basis_is_readable_with_a_one_where_the_others_have_a_zero() -> None:
    flat = np.linalg.qr(np.array([[1.0, 1], [-1, 0], [-1, 0], [0, -1], [0, -1]]))[0]
    basis = readable(flat)
    assert np.linalg.matrix_rank(np.column_stack([flat, basis])) == np.linalg.matrix_rank(basis) == 2
    assert set(np.unique(basis.round(12))) <= {-1, 0, 1}
    assert ((basis != 0).sum(axis=1) == 1).sum() >= 2


def test_in_the_trap_two_solvers_give_up_and_the_third_gives_the_shortest_solution() -> None:
    assert solvers(built_in("dummy-trap")) == [
        {"method": "np.linalg.solve(XᵀX, Xᵀy)", "gives": "Singular matrix"},
        {"method": "np.linalg.inv(XᵀX) @ Xᵀy", "gives": "Singular matrix"},
        {"method": "np.linalg.lstsq(X, y)", "gives": "(0.3333, −0.3333, 0.6667)"},
    ]


def test_out_of_the_trap_all_three_give_the_same() -> None:
    distance, velocity = np.loadtxt("data/hubble.csv", delimiter=",", skiprows=1, usecols=(1, 2)).T
    slope, intercept = np.polyfit(distance, velocity, 1)
    assert {row["gives"] for row in solvers(built_in("line"))} == {f"(−{-intercept:.2f}, {slope:.1f})"}
    assert solvers(built_in("parabola")) == []


def test_three_starts_end_in_different_weights_with_the_same_predictions() -> None:
    trap = built_in("dummy-trap")
    rows = three_starts(trap)
    assert [row["seed"] for row in rows] == [0, 1, 2]
    weights = np.array([[row[name] for name in trap.problem.names] for row in rows])
    assert np.abs(weights[1:] - weights[0]).max(axis=1).min() > 0.05
    assert weights @ trap.design.X.T == pytest.approx(np.tile(trap.design.y, (3, 1)), abs=1e-11)
    apart = np.abs((weights - weights[0]) @ trap.design.X.T).max(axis=1)
    assert [row["predictions differ by"] for row in rows] == [number(x) for x in apart]
    assert all(1000 < row["epochs"] < 10_000 for row in rows)


def test_without_a_table_or_an_arrival_there_are_no_three_starts() -> None:
    assert three_starts(built_in("parabola")) == []
    assert three_starts(built_in("dummy-trap", learning_rate=0.2)) == []
