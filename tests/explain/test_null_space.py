"""The dummy-variable trap, checked by hand."""

import re
from dataclasses import replace

import numpy as np
import pytest

from gd.arrays import Array
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings
from gd.explain.null_space import null_space_note, solvers, three_starts
from gd.factor import Factor
from gd.least_squares import LeastSquares
from gd.problem import MINIMISE
from gd.tables.dataset import read_csv
from gd.tables.folded import FoldedFile
from gd.text import number
from gd.theory.analysis import Analysis
from tests.experiments.test_scenarios import built_in
from tests.explain.test_verdict import experiment_of
from tests.test_least_squares import TRAP_X, TRAP_Y

SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def float_of(text: str) -> float:
    """The inverse of `gd.text.number`."""
    return float(text.replace("\u00a0×\u00a010", "e").translate(SUPERSCRIPT))


TRAP_NOTE = (
    "Nothing moves along intercept − group=a − group=b: the component of the weights was −0.1275 at the start and "
    "is −0.1275 now. So descent approaches the shortest solution (minimum norm) plus the start's component along it: "
    "(0.3333, −0.3333, 0.6667) + (−0.07363, 0.07363, 0.07363) = (0.2597, −0.2597, 0.7403)."
)


def test_in_the_trap_the_note_names_what_never_moves_and_where_descent_goes_for_it() -> None:
    trap = built_in("dummy-trap")
    along = trap.start @ [1, -1, -1] / np.sqrt(3)
    assert along == pytest.approx(-0.1275, abs=5e-5)
    limit = np.array([1, -1, 2]) / 3 + along * np.array([1, -1, -1]) / np.sqrt(3)
    assert limit == pytest.approx([0.2597, -0.2597, 0.7403], abs=5e-5)
    assert null_space_note(Analysis(trap.arguments, trap.run())) == TRAP_NOTE
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
    assert null_space_note(Analysis(experiment.arguments, experiment.run())) == ""


def test_two_dummy_traps_have_two_notes_in_the_columns_own_names() -> None:
    table = read_csv(b"a,b,y\nu,p,0\nu,q,1\nv,p,2\nv,q,5\nu,p,1\n")
    settings = replace(
        defaults("table"), epochs=1, target="y", features=("a", "b"), drop_first=False, init="given", learning_rate=0.1
    )
    experiment = prepare(replace(settings, w0=(1, 2, 3, 4, 7)), table)
    assert experiment.problem.names == ("intercept", "a=u", "a=v", "b=p", "b=q")
    levels = np.array([[1, u, 1 - u, p, 1 - p] for u, p in [(1, 1), (1, 0), (0, 1), (0, 0), (1, 1)]])
    note = null_space_note(Analysis(experiment.arguments, experiment.run()))
    said = re.findall(r"Nothing moves along (.+?): .*? was (\S+) at the start and is (\S+) now\.", note)
    assert len(said) == 2
    for name, before, after in said:
        signs = {column: -1 if sign == "−" else 1 for sign, column in re.findall(r"(?:([+−]) )?(\w\S*)", name)}
        direction = np.array([signs.get(column, 0) for column in experiment.problem.names])
        assert levels @ direction == pytest.approx(np.zeros(5))
        assert before == after == number(direction @ experiment.start / np.linalg.norm(direction))


def note_of(X: list | Array, start: list[float] | None = None, rate: float = 0.05) -> str:
    problem = LeastSquares(X, np.arange(1.0, len(X) + 1), names=tuple("abcdefghijkl"[: np.shape(X)[1]]))
    experiment = experiment_of(problem, np.array(start or np.ones(len(problem.names))), MINIMISE, rate)
    return null_space_note(Analysis(experiment.arguments, experiment.run()))


# Of columns that are all the same, all differences are flat directions, one fewer than columns.
@pytest.mark.parametrize(("columns", "told", "more"), [(3, 2, ""), (4, 3, ""), (5, 3, "1"), (6, 3, "2"), (7, 3, "3")])
def test_three_flat_directions_are_told_and_of_six_weights_where_descent_goes(
    columns: int, told: int, more: str
) -> None:
    note = note_of(np.ones((2, columns)))
    assert note.count("Nothing moves along ") == told
    assert re.findall(r"The same holds for (\d+) more direction", note) == ([more] if more else [])
    assert ("1 more direction." in note) == (more == "1")
    assert ("the start's components along them: (" in note) == (columns <= 6)


@pytest.mark.parametrize(("levels", "ends"), [(5, "− e − f:"), (6, "− e − f + …:")])
def test_of_a_flat_direction_six_columns_are_named(levels: int, ends: str) -> None:
    note = note_of(np.column_stack([np.ones(levels), np.eye(levels)]))
    assert note.startswith(f"Nothing moves along a − b − c − d {ends}")


@pytest.mark.parametrize(("along", "shown"), [(2.5e-9, 2.5e-9), (2.5e-14, 0)])
def test_a_component_that_is_rounding_beside_the_weights_is_none(along: float, shown: float) -> None:
    # Nothing of (1, 0, 1) is along (1, −1, −1).
    w0 = np.array([1.0, 0, 1]) + along * np.array([1, -1, -1]) / np.sqrt(3)
    trap = built_in("dummy-trap", init="given", w0=tuple(w0.tolist()))
    note = null_space_note(Analysis(trap.arguments, trap.run()))
    said = re.search(r"component of the weights was (.+) at the start and is (.+) now\. ", note).groups()
    assert [float_of(x) for x in said] == pytest.approx([shown, shown], rel=1e-3, abs=0)


def test_in_the_trap_two_solvers_give_up_and_the_third_gives_the_shortest_solution() -> None:
    assert solvers(built_in("dummy-trap")) == [
        {"method": "np.linalg.solve(XᵀX, Xᵀy)", "gives": "Singular matrix"},
        {"method": "np.linalg.inv(XᵀX) @ Xᵀy", "gives": "Singular matrix"},
        {"method": "np.linalg.lstsq(R, Qᵀy), with X = QR", "gives": "(0.3333, −0.3333, 0.6667)"},
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
    assert weights @ TRAP_X.T == pytest.approx(np.tile(TRAP_Y, (3, 1)), abs=1e-11)
    apart = np.sqrt(np.square((weights - weights[0]) @ TRAP_X.T).mean(axis=1))
    assert [float_of(row["predictions differ by"]) for row in rows] == pytest.approx(apart, abs=1e-14)
    assert all(1000 < row["epochs"] < 10_000 for row in rows)


@pytest.mark.parametrize(("changes", "epochs"), [({"epochs": 50_000}, 50_000), ({"learning_rate": 1e-9}, 10**9)])
def test_the_three_runs_are_as_long_as_the_run_itself_and_no_longer_than_any_may_be(changes: dict, epochs: int) -> None:
    # Until 10⁻²⁴ is left takes log 10²⁴ / 2ηλ epochs with λ = 5: 5,524 at 0.001, and 5.5 · 10⁹ at 10⁻⁹.
    assert [row["epochs"] for row in three_starts(built_in("dummy-trap", **changes))] == [epochs] * 3


def test_without_a_table_or_an_arrival_there_are_no_three_starts() -> None:
    assert three_starts(built_in("parabola")) == []
    assert three_starts(built_in("dummy-trap", learning_rate=0.2)) == []


@pytest.mark.parametrize("seed", range(40))
def test_numbers_at_the_ends_of_their_range_are_solved_without_a_warning(seed: int) -> None:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(9, 3)) * 10.0 ** rng.uniform(-170, 150, size=3)
    X[:, 1] = X[:, seed % 2]
    factor = Factor.of(X, rng.normal(size=9), names=["a", "b", "c"])
    settings = Settings("table", target="y", features=("a", "b", "c"))
    experiment = prepare(settings, FoldedFile.of(factor))
    assert [row["method"][:13] for row in solvers(experiment)] == ["np.linalg.sol", "np.linalg.inv", "np.linalg.lst"]
    assert isinstance(three_starts(experiment), list)
