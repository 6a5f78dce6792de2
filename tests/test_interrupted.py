"""A run that is watched: it tells how far it is before every update, and can be ended there with what is done."""

import math
from typing import Any

import numpy as np
import pytest

from gd import batches
from gd.batches import Batches
from gd.checkpoint import checkpoint, watch
from gd.descent import descend
from gd.least_squares import Rows
from gd.optimizers import OPTIMIZERS, Adam
from gd.problems import PowerSum
from gd.run import Stop
from gd.schedules import SCHEDULES

BOWL = PowerSum((2,))
RANDOM = np.random.default_rng(3)
X = np.column_stack([np.ones(12), RANDOM.standard_normal((12, 2))])
Y = RANDOM.standard_normal(12)
ROWS = Rows(X, Y)
GIVEN: dict[str, Any] = {"learning_rate": 0.01, "epochs": 10, "batches": Batches(3, seed=1)}


class Until:
    """A progress that says no at its call number `last`, and remembers what it was told."""

    def __init__(self, last: int) -> None:
        self.last = last
        self.heard: list[float] = []

    def __call__(self, done: float) -> bool:
        self.heard.append(done)
        return len(self.heard) < self.last


def test_progress_is_told_before_every_update_how_many_epochs_are_done() -> None:
    told = Until(1000)
    descend(ROWS, np.zeros(3), **GIVEN | {"epochs": 3}, progress=told)
    # 4 batches an epoch; the fourth epoch is run to see what one more would change.
    assert told.heard == [k / 4 for k in range(16)]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_so_it_is_with_every_optimizer(optimizer: str) -> None:
    told = Until(1000)
    descend(BOWL, [20], learning_rate=0.1, epochs=5, optimizer=OPTIMIZERS[optimizer], progress=told)
    assert told.heard[:5] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("updates", "epochs"), [(4, 0), (5, 1), (6, 1), (8, 1), (9, 2), (39, 9)])
@pytest.mark.parametrize("optimizer", ["plain", "adam"])
@pytest.mark.parametrize("schedule", ["constant", "cosine"])
def test_a_run_that_is_ended_in_the_middle_of_an_epoch_is_the_beginning_of_the_whole_one(
    updates: int, epochs: int, optimizer: str, schedule: str
) -> None:
    how = GIVEN | {"optimizer": OPTIMIZERS[optimizer], "schedule": SCHEDULES[schedule]}
    whole, part = (descend(ROWS, np.zeros(3), **how, progress=p) for p in (checkpoint, Until(updates)))
    assert part.stop is Stop.INTERRUPTED
    assert not part.broken_off
    assert part.epochs.tolist() == list(range(epochs + 1))
    assert part.weights.tolist() == whole.weights[: epochs + 1].tolist()
    assert part.costs.tolist() == whole.costs[: epochs + 1].tolist()


def test_its_next_change_is_what_the_last_epoch_changed() -> None:
    part = descend(ROWS, np.zeros(3), **GIVEN, progress=Until(11))
    assert part.next_change == np.abs(np.diff(part.weights, axis=0)[-1]).max() > 0
    assert math.isnan(descend(ROWS, np.zeros(3), **GIVEN, progress=Until(2)).next_change)


def test_a_run_of_which_only_one_more_epoch_was_to_be_looked_at_is_whole() -> None:
    part = descend(ROWS, np.zeros(3), **GIVEN, progress=Until(41))
    assert part.stop is Stop.EPOCHS
    assert part.next_change == np.abs(np.diff(part.weights, axis=0)[-1]).max()
    assert descend(ROWS, np.zeros(3), **GIVEN, progress=Until(40)).stop is Stop.INTERRUPTED


def test_the_last_epoch_is_recorded_although_it_wasnt_to_be() -> None:
    part = descend(PowerSum((2, 4)), [1, 1], learning_rate=0.01, epochs=1000, keep=10, progress=Until(501))
    assert part.epochs[-1] == 500
    assert part.epochs.size <= 10


def test_an_exception_from_progress_leaves_no_run() -> None:
    def enough(done: float) -> bool:
        if done >= 1.5:
            raise InterruptedError(f"at {done}")
        return True

    with pytest.raises(InterruptedError, match=r"^at 1\.5$"):
        descend(ROWS, np.zeros(3), **GIVEN, progress=enough)


def test_a_run_to_which_no_progress_is_given_is_watched_by_its_thread() -> None:
    seen: list[None] = []
    mark = watch.set(lambda: seen.append(None))
    descend(ROWS, np.zeros(3), **GIVEN | {"epochs": 3})
    watch.reset(mark)
    assert len(seen) == 16


def test_one_batch_of_many_rows_is_watched_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pieces, an update would end only after all of its rows: of 11 here with 3 weights, 2 at once."""
    monkeypatch.setattr(batches, "AT_ONCE", 6)
    seen: list[None] = []
    mark = watch.set(lambda: seen.append(None))
    ROWS.batch(np.arange(11)).gradient(np.zeros(3))
    watch.reset(mark)
    assert len(seen) == 6


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("rows", [2, 3, 11])
def test_a_batch_in_pieces_is_the_same_problem(monkeypatch: pytest.MonkeyPatch, reduction: Any, rows: int) -> None:
    problem, w, some = Rows(X, Y, reduction=reduction), np.array([1.0, -2.0, 0.5]), RANDOM.permutation(12)[:rows]
    whole = problem.batch(some)
    monkeypatch.setattr(batches, "AT_ONCE", 6)
    pieces = problem.batch(some)
    assert (type(pieces) is type(whole)) == (rows == 2)
    assert pieces.names == whole.names
    assert pieces.cost(w) == pytest.approx(whole.cost(w), rel=1e-13)
    assert pieces.gradient(w) == pytest.approx(whole.gradient(w), rel=1e-12, abs=1e-14)
    assert pieces.gradient_rounding(w) == pytest.approx(whole.gradient_rounding(w), rel=1e-13)


@pytest.mark.parametrize(("size", "asked"), [(11, [11, 1]), (12, []), (13, [])])
def test_a_batch_of_all_rows_asks_for_none_of_them(size: int, asked: list[int]) -> None:
    """It is the whole problem, which is folded: an update takes no longer than without batches."""

    class Watched(Rows):
        def batch(self, rows: Any) -> Any:
            sizes.append(len(rows))
            return super().batch(rows)

    sizes: list[int] = []
    problem = Watched(X, Y)
    run = descend(problem, np.zeros(3), learning_rate=0.01, epochs=1, batches=Batches(size), optimizer=Adam())
    assert sizes[: len(asked)] == asked
    assert bool(sizes) == bool(asked)
    assert run.epochs.tolist() == [0, 1]
