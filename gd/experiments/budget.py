"""The budget of a run: how much work it may be, in one place, and what to change where it is too much."""

from dataclasses import replace

from gd.arguments import Arguments
from gd.batches import Batches
from gd.experiments.settings import MAX_WORK
from gd.problem import Problem
from gd.updates import UPDATE, updates_per_epoch, work_of_update


def check_work(given: Arguments[Problem]) -> None:
    """Raise ValueError, with what to change, if a run is more work than anyone would wait for."""
    if _fits(given):
        return
    updates, rows = updates_per_epoch(given), getattr(given.problem, "rows", 0)
    if given.batches is None or updates == 1:
        raise ValueError(
            f"There are {given.epochs:,} epochs to run, but here each has to be run by itself; at most "
            f"{MAX_WORK // UPDATE:,} are allowed. Set fewer."
        )
    raise ValueError(
        f"{given.epochs:,} epochs of {updates:,} batches are {given.epochs * updates:,} updates, each with "
        f"{min(given.batches.size, rows):,} of the {rows:,} rows: too much for one run. "
        f"Set {', or '.join(_changes(given, rows))}."
    )


def _fits(given: Arguments[Problem]) -> bool:
    """Whether a run is within the budget. One that leaps over its epochs by a formula always is."""
    return given.can_leap or given.epochs * _work_of_epoch(given) <= MAX_WORK


def _work_of_epoch(given: Arguments[Problem]) -> int:
    return updates_per_epoch(given) * work_of_update(given)


def _changes(given: Arguments[Problem], rows: int) -> list[str]:
    """Each change that alone makes the run fit: fewer epochs, larger batches, or none."""
    updates = MAX_WORK // (UPDATE * given.epochs)  # so many an epoch may have if few rows are in each
    size = -(-rows // updates) if updates else rows
    fitting = MAX_WORK // _work_of_epoch(given)
    changes = [f"at most {fitting:,} epochs"] if fitting else []
    if size < rows and _fits(replace(given, batches=Batches(size))):
        return [*changes, f"batches of at least {size:,} rows"]
    if _fits(replace(given, batches=None)):
        return [*changes, "the batch size to 0, all rows at once"]
    return changes or ["fewer epochs, and the batch size to 0, all rows at once"]
