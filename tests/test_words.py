"""What the page says of runs whose fate is known beforehand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from gd.dataset import read_csv
from gd.experiment import Experiment, prepare
from gd.settings import defaults
from gd.words import Outcome, arithmetic, comparison, exact_note, next_change, notes, outcome, verdict
from tests.test_scenarios import built_in

# (problem, changes of its settings, outcome, verdict)
FATES = {
    "converged by tolerance": (
        "parabola",
        {"tolerance": 0.01},  # 0.2 · 20 · 0.8²⁷ = 0.0097
        Outcome.CONVERGED,
        "J fell from 400 to 0.001497 in 28 epochs. It ended there because the last epoch changed every weight by less "
        "than 0.01.",
    ),
    "at rest": (
        "parabola",
        {"epochs": 10_000},
        Outcome.AT_REST,
        "J fell from 400 to 0 in 10,000 epochs. Another epoch would change nothing.",
    ),
    "at rest from the start": (
        "ravine",
        {"w0": (1.0, 2.0)},
        Outcome.AT_REST,
        "J stayed at −56.5 in 60 epochs. Another epoch would change nothing.",
    ),
    "still moving": (
        "parabola",
        {"epochs": 1},
        Outcome.MOVING,
        "J fell from 400 to 256 in 1 epoch. Another epoch would still change a weight by 3.2.",
    ),
    "overshooting, and yet arriving": (
        "parabola",
        {"learning_rate": 0.75, "epochs": 2},
        Outcome.MOVING,
        "J fell from 400 to 25 in 2 epochs. Another epoch would still change a weight by 7.5.",
    ),
    "at the edge of stability": (
        "parabola",
        {"learning_rate": 1.0},
        Outcome.MOVING,
        "J stayed at 400 in 30 epochs. Another epoch would still change a weight by 40. At 1, the edge of stability, "
        "the steepest direction jumps back and forth for ever.",
    ),
    "at the edge but for rounding": (
        "dummy-trap",
        {"init": "zeros", "learning_rate": np.nextafter(2 / 15, 1)},  # ± (1/3, 1/6, 1/6) beside the optimum for ever
        Outcome.MOVING,
        "The mean squared error fell from 0.5 to 0.25 in 1,000 epochs. Another epoch would still change a weight by "
        "0.6667. At 0.1333, the edge of stability, the steepest direction jumps back and forth for ever.",
    ),
    "above the edge, not yet grown": (
        "ravine",
        {"learning_rate": 0.1, "epochs": 1, "w0": (11.001, -7.999)},  # along the floor, and a thousandth up the wall
        Outcome.MOVING,
        "J fell from 43.5 to 24.5 in 1 epoch. Another epoch would still change a weight by 0.9037. The rate is above "
        "0.08, the largest stable one: in the end this run will grow.",
    ),
    "growing": (
        "parabola",
        {"learning_rate": 1.5, "epochs": 3},
        Outcome.GROWING,
        "J rose from 400 to 25,600 in 3 epochs: the wrong way. The rate 1.5 is above 1, the largest stable one: each "
        "step overshoots by more than it corrects.",
    ),
    "diverged": (
        "parabola",
        {"learning_rate": 1.1, "epochs": 100_000},  # (20 · 1.2ᵏ)² passes 1.8 × 10³⁰⁸ at k = 1931
        Outcome.DIVERGED,
        "J rose from 400 to 1.744 × 10³⁰⁸ in 1,930 epochs, and epoch 1,931 passed the largest number a computer can "
        "hold. The rate 1.1 is above 1, the largest stable one: each step overshoots by more than it corrects.",
    ),
    "diverged where J isn't quadratic": (
        "valley",
        {"learning_rate": 0.5},
        Outcome.DIVERGED,
        "J rose from 9.062 to 4.342 × 10²⁸⁰ in 5 epochs, and epoch 6 passed the largest number a computer can hold. "
        "The rate 0.5 is above 0.07407, the largest stable one at the start: each step overshoots by more than it "
        "corrects.",
    ),
    "ascent": (
        "likelihood",
        {"epochs": 10_000},
        Outcome.AT_REST,
        "J rose from −1.991 to 0.1084 in 10,000 epochs. Another epoch would change nothing.",
    ),
    "ascent on the bowl": (
        "parabola",
        {"goal": "maximise", "epochs": 3},
        Outcome.MOVING,
        "J rose from 400 to 1,194 in 3 epochs. Another epoch would still change a weight by 6.912.",
    ),
    "ascent on the bowl for ever": (
        "parabola",
        {"goal": "maximise", "epochs": 100_000},
        Outcome.DIVERGED,
        "J rose from 400 to 1.744 × 10³⁰⁸ in 1,930 epochs, and epoch 1,931 passed the largest number a computer can "
        "hold. J has no maximum to arrive at.",
    ),
    "regression": (
        "dummy-trap",
        {"init": "zeros", "epochs": 1},  # w = (0.005, 0, 0.005): ½ (0.005² + 0.99²)
        Outcome.MOVING,
        "The mean squared error fell from 0.5 to 0.4901 in 1 epoch. Another epoch would still change a weight by "
        "0.00495.",
    ),
    "regression, growing": (
        "dummy-trap",
        {"init": "zeros", "learning_rate": 0.2, "epochs": 3},  # the factors are 1 − 0.2 · 15 = −2 and 1 − 0.2 · 5 = 0
        Outcome.GROWING,
        "The mean squared error rose from 0.5 to 16 in 3 epochs: the wrong way. The rate 0.2 is above 0.1333, the "
        "largest stable one: each step overshoots by more than it corrects.",
    ),
}


@pytest.mark.parametrize(("problem", "changes", "expected", "sentence"), FATES.values(), ids=FATES)
def test_what_happened_is_said_in_a_sentence(problem: str, changes: dict, expected: Outcome, sentence: str) -> None:
    experiment = built_in(problem, **changes)
    run = experiment.run()
    assert outcome(experiment, run) is expected
    assert verdict(experiment, run) == sentence


@pytest.mark.parametrize(
    ("rate", "w0"),
    [(0.076, (1.00000001, 2.00000001)), (0.08, (3.3, 4.3))],
    ids=["beside the optimum", "at the edge of stability"],
)
def test_the_last_digit_of_the_cost_is_no_growth(rate: float, w0: tuple[float, float]) -> None:
    ravine = built_in("ravine", learning_rate=rate, w0=w0)
    assert outcome(ravine, ravine.run()) is Outcome.MOVING


def test_the_next_change_is_that_of_the_weight_that_moves_most() -> None:
    ravine = built_in("ravine", epochs=1)
    run = ravine.run()
    assert run.final_weights == pytest.approx([0.04, 5.66], rel=1e-12)
    # A w − b = (13 · 0.04 + 12 · 5.66 − 37, 12 · 0.04 + 13 · 5.66 − 38) = (31.44, 36.06)
    assert next_change(ravine, run) == pytest.approx(0.076 * 36.06, rel=1e-12)


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
