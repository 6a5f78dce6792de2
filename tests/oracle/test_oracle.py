"""The oracle itself: against PyTorch, against exact numbers, and that it contradicts what is false."""

import re
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
import pytest

from gd.experiments.settings import Settings
from gd.optimizers import AdaGrad, Adam, Momentum, Nesterov, Optimizer, RMSProp
from tests.oracle import costs
from tests.oracle.arithmetic import exactly, quadratic, rank
from tests.oracle.grid import Case
from tests.oracle.page import page
from tests.oracle.problems import places
from tests.oracle.rules import run
from tests.oracle.shown import Shown, read
from tests.oracle.theory import Descent
from tests.oracle.whole import judgement
from tests.torch_reference import LEARNING_RATE, STEPS, frozen


@pytest.mark.parametrize(
    ("name", "optimizer"),
    [
        ("SGD(momentum=0.9)", Momentum(0.9)),
        ("SGD(momentum=0.9, nesterov=True)", Nesterov(0.9)),
        ("Adagrad()", AdaGrad()),
        ("RMSprop()", RMSProp()),
        ("Adam()", Adam()),
    ],
)
def test_the_oracles_optimizers_are_pytorchs(name: str, optimizer: Optimizer) -> None:
    settings = Settings("ravine", learning_rate=LEARNING_RATE, optimizer=optimizer)
    path = list(islice(run(costs.ravine(), np.array([3.0, -1.0]), settings), STEPS[-1] + 1))
    expected = frozen(name, "ravine", "minimise")
    assert np.array(path)[STEPS[: len(expected)]] == pytest.approx(np.array(expected), rel=1e-9)


def test_rank_and_spectrum_are_exact() -> None:
    A = [
        [Fraction(2), Fraction(1), Fraction(3)],
        [Fraction(1), Fraction(2), Fraction(3)],
        [Fraction(3), Fraction(3), Fraction(6)],
    ]
    J = quadratic(A, [Fraction(1), Fraction(0), Fraction(1)])
    assert rank(A) == J.rank == 2
    assert [float(x) for x in J.spectrum[0]] == pytest.approx([0, 1, 9], abs=1e-15)
    assert not J.unbounded_below
    w = J.stationary
    assert [
        abs(sum(a * x for a, x in zip(row, w, strict=True)) - b) < 1e-70 for row, b in zip(J.A, J.b, strict=True)
    ] == [True] * 3
    assert quadratic(A, [Fraction(1), Fraction(0), Fraction(2)]).unbounded_below


def test_theory_counts_epochs_exactly() -> None:
    J = quadratic([[Fraction(2)]], [Fraction(0)])
    theory = Descent(J, np.array([20.0]), 0.25, "minimise")  # halves w every epoch
    assert theory.share(3) == exactly(Fraction(1, 64))
    assert theory.needed(exactly(Fraction(1, 64))) == 3
    assert Descent(J, np.array([20.0]), 1.5, "minimise").diverges
    assert theory.dense(np.array([0.25, 0.5, 0.375]), 1 / 63).tolist() == [3, 1, 2]


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,340", 12340), ("4.074 × 10⁻⁹", 4.074e-9), ("10⁻⁷", 1e-7), ("−3", -3), ("∞", np.inf), ("0.0248", 0.0248)],
)
def test_numbers_are_read_as_they_are_written(text: str, value: float) -> None:
    assert read(text) == value


def test_a_number_stands_for_all_that_are_rounded_to_it() -> None:
    assert Shown(0.04098).rounds(0.0409751)
    assert not Shown(0.04098).rounds(0.0409749)


LINE = {"epochs": 200, "learning_rate": 0.01}
"""Converges, in 99 epochs to 0.1 %."""


def case(problem: str, **changes: Any) -> Case:
    place = next(place for place in places() if place.name == problem)
    return Case(place, replace(place.settings, **changes))


def test_what_the_page_says_of_the_line_is_true() -> None:
    found = judgement(case("line", **LINE))
    assert found.contradictions == []
    assert found.not_understood == []
    assert found.checked > 10


@pytest.mark.parametrize("badge", ["Still improving", "Too slow", "Oscillating", "Diverging", "Great"])
def test_another_badge_is_contradicted(badge: str) -> None:
    line = case("line", **LINE)
    assert judgement(line, replace(page(line), badge=badge)).contradictions


@pytest.mark.parametrize(
    ("problem", "changes", "badge"),
    [
        ("ravine", {"learning_rate": 0.09}, "Converged"),
        ("ravine", {"learning_rate": 0.08}, "Diverging"),
        ("ravine", {"learning_rate": 1e-6}, "Still improving"),
        ("ravine", {"learning_rate": 0.01, "epochs": 30}, "Too slow"),
        ("valley", {}, "Diverging"),
        ("valley", {"learning_rate": 1.0}, "Still improving"),
        ("likelihood", {"goal": "minimise"}, "Converged"),
    ],
)
def test_a_false_badge_is_contradicted(problem: str, changes: dict[str, Any], badge: str) -> None:
    run_of = case(problem, **changes)
    assert judgement(run_of, replace(page(run_of), badge=badge)).contradictions


def test_every_number_of_a_verdict_is_checked() -> None:
    """A number that is made 1 % larger is contradicted, whichever it is."""
    line = case("line", **LINE)
    said = page(line)
    numbers = list(re.finditer(r"[0-9][0-9,]*(\.[0-9]+)?", said.verdict))
    assert len(numbers) >= 5
    for number in numbers:
        value = read(number[0])
        false = f"{max(value * 1.01, value + 1):,.0f}" if value == int(value) else f"{value * 1.01:.4g}"
        verdict = said.verdict[: number.start()] + false + said.verdict[number.end() :]
        assert judgement(line, replace(said, verdict=verdict)).contradictions, verdict


def test_an_unknown_sentence_is_noticed() -> None:
    line = case("line", **LINE)
    said = page(line)
    found = judgement(line, replace(said, verdict=f"{said.verdict} All is well."))
    assert found.not_understood == ["All is well"]


@pytest.mark.parametrize(("limit", "fastest"), [(1.001, 1.0), (0.999, 1.0), (1.0, 0.9), (1.0, 1.05)])
def test_other_marks_are_contradicted(limit: float, fastest: float) -> None:
    ravine = case("ravine")
    said = page(ravine)
    assert said.marks
    assert said.marks.fastest
    marks = replace(said.marks, limit=limit * said.marks.limit, fastest=fastest * said.marks.fastest)
    assert judgement(ravine, replace(said, marks=marks)).contradictions


def test_another_regime_and_other_exact_weights_are_contradicted() -> None:
    ravine = case("ravine")
    said = page(ravine)
    assert said.exact is not None
    assert judgement(ravine, replace(said, regime="diverges")).contradictions
    assert judgement(ravine, replace(said, regime="never moves")).contradictions
    assert judgement(ravine, replace(said, exact=said.exact + np.array([1e-6, 0]))).contradictions
    assert judgement(ravine, replace(said, exact=None)).contradictions


def test_another_path_is_contradicted() -> None:
    ravine = case("ravine")
    said = page(ravine)
    assert judgement(ravine, replace(said, weights=said.weights * (1 + 1e-5))).contradictions


@pytest.mark.parametrize("problem", ["valley", "dummy-trap"])
def test_another_sentence_on_weights_that_are_far_off_is_contradicted(problem: str) -> None:
    run_of = case(problem)
    said = page(run_of)
    found = re.fullmatch(r"The weight (.+) ends at (\S+), and (\S+) (.*)", said.far_weights)
    assert found
    name, there, ideal, why = found.groups()
    other = next(other for other in run_of.experiment.problem.names if other != name)
    reasons = {
        "valley": "is shown as exact: the columns depend on one another, so many weights fit equally well.",
        "dummy-trap": "would be exact: J is nearly flat in between, so J is almost at its minimum.",
    }
    assert not any("far weights" in reason for reason in judgement(run_of, said).contradictions)
    for false in (
        "",
        f"The weight {other} ends at {there}, and {ideal} {why}",
        f"The weight {name} ends at 0.7123, and {ideal} {why}",
        f"The weight {name} ends at {there}, and 0.7123 {why}",
        f"The weight {name} ends at {there}, and {ideal} {reasons[problem]}",
    ):
        contradictions = judgement(run_of, replace(said, far_weights=false)).contradictions
        assert any("far weights" in reason for reason in contradictions), false
