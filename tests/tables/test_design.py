"""The design matrix of the complete rows: by hand, against pandas, and the notes about rows and columns left out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gd.tables.choice import term_names
from gd.tables.dataset import read_csv
from gd.tables.design import design
from gd.text import DataError
from tests.tables.test_dataset import FLOWERS, finite

FRAME = read_csv(FLOWERS).frame


def test_the_matrix_is_the_one_written_by_hand() -> None:
    made = design(FRAME, "weight", ["length", "kind"])
    assert made.matrix().tolist() == [[1, 1, 1, 0], [1, 2, 0, 0], [1, 4, 1, 0], [1, 3, 0, 1], [1, 8, 1, 0]]
    assert made.y.tolist() == [5, 4, 7, 9, 8]
    assert made.rows.tolist() == [2, 3, 4, 5, 7]
    assert made.rows.dtype == np.int64
    assert made.terms == (("length", None), ("kind", "b"), ("kind", "c"))
    assert made.notes == (
        "1 of 6 rows is left out: no value in length (1).",
        "kind=a is the level that the others are compared with.",
    )


def test_without_dropping_a_level_the_matrix_is_the_dummy_variable_trap() -> None:
    made = design(read_csv(b"group,y\n" + b"a,0\n" * 5 + b"b,1\n" * 5).frame, "y", ["group"], drop_first=False)
    assert made.terms == (("group", "a"), ("group", "b"))
    assert np.linalg.eigvalsh(made.matrix().T @ made.matrix()) == pytest.approx([0, 5, 15], abs=1e-12)
    assert np.linalg.pinv(made.matrix(), rcond=1e-9) @ made.y == pytest.approx([1 / 3, -1 / 3, 2 / 3])
    assert made.notes == ()


cells = st.tuples(st.sampled_from("abc"), finite, finite, st.sampled_from(["p", "q=r", "ö"]))


@given(st.lists(cells, min_size=3, max_size=30), st.booleans())
def test_it_is_the_matrix_that_pandas_makes(rows: list[tuple[str, float, float, str]], drop_first: bool) -> None:
    frame = pd.DataFrame(rows, columns=["c", "x", "y", "k"]).astype({"c": "str", "k": "str"})
    varying = [name for name in ("c", "x", "k") if frame[name].nunique() > 1]
    if not varying:
        with pytest.raises(DataError, match="No chosen feature differs between the rows"):
            design(frame, "y", ["c", "x", "k"])
        return
    made = design(frame, "y", ["c", "x", "k"], drop_first=drop_first)
    parts = [
        frame[[name]] if name == "x" else pd.get_dummies(frame[[name]], prefix_sep="=", drop_first=drop_first)
        for name in varying
    ]
    wanted = pd.concat(parts, axis=1)
    assert term_names(made.terms) == list(wanted)
    assert made.matrix().tolist() == np.column_stack([np.ones(len(rows)), wanted.to_numpy(np.float64)]).tolist()
    assert made.y.tolist() == frame["y"].tolist()


def test_without_a_complete_row_there_is_nothing_to_fit() -> None:
    table = read_csv(b"a,b,y\n1,,3\n2,,4\n,3,5\n,4,6\n")
    with pytest.raises(DataError, match=r"No row has a value .*: none in a \(2\), b \(2\)"):
        design(table.frame, "y", ["a", "b"])


def test_features_that_are_the_same_in_all_complete_rows_are_not_enough() -> None:
    table = read_csv(b"a,y\n1,3\n1,4\n2,\n")
    with pytest.raises(DataError, match="“a” is 1 in every row that is left"):
        design(table.frame, "y", ["a"])


def test_more_columns_than_allowed_are_refused() -> None:
    assert design(FRAME, "weight", ["width", "kind"], max_columns=4).matrix().shape == (6, 4)
    with pytest.raises(DataError, match="make 5 columns with the intercept; 4 are allowed"):
        design(FRAME, "weight", ["width", "kind"], drop_first=False, max_columns=4)


def test_rows_left_out_are_counted_with_the_columns_that_lack_a_value() -> None:
    table = read_csv(b"a,b,y\n1,,3\n2,5,\n,,5\n4,4,6\n5,9,9\n")
    (note,) = design(table.frame, "y", ["a", "b"]).notes
    assert note == "3 of 5 rows are left out: no value in b (2), y (1), a (1)."


def test_what_the_rows_left_out_took_with_them_is_said() -> None:
    table = read_csv(b"c,k,b,x,y\nu,1,t,1,3\nv,1,t,2,4\nw,2,s,3,\nu,1,t,5,6\n")
    made = design(table.frame, "y", ["c", "k", "b", "x"])
    assert made.terms == (("c", "v"), ("x", None))
    assert made.notes == (
        "1 of 4 rows is left out: no value in y (1).",
        "“w” of “c” is in no row that is left.",
        "c=u is the level that the others are compared with.",
        "“k” is 1 in every row that is left, so it can't tell rows apart; the intercept does its job.",
        "“b” is “t” in every row that is left, so it can't tell rows apart; the intercept does its job.",
    )


def test_a_missing_value_in_a_column_that_was_not_chosen_costs_no_row() -> None:
    assert len(design(FRAME, "weight", ["width"]).y) == 6


def test_a_matrix_is_no_view_of_the_table() -> None:
    before = FRAME.copy(deep=True)
    made = design(FRAME, "weight", ["width"])
    with pytest.raises(ValueError, match="read-only"):
        made.y[:] = 0
    made.matrix()[:] = 0
    pd.testing.assert_frame_equal(FRAME, before)


@pytest.mark.parametrize(("complete", "told"), [(3, True), (4, True), (5, False)])
def test_where_most_rows_are_left_out_the_emptiest_feature_is_named(complete: int, told: bool) -> None:
    lines = ["discount,price,y", *(f"{i if i < complete else ''},{i * i},{i}" for i in range(8))]
    (note,) = design(read_csv("\n".join(lines).encode()).frame, "y", ["discount", "price"]).notes
    missing = 8 - complete
    assert note == f"{missing} of 8 rows are left out: no value in discount ({missing})." + told * (
        f" Without “discount” there would be 8 complete rows instead of {complete}."
    )
