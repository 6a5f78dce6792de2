"""A file becomes a table of numbers and categories."""

import bz2
import csv
import gzip
import io
import lzma
import math
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gd.factor import Factor
from gd.tables.dataset import Dataset, read_csv
from gd.text import DataError

NAN = math.nan
FLOWERS = b"""kind,length,width,sex,weight
b,1,10,m,5
a,2,30,f,4
b,4,20,,7
c,3,50,f,9
a,,40,m,3
b,8,60,m,8
"""


def columns(table: Dataset) -> dict[str, list[Any]]:
    """The columns as lists, with None for a missing category."""
    return {
        name: [None if isinstance(x, float) and name in table.categories else x for x in table.frame[name]]
        for name in map(str, table.frame)
    }


def written(rows: Iterable[Iterable[Any]], **how: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text, **how).writerows(rows)
    return text.getvalue().encode()


def same(found: dict[str, list[Any]], wanted: dict[str, list[Any]]) -> bool:
    """Whether names and values are equal and in the same order; NaN equals NaN."""
    return list(map(repr, found.items())) == list(map(repr, wanted.items()))


# --- properties of every file ---------------------------------------------------------------------------

finite = st.floats(allow_nan=False, allow_infinity=False)
pairs = st.lists(st.tuples(finite, finite), min_size=2, max_size=20).filter(
    lambda rows: all(len({row[j] for row in rows}) > 1 for j in range(2))
)
texts = st.text(st.characters(codec="utf-8"), max_size=200) | st.text('ab1,;\t "\n\r.-%e', max_size=200)


@given(pairs, st.sampled_from([",", ";", "\t", " "]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_numbers_come_back_to_the_last_bit(rows: list[tuple[float, float]], separator: str, end: str) -> None:
    content = written([["first", "second"], *rows], delimiter=separator, lineterminator=end)
    table = read_csv(content)
    assert table.frame.to_numpy().tolist() == [list(row) for row in rows]
    assert table.frame.index.tolist() == list(range(2, len(rows) + 2))
    assert table.notes == ()


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@given(st.lists(words, min_size=2, max_size=5), st.sampled_from([",", ";", "\t"]))
def test_quoted_text_comes_back(levels: list[str], separator: str) -> None:
    cells = [f"<{level}>" for level in levels + levels]
    rows = enumerate(cells)
    content = written([["x", "c"], *rows], delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    lines = [text.replace("\r\n", "\n").replace("\r", "\n") for text in cells]
    if len(set(lines)) > 1:
        assert read_csv(content).frame["c"].tolist() == lines


def read_or_told(content: bytes) -> Dataset | str:
    try:
        return read_csv(content)
    except DataError as error:
        return str(error)


@given(st.binary(max_size=300) | texts.map(str.encode) | texts.map(lambda text: text.encode("utf-16")))
def test_any_bytes_are_a_dataset_or_a_sentence(content: bytes) -> None:
    table = read_or_told(content)
    if isinstance(table, str):
        assert table.endswith(".")
        return
    assert table.frame.columns.is_unique
    assert table.numbers
    assert sorted([*table.numbers, *table.categories]) == sorted(map(str, table.frame))
    assert not np.isinf(table.frame[list(table.numbers)]).any(axis=None)


@given(st.lists(st.sampled_from(["x", "y", "", "column 2", "x (2)"]), min_size=2, max_size=8))
def test_names_are_always_different(header: list[str]) -> None:
    rows = [[k + 7 * j * j for j, _ in enumerate(header)] for k in (1, 5, 2)]
    table = read_csv(written([["y", *header], *([k, *row] for k, row in enumerate(rows))]))
    assert len(table.frame.columns) == len(set(table.frame.columns)) == len(header) + 1
    assert table.frame.to_numpy()[:, 1:].tolist() == rows


# --- kinds of file --------------------------------------------------------------------------------------

TABLE = {"x": [1.0, 2.5], "é": [3.0, 4.0]}
FILES: dict[str, tuple[str | bytes, dict[str, list[Any]]]] = {
    "UTF-8": ("x,é\n1,3\n2.5,4\n", TABLE),
    "byte-order mark": ("\ufeffx,é\n1,3\n2.5,4\n", TABLE),
    "UTF-16": ("x,é\n1,3\n2.5,4\n".encode("utf-16"), TABLE),
    "UTF-16, big end first": ("\ufeffx,é\n1,3\n2.5,4\n".encode("utf-16-be"), TABLE),
    "Latin-1": ("x,é\n1,3\n2.5,4\n".encode("latin-1"), TABLE),
    "the euro sign of Windows": (b"x,\x80\n1,3\n2,4\n", {"x": [1.0, 2.0], "€": [3.0, 4.0]}),
    "a byte that Windows-1252 lacks": (b"x,\x81\n1,3\n2,4\n", {"x": [1.0, 2.0], "\x81": [3.0, 4.0]}),
    "no newline at the end": ("x,é\n1,3\n2.5,4", TABLE),
    "old Mac": ("x,é\r1,3\r2.5,4\r", TABLE),
    "blanks after commas": ("x, é\n1, 3\n2.5, 4\n", TABLE),
    "semicolon": ("x;é\n1;3\n2.5;4\n", TABLE),
    "semicolon, decimal comma": ("x;é\n1;3\n2,5;4\n", TABLE),
    "tab, decimal comma": ("x\té\n1\t3,0\n2,5\t4,0\n", TABLE),
    "decimal comma in every field, no header": (
        "1,5;2,5\n3,5;4,5\n",
        {"column 1": [1.5, 3.5], "column 2": [2.5, 4.5]},
    ),
    "runs of blanks": ("  x    é\n  1    3\n2.5    4 \n", TABLE),
    "one blank": ("x é\n1 3\n2.5 4\n", TABLE),
    "quoted numbers": ('"x","é"\n"1","3"\n"2.5","4"\n', TABLE),
    "a separator in quotation marks": (
        'x,c\n1,"a,b"\n2,"a,b"\n3,"c;d"\n',
        {"x": [1.0, 2.0, 3.0], "c": ["a,b", "a,b", "c;d"]},
    ),
    "a blank before a quotation mark": (
        'x, c\n1, "a,b"\n2, "a,b"\n3, b\n',
        {"x": [1.0, 2.0, 3.0], "c": ["a,b", "a,b", "b"]},
    ),
    "a quotation mark in quotation marks": (
        'x,c\n1,"6"" x"\n2,"6"" x"\n3,b\n',
        {"x": [1.0, 2.0, 3.0], "c": ['6" x', '6" x', "b"]},
    ),
    "dates with a time beside numbers": (
        "x,t,y\n1,2020-01-01 10:00,3\n2,2020-01-02 11:00,4\n",
        {"x": [1.0, 2.0], "y": [3.0, 4.0]},
    ),
    "no header": ("1,3\n2.5,4\n", {"column 1": [1.0, 2.5], "column 2": [3.0, 4.0]}),
    "blank header": ("x,,y\n1,5,3\n2,9,4\n", {"x": [1.0, 2.0], "column 2": [5.0, 9.0], "y": [3.0, 4.0]}),
    "same names": (
        "x,x,x (2),x\n1,2,3,4\n2,3,4,9\n",
        {"x": [1.0, 2.0], "x (3)": [2.0, 3.0], "x (2)": [3.0, 4.0], "x (4)": [4.0, 9.0]},
    ),
    "odd characters": ("$x_1\\, [a]=b\n1,3\n2,4\n", {"$x_1\\": [1.0, 2.0], "[a]=b": [3.0, 4.0]}),
    "header shorter than the rows": (
        "569,30,good\n1,2,3,4\n5,6,7,8\n",
        {"569": [1.0, 5.0], "30": [2.0, 6.0], "good": [3.0, 7.0], "column 4": [4.0, 8.0]},
    ),
    "rows shorter than the header": (
        "x,y,z\n1,2,3\n4,5\n6,7,8\n",
        {"x": [1.0, 4.0, 6.0], "y": [2.0, 5.0, 7.0], "z": [3.0, NAN, 8.0]},
    ),
    "one column of numbers": ("x\n1\n2\n", {"x": [1.0, 2.0]}),
    "missing values": (
        "a,b,c,d,e\n1,NA,n/a,-,Null\n2,1,2,3,4\n,NaN,nOnE, ?,.\n4,2,3,4,5\n",
        {
            "a": [1.0, 2.0, NAN, 4.0],
            "b": [NAN, 1.0, NAN, 2.0],
            "c": [NAN, 2.0, NAN, 3.0],
            "d": [NAN, 3.0, NAN, 4.0],
            "e": [NAN, 4.0, NAN, 5.0],
        },
    ),
    "missing categories": (
        "x,c\n1,a\n2, NA \n3,a\n4,b \n",
        {"x": [1.0, 2.0, 3.0, 4.0], "c": ["a", None, "a", "b"]},
    ),
    "booleans": (
        "a,b,c\ntrue,yes,1\nFALSE,No,2\nTrue,,3\n",
        {"a": [1.0, 0.0, 1.0], "b": [1.0, 0.0, NAN], "c": [1.0, 2.0, 3.0]},
    ),
    "booleans with a missing one": (
        "a,c\nTRUE,1\nFALSE,2\n,3\n",
        {"a": [1.0, 0.0, NAN], "c": [1.0, 2.0, 3.0]},
    ),
    "yes alone is no boolean": (
        "a,b,c\nyes,u,1\nmaybe,v,2\nyes,u,3\n",
        {"a": ["yes", "maybe", "yes"], "b": ["u", "v", "u"], "c": [1.0, 2.0, 3.0]},
    ),
    "thousands, English": ('x,y\n1,"1,234.5"\n2,"-2,000"\n', {"x": [1.0, 2.0], "y": [1234.5, -2000.0]}),
    "thousands, of which a million leaves no doubt": (
        "x;y\n1;1,234\n2;1,234,567\n",
        {"x": [1.0, 2.0], "y": [1234.0, 1234567.0]},
    ),
    "thousands, German": ("x;y\n1;1.234,5\n2;2.000\n", {"x": [1.0, 2.0], "y": [1234.5, 2000.0]}),
    "thousands, French": (
        "x;y\n1;1 234,5\n2;2\u00a0000\n3;3\u202f000\n",
        {"x": [1.0, 2.0, 3.0], "y": [1234.5, 2000.0, 3000.0]},
    ),
    "decimal comma in a file cut at commas": (
        'x,y\n1,"1,5"\n2,"2,25"\n',
        {"x": [1.0, 2.0], "y": [1.5, 2.25]},
    ),
    "currency and per cent": ("x,y\n$1.50,10%\n$20,12.5 %\n", {"x": [1.5, 20.0], "y": [10.0, 12.5]}),
    "infinities": (
        "x,y\ninf,1\n2,2\n1e999,3\n3,-Infinity\n",
        {"x": [NAN, 2.0, NAN, 3.0], "y": [1.0, 2.0, 3.0, NAN]},
    ),
    "whole numbers past 64 bits": (
        "x,y\n1,123456789012345678901234\n2,5\n",
        {"x": [1.0, 2.0], "y": [123456789012345678901234.0, 5.0]},
    ),
    "numbers that count, and years": (
        "x,year,y\n1,2001,3\n2,2002,1\n3,2003,2\n",
        {"x": [1.0, 2.0, 3.0], "year": [2001.0, 2002.0, 2003.0], "y": [3.0, 1.0, 2.0]},
    ),
    "cut at bars": ("x|é\n1|3\n2.5|4\n", TABLE),
    "two byte-order marks": ("\ufeff\ufeffx,é\n1,3\n2.5,4\n", TABLE),
    "a separator at the end of each line": ("x,é,\n1,3,\n2.5,4,\n", TABLE),
    "a separator at the end of each row": ("x,é\n1,3,\n2.5,4,\n", TABLE),
    "a separator at the end of one row": ("x,é\n1,3\n2.5,4,\n", TABLE),
    "a column of nothing between others": ("x,,é\n1,,3\n2.5,,4\n", TABLE),
    "a line separator of Unicode": (
        "x,c\n1,a\u2028b\n2,a\u2028b\n3,c\n",
        {"x": [1.0, 2.0, 3.0], "c": ["a\u2028b", "a\u2028b", "c"]},
    ),
    "a name of two lines": ('"Weight\n (kg)",y\n1,3\n2,4\n', {"Weight (kg)": [1.0, 2.0], "y": [3.0, 4.0]}),
    "errors of a spreadsheet": (
        "x,y\n1,2\n#DIV/0!,4\n3,#REF!\n5,#Value!\n",
        {"x": [1.0, NAN, 3.0, 5.0], "y": [2.0, 4.0, NAN, NAN]},
    ),
    "negative amounts of accountants": (
        'x,y\n1,(500.00)\n2,"(1,200)"\n3,7-\n',
        {"x": [1.0, 2.0, 3.0], "y": [-500.0, -1200.0, -7.0]},
    ),
    "an id that repeats": ("id,y\n1,3\n1,4\n2,5\n", {"id": [1.0, 1.0, 2.0], "y": [3.0, 4.0, 5.0]}),
    "an id that is no whole number": ("id,y\n1.5,3\n2,4\n", {"id": [1.5, 2.0], "y": [3.0, 4.0]}),
    "a key that is not consecutive": (
        "key,y\n1,3\n2,4\n9,5\n",
        {"key": [1.0, 2.0, 9.0], "y": [3.0, 4.0, 5.0]},
    ),
    "a key with a number left out": ("key,y\n1,3\n2,4\n4,5\n", {"key": [1.0, 2.0, 4.0], "y": [3.0, 4.0, 5.0]}),
    "names that only end like an id": (
        "paid,acid,y\n1,4,3\n2,5,9\n3,6,5\n",
        {"paid": [1.0, 2.0, 3.0], "acid": [4.0, 5.0, 6.0], "y": [3.0, 9.0, 5.0]},
    ),
}


@pytest.mark.parametrize(("content", "wanted"), FILES.values(), ids=FILES)
def test_every_kind_of_file_is_read(content: str | bytes, wanted: dict[str, list[Any]]) -> None:
    found = columns(read_csv(content.encode() if isinstance(content, str) else content))
    assert same(found, wanted), found


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("x,y\n1,2\n3,4\n", [2, 3]),
        ("1,2\n3,4\n", [1, 2]),
        ("\n\nx,y\n1,2\n3,4\n", [4, 5]),
        ("x,y\n1,2\n\n3,4\n,\n5,6\n\n", [2, 4, 6]),
        ('x,y,c\n1,2,"a\n\na"\n3,4,b\n5,6,b\n', [2, 3, 4]),
        ('"x\nx",y\n1,2\n3,4\n', [2, 3]),
        ("x y\n\n1 2\n3 4\n", [3, 4]),
    ],
)
def test_rows_have_the_numbers_that_a_spreadsheet_shows(content: str, rows: list[int]) -> None:
    assert read_csv(content.encode()).frame.index.tolist() == rows


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ("1,2\n3,4\n", "The first row is all numbers, so it is read as data, and the columns are numbered."),
        ("x,,y\n1,5,3\n2,9,4\n", "The header has blank fields. Those columns are called “column 2”."),
        ("x,x\n1,5\n2,9\n", "Some columns have the same name. The later ones are called “x (2)”."),
        ("x,y\n1,2,3\n4,5,6\n", "The header has only 2 of 3 names. The others are “column 3”."),
        ("x;y\n1,5;2\n2,5;3\n", "Numbers are read with a decimal comma."),
        ("x,y\n1,2\n\n3,4\n", "The file has 1 empty row, left out; the first is row 3."),
        (
            "x,y\n1,2\ninf,3\n2,4\n-inf,5\n",
            "“x” has 2 infinite values, taken as missing; the first is in row 3.",
        ),
        ("lift,y\nYes,2\nno,3\nno,4\n", "In “lift”, “yes” counts as 1 and “no” as 0."),
        ("x,y\n$1,2\n$2,3\n", "“x” has numbers written as text; “$1” is read as 1."),
        (
            "a,b\n1,2,3,4,5\n2,4,6,8,1\n",
            "The header has only 2 of 5 names. The others are “column 3”, “column 4”, “column 5”.",
        ),
        (
            "a,b\n1,2,3,4,5,6\n2,4,6,8,1,5\n",
            "The header has only 2 of 6 names. The others are “column 3”, “column 4”, “column 5” and 1 more.",
        ),
        (
            "x,y\n" + "1,2\n2,3\n" * 10 + "oops,1\nalas,2\n",
            "“x” has 2 cells without a number, taken as missing; the first is “oops” in row 22.",
        ),
        ("x,y\n1,2\n\n3,4\n\n5,6\n", "The file has 2 empty rows, left out; the first is row 3."),
        (
            "x,y\n" + "1,2\n2,3\n" * 5 + "oops,1\n",
            "“x” has 1 cell without a number, taken as missing; the first is “oops” in row 12.",
        ),
    ],
)
def test_what_was_done_is_said(content: str, note: str) -> None:
    assert read_csv(content.encode()).notes == (note,)


def test_a_file_in_latin_1_is_said_to_be() -> None:
    (note,) = read_csv("x,é\n1,3\n2.5,4\n".encode("latin-1")).notes
    assert "not in UTF-8" in note


@pytest.mark.parametrize(("numbers", "is_number"), [(9, True), (8, False)])
def test_nine_numbers_in_ten_cells_make_a_column_of_numbers(numbers: int, is_number: bool) -> None:
    cells = [*range(numbers), *["?!"] * (10 - numbers)]
    table = read_csv(written([["x", "y", "z"], *([cell, k, -k] for k, cell in enumerate(cells))]))
    assert ("x" in table.numbers) == is_number


@pytest.mark.parametrize(("dates", "reason"), [(9, "“c” holds dates"), (8, "“c” has 10 different texts in 10 rows")])
def test_nine_dates_in_ten_cells_make_a_column_of_dates(dates: int, reason: str) -> None:
    cells = [*(f"2020-01-{k:02}" for k in range(10, 10 + dates)), "soon", "later"][:10]
    table = read_csv(written([["c", "x", "y"], *([cell, k, -k * k] for k, cell in enumerate(cells))]))
    assert table.left_out["c"].startswith(reason)


@pytest.mark.parametrize(("levels", "is_category"), [(50, True), (51, False)])
def test_a_category_has_at_most_50_levels(levels: int, is_category: bool) -> None:
    table = read_csv(written([["c", "x", "y"], *([f"level {k % levels}", k, -k] for k in range(60))]))
    assert table.categories == (("c",) if is_category else ())


LEFT_OUT = {
    "constant number": (["7", "7", "7"], "“c” is 7 in every row, so it can't tell rows apart"),
    "constant text": (["u", "u", "u"], "“c” is “u” in every row, so it can't tell rows apart"),
    "yes throughout": (["yes", "yes", "yes"], "“c” is “yes” in every row"),
    "constant with gaps": (["7", "", "7"], "“c” is 7 in every row that has a value"),
    "empty": (["", "NA", "-"], "“c” has no values"),
    "all different texts": (
        ["u", "v", "w"],
        "“c” has 3 different texts in 3 rows: it looks like an id or free text",
    ),
    "half numbers, half not": (
        ["1.5", "v", "2", "w"],
        "“c” is left out: “v” is no number, but at least half of its cells are. Write numbers everywhere",
    ),
    "either decimal mark": (
        ["1.5", "2.5", "2,25", "3,25"],
        "“c” is left out: some of its numbers have a decimal point, and others a decimal comma. Write all alike.",
    ),
    "fewer than half": (["1.5", "v", "w"], "“c” has 3 different texts in 3 rows: it looks like an id or free text"),
    "a word among numbers": (["1", "2", "abc", "4"], "“c” is left out: “abc” is no number"),
    "ISO dates": (["2020-12-31", "2021-01-01", ""], "“c” holds dates"),
    "ISO dates and times": (["2020-12-31T10:00:00Z", "2021-01-01 11:30", ""], "“c” holds dates"),
    "German dates": (["31.12.2020", "31.12.2020", "1.1.2021"], "“c” holds dates"),
    "American dates": (["12/31/2020", "12/31/2020", "1/1/2021"], "“c” holds dates"),
    "British dates": (["31/12/2020", "31/12/2020", "1/1/2021"], "“c” holds dates"),
    "dates with the year first": (["2020/12/31", "2020/12/31", "2021/1/1"], "“c” holds dates"),
}


@pytest.mark.parametrize(("cells", "reason"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_useless_column_is_left_out_with_a_reason(cells: list[str], reason: str) -> None:
    rows = [[cell, k, k * k] for k, cell in enumerate(cells)]
    table = read_csv(written([["c", "x", "y"], *rows]))
    assert list(table.frame) == ["x", "y"]
    assert list(table.left_out) == ["c"]
    assert table.left_out["c"].startswith(reason)
    assert table.left_out["c"].endswith(".")


@pytest.mark.parametrize("name", ["id", "ID", "user_id", "Order id", "order-ID", "orderId", "PassengerID"])
def test_different_whole_numbers_with_the_name_of_an_id_are_left_out(name: str) -> None:
    table = read_csv(written([[name, "x", "y"], [71, 1, 3], [5, 2, 1], [902, 3, 2]]))
    assert "looks like an id" in table.left_out[name]


@pytest.mark.parametrize("name", ["index", "Nr", "no", "row", "key", "Unnamed: 0", ""])
def test_numbers_of_the_rows_are_left_out(name: str) -> None:
    table = read_csv(written([["x", name, "y"], [1, 3, 3], [2, 5, 1], [3, 4, 2]]))
    assert list(table.left_out) == [name or "column 2"]


def test_a_column_with_ambiguous_commas_is_left_out() -> None:
    table = read_csv(b"x;y;z\n1;1,234;1\n2;5,678;3\n")
    assert table.left_out == {
        "y": "“y” is left out: “1,234” may be 1234 or 1.234. Write its numbers without thousands separators."
    }


def test_a_point_is_a_decimal_point_even_beside_a_text() -> None:
    table = read_csv(b"x;y\n" + b"1;1.234\n2;5.678\n" * 5 + b"3;oops\n")
    assert table.frame["y"].dropna().tolist() == [1.234, 5.678] * 5


def test_a_text_far_down_does_not_change_the_numbers_above() -> None:
    rows = [[k] * 256 for k in range(5000)]  # more than pandas parses in one chunk
    table = read_csv(written([[f"x{j}" for j in range(256)], *rows, ["oops", *[1] * 255]]))
    assert table.frame["x0"].tolist()[:-1] == list(range(5000))
    assert np.isnan(table.frame["x0"].iloc[-1])


def test_true_and_false_in_a_column_called_id_are_an_id_too() -> None:
    assert list(read_csv(b"id,x,y\nTrue,1,3\nFalse,2,4\n").left_out) == ["id"]


def test_blank_lines_at_the_end_are_not_worth_a_note() -> None:
    assert read_csv(b"x,y\n1,2\n3,4\n\n\n").notes == ()


@pytest.mark.parametrize(
    ("points", "commas", "more_points", "is_comma"),
    [(6, 200, 0, True), (200, 6, 0, False), (2400, 2600, 1000, True), (2600, 2400, 0, False)],
)
def test_the_first_five_thousand_marked_cells_settle_the_decimal_mark(
    points: int, commas: int, more_points: int, is_comma: bool
) -> None:
    cells = [*["0.25", "0.5"] * (points // 2), *["0,25", "0,5"] * (commas // 2), *["0.25", "0.5"] * (more_points // 2)]
    rows = [";".join([*cells[k : k + 50], f"{k}"]) for k in range(0, len(cells), 50)]
    notes = read_csv("\n".join([";".join("x" * k for k in range(1, 52)), *rows]).encode()).notes
    assert ("Numbers are read with a decimal comma." in notes) == is_comma


def test_a_quoted_comma_in_a_file_cut_at_commas_is_for_the_thousands() -> None:
    assert read_csv(b'x,y\n1,"1,234"\n2,"5,678"\n').frame["y"].tolist() == [1234, 5678]


def test_a_file_can_be_given_in_four_ways(tmp_path: Path) -> None:
    content = "x,é\n1,3\n2.5,4\n"
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode())
    sources: list[Any] = [
        path,
        str(path),
        content.encode(),
        io.BytesIO(content.encode()),
        io.StringIO(content),
    ]
    assert [columns(read_csv(source)) for source in sources] == [TABLE] * 5
    with path.open(encoding="utf-8") as file:
        assert columns(read_csv(file)) == TABLE


def test_a_missing_file_is_not_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_csv(tmp_path / "none.csv")


# --- files that are refused -----------------------------------------------------------------------------


def zipped(*names: str) -> bytes:
    """A ZIP archive of files with these names; “mimetype” holds what that of a spreadsheet does."""
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.spreadsheet" if name == "mimetype" else "1,2\n")
    return file.getvalue()


REFUSED = {
    "empty": (b"", "The file is empty"),
    "blank lines": (b"\n \n\n", "The file is empty"),
    "header only": (b"x,y\n", "a header but no rows"),
    "header and empty rows": (b"x,y\n,\n,\n", "a header but no rows"),
    "a text in a ZIP archive": (zipped("a.csv"), "like a ZIP archive: unpack it, and load what is in it."),
    "a ZIP archive of nothing": (zipped(), "This looks like a ZIP archive"),
    "Excel": (
        zipped("[Content_Types].xml", "xl/workbook.xml"),
        "Office file: save it as CSV and load that.",
    ),
    "Excel, by openpyxl": (zipped("docProps/app.xml", "xl/workbook.xml"), "This looks like an Excel or Office file"),
    "Excel, by LibreOffice": (zipped("_rels/.rels", "xl/workbook.xml"), "This looks like an Excel or Office file"),
    "Word": (zipped("word/document.xml"), "This looks like an Excel or Office file"),
    "a folder with an office's name": (zipped("my xl/data.csv"), "This looks like a ZIP archive: unpack it"),
    "LibreOffice": (zipped("mimetype", "content.xml"), "like an OpenDocument file: save it as CSV and load that."),
    "xz": (lzma.compress(b"x,y\n1,2\n3,4\n"), "like a file compressed by xz: unpack it, and load what is in it."),
    "gzip": (gzip.compress(b"x,y\n1,2\n3,4\n"), "This looks like a file compressed by gzip"),
    "bzip2": (bz2.compress(b"x,y\n1,2\n3,4\n"), "This looks like a file compressed by bzip2: unpack it"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1", "This looks like an Excel or Office file"),
    "PDF": (b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "This looks like a PDF file"),
    "web page": (b"\n<!DOCTYPE html>\n<html><body>Not, found</body></html>", "This looks like a web page"),
    "JSON": (b'[{"x": 1, "y": 2},\n {"x": 2, "y": 3}]', "This looks like a JSON file"),
    "a folded table": (
        Factor.of([[1.0], [2.0]], [1.0, 3.0], names=["a"]).to_json().encode(),
        "This is a folded table already: load it into the page just as the fold wrote it.",
    ),
    "separators only": (b",,\n,,\n", "Check that the first lines hold values"),
    "one row": (b"x,y\n1,2\n", "The file has only one row of values."),
    "one row without a header": (b"1,2\n", "The file has only one row of values."),
    "a name of 5,000 letters": (b"x" * 5000 + b",y\n1,2\n1,4\n", "xxx…” is 1 in every row"),
    "a cell of 5,000 letters": (b"x,y\n1," + b"x" * 5000 + b"\n2," + b"x" * 5000, "xxx…” in every row"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
    "UTF-16 without its mark": ("x,y\n1,2\n".encode("utf-16-le"), "not a text file"),
    "half of a UTF-16 character": (b"\xff\xfex", "not a text file"),
    "one column of text": (b"c\nu\nv\nu\n", "no column of numbers"),
    "texts only": (b"a,b\nu,v\nw,z\n", "no column of numbers to predict. “a” has 2 different texts"),
    "one column of use": (
        b"x,c\n1,7\n2,7\n",
        "Only “x” can be used, and fitting needs two columns. “c” is 7",
    ),
    "a long row": (b"x,y\n1,2\n1,2,3\n4,5\n", "Row 3 has 3 fields, but the table has 2 columns"),
    "a long row far down": (b"x,y\n\n" + b"1,2\n" * 999 + b"1,2,3\n", "Row 1,002 has 3 fields"),
    "a long row of many lines": (b'x,y\n"' + b"a\n" * 300 + b'",1,2,3\n1,2\n', "Row 2 has 4 fields"),
    "an open quotation mark": (b"x,y\n" + b"1,2\n" * 500 + b'"1,2\n', "opens in row 502 and never closes"),
    "an open quotation mark above": (b'x,y\n1,"2\n' + b"1,2\n" * 500, "opens in row 2 and never closes"),
    "an open quotation mark in the header": (b'"x,y\n' + b"1,2\n" * 500, "No rows can be made out"),
    "an open quotation mark in a long line": (b'"' + b"1,2," * 99999, "No rows can be made out"),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(content: bytes, message: str) -> None:
    with pytest.raises(DataError) as refusal:
        read_csv(content)
    assert message in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("as_source", [bytes, io.BytesIO, lambda content: io.StringIO(content.decode())])
def test_a_file_may_be_as_large_as_allowed_and_no_larger(as_source: Callable[[bytes], Any]) -> None:
    content = b"x,y\n1,2\n3,4\n"
    assert len(read_csv(as_source(content), max_bytes=12).frame) == 2
    with pytest.raises(DataError, match=r"The file has 12 bytes; this page reads at most 11 bytes\."):
        read_csv(as_source(content), max_bytes=11)


@pytest.mark.parametrize(
    ("size", "shown_size"), [(20 * 2**20 + 1, "20.1 MB"), (32_715_571, "31.2 MB"), (5000 * 2**20, "5,000 MB")]
)
def test_a_large_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, shown_size: str
) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(size)
    for reading in ("open", "read_bytes"):
        monkeypatch.setattr(Path, reading, lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(DataError, match=f"The file has {shown_size}; this page reads at most 20 MB"):
        read_csv(path, max_bytes=20 * 2**20)


def test_a_wide_file_is_refused() -> None:
    assert len(read_csv(b"x,y\n1,2\n3,4\n", max_columns=2).numbers) == 2
    with pytest.raises(DataError, match="The file has 2 columns; this page reads at most 1"):
        read_csv(b"x,y\n1,2\n3,4\n", max_columns=1)
