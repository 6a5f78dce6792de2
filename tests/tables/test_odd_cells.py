"""What stands in cells that can't be read is told in the same words of a table in memory and of a folded one."""

import csv
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gd.tables.chunk import Chunk
from gd.tables.dataset import read_csv
from gd.tables.folding import fold_files
from gd.tables.odd_cells import ByColumn, OddCells, joined
from gd.tables.part import Part, merged
from gd.tables.readers import Category, Number, Reader
from gd.text import LONGEST, DataError

SAID = "taken as missing; the first is"
LONG = "x" * (LONGEST + 1)
CELLS = (
    *(
        "oops",
        " alas ",
        "12 apples",
        LONG,
        LONG[1:],
        "nan(1)",
        "+nan",
        "'=1+1",
        "a\u202eb",
        "true",
        "“”",
        "in f",
        "infinit",
    ),
    *("inf", "-Infinity", "+INF", " inf", "inf ", "1e999", "-1e999", "$1e999"),
    *("", " ", "n/a", "NaN", "nAn", "-nan", "-", " ?", "NULL"),  # missing
    *("$3", "(1,200)", "+5", "5-", ".5"),  # numbers
)


def told(notes: Sequence[str]) -> list[str]:
    """The sentences for odd cells, in the order of the alphabet."""
    return sorted(note for note in notes if SAID in note)


def written(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["a", "b", "y"], *rows])
    return path


ROWS, CLEAN = 60, 20
"""So many rows, of which the first are clean: they say that the columns are of numbers."""
odd_cells = st.lists(
    st.tuples(st.integers(CLEAN, ROWS - 1), st.integers(0, 2), st.sampled_from(CELLS)),
    max_size=5,
    unique_by=lambda c: c[:2],
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd_cells, st.sampled_from([1, 7, 25, None]), st.sampled_from([150, None]))
def test_the_same_is_told_of_a_table_and_of_its_fold(
    tmp_path: Path, cells: list[tuple[int, int, str]], chunk_rows: int | None, head: int | None
) -> None:
    rows: list[list[object]] = [[k * k % 11, k * 3 % 7, k * 5 % 13] for k in range(ROWS)]
    for row, column, text in cells:
        rows[row][column] = text
    file = written(tmp_path / "t.csv", rows)
    with pytest.MonkeyPatch.context() as patch:
        if head:
            patch.setattr("gd.tables.stream.HEAD_BYTES", head)
        folded = fold_files(file, "y", chunk_rows=chunk_rows)
    table = read_csv(file)
    assert folded.numbers == table.numbers == ("a", "b", "y")
    assert told(folded.notes) == told(table.notes)


def test_each_kind_is_counted_and_its_first_is_told_with_its_row(tmp_path: Path) -> None:
    rows = [[k % 3, k % 5, k % 7] for k in range(40)]
    odd = [["oops", "", 1], [2, "inf", LONG], ["alas", "-inf", 3], ["inf", "n/a", 3]]
    folded = fold_files(written(tmp_path / "t.csv", [*rows, *odd]), "y", chunk_rows=3)
    assert folded.notes == (
        f"“y” has 1 cell without a number, taken as missing; the first is “{LONG[1:]}…” in row 43.",
        "“a” has 2 cells without a number, taken as missing; the first is “oops” in row 42.",
        "“a” has 1 infinite value, taken as missing; the first is in row 45.",
        "“b” has 2 infinite values, taken as missing; the first is in row 43.",
        "4 of 44 rows are left out: no value in b (4), a (3), y (1).",
    )


def test_a_word_that_is_none_of_the_two_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gd.tables.stream.HEAD_BYTES", 200)
    rows = [["yes" if k % 3 else "No", k % 5, k % 7] for k in range(40)]
    folded = fold_files(written(tmp_path / "t.csv", [*rows, ["perhaps", 1, 2], ["", 1, 2], ["1", 3, 4]]), "y")
    assert told(folded.notes) == [
        "“a” has 2 cells with neither “yes” nor “no”, taken as missing; the first is “perhaps” in row 42."
    ]


def test_rows_are_counted_on_from_file_to_file(tmp_path: Path) -> None:
    rows = [[k % 3, k % 5, k % 7] for k in range(40)]
    files = [written(tmp_path / "1.csv", rows), written(tmp_path / "2.csv", [*rows, ["oops", 1, 2]])]
    assert told(fold_files(files, "y").notes) == [
        "“a” has 1 cell without a number, taken as missing; the first is “oops” in row 83, counted over all files."
    ]


def test_in_parquet_what_is_not_a_number_is_missing_and_what_is_infinite_is_told(tmp_path: Path) -> None:
    a = np.array([1.0, np.nan, np.inf, 2.0, -np.inf, 5.0])
    texts = ["1", "2", "oops", None, "n/a", "3"] + ["4"] * 14
    table = {"a": pa.array([*a, *range(13), None]), "b": texts, "y": np.arange(20.0)}
    pq.write_table(pa.table(table), tmp_path / "t.parquet")
    assert told(fold_files(tmp_path / "t.parquet", "y", chunk_rows=2).notes) == [
        "“a” has 2 infinite values, taken as missing; the first is in row 3.",
        "“b” has 1 cell without a number, taken as missing; the first is “oops” in row 3.",
    ]


def test_where_no_row_is_complete_it_is_told_what_stands_there(tmp_path: Path) -> None:
    rows = [[k % 3, k % 5, ""] for k in range(38)]
    file = written(tmp_path / "t.csv", [*rows, ["oops", 1, 3], ["alas", 1, 4]])
    with pytest.raises(DataError) as refused:
        fold_files(file, "y")
    assert str(refused.value) == (
        "No row has a value in every chosen column: none in y (38), a (2). Choose fewer columns. "
        "“a” has 2 cells without a number, taken as missing; the first is “oops” in row 40."
    )


# --- the monoid ---

counts = st.dictionaries(
    st.sampled_from("abc"), st.builds(OddCells, st.integers(1, 9), st.integers(1, 30), st.sampled_from(["", "oops"]))
)


@given(counts, counts, counts, st.integers(0, 40), st.integers(0, 40))
def test_to_join_is_associative_and_nothing_changes_nothing(
    one: ByColumn, two: ByColumn, three: ByColumn, span: int, further: int
) -> None:
    left = joined(joined(one, two, span), three, span + further)
    assert left == joined(one, joined(two, three, further), span)
    assert joined(one, {}, span) == joined({}, one, 0) == one


READERS: tuple[Reader, ...] = (Number("y"), Number("a"), Category("kind", ("u", "v")), Category("free"))


@given(st.lists(st.sampled_from(["1", "2", "oops", "inf", None, "u", "v", "n/a"]), min_size=24, max_size=24), st.data())
def test_however_the_rows_are_cut_the_same_cells_are_odd(texts: list[str | None], data: st.DataObject) -> None:
    columns = {
        "y": np.array([np.inf if text == "u" else np.nan if text is None else 1.0 for text in texts[::-1]]),
        "a": texts,
        "kind": texts,
        "free": texts,
    }

    def part(first: int, last: int) -> Part:
        own = {name: pa.array(column[first:last]) for name, column in columns.items()}
        own |= {name: own[name].cast(pa.string()) for name in ("a", "kind", "free")}
        return Part.of(Chunk(own, np.arange(1, last - first + 1), last - first), READERS, np.random.SeedSequence(0))

    cuts = sorted({0, 24, *data.draw(st.lists(st.integers(1, 23), max_size=5))})
    pieces = [part(first, last) for first, last in pairwise(cuts)]
    middle = data.draw(st.integers(0, len(pieces)))
    grouped = merged(pieces[:middle]).merge(merged(pieces[middle:]))
    whole = part(0, 24)
    assert (grouped.unread, grouped.infinite) == (whole.unread, whole.infinite)
    # By hand:
    odd = {
        "a": [t for t in texts if t in ("oops", "u", "v")],
        "kind": [t for t in texts if t in ("1", "2", "oops", "inf")],
    }
    assert {name: cells.count for name, cells in whole.unread.items()} == {n: len(t) for n, t in odd.items() if t}
    assert {name: cells.text for name, cells in whole.unread.items()} == {n: t[0] for n, t in odd.items() if t}
    assert {name: cells.count for name, cells in whole.infinite.items()} == {
        name: count for name, count in (("y", texts.count("u")), ("a", texts.count("inf"))) if count
    }


def test_of_a_long_text_one_character_more_is_kept_than_is_shown() -> None:
    chunk = Chunk({"y": pa.array([1.0, 2.0]), "a": pa.array(["1", "x" * 10**6])}, np.array([1, 2]), 2)
    assert Part.of(chunk, READERS[:2], np.random.SeedSequence(0)).unread == {"a": OddCells(1, 2, LONG)}
