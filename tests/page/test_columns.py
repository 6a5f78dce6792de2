"""Uploaded tables of every kind, and their columns."""

import numpy as np
import pytest

from gd.factor import Factor
from tests.page.app import charts, opened, shown, uploaded


def test_without_a_table_the_page_says_what_to_do() -> None:
    assert "Load a CSV file in the sidebar" in shown(opened(problem="table"))


FILES = {
    "comma": b"x,y\n1,2\n2,4.5\n3,6\n4,8\n",
    "semicolon and decimal comma": b"x;y\n1;2,0\n2;4,5\n3;6,0\n4;8,0\n",
    "tab": b"x\ty\n1\t2\n2\t4.5\n3\t6\n4\t8\n",
    "byte-order mark": b"\xef\xbb\xbfx,y\n1,2\n2,4.5\n3,6\n4,8\n",
    "UTF-16": "x,y\n1,2\n2,4.5\n3,6\n4,8\n".encode("utf-16"),
    "Latin-1": "x,y,stra\u00dfe\n1,2,\u00e4\n2,4.5,\u00f6\n3,6,\u00e4\n4,8,\u00f6\n".encode("latin-1"),
    "quoted": b'"x","y"\n"1","2"\n"2","4.5"\n"3","6"\n"4","8"\n',
    "blank and duplicate headers": b"x,,x,y\n1,5,3,2\n2,7,1,4.5\n3,5,2,6\n4,6,2,8\n",
    "missing values": b"x,y\n1,2\n2,NA\n,4.5\n3,6\n4,8\n",
    "text, dates and ids": b"id,day,x,y\n"
    b"11,2020-01-01,1,2\n12,2020-01-02,2,4.5\n13,2020-01-03,3,6\n14,2020-01-04,4,8\n",
    "categories and booleans": b"c,b,y\na,true,2\nb,false,4.5\na,false,6\nb,true,8\n",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_every_kind_of_file_is_fitted(content: bytes) -> None:
    page = uploaded(content)
    assert page.selectbox(key="target").value == "y"
    assert "The mean squared error fell" in shown(page)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"PK\x03\x04xl/worksheets", "Excel"),
        (b"x,y\n", "row"),
        (b"a,b\nu,v\nw,z\n", "number"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(content: bytes, message: str) -> None:
    page = uploaded(content)
    shown(page)
    assert message in page.error[0].value


def test_a_bad_file_leaves_the_good_one_in_use() -> None:
    page = uploaded(FILES["comma"])
    page.file_uploader(key="upload").upload("bad.csv", b"", "text/csv").run()
    assert "In use: mine.csv" in shown(page)
    assert "The mean squared error fell" in shown(page)


def test_rows_left_out_are_counted() -> None:
    assert "2 of 5 rows" in shown(uploaded(FILES["missing values"]))


def test_the_table_stays_when_another_problem_is_looked_at() -> None:
    page = uploaded(FILES["comma"])
    page.selectbox(key="problem").set_value("parabola").run()
    page.selectbox(key="problem").set_value("table").run()
    assert "In use: mine.csv" in shown(page)


def test_the_target_is_not_a_feature() -> None:
    page = uploaded(FILES["blank and duplicate headers"])
    page.selectbox(key="target").set_value("x").run()
    assert "x" not in page.multiselect(key="features").value
    assert "fell" in shown(page)


def test_a_second_table_with_the_same_columns_is_another_run() -> None:
    page = uploaded(b"x,y\n1,2\n2,4\n3,6\n")
    slope = page.dataframe[0].value["exact"][1]
    page.file_uploader(key="upload").upload("other.csv", b"x,y\n1,-2\n2,-4\n3,-6\n", "text/csv").run()
    assert "In use: other.csv" in shown(page)
    assert page.dataframe[0].value["exact"][1] == pytest.approx(-slope)


def test_a_second_table_with_other_columns_is_no_mistake() -> None:
    page = uploaded(FILES["comma"])
    page.file_uploader(key="upload").upload("other.csv", b"u,v\n1,2\n2,4\n3,7\n", "text/csv").run()
    assert not page.error
    assert page.selectbox(key="target").value == "v"


def test_a_table_wider_than_allowed_is_refused() -> None:
    names, row = ",".join(f"c{i}" for i in range(1001)), ",".join(map(str, range(1001)))
    page = uploaded(f"{names}\n{row}\n{row}1\n".encode())
    assert "1,001 columns" in shown(page)


def test_a_wide_table_begins_with_as_many_features_as_there_may_be() -> None:
    table = np.random.default_rng(0).normal(size=(30, 300)).round(3)
    content = (
        ",".join(f"c{i}" for i in range(300)) + "\n" + "\n".join(",".join(map(str, row)) for row in table.tolist())
    )
    page = uploaded(content.encode())
    assert len(page.multiselect(key="features").value) == 199
    assert "The mean squared error fell" in shown(page)


def test_more_columns_than_there_may_be_weights_are_refused() -> None:
    rows = [",".join(f"{c}{(i + k) % 50}" for k, c in enumerate("abcde", 1)) + f",{i}" for i in range(100)]
    page = uploaded(("a,b,c,d,e,y\n" + "\n".join(rows)).encode())
    assert "200 are allowed" in shown(page)


def test_a_folded_table_takes_the_place_of_its_rows() -> None:
    X = np.random.default_rng(1).normal(size=(50, 2))
    factor = Factor.of(X, X @ [2, -3] + 1, names=["a", "b"], target="price")
    page = opened(problem="table", scale="0")
    page.file_uploader(key="upload").upload("big.json", factor.to_json().encode(), "application/json").run()
    assert page.selectbox(key="target").value == "price"
    assert "The table came folded" in shown(page)
    assert page.dataframe[0].value["exact"].tolist() == pytest.approx([1, 2, -3])


def test_what_is_no_folded_table_is_refused() -> None:
    assert "no file of folded rows" in uploaded(b'{"a": 1}').error[0].value


def test_a_folded_table_is_run_on_all_rows_at_once() -> None:
    rng = np.random.default_rng(0)
    factor = Factor.of(rng.normal(size=(50, 2)), rng.normal(size=50), names=("a", "b"), target="y")
    page = opened(problem="table", batch="5", rule="adam", lr="0.1")
    page = page.file_uploader(key="upload").upload("big.json", factor.to_json().encode(), "application/json").run()
    assert "all are used at once" in shown(page)
    assert page.number_input(key="beta1").value == 0.9
    assert len(charts(page)) >= 3
