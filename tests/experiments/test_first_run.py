"""The first run on a table: its columns and its learning rate."""

from dataclasses import replace

import numpy as np
import pytest

from gd.experiments.built_in import DATA
from gd.experiments.experiment import prepare
from gd.experiments.first_run import choose_columns, first_rate
from gd.experiments.scenarios import defaults
from gd.experiments.settings import MIN_RATE, RATES
from gd.least_squares import LeastSquares
from gd.problems import PowerSum, Quadratic
from gd.tables.dataset import read_csv

PENGUINS = read_csv(DATA / "penguins.csv")
OTHERS = ("species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "sex", "year")


def test_columns_that_the_table_has_are_kept() -> None:
    assert choose_columns(PENGUINS, "body_mass_g", ["sex", "year"]) == ("body_mass_g", ["sex", "year"], [])


def test_with_nothing_asked_for_a_quantity_is_predicted_from_the_others() -> None:
    assert choose_columns(PENGUINS, "", []) == ("body_mass_g", OTHERS, [])


def test_columns_that_the_table_lacks_are_named_in_one_sentence_and_replaced() -> None:
    target, features, refused = choose_columns(PENGUINS, "price", ["sex", "colour", "price"])
    assert (target, features) == ("body_mass_g", ["sex"])
    assert refused == ["“price”, “colour” are not columns that can be used in this table."]
    assert choose_columns(PENGUINS, "year", ["colour"])[2] == [
        "“colour” is not a column that can be used in this table."
    ]


def test_a_column_of_categories_is_refused_as_target() -> None:
    target, features, refused = choose_columns(PENGUINS, "sex", ["year"])
    assert (target, features) == ("body_mass_g", ["year"])
    assert refused == ["“sex” can't be the target: it holds categories, and a target has to be a number."]


def test_the_target_is_not_a_feature() -> None:
    assert choose_columns(PENGUINS, "year", ["year", "sex"])[1] == ["sex"]
    assert "year" not in choose_columns(PENGUINS, "year", ["year"])[1]


def test_the_usual_rate_is_taken_where_no_direction_overshoots() -> None:
    assert first_rate(Quadratic(np.diag([10.0, 1.0]), [0, 0]), np.zeros(2)) == defaults("table").learning_rate == 0.1
    assert first_rate(Quadratic(np.diag([10.001, 1.0]), [0, 0]), np.zeros(2)) == 0.09
    assert first_rate(Quadratic(np.diag([1e-3, 1e-5]), [0, 0]), np.zeros(2)) == 0.1
    assert first_rate(Quadratic(np.diag([1e20, 1.0]), [0, 0]), np.zeros(2)) == MIN_RATE


def test_where_j_is_not_quadratic_the_curvature_at_the_start_counts() -> None:
    fourth = PowerSum((4,))  # J'' = 12 w²
    assert first_rate(fourth, np.array([1.0])) == 0.08  # 1/12 = 0.083
    assert first_rate(fourth, np.array([0.5])) == 0.1
    assert first_rate(fourth, np.array([1e200])) == 0.1  # J'' overflows


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("columns", [2, 20, 60])
def test_the_first_rate_of_columns_that_move_together_is_stable(columns: int, reduction: str) -> None:
    rng = np.random.default_rng(columns)
    X = rng.normal(size=(80, 1)) + 0.1 * rng.normal(size=(80, columns))
    X = np.column_stack([np.ones(80), (X - X.mean(axis=0)) / X.std(axis=0)])
    steepest = np.linalg.eigvalsh(X.T @ X / (80 if reduction == "mean" else 1))[-1]
    rate = first_rate(LeastSquares(X, rng.normal(size=80), reduction=reduction), np.zeros(X.shape[1]))
    assert rate <= 1 / steepest
    assert rate in RATES
    assert rate == 0.1 or RATES[RATES.index(rate) + 1] > 1 / steepest


def test_the_first_run_on_a_table_is_better_than_the_mean() -> None:
    target, features, _ = choose_columns(PENGUINS, "", [])
    settings = replace(defaults("table"), target=target, features=tuple(features))
    settings = replace(settings, learning_rate=first_rate((first := prepare(settings, PENGUINS)).problem, first.start))
    experiment = prepare(settings, PENGUINS)
    mass = PENGUINS.frame[[target, *features]].dropna()[target]
    assert experiment.measure(experiment.run().final_weights) < mass.var(ddof=0) / 2
