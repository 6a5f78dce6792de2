"""How pandas is asked for a table: in pieces, which leave no trace in it, and without a word to other threads."""

import warnings
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gd.tables.parse
from gd.tables.dialect import find_layout
from gd.tables.parse import CHUNK_CELLS, parse

CELLS = "1", "-2.5", "1e5", " 7", "abc", "True", "False", "NA", "", "$5", "2020-01-01", '"a,b"', "é", "inf"
CUT = 5
"""Cells of a piece."""


def parsed(text: str) -> tuple[pd.DataFrame, list[str]]:
    notes: list[str] = []
    return parse(text.encode(), find_layout(text, []), notes), notes


@given(st.lists(st.tuples(*[st.sampled_from(CELLS)] * 3), min_size=8, max_size=20))
def test_a_table_is_the_same_in_whatever_pieces_it_is_parsed(rows: list[tuple[str, ...]]) -> None:
    text = "\n".join(["a,b,c", "1,2,3", *map(",".join, rows), "4,5,6"])
    whole, told = parsed(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gd.tables.parse, "CHUNK_CELLS", CUT)
        pieces, said = parsed(text)
    pd.testing.assert_frame_equal(pieces, whole)
    assert said == told


@pytest.mark.parametrize(("rows", "cells"), [(9, CUT), (600_000, CHUNK_CELLS)])
def test_numbers_above_and_texts_below_are_all_texts(monkeypatch: pytest.MonkeyPatch, rows: int, cells: int) -> None:
    """pandas would warn of such a column, also where it cuts a piece into smaller ones; here a warning is an error."""
    monkeypatch.setattr(gd.tables.parse, "CHUNK_CELLS", cells)
    table, _ = parsed("x,y\n" + "1.0,2\n" * rows + "a,3\n" * rows)
    assert table["x"].value_counts().to_dict() == {"1.0": rows, "a": rows}
    assert table["y"].value_counts().to_dict() == {2: rows, 3: rows}


def test_while_a_file_is_parsed_warnings_are_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done about a warning is the same for all threads: who changes it for a while does so to all visitors."""
    before, meanwhile, read = list(warnings.filters), list[Any](), pd.read_csv

    def watched(*given: Any, **more: Any) -> Any:
        meanwhile.append(list(warnings.filters))
        return read(*given, **more)

    monkeypatch.setattr(pd, "read_csv", watched)
    parsed("x,y\n" + "1,2\n" * 9)
    assert meanwhile == [before]
