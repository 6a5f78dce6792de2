"""What all visitors of a process share: the built-in tables, and finished runs, which another need not run again."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from gd.experiments.built_in import DATA
from gd.experiments.settings import Settings
from gd.latest import Latest
from gd.run import Run, Stop
from gd.tables.dataset import Dataset, read_csv
from gd.tables.regression import fold_table

if TYPE_CHECKING:
    from gd.experiments.experiment import Experiment

SHARED_FOLDS = 16
"""Choices of columns of each built-in table for which it is kept folded."""
SHARED_RUNS = 16
"""Runs on each built-in table, and on functions of the weights, that are shared."""


class Shared:
    """The latest finished runs on a table that everyone has, or on functions of the weights.

    With an experiment stays what was found out about it and what was drawn of it.
    """

    def __init__(self) -> None:
        self.fold = lru_cache(maxsize=SHARED_FOLDS)(fold_table)
        self._runs: Latest[Settings, tuple[Experiment, Run]] = Latest(SHARED_RUNS)

    def get(self, settings: Settings) -> "tuple[Experiment, Run] | None":
        """Return the experiment and its run with these settings, or None if there is none."""
        return self._runs.get(settings)

    def add(self, settings: Settings, experiment: "Experiment", run: Run) -> None:
        """Share a run, unless the clock decided where it ended."""
        if run.stop is not Stop.INTERRUPTED:
            self._runs.add(settings, (experiment, run))


@cache
def built_in(file: str) -> Dataset:
    """Read a table in the folder data/, once."""
    return read_csv(DATA / file)


@cache
def shared(file: str | None) -> Shared:
    """The runs on a table in the folder data/, or without one those on functions of the weights."""
    return Shared()
