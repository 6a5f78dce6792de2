"""Arrow and pandas read the same rows from a file, and where Arrow can't go on, pandas does."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gd.tables.chunk import Chunk
from gd.tables.numbers import MISSING
from gd.tables.stream import Stream
from gd.text import DataError

Rows = dict[int, list[str | None]]
"""The cells of each row, without blanks around, by the row's number."""

cells = st.one_of(
    st.sampled_from(
        [" ", "1.5", "-2", "1e3", "NA", "", "n/a", " 3", "4 ", "1,5", "$7", "a", " b ", 'say ""x""', "ö\u2003z"]
    ),
    st.text(st.characters(blacklist_characters='"\r\n\0', codec="utf-8"), max_size=4),
)


def written(cell: str) -> str:
    """The cell as a careful program writes it: in quotation marks where it needs them."""
    return f'"{cell}"' if set(cell) & set(',\n"') else cell


def rows_of(chunks: Iterable[Chunk]) -> Rows:
    rows, above = Rows(), 0
    for chunk in chunks:
        texts = zip(*(column.to_pylist() for column in chunk.columns.values()), strict=True)
        for number, row in zip(chunk.rows.tolist(), texts, strict=True):
            rows[above + number] = [
                text and (text.strip() if text.strip().casefold() not in MISSING else None) for text in row
            ]
        above += chunk.span
    return rows


def by_both(stream: Stream, chunk_rows: int | None = None) -> tuple[Rows, Rows]:
    return rows_of(stream._by_arrow(chunk_rows, None)), rows_of(stream._by_pandas(chunk_rows, 0, None))


@example(table=[(" ", "  ", " "), ("1", " ", ""), ("", " NA", " .")], chunk_rows=None, newline="\n", end="")
@settings(max_examples=300, deadline=None)
@given(
    table=st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=12),
    chunk_rows=st.sampled_from([1, 3, None]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    end=st.sampled_from(["", "\n", "\n\n\n"]),
)
def test_both_read_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[tuple[str, ...]],
    chunk_rows: int | None,
    newline: str,
    end: str,
) -> None:
    lines = ["a,b,c", "1,x,2", "2,y,3", *(",".join(map(written, row)) for row in table)]
    file = tmp_path_factory.getbasetemp() / "t.csv"
    file.write_bytes((newline.join(lines) + end.replace("\n", newline)).encode())
    stream = Stream.of(file, [])
    assert stream.plain
    one, other = by_both(stream, chunk_rows)
    assert one == other
    assert one[2] == ["1", "x", "2"]


TABLE = "a,b,y\n" + "".join(f'{k},"text, {k % 3}",{k * k}\n' for k in range(300))


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrow reads a few rows at a time, so that some are read before one that it can't read."""
    monkeypatch.setattr("gd.tables.batches.BLOCK_BYTES", 256)
    monkeypatch.setattr("gd.tables.batches.chunk_rows", lambda columns: 10)
    monkeypatch.setattr("gd.tables.stream.HEAD_BYTES", 300)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("line", ["7,short", "", '1,"two\nlines",3', '"1"x,"a""b",2', "8,long text" + "x" * 999 + ",2"])
@pytest.mark.parametrize("rows", [7, None])
def test_no_row_is_lost_or_read_twice_where_one_is_odd(tmp_path: Path, line: str, rows: int | None) -> None:
    file = tmp_path / "t.csv"
    lines = TABLE.splitlines()
    file.write_text("\n".join([*lines[:200], line, *lines[200:], ""]))
    stream = Stream.of(file, [])
    found = rows_of(stream.chunks(rows, None))
    assert found == rows_of(stream._by_pandas(rows, 0, None))
    assert len(found) == 300 + (line != "")
    assert [cells[0] for cells in found.values() if cells[1] == "text, 1"] == [str(k) for k in range(1, 300, 3)]
    assert found[302] == ["299", "text, 2", str(299 * 299)]


@pytest.mark.parametrize(("separator", "plain"), [(",", True), ("\t", True), (", ", False), (" ", False)])
def test_pandas_reads_what_arrow_would_read_otherwise(tmp_path: Path, separator: str, plain: bool) -> None:
    """Blanks before a quotation mark, and separators that are blanks themselves."""
    file = tmp_path / "t.csv"
    file.write_text("\n".join(separator.join(row) for row in (("a", "b"), ("1", '"x, y"'), ("2", '"z"'))))
    stream = Stream.of(file, [])
    assert stream.plain == plain
    assert rows_of(stream.chunks(None, None)) == {2: ["1", "x, y"], 3: ["2", "z"]}


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("last", ['"x', '"x""', '"x,1\n3,y,4'])
def test_a_quotation_mark_that_never_closes_is_refused_however_short_the_rest(
    tmp_path: Path, last: str, end: str
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"a,b,c\n1,x,2\n2,y,{last}{end}")
    with pytest.raises(DataError, match="A quotation mark opens in row 3 and never closes"):
        rows_of(Stream.of(file, []).chunks(None, None))
