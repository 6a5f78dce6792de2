"""Finding the first row of a table, and the rows that hold the names of its columns."""

import pytest

from gd.tables.dataset import read_csv
from gd.text import DataError

XY = {"x": [1.0, 2.0, 3.0], "y": [5.0, 6.0, 8.0]}
NUMBERED = {"column 1": [1.0, 2.0, 3.0], "column 2": [5.0, 6.0, 8.0]}
CLASSES = {"column 1": [5.1, 4.9, 6.3], "column 2": [3.5, 3.0, 3.3], "column 3": ["setosa", "setosa", "other"]}
BEGINNINGS = {
    "comments": ("# made by hand\n# 2020, first\nx,y\n1,5\n2,6\n3,8\n", XY),
    "more comments than rows": ("# a\n# b\n# c\n# d\n# e\nx;y\n1;5,0\n2;6\n3;8\n", XY),
    "a comment above numbers": ("# made by hand\n1,5\n2,6\n3,8\n", NUMBERED),
    "a header in a comment": ("# x,y\n1,5\n2,6\n3,8\n", XY),
    "a header in a comment, cut at blanks": ("# x y\n1 5\n2 6\n3 8\n", XY),
    "a name that is the comments' sign": ("#,y\n1,5\n2,6\n4,8\n", {"#": [1.0, 2.0, 4.0], "y": XY["y"]}),
    "a separator that is named": ("sep=;\nx;y\n1;5,0\n2;6\n3;8\n", XY),
    "a separator that is named, in quotation marks": ('"SEP=|"\nx|y\n1|5\n2|6\n3|8\n', XY),
    "a separator that is named above numbers": ("sep=,\n1,5\n2,6\n3,8\n", NUMBERED),
    "a title": ("Sales of the year\n\nx;y\n1;5\n2;6\n3;8\n", XY),
    "titles above years": (
        "Source,A bank,,\n\nUpdated,2020-01-31,,\n\nland,code,1960,1961\nu,k,1,5\nv,k,2,6\nu,l,3,8\n",
        {"land": ["u", "v", "u"], "code": ["k", "k", "l"], "1960": XY["x"], "1961": XY["y"]},
    ),
    "years as names": ("2019,2020,n\n1,5,4\n2,6,9\n3,8,7\n", {"2019": XY["x"], "2020": XY["y"], "n": [4.0, 9.0, 7.0]}),
    "fractions as names": ("t,0.1,0.5\n4,1,5\n9,2,6\n7,3,8\n", {"t": [4.0, 9.0, 7.0], "0.1": XY["x"], "0.5": XY["y"]}),
    "numbers as names, a blank above those of the rows": (",0,1\n0,1,5\n1,2,6\n2,3,8\n", {"0": XY["x"], "1": XY["y"]}),
    "no header, a text in each row": ("5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,other\n", CLASSES),
    "no header, whole numbers and a text": ("1,5,u\n2,6,v\n3,8,u\n", {**NUMBERED, "column 3": ["u", "v", "u"]}),
    "counts and classes": ("3,2,setosa,other\n5.1,3.5,setosa\n4.9,3.0,setosa\n6.3,3.3,other\n", CLASSES),
    "counts alone": ("\n3,1\n1,5,7\n2,6,9\n3,8,7\n", {**NUMBERED, "column 3": [7.0, 9.0, 7.0]}),
    "counts above a header": ("3,1,,\nx,y\n1,5\n2,6\n3,8\n", XY),
    "counts of two digits": (
        "12,2,u,v\n" + "1,5,u\n2,6,v\n3,8,u\n" * 4,
        {"column 1": XY["x"] * 4, "column 2": XY["y"] * 4, "column 3": ["u", "v", "u"] * 4},
    ),
    "counts that don't count, so are names": (
        "4,1,a\n1,5,7\n2,6,9\n3,8,7\n",
        {"4": XY["x"], "1": XY["y"], "a": [7.0, 9.0, 7.0]},
    ),
    "numbers that might be counts, but are as wide as the rest": (
        "2,1\n1,5\n3,8\n",
        {"column 1": [2.0, 1.0, 3.0], "column 2": [1.0, 5.0, 8.0]},
    ),
    "names of the rows, with none for themselves": ("x,y\na,1,5\nb,2,6\nc,3,8\n", XY),
    "numbers of the rows, with no name": ("x,y\n1,1,5\n2,2,6\n3,3,8\n", XY),
}


@pytest.mark.parametrize(("text", "wanted"), BEGINNINGS.values(), ids=BEGINNINGS)
def test_a_table_is_found_where_it_begins(text: str, wanted: dict[str, list[float | str]]) -> None:
    frame = read_csv(text.encode()).frame
    assert {str(name): frame[name].tolist() for name in frame} == wanted


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("# x,y\n?,4\n1,5\n2,6\n", ["x", "y"], [2, 3, 4]),
        ("7,?\n1,5\n2,6\n3,8\n", ["column 1", "column 2"], [1, 2, 3, 4]),
    ],
)
def test_a_missing_value_is_a_value_not_a_name(text: str, names: list[str], rows: list[int]) -> None:
    frame = read_csv(text.encode()).frame
    assert list(frame) == names
    assert frame.index.tolist() == rows


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("# made by hand\nx,y\n1,5\n2,6\n", ["Above the table there is 1 row, left out."]),
        ("A title\nAnother\n\nx,y\n1,5\n2,6\n", ["Above the table there are 2 rows, left out."]),
        (
            "2,1,a,b\n1.5,0\n2.5,1\n",
            [
                "The first row, “2,1,a,b”, counts the rows and columns below, so it is left out.",
                "The first row of the table is all numbers, so it is read as data, and the columns are numbered.",
            ],
        ),
        (
            "5.1,u\n4.9,u\n6.3,v\n",
            ["The first row is like those below it, so it is read as data, and the columns are numbered."],
        ),
    ],
)
def test_what_stands_above_a_table_is_said(text: str, notes: list[str]) -> None:
    assert list(read_csv(text.encode()).notes) == notes


@pytest.mark.parametrize(("text", "row"), [("# a\nx,y\n1,5\n2,6\n3,7,8\n", 5), ("2,1,a\n1,5\n2,6,7\n", 3)])
def test_rows_are_counted_from_the_top_of_the_file(text: str, row: int) -> None:
    with pytest.raises(DataError, match=f"Row {row} has 3 fields"):
        read_csv(text.encode())


def test_rows_below_comments_have_the_numbers_that_a_spreadsheet_shows() -> None:
    assert read_csv(b'# a\n\n"x\nx",y\n1,5\n2,6\n').frame.index.tolist() == [4, 5]


@pytest.mark.parametrize(("below", "is_header"), [(19, False), (20, False), (21, True)])
def test_a_text_that_comes_again_within_twenty_rows_is_no_name(below: int, is_header: bool) -> None:
    rows = [f"{k},{'u' if k == below else f'v{k % 9}'},{k * k}" for k in range(1, 31)]
    names = read_csv("\n".join(["7,u,5", *rows]).encode()).names
    assert names == (("7", "u", "5") if is_header else ("column 1", "column 2", "column 3"))


@pytest.mark.parametrize(("lines", "are_counts"), [(2, False), (3, True), (4, True), (5, False)])
def test_counts_are_those_of_the_rows_below_with_a_header_or_without(lines: int, are_counts: bool) -> None:
    rows = "".join(f"{k},{k * k},{7 - k}\n" for k in range(1, lines + 1))
    notes = " ".join(read_csv(f"3,1\n{rows}".encode()).notes)
    assert ("counts the rows and columns below" in notes) == are_counts


@pytest.mark.parametrize(("columns", "are_counts"), [(0, False), (1, True), (2, True), (3, False)])
def test_counted_columns_are_fewer_than_those_below(columns: int, are_counts: bool) -> None:
    notes = " ".join(read_csv(f"3,{columns}\n1,5,7\n2,6,9\n3,8,7\n".encode()).notes)
    assert ("counts the rows and columns below" in notes) == are_counts
