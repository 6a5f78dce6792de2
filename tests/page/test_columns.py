"""Uploaded tables of every kind, and their columns."""

import numpy as np
import pytest

from tests.page.app import link, opened, press, shown, uploaded, weights_table, with_rate
from tests.page.test_uploads import FILES


def test_rows_left_out_are_counted() -> None:
    assert "2 of 5 rows" in shown(uploaded(FILES["missing values"]))


def test_the_target_is_not_a_feature() -> None:
    page = uploaded(FILES["blank and duplicate headers"])
    page.selectbox(key="target").set_value("x").run()
    assert "x" not in page.multiselect(key="features").value
    assert "fell" in shown(page)


def test_a_second_table_with_the_same_columns_is_another_run() -> None:
    page = uploaded(b"x,y\n1,2\n2,4\n3,6\n")
    slope = weights_table(page)["exact"][1]
    page.file_uploader(key="upload").upload("other.csv", b"x,y\n1,-2\n2,-4\n3,-6\n", "text/csv").run()
    assert "In use: other.csv" in shown(page)
    assert weights_table(page)["exact"][1] == pytest.approx(-slope)


def test_a_second_table_with_other_columns_is_no_mistake() -> None:
    page = uploaded(FILES["comma"])
    page.file_uploader(key="upload").upload("other.csv", b"u,v\n1,2\n2,4\n3,7\n", "text/csv").run()
    assert not page.error
    assert page.selectbox(key="target").value == "v"


def test_a_second_table_does_not_hear_of_the_first_ones_columns() -> None:
    page = uploaded(b"a,b,c\n1,2,5\n2,4,3\n3,7,1\n")
    page.multiselect(key="features").set_value(["b"]).run()
    page.file_uploader(key="upload").set_value(None).run()
    assert "Load a CSV file" in shown(page)
    page.file_uploader(key="upload").upload("other.csv", b"u,b,v\n1,2,1\n2,4,4\n3,7,5\n4,1,1\n", "text/csv").run()
    assert not page.error
    assert not page.warning
    assert (page.selectbox(key="target").value, page.multiselect(key="features").value) == ("v", ["u", "b"])
    page.file_uploader(key="upload").upload("third.csv", b"b,v,z\n1,2,3\n2,4,4\n3,7,9\n4,8,1\n", "text/csv").run()
    assert not page.error
    assert (page.selectbox(key="target").value, page.multiselect(key="features").value) == ("z", ["b", "v"])


def test_a_new_version_of_a_table_keeps_the_chosen_columns() -> None:
    page = uploaded(b"a,b,c\n1,2,5\n2,4,3\n3,7,1\n4,1,1\n")
    page.selectbox(key="target").set_value("a").run()
    page.multiselect(key="features").set_value(["b"]).run()
    page.file_uploader(key="upload").upload("v2.csv", b"a,b,c\n1,2,5\n2,4,3\n3,8,1\n5,1,1\n", "text/csv").run()
    assert (page.selectbox(key="target").value, page.multiselect(key="features").value) == ("a", ["b"])


def test_columns_of_a_link_that_an_upload_lacks_are_named_in_one_sentence() -> None:
    page = opened(problem="table", target="price", features=["size", "x", "rooms"])
    page.file_uploader(key="upload").upload("mine.csv", FILES["comma"], "text/csv").run()
    assert [error.value for error in page.error] == [
        "“price”, “size”, “rooms” are not columns that can be used in this table."
    ]
    assert (page.selectbox(key="target").value, page.multiselect(key="features").value) == ("y", ["x"])


def test_a_target_without_features_gets_some() -> None:
    page = uploaded(FILES["comma"])
    page.selectbox(key="target").set_value("x").run()
    assert page.multiselect(key="features").value == ["y"]
    assert "fell" in shown(page)


def test_a_column_with_few_values_costs_no_rows_until_it_is_chosen() -> None:
    lines = [f"{i % 7},{'' if i % 3 else i % 5},{i * i % 11},{1990 + i % 9}" for i in range(30)]
    page = uploaded("\n".join(["x,rare,price,year", *lines]).encode())
    assert (page.selectbox(key="target").value, page.multiselect(key="features").value) == ("price", ["x", "year"])
    assert "Not chosen to begin with: “rare” (many missing values). Add or exchange them above." in shown(page)
    assert "rows are left out" not in shown(page)
    page.multiselect(key="features").set_value(["x", "rare", "year"]).run()
    assert "20 of 30 rows are left out" in shown(page)
    assert "gray-badge[10 of 30 rows]" in shown(page)
    assert "Not chosen" not in shown(page)


def csv_of(table: np.ndarray, name: str = "c") -> bytes:
    """A table as a file with the columns c0, c1, …"""
    header = ",".join(f"{name}{i}" for i in range(table.shape[1]))
    return "\n".join([header, *(",".join(map(str, row)) for row in table.tolist())]).encode()


def alike(columns: int, name: str = "c") -> bytes:
    """A file of columns that move together, so that J is steep along their sum: λ is nearly the number of features."""
    rng = np.random.default_rng(0)
    return csv_of((rng.normal(size=(100, 1)) + 0.1 * rng.normal(size=(100, columns))).round(4), name)


def test_the_first_rate_of_a_table_is_stable() -> None:
    page = uploaded(alike(5))
    assert page.session_state.lr == 0.1
    page.file_uploader(key="upload").upload("wide.csv", alike(41, "d"), "text/csv").run()
    assert page.session_state.lr == 0.025
    assert link(page)["lr"] == "0.025"
    assert "The mean squared error fell" in shown(page)
    page.segmented_control(key="problem").set_value("parabola").run()
    page.segmented_control(key="problem").set_value("table").run()
    assert page.session_state.lr == 0.025
    assert press(page, "From ones").session_state.lr == 0.025
    page.file_uploader(key="upload").upload("narrow.csv", alike(5), "text/csv").run()
    assert page.session_state.lr == 0.1


def test_a_rate_that_somebody_chose_stays() -> None:
    page = uploaded(alike(5))
    with_rate(page, 0.09)
    page.file_uploader(key="upload").upload("wide.csv", alike(41, "d"), "text/csv").run()
    assert page.session_state.lr == 0.09


@pytest.mark.parametrize(
    ("query", "rate"),
    [
        ({"lr": "0.1", "target": "c40"}, 0.1),
        ({"lr": "0.07"}, 0.07),
        ({"target": "c40"}, 0.025),
        ({"reduction": "sum"}, 0.00025),
        ({}, 0.025),
        ({"lr": "0.1"}, 0.025),  # the page writes this link by itself before there is a table
    ],
)
def test_a_links_rate_for_its_columns_stays(query: dict[str, str], rate: float) -> None:
    page = opened(problem="table", **query)
    page.file_uploader(key="upload").upload("wide.csv", alike(41), "text/csv").run()
    assert page.session_state.lr == rate


def test_the_fit_is_told_in_the_targets_unit() -> None:
    text = shown(uploaded(FILES["comma"]))
    assert "in the unit of “y”; predicting the mean: 2.19, best possible: 0.2092." in text
    assert "Variance explained (R²): 0.990, best possible: 0.990." in text
    assert "R²" not in shown(opened(problem="parabola"))


def test_a_table_wider_than_allowed_is_refused() -> None:
    names, row = ",".join(f"c{i}" for i in range(1001)), ",".join(map(str, range(1001)))
    page = uploaded(f"{names}\n{row}\n{row}1\n".encode())
    assert "1,001 columns" in shown(page)


def test_a_wide_table_begins_with_as_many_features_as_there_may_be() -> None:
    page = uploaded(csv_of(np.random.default_rng(0).normal(size=(300, 260)).round(3)))
    assert len(page.multiselect(key="features").value) == 199
    assert "and 56 more (at most 200 weights are allowed). Add or exchange them above." in shown(page)
    assert "The mean squared error fell" in shown(page)


def test_more_columns_than_there_may_be_weights_are_refused() -> None:
    rows = [",".join(f"{c}{(i + k) % 50}" for k, c in enumerate("abcde", 1)) + f",{i}" for i in range(100)]
    page = uploaded(("a,b,c,d,e,y\n" + "\n".join(rows)).encode())
    assert page.multiselect(key="features").value == ["a", "b"]
    assert "The mean squared error fell" in shown(page)
    page.multiselect(key="features").set_value([*"abcde"]).run()
    assert "200 are allowed" in shown(page)
    assert "Not chosen" not in shown(page)
