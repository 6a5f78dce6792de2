"""The notes on a run: where the exact weights come from, what solve makes of them, and which rows were used."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gd.arrays import EPS
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import defaults
from gd.explain.details import exact_note, notes, rows_used
from gd.least_squares import LeastSquares
from gd.tables.dataset import read_csv
from gd.text import number
from tests.experiments.test_scenarios import built_in
from tests.explain.test_null_space import float_of
from tests.test_least_squares import TRAP_X, TRAP_Y
from tests.test_nist import wampler


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


def regression(X: list | np.ndarray, y: list | np.ndarray) -> Experiment:
    problem = LeastSquares(X, y)
    return Experiment(defaults("line"), problem, np.zeros(len(problem.names)))


def test_of_independent_columns_the_note_compares_solve_with_the_exact_weights() -> None:
    X, y = np.array([[1.0, 1], [1, 2], [1, 4]]), np.array([1.0, 3, 2])
    note = exact_note(regression(X, y))
    (off,) = re.findall(r"XᵀX gives the same to within (.+)\.$", note)
    assert float_of(off) < 100 * EPS * np.linalg.cond(X) ** 2
    assert note.startswith("The exact weights have the least squared error of all weights. ")


def test_where_squaring_the_condition_number_costs_digits_the_note_says_so() -> None:
    # Two columns that differ by 10⁻⁷: in XᵀX the difference is 20 · 10⁻¹⁴ beside 20, which leaves two digits.
    columns = np.random.default_rng(0).normal(size=(20, 2))
    X, y = np.column_stack([np.ones(20), 1 + 1e-7 * columns[:, 0]]), columns[:, 1]
    off = np.abs(np.linalg.solve(X.T @ X, X.T @ y) - np.linalg.lstsq(X, y)[0]).max()
    assert off > 1e-6 * np.abs(np.linalg.lstsq(X, y)[0]).max()
    note = exact_note(regression(X, y))
    assert "gives the same" not in note
    condition = number(np.linalg.cond(X / np.linalg.norm(X, axis=0)))[:3]
    assert f"the condition number of X, with columns scaled to length 1, is {condition}" in note
    assert note.endswith(", and XᵀX has its square.")


class Off(LeastSquares):
    """`solve` gives the exact weights, but for a gap in the second one."""

    gap = 0.0

    def solve(self) -> np.ndarray:
        return self.exact() + np.array([0, self.gap])


@pytest.mark.parametrize("unit", [1, 1e-19, 3.0857e22])
@pytest.mark.parametrize(("share", "same"), [(0.8e-6, True), (1.2e-6, False)])
def test_weights_are_the_same_to_a_millionth_of_the_largest_whatever_their_units(
    unit: float, share: float, same: bool
) -> None:
    # The exact weights are 4 and −1/unit, and both columns equally long for a unit of 1.
    problem = Off([[1.0, 0], [0, unit], [1, unit]], [4, -1, 3])
    problem.gap = 4 * share / unit
    note = exact_note(Experiment(defaults("line"), problem, np.zeros(2)))
    assert ("gives the same" in note) == same
    assert ("differs by" in note) != same


@pytest.mark.parametrize("noise", [10_000, 10_000_000])
def test_the_note_blames_nobody_where_both_solutions_have_lost_digits(noise: int) -> None:
    # Of Wampler5, whose weights are all 1, rounding takes as many digits from one as from the other.
    X, y = wampler(1, noise)
    problem = LeastSquares(X, y)
    exact, solved = (np.abs(w - 1).max() for w in (problem.exact(), problem.solve()))
    note = exact_note(regression(X, y))
    (gap,) = re.findall(r"XᵀX (?:gives the same to within|differs by) (.+?)\.(?: |$)", note)
    assert 0 < float_of(gap) <= 1.001 * (exact + solved)
    assert not {"off", "cost", "lost"} & set(re.findall(r"\w+", note))


@pytest.mark.parametrize("unit", [1, 1e-19, 3.0857e22])
def test_no_column_is_called_dependent_for_its_unit(unit: float) -> None:
    lines = Path("data/hubble.csv").read_text().splitlines()[1:]
    rows = [f"{float(d) * unit},{1000 * float(v)}" for _, d, v in (line.split(",") for line in lines)]
    table = read_csv("\n".join(["distance,velocity", *rows]).encode())
    hubble = prepare(replace(defaults("table"), target="velocity", features=("distance",), scale=False), table)
    assert hubble.exact == pytest.approx([-40783.649, 454158.441 / unit], rel=1e-7, abs=0)
    assert exact_note(hubble).startswith(
        "The exact weights have the least squared error of all weights. `np.linalg.solve`"
    )


class Unnoticed(LeastSquares):
    """A problem whose XᵀX is singular, but rounded so that `solve` doesn't notice, and moves the exact weights."""

    moved: np.ndarray

    def solve(self) -> np.ndarray:
        return self.exact() + self.moved

    def note(self) -> str:
        return exact_note(Experiment(defaults("line"), self, np.zeros(3)))


def test_where_solve_does_not_notice_that_the_matrix_is_singular_the_note_does() -> None:
    problem = Unnoticed(TRAP_X, TRAP_Y)
    problem.moved = 165.1 * np.array([1, -1, -1])
    assert problem.note().endswith(
        "`np.linalg.solve` did not notice that XᵀX is singular: its weights fit as well, but differ from the shortest "
        "by up to 165.1."
    )


# The weight of group a moves the predictions of half of the rows: the mean squared error rises by half its square.
@pytest.mark.parametrize(
    ("y", "allowed"),
    [
        pytest.param(TRAP_Y, 1e-12 / 2, id="a perfect fit, up to rounding"),  # the mean square of y is a half
        pytest.param(TRAP_Y + np.tile([1, -1, 0, 2, -2], 2), 1e-3 * 2, id="errors whose mean square is 2"),
    ],
)
@pytest.mark.parametrize(("share", "well"), [(0.9, True), (1.1, False)])
def test_weights_that_rounding_has_spoilt_are_not_said_to_fit(
    y: np.ndarray, allowed: float, share: float, well: bool
) -> None:
    problem = Unnoticed(TRAP_X, y)
    problem.moved = np.array([165.1, -165.1 + (2 * share * allowed) ** 0.5, -165.1])
    note = problem.note()
    assert ("fit as well" in note) == well
    error = number(float(np.square(TRAP_X @ problem.solve() - y).mean()))
    least = number(2.0 if allowed > 1e-6 else 0.0)
    assert well or note.endswith(f"spoilt its weights, and their mean squared error is {error} instead of {least}.")


def test_rounding_does_hide_that_a_matrix_is_singular() -> None:
    values = np.random.default_rng(1).normal(size=(20, 2))
    X = np.column_stack([np.ones(20), values, values @ [0.1, 0.7] + 0.3])
    assert np.linalg.matrix_rank(X) == 3
    note = exact_note(regression(X, values[:, 0] + 1))
    assert "did not notice" in note or "gives up" in note
    assert "the same" not in note


def test_a_function_of_the_weights_needs_no_notes() -> None:
    assert notes(built_in("parabola"), None) == []


@pytest.mark.parametrize(
    ("rows", "drawn"),
    [(300, []), (12_342, ["The pictures show 300 of the 12,342 rows; the run uses all of them."])],
)
def test_the_notes_begin_with_the_rows_left_out(rows: int, drawn: list[str]) -> None:
    table = SimpleNamespace(remarks=("Semicolons.", "“id” is left out."))
    regression = SimpleNamespace(notes=("Two rows lack a value.",), factor=SimpleNamespace(rows=rows))
    experiment = replace(built_in("line"), regression=regression)
    assert notes(experiment, table) == ["Two rows lack a value.", "Semicolons.", "“id” is left out.", *drawn]


@pytest.mark.parametrize(
    ("cells", "used"),
    [("1,2\n,3\n3,5\n4,\n5,9\n", "3 of 5 rows"), ("1,2\n2,3\n3,5\n", ""), ("1,2\n,7\n3,5\n", "2 of 3 rows")],
)
def test_how_many_rows_are_used_is_told_where_some_are_not(cells: str, used: str) -> None:
    table = read_csv(f"x,y\n{cells}".encode())
    experiment = prepare(replace(defaults("table"), target="y", features=("x",)), table)
    assert rows_used(experiment, table) == used
    assert rows_used(built_in("parabola"), None) == ""
