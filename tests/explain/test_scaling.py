"""Advice on standardising is given only where it helps, and never fails."""

from collections.abc import Callable

import numpy as np
import pytest

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.settings import Settings
from gd.explain.scaling import Scaling, scaling_of
from gd.tables.dataset import read_csv
from tests.experiments.test_scenarios import built_in


def making(*rows: tuple[float, ...]) -> Callable[[Settings], Experiment]:
    """What prepares an experiment on the table with these rows, of which y is the last column."""
    names = ",".join([*"abc"[: len(rows[0]) - 1], "y"])
    table = read_csv("\n".join([names, *(",".join(map(str, row)) for row in rows)]).encode())
    return lambda settings: prepare(settings, table)


def said_of(made: Callable[[Settings], Experiment], *features: str) -> Scaling | None:
    settings = Settings(problem="table", target="y", features=features, init="zeros", reduction="mean")
    return scaling_of(made(settings), made)


def test_a_badly_scaled_table_is_told_what_standardising_does() -> None:
    unscaled = built_in("unscaled")
    made = lambda settings: built_in("unscaled", scale=settings.scale)  # noqa: E731
    scaling = scaling_of(unscaled, made)
    assert scaling is not None
    assert "The condition number is" in scaling.sentence
    # The Hessian of the standardised columns is their correlation matrix, and 1 for the intercept.
    values = np.linalg.eigvalsh(np.corrcoef(unscaled.regression.factor.sample.values[:, 1:-1].T))
    assert min(values) < 1 < max(values)
    assert scaling.rate == pytest.approx(2 / (min(values) + max(values)), rel=5e-3)
    assert scaling.rate == float(f"{scaling.rate:.3g}")
    assert scaling_of(built_in("unscaled", scale=True, learning_rate=0.1), made) is None
    assert scaling_of(built_in("parabola"), made) is None


# Of a column ±x around 0 the Hessian is diag(1, x²), and the condition number x²; standardised, it is 1.
def test_a_condition_number_from_100_on_is_worth_a_word() -> None:
    below, above = (making((x, 1), (-x, 2), (x, 4), (-x, 0)) for x in (9.9, 10.1))
    assert said_of(below, "a") is None
    assert said_of(above, "a") == Scaling(
        "The condition number is 102: J curves so many times more in its steepest direction than in its flattest. "
        "Standardised it is 1.",
        1.0,
    )


# Of a = x (10p + q) and b = x (10p − q), with p = (1, 1, −1, −1) and q = (1, −1, 1, −1), the Hessian's eigenvalues are
# 1, 200x² and 2x²: with 2x² ≥ 1 the condition number is 200x². Standardised it is 100.
@pytest.mark.parametrize(("x", "said"), [(0.96, False), (1.04, True)])
def test_standardising_is_worth_a_word_where_it_halves_the_condition_number(x: float, said: bool) -> None:
    rows = [(x * (10 * p + q), x * (10 * p - q), 3 * p + q * p) for p in (1, -1) for q in (1, -1)]
    assert (said_of(making(*rows), "a", "b") is not None) == said


def test_a_column_that_cannot_be_standardised_is_no_failure() -> None:
    table = read_csv(b"a,c,y\n1,0.3,2\n2,0.30000000000000004,3\n3,0.3,5\n4,0.3,1\n")

    def made(settings: Settings) -> Experiment:
        return prepare(settings, table)

    plain = Settings(problem="table", target="y", features=("a", "c"), init="zeros")
    assert scaling_of(made(plain), made) is None
