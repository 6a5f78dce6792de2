"""The budget of a run's work: what fits is run, and of what doesn't it is said what to change, on both sides."""

import re
from dataclasses import replace

import numpy as np
import pytest

from gd.arguments import Arguments
from gd.batches import Batches
from gd.experiments.budget import check_work
from gd.experiments.built_in import DATA
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.experiments.settings import MAX_EPOCHS, MAX_WORK
from gd.least_squares import Rows
from gd.optimizers import Adam
from gd.problem import Problem
from gd.problems import PowerSum
from gd.tables.dataset import read_csv
from gd.theory.analysis import Analysis
from gd.theory.outcome import LOOK_AHEAD, run_on
from gd.updates import FETCH, UPDATE, updates_per_epoch, work_of_update

RANDOM = np.random.default_rng(0)


class Many(Rows):
    """A million rows, in name only: the budget asks for none of them."""

    def __init__(self, weights: int, rows: int = 1_000_000) -> None:
        super().__init__(np.vstack([np.eye(weights), np.ones(weights)]), np.arange(weights + 1.0))
        self.rows = rows


def given(problem: Problem, epochs: int, batch: int = 0, **how: object) -> Arguments[Problem]:
    start = np.zeros(len(problem.names))
    return Arguments(problem, start, 0.01, epochs, batches=Batches(batch) if batch else None, **how)  # type: ignore[arg-type]


def refusal(of: Arguments[Problem]) -> str:
    """Why a run is refused; empty if it isn't."""
    try:
        check_work(of)
    except ValueError as error:
        return str(error)
    return ""


FITTING = [
    (PowerSum((4,)), 1_000_000, 0),
    (Many(2), 1_000_000, 0),
    (Many(200), 1_000_000, 0),
    (Many(2), 1_000_000, 1_000_000),
    (Many(2), 1, 1),
    (Many(2), 833, 100_000),  # 10¹⁰ / (10⁶ × (2 + 10))
    (Many(200), 47, 1000),  # 10¹⁰ / (10⁶ × (200 + 10))
]
"""A problem, the largest number of epochs that fits, and the batch size."""


@pytest.mark.parametrize(("problem", "most", "batch"), FITTING)
def test_the_most_epochs_that_fit_are_run_and_one_more_is_refused(problem: Problem, most: int, batch: int) -> None:
    how = {} if batch else {"optimizer": Adam()}
    assert refusal(given(problem, most, batch, **how)) == ""
    told = refusal(given(problem, most + 1, batch, **how))
    assert f"{most:,}" in told or most == 1
    assert f"{most + 1:,} epochs" in told


def test_a_run_that_leaps_is_never_too_long() -> None:
    for problem in (PowerSum((2,)), Many(2)):
        assert refusal(given(problem, MAX_EPOCHS)) == ""
        assert "At most" in refusal(given(problem, MAX_EPOCHS, optimizer=Adam())).replace("at most", "At most")


@pytest.mark.parametrize("weights", [2, 200])
@pytest.mark.parametrize("batch", [1, 7, 1000, 100_000, 999_999])
@pytest.mark.parametrize("epochs", [2, 1000, 1_000_000, MAX_EPOCHS])
def test_each_change_that_is_named_makes_the_run_fit(weights: int, batch: int, epochs: int) -> None:
    problem = Many(weights)
    told = refusal(of := given(problem, epochs, batch))
    if not told:
        return
    advice = told.partition("too much for one run. ")[2]
    named = []
    if found := re.search(r"at most ([\d,]+) epochs", advice):
        named.append(replace(of, epochs=(most := int(found[1].replace(",", "")))))
        assert refusal(replace(of, epochs=most + 1))
    if found := re.search(r"batches of at least ([\d,]+) rows", advice):
        named.append(replace(of, batches=Batches(size := int(found[1].replace(",", "")))))
        assert refusal(replace(of, batches=Batches(size - 1)))
    if "the batch size to 0" in advice:
        named.append(replace(of, batches=None))
    assert named
    assert [refusal(one) for one in named] == [""] * len(named)


@pytest.mark.parametrize(("rows", "work"), [(833, UPDATE), (834, 834 * (2 + FETCH))])
def test_an_update_of_few_rows_is_the_work_of_one_of_more(rows: int, work: int) -> None:
    assert work_of_update(given(Many(2, rows=10 * rows), 1, rows)) == work


def test_the_work_of_an_epoch_counts_each_row_once() -> None:
    for size in (100_000, 999_999, 400_000):
        of = given(Many(10), 1, size)
        work = updates_per_epoch(of) * work_of_update(of)
        assert 1_000_000 * 20 <= work <= (1_000_000 + 10) * 20


def test_the_page_refuses_what_is_beyond_the_budget() -> None:
    table, line = read_csv(DATA / "hubble.csv"), replace(defaults("line"), batch=5)
    assert prepare(replace(line, epochs=200_000), table).settings.epochs == 200_000
    with pytest.raises(ValueError, match="200,001 epochs of 5 batches are 1,000,005 updates, each with 5 of the 24 ro"):
        prepare(replace(line, epochs=200_001), table)
    assert MAX_WORK == 5 * 200_000 * UPDATE


@pytest.mark.parametrize(("size", "epochs"), [(1000, 76), (50_000, 76), (99_999, 76), (100_000, 1000)])
def test_a_run_is_run_on_for_no_more_than_its_share_of_work(size: int, epochs: int) -> None:
    """However large the batches are, to see what becomes of a run takes a hundredth of the budget."""
    X = np.column_stack([np.ones(100_000), RANDOM.standard_normal((100_000, 2))])
    problem = Rows(X, X @ np.ones(3), reduction="mean")
    of = given(problem, 1, size)
    assert run_on(Analysis.before_a_run(of)).arguments.epochs == epochs  # type: ignore[arg-type]
    assert 100_000 * (3 + FETCH) * 76 <= LOOK_AHEAD < 100_000 * (3 + FETCH) * 77
