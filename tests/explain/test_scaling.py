"""Advice on standardising is given only where it helps, and never fails."""

from collections.abc import Callable

import numpy as np
import pytest

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.settings import Settings
from gd.explain.scaling import Scaling, scaling_of
from gd.tables.dataset import read_csv
from gd.text import epochs, number
from gd.theory.analysis import Analysis
from tests.experiments.test_scenarios import built_in, rows


def making(*rows: tuple[float, ...]) -> Callable[[Settings], Experiment]:
    """What prepares an experiment on the table with these rows, of which y is the last column."""
    names = ",".join([*"abc"[: len(rows[0]) - 1], "y"])
    table = read_csv("\n".join([names, *(",".join(map(str, row)) for row in rows)]).encode())
    return lambda settings: prepare(settings, table)


def said_of(made: Callable[[Settings], Experiment], *features: str) -> Scaling | None:
    settings = Settings(problem="table", target="y", features=features, init="zeros", reduction="mean")
    return scaling(made(settings), made)


def scaling(experiment: Experiment, made: Callable[[Settings], Experiment]) -> Scaling | None:
    return scaling_of(Analysis.before_a_run(experiment.arguments), experiment, made)


def epochs_of(experiment: Experiment, rate: float) -> int:
    """How many epochs the plain loop takes at this rate until all but 0.1 % is done that the features can explain."""
    X, y = rows(experiment)
    w, best = experiment.start, np.linalg.lstsq(X, y)[0]
    excess = lambda w: float(np.square(X @ (w - best)).sum())  # noqa: E731
    N = len(y) if experiment.settings.reduction == "mean" else 1
    mean = np.eye(len(w))[0] * y.mean()
    enough, epoch = 1e-3 * min(excess(w), excess(mean)), 0
    while excess(w) > enough:
        w, epoch = w - rate * X.T @ (X @ w - y) / N, epoch + 1
    return epoch


def test_a_badly_scaled_table_is_told_what_standardising_does() -> None:
    unscaled = built_in("unscaled")
    made = lambda settings: built_in("unscaled", scale=settings.scale)  # noqa: E731
    told = scaling(unscaled, made)
    assert told is not None
    assert told.standardised_epochs == epochs_of(built_in("unscaled", scale=True), told.rate) == 6
    assert told.epochs > 10**9
    assert told.sentence == (
        f"The condition number is {number(told.condition)}: in its most curved direction J curves so many times as "
        "much as in its least curved one (not counting flat ones), and even the fastest rate from here needs "
        f"{epochs(told.epochs)}. With standardised columns it is {number(told.standardised_condition)}, and the rate "
        f"{number(told.rate)} needs 6 epochs."
    )
    # The Hessian of the standardised columns is their correlation matrix, and 1 for the intercept.
    values = np.linalg.eigvalsh(np.corrcoef(unscaled.regression.factor.sample.values[:, 1:-1].T))
    assert told.standardised_condition == pytest.approx(max(values) / min(values))
    assert scaling(built_in("unscaled", scale=True, learning_rate=0.1), made) is None
    assert scaling(built_in("parabola"), made) is None


# Of a column ±x around 0 the Hessian is diag(1, x²), and the condition number x²; standardised, it is 1.
def test_a_condition_number_from_100_on_is_worth_a_word() -> None:
    below, above = (making((x, 1), (-x, 2), (x, 4), (-x, 0)) for x in (9.9, 10.1))
    assert said_of(below, "a") is None
    told = said_of(above, "a")
    assert told is not None
    assert (told.condition, told.standardised_condition) == pytest.approx((10.1**2, 1))
    assert told.standardised_epochs == 1


def test_standardising_is_not_advised_where_it_changes_nothing() -> None:
    # Two columns of variance 1 and mean 0 with the correlation 0.99: the condition number is 199 before and after.
    made = making(*((p, 0.99 * p + (1 - 0.99**2) ** 0.5 * q, 3 * p + q) for p in (1.0, -1.0) for q in (1.0, -1.0)))
    assert said_of(made, "a", "b") is None
    # A column of zeros and ones, one of them rare: 1,001 rows, and nothing to standardise.
    rare = read_csv(("kind,y\n" + "a,1\n" * 1000 + "b,2\n").encode())
    assert said_of(lambda settings: prepare(settings, rare), "kind") is None


@pytest.mark.parametrize(("y", "said"), [((3, 3, -1, -1), True), ((3, 3, -3, -3), False)])
def test_standardising_is_advised_where_it_halves_the_fewest_epochs_from_this_start(y: tuple, said: bool) -> None:
    # The columns are at right angles, one of them 20 times as large. What is to be learnt of y lies along that one
    # alone, for which one epoch is enough before and after, or along the intercept too.
    made = making(*((20.0 * p, 1.0 * q, t) for (p, q), t in zip(((1, 1), (1, -1), (-1, 1), (-1, -1)), y, strict=True)))
    told = said_of(made, "a", "b")
    assert (told is not None) == said


def test_a_column_that_cannot_be_standardised_is_no_failure() -> None:
    table = read_csv(b"a,c,y\n1,0.3,2\n2,0.30000000000000004,3\n3,0.3,5\n4,0.3,1\n")

    def made(settings: Settings) -> Experiment:
        return prepare(settings, table)

    plain = Settings(problem="table", target="y", features=("a", "c"), init="zeros")
    assert scaling(made(plain), made) is None
