"""A table becomes a regression: folded once, standardised or not, with weights in the table's units."""

import math
import statistics
from typing import Any

import numpy as np
import pytest

import gd.tables.design
from gd.factor import Factor
from gd.least_squares import Rows
from gd.tables.dataset import Dataset, read_csv
from gd.tables.folded import FoldedFile
from gd.tables.regression import Regression, fold_table
from gd.text import DataError
from tests.tables.test_dataset import FLOWERS

FLOWER_TABLE = read_csv(FLOWERS)
FEATURES = ["length", "width", "kind"]


def fold(table: Dataset = FLOWER_TABLE, features: list[str] = FEATURES, target: str = "weight") -> Regression:
    return fold_table(table, target, features)


def rows_of(regression: Regression) -> tuple[Any, Any]:
    """The rows that descent in batches receives."""
    rows = regression.rows()
    return rows.X, rows.y


def test_the_columns_have_the_names_of_their_features_and_levels() -> None:
    found = fold()
    assert found.names == ("intercept", "length", "width", "kind=b", "kind=c")
    assert found.numeric == ("length", "width")
    assert found.terms == (("length", None), ("width", None), ("kind", "b"), ("kind", "c"))
    assert found.factor.target == "weight"
    assert sorted(found.factor.sample.rows.tolist()) == [2, 3, 4, 5, 7]
    assert found.centre.tolist() == [0, 0, 0, 0, 0]
    assert found.scale.tolist() == [1, 1, 1, 1, 1]
    assert found.notes == (
        "1 of 6 rows is left out: no value in length (1).",
        "kind=a is the level that the others are compared with.",
    )


def test_its_exact_weights_are_those_of_the_normal_equations_by_hand() -> None:
    found = fold(read_csv(b"x,y\n1,2\n2,4.5\n3,6\n4,8\n"), ["x"], "y")
    assert found.problem().exact() == pytest.approx([0.25, 1.95])  # by hand: 9.75 / 5 and 5.125 − 1.95 · 2.5


@pytest.mark.parametrize("standardise", [False, True])
def test_its_exact_weights_are_those_of_numpy_on_the_rows(standardise: bool) -> None:
    found = fold(features=["length", "width"])
    found = found.standardised() if standardise else found
    X, y = rows_of(found)
    assert found.problem().exact() == pytest.approx(np.linalg.lstsq(X, y)[0])


def test_standardised_columns_have_the_mean_and_deviation_of_the_statistics_module() -> None:
    found = fold().standardised()
    length, width = [1, 2, 4, 3, 8], [10, 30, 20, 50, 60]
    assert found.centre == pytest.approx([0, statistics.mean(length), statistics.mean(width), 0, 0])
    assert found.scale == pytest.approx([1, statistics.pstdev(length), statistics.pstdev(width), 1, 1])
    X, _ = rows_of(found)
    assert X.mean(axis=0)[:3] == pytest.approx([1, 0, 0], abs=1e-14)
    assert X.std(axis=0)[:3] == pytest.approx([0, 1, 1])
    assert set(X[:, 3:].ravel()) == {0.0, 1.0}
    assert found.problem().hessian(np.zeros(5)) == pytest.approx(X.T @ X, abs=1e-12)


def test_weights_in_the_tables_units_predict_the_same_from_the_columns_as_they_are() -> None:
    raw, scaled = fold(), fold().standardised()
    weights = np.random.default_rng(0).normal(size=(7, 2, 5))
    before = weights.copy()
    assert weights @ rows_of(scaled)[0].T == pytest.approx(scaled.in_table_units(weights) @ rows_of(raw)[0].T)
    assert scaled.in_table_units(weights[3, 1]) == pytest.approx(scaled.in_table_units(weights)[3, 1])
    assert (weights == before).all()
    assert (raw.in_table_units(weights) == weights).all()


def test_the_exact_weights_are_the_same_standardised_or_not() -> None:
    raw = fold(features=["length", "width"])
    scaled = raw.standardised()
    assert scaled.in_table_units(scaled.problem().exact()) == pytest.approx(raw.problem().exact())


@pytest.mark.parametrize("unit", [1e-150, 1.0, 1e150])
def test_large_and_small_numbers_are_standardised(unit: float) -> None:
    lines = ["x,y", *(f"{k * unit!r},{k}" for k in (1, 2, 3, 6))]
    found = fold(read_csv("\n".join(lines).encode()), ["x"], "y").standardised()
    assert rows_of(found)[0][:, 1] == pytest.approx([(k - 3) / math.sqrt(3.5) for k in (1, 2, 3, 6)])
    assert found.centre[1] == pytest.approx(3 * unit)
    assert found.scale[1] == pytest.approx(math.sqrt(3.5) * unit)


def test_numbers_too_close_together_to_standardise_are_refused() -> None:
    found = fold(read_csv(b"x,y\n0,1\n1e-320,2\n"), ["x"], "y")
    with pytest.raises(DataError, match="“x” are too close together"):
        found.standardised()


def test_numbers_whose_squares_overflow_are_refused() -> None:
    with pytest.raises(ValueError, match="so large that their squares overflow"):
        fold(read_csv(b"x,y\n1.7e308,1\n-1.7e308,2\n"), ["x"], "y")


def test_a_column_called_intercept_gets_another_name() -> None:
    assert fold(read_csv(b"intercept,y\n1,3\n2,4\n"), ["intercept"], "y").names == ("intercept", "intercept (2)")


def test_columns_of_levels_and_of_numbers_that_come_to_the_same_name_get_different_ones() -> None:
    table = read_csv(b"a=b,a,y\n1,b,3\n2,c,5\n4,b,8\n5,c,9\n")
    found = fold_table(table, "y", ["a=b", "a"], drop_first=False)
    assert found.names == ("intercept", "a=b", "a=b (2)", "a=c")
    assert found.numeric == ("a=b",)


def test_a_feature_named_twice_counts_once() -> None:
    assert fold(features=["width", "width"]).names == ("intercept", "width")


def test_the_rows_are_gone_through_once_also_for_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[str] = []
    made = gd.tables.design.design
    monkeypatch.setattr(gd.tables.design, "design", lambda *a, **k: (passes.append("pass"), made(*a, **k))[1])
    found = fold()
    found.standardised().problem("mean").exact()
    assert len(passes) == 1
    rows, scaled = found.rows(), found.standardised().rows("mean")
    assert len(passes) == 1
    assert isinstance(rows, Rows)
    assert rows.X.tolist() == made(FLOWER_TABLE.frame, "weight", FEATURES).matrix().tolist()
    assert pytest.approx((rows.X - found.standardised().centre) / found.standardised().scale) == scaled.X


# --- tables uploaded as a folded file -------------------------------------------------------------------

FOLDED = FoldedFile.of(Factor.of([[1, 0], [2, 1], [4, 0]], [3, 5, 9], names=["size", "kind=b"], target="price"))


def test_a_folded_table_has_the_names_of_its_factor() -> None:
    assert FOLDED.names == FOLDED.numbers == ("size", "kind=b", "price")
    assert (FOLDED.categories, FOLDED.rows) == ((), 3)


def test_another_choice_of_a_folded_tables_columns_comes_from_its_factor() -> None:
    found = fold_table(FOLDED, "size", ["price", "kind=b", "price"])
    assert found.names == ("intercept", "price", "kind=b")
    assert found.numeric == ("price",)
    X, y = np.array([[1, 3, 0], [1, 5, 1], [1, 9, 0]]), np.array([1, 2, 4])
    assert found.problem().exact() == pytest.approx(np.linalg.lstsq(X, y)[0])
    assert found.standardised().scale == pytest.approx([1, statistics.pstdev([3, 5, 9]), 1])
    with pytest.raises(DataError, match="This table is folded, and batches need its rows"):
        found.rows()


# --- choices that are refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "features", "message"),
    [
        (
            "weight",
            ["colour"],
            "There is no column “colour”. There are “kind”, “length”, “width”, “sex”, “weight”.",
        ),
        ("colour", ["width"], "There is no column “colour”."),
        (
            "kind",
            ["width"],
            "“kind” holds categories, and a target has to be a number. Choose one of “length”, “width”, “weight” inst",
        ),
        ("weight", ["width", "weight"], "“weight” is the target. Take it out of the features: it can't be both."),
        ("weight", [], "Choose at least one feature, a column to predict the target from."),
    ],
)
def test_a_choice_that_cannot_be_is_refused(target: str, features: list[str], message: str) -> None:
    with pytest.raises(DataError) as refusal:
        fold(features=features, target=target)
    assert str(refusal.value).startswith(message)


@pytest.mark.parametrize(
    ("target", "features", "message"),
    [
        ("price", ["colour"], "There is no column “colour”. There are “size”, “kind=b”, “price”."),
        ("price", ["price"], "“price” is the target. Take it out of the features: it can't be both."),
        ("price", [], "Choose at least one feature, a column to predict the target from."),
    ],
)
def test_a_folded_table_refuses_a_choice_in_the_same_words(target: str, features: list[str], message: str) -> None:
    with pytest.raises(DataError) as refusal:
        fold_table(FOLDED, target, features)
    assert str(refusal.value) == message


def test_a_column_that_was_left_out_is_refused_with_the_reason() -> None:
    table = read_csv(b"x,y,c\n1,2,7\n2,3,7\n")
    with pytest.raises(DataError, match=r"“c” is 7 in every row.* Choose from “x”, “y”\."):
        fold(table, ["c"], "y")


def test_a_problem_is_made_once_for_each_reduction() -> None:
    found = fold()
    assert found.problem("sum") is found.problem("sum")
    assert (found.problem("sum").reduction, found.problem("mean").reduction) == ("sum", "mean")
    assert found.standardised() is found.standardised() is not found
