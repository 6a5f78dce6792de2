"""Uploaded files of every kind: read, or refused in a sentence."""

import pytest

from tests.page.app import opened, shown, uploaded


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
        (b"PK\x03\x04" + bytes(26) + b"xl/worksheets", "Excel"),
        (b"PAR1\x15\x04", "This looks like a Parquet file"),
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


def test_the_table_stays_when_another_problem_is_looked_at() -> None:
    page = uploaded(FILES["comma"])
    page.segmented_control(key="problem").set_value("parabola").run()
    page.segmented_control(key="problem").set_value("table").run()
    assert "In use: mine.csv" in shown(page)


def test_a_file_that_is_no_table_brings_the_one_before_back() -> None:
    """In a browser a file takes another's place in two messages: one gone, another there."""
    page = uploaded(b"x,y\n1,2\n2,3\n3,5\n")
    for bad in (b"\x00\x01", b"PAR1\x15"):
        page.file_uploader(key="upload").set_value(None).run()
        assert "Load a CSV file" in shown(page)
        page.file_uploader(key="upload").upload("bad.csv", bad, "text/csv").run()
        assert "In use: mine.csv, 3 rows" in shown(page)
        assert len(page.error) == 1
        assert page.selectbox(key="target").value == "y"
    page.file_uploader(key="upload").set_value(None).run()
    page.file_uploader(key="upload").upload("good.csv", b"a,b\n1,2\n2,3\n", "text/csv").run()
    assert "In use: good.csv, 2 rows" in shown(page)
    assert not page.error


def test_a_file_that_cannot_be_read_is_said_to_be_so_once() -> None:
    page = uploaded(b"")
    assert len(page.error) == 1
    assert not page.info  # what to do is in the error
    page = uploaded(FILES["comma"]).file_uploader(key="upload").upload("other.csv", b"", "text/csv").run()
    assert len(page.error) == 1
    assert "fell" in shown(page)  # the table in use stays
