"""The first run on a table: columns that it has, and a learning rate that suits them."""

from collections.abc import Sequence

from gd.arrays import Array
from gd.experiments.scenarios import defaults
from gd.experiments.settings import MAX_FOLD_WORK, MAX_WEIGHTS, MIN_RATE, RATES
from gd.problem import Explained
from gd.tables.first_choice import first_features, first_target
from gd.tables.regression import Table
from gd.text import listed
from gd.theory.predict import forecast


def choose_columns(table: Table, target: str, features: Sequence[str]) -> tuple[str, Sequence[str], list[str]]:
    """Return a target, features, and sentences that say which of the requested columns can't be used.

    Requested columns are kept if the table has them; for the others, see `gd.tables.first_choice`.
    """
    unknown = [name for name in dict.fromkeys([target, *features]) if name and name not in table.names]
    refused = []
    if unknown:
        are = "is not a column" if len(unknown) == 1 else "are not columns"
        refused.append(f"{listed(unknown)} {are} that can be used in this table.")
    if target in table.names and target not in table.numbers:
        refused.append(f"“{target}” can't be the target: it holds categories, and a target has to be a number.")
    if target not in table.numbers:
        target = first_target(table)
    kept = [name for name in features if name in table.names and name != target]
    return target, kept or first_features(table, target, MAX_WEIGHTS, MAX_FOLD_WORK).names, refused


def first_rate(problem: Explained, start: Array) -> float:
    """The rate to begin with at a start [D]: the default one for tables, or a smaller one of RATES if that overshoots.

    No direction overshoots up to 1/λ_max, which is half of the largest stable rate; if J isn't quadratic, near the
    start, and only if J's curvature is finite there.
    """
    try:
        steepest = forecast(problem, start, 1.0).eigenvalues[-1]
    except ValueError:
        steepest = 0.0
    usual = defaults("table").learning_rate
    return max((rate for rate in RATES if rate <= usual and rate * steepest <= 1), default=MIN_RATE)
