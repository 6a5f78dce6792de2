"""However large or odd a file is, what it costs is bounded: memory, texts that are looked at, columns and cells."""

import gc
import tracemalloc
import weakref
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

import gd.tables.cells
import gd.tables.dialect
import gd.tables.header
from gd.experiments.experiment import prepare
from gd.experiments.first_run import choose_columns
from gd.experiments.settings import MAX_FEATURES, MAX_FOLDED_CHARACTERS, Settings
from gd.experiments.upload import read_table
from gd.factor import Factor
from gd.tables.cells import LONGEST_LEVEL, Reading, read_text
from gd.tables.dataset import Dataset, read_csv
from gd.tables.dialect import SAMPLE_CHARACTERS
from gd.tables.first_choice import first_features
from gd.tables.regression import fold_table
from gd.text import DataError
from gd.tsqr import BLOCK_NUMBERS, BLOCKS, fold
from tests.tables.largest import FILES, content

rng = np.random.default_rng(0)


def peak(task: Callable[[], object]) -> float:
    """The most memory that a task has at a time, in MB."""
    tracemalloc.start()
    task()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


# --- rows × columns -------------------------------------------------------------------------------------


class Made:
    """A matrix whose rows are made where they are asked for, which notes how many those were."""

    def __init__(self, rows: int, columns: int) -> None:
        self.shape = rows, columns
        self.most = 0

    def __getitem__(self, rows: slice) -> np.ndarray:
        k = np.arange(self.shape[0])[rows]
        self.most = max(self.most, len(k))
        return np.sin(np.outer(1 + k, 1 + np.arange(self.shape[1])))


@pytest.mark.parametrize("columns", [1, 7, 60])
def test_a_matrix_is_folded_without_ever_being_whole(columns: int) -> None:
    made = Made(100_000, columns)
    y = np.arange(100_000) % 7.0
    A = np.column_stack([np.ones(100_000), made[:], y])
    made.most = 0
    R, normal = fold(made, y)
    assert made.most * (columns + 2) <= BLOCK_NUMBERS * BLOCKS
    assert pytest.approx(A.T @ A, rel=1e-9, abs=1e-6) == R.T @ R
    assert normal == pytest.approx(A.T @ A, rel=1e-9, abs=1e-6)


def test_the_triangles_of_many_pieces_are_joined_as_they_come() -> None:
    made, y = Made(100_000, 60), np.ones(100_000)  # 46 MB, and 22 MB of triangles if all were kept
    assert peak(lambda: fold(made, y)) < 12


def levels(rows: int, categories: int = 4, count: int = 50) -> Dataset:
    """Categories of texts, and a number y."""
    columns = {f"c{j}": pd.Categorical(rng.choice([f"v{k}" for k in range(count)], rows)) for j in range(categories)}
    return Dataset(pd.DataFrame({**columns, "y": rng.normal(size=rows)}), {}, ())


def test_many_levels_take_no_more_memory_than_their_codes_and_a_few_rows() -> None:
    table = levels(20_000)
    regression = fold_table(table, "y", ["c0", "c1", "c2", "c3"])
    N, D = 20_000, len(regression.names)
    assert D == 197
    assert N * D * 8 / 2**20 > 30
    assert peak(lambda: fold_table(table, "y", ["c0", "c1", "c2", "c3"])) < 12


def test_more_rows_and_columns_than_can_be_folded_in_time_are_refused_with_the_numbers() -> None:
    table = levels(1000, 2, 5)
    assert len(fold_table(table, "y", ["c0", "c1"], max_work=1000 * 9**2).names) == 9
    with pytest.raises(DataError) as refusal:
        fold_table(table, "y", ["c0", "c1"], max_work=1000 * 9**2 - 1)
    assert str(refusal.value) == (
        "These features make 9 columns with the intercept; with 1,000 rows 8 are allowed. Choose fewer features, "
        "leave out categories with many levels, or fold the file first: `python -m gd.tables.fold`."
    )


def test_the_first_choice_of_features_can_be_folded_in_time() -> None:
    table = levels(1000, 2, 5)
    assert first_features(table, "y", 200, 1000 * 9**2) == (("c0", "c1"), "")
    names, note = first_features(table, "y", 200, 1000 * 9**2 - 1)
    assert names == ("c0",)
    assert note == "Not chosen to begin with: “c1” (too many weights for 1,000 rows)."


def test_more_rows_than_fit_into_memory_are_refused_for_batches() -> None:
    regression = fold_table(levels(1000, 1, 5), "y", ["c0"])
    assert regression.rows(max_numbers=5000).X.shape == (1000, 5)
    with pytest.raises(DataError) as refusal:
        regression.rows(max_numbers=4999)
    assert str(refusal.value) == (
        "Batches need every row in memory: 1,000 rows × 5 columns are 5,000 numbers; 4,999 are allowed. "
        "Set the batch to 0, all rows at once, or choose fewer features."
    )


def test_problems_with_the_same_rows_share_them_and_the_last_one_frees_them() -> None:
    regression = fold_table(levels(1000, 1, 5), "y", ["c0"])
    one, other = regression.rows("sum"), regression.rows("mean")
    assert one.X is other.X
    rows = weakref.ref(one.X)
    del one
    assert rows() is other.X
    del other
    gc.collect()
    assert rows() is None


# --- columns, lines and cells ---------------------------------------------------------------------------


def test_columns_are_counted_before_anything_is_made_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gd.tables.header, "is_number", lambda *_: pytest.fail("a field was looked at"))
    with pytest.raises(DataError, match="The file has 30,000 columns; this page reads at most 1,000"):
        read_csv(b"1" + b",1" * 29_999, max_columns=1000)


def test_a_first_line_is_as_long_as_is_looked_at_and_no_longer() -> None:
    def file(length: int) -> bytes:
        names = ",".join(letter * 80_000 for letter in "abcdefghijkl") + "m,"
        rest = ["m" * 80_000] * 20
        header = (names + ",".join(rest))[:length]
        width = header.count(",") + 1
        return "\n".join([header, ",".join("1" * width), ",".join("3" * width), ",".join("2" * width)]).encode()

    assert len(read_csv(file(SAMPLE_CHARACTERS)).numbers) == 14
    with pytest.raises(DataError) as refusal:
        read_csv(file(SAMPLE_CHARACTERS + 1))
    assert str(refusal.value) == (
        "The first line has 1,048,577 characters; at most 1,048,576 are read. "
        "End each row with a line break, and leave out columns that you don't need."
    )


def test_lines_that_make_more_cells_than_allowed_are_refused() -> None:
    content = b"a,b,c\n" + b"1,2,3\n" * 4 + b"3,1,\n" * 5
    assert read_csv(content, max_cells=30).rows == 9
    with pytest.raises(DataError) as refusal:
        read_csv(content, max_cells=29)
    assert str(refusal.value) == (
        "The file has 10 lines and 3 columns, which make 30 cells, empty ones included; this page reads at most 29. "
        "Leave out rows or columns that you don't need."
    )


# --- texts ----------------------------------------------------------------------------------------------


def read(cells: list[str], looks: int = 1000) -> tuple[pd.Series | str, Reading]:
    """A column as it is read where so many texts may still be looked at, and how many may be after it."""
    reading = Reading(",", ".", [], looks)
    return read_text(pd.Series(cells, name="c", dtype="str"), reading), reading


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gd.tables.cells, "FEW_TEXTS", 100)


def test_of_many_texts_a_few_cells_show_that_they_are_no_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    parse = gd.tables.cells.is_number
    monkeypatch.setattr(gd.tables.cells, "is_number", lambda text: (looked.append(text), parse(text))[1])
    monkeypatch.setattr(gd.tables.cells, "_texts", lambda *_: pytest.fail("all are looked at"))
    column, reading = read([f"t{k}" for k in range(5000)])
    assert column == "“c” has 5,000 different texts in 5,000 rows: it looks like an id or free text, so it is left out."
    assert len(looked) == 1000
    assert reading.looks == 1000


@pytest.mark.parametrize("form", ["${}.50", "({})"])
def test_many_numbers_written_as_text_are_read_as_long_as_there_are_not_too_many(form: str) -> None:
    column, reading = read([form.format(k) for k in range(1, 1001)])
    assert not isinstance(column, str)
    assert np.abs(column).tolist() == [float(form.format(k).strip("$()")) for k in range(1, 1001)]
    assert reading.looks == 0
    column, _ = read([form.format(k) for k in range(1, 1002)])
    assert column == (
        f"“c” has 1,001 different texts such as “{form.format(1)}”; in all columns, 1,000,000 are looked at, "
        "so it is left out. Write its numbers without signs, blanks and words."
    )


@pytest.mark.parametrize(("form", "end"), [("t{}", "it looks like an id or free text"), ("${}", "are looked at")])
def test_of_very_many_texts_not_all_are_ever_counted(monkeypatch: pytest.MonkeyPatch, form: str, end: str) -> None:
    monkeypatch.setattr(gd.tables.cells, "MAX_TEXTS", 1000)
    column, _ = read([form.format(k % 1000) for k in range(5000)])
    assert "more than" not in str(column)
    monkeypatch.setattr(pd, "factorize", lambda *_: pytest.fail("all are counted"))
    column, _ = read([form.format(k % 1001) for k in range(5000)])
    assert str(column).startswith("“c” has more than 1,000 different texts ")
    assert end in str(column)


def test_the_columns_of_a_file_share_what_is_looked_at() -> None:
    reading = Reading(",", ".", [], 300)
    columns = [read_text(pd.Series([f"${k}" for k in range(n)], name="c"), reading) for n in (200, 101, 100)]
    assert [isinstance(column, str) for column in columns] == [False, True, False]
    assert reading.looks == 0
    category = read_text(pd.Series(["a", "b"] * 50, name="c"), reading)
    assert not isinstance(category, str)  # so few are always looked at
    assert category.tolist() == ["a", "b"] * 50


def test_many_different_times_are_still_called_dates() -> None:
    column, _ = read([f"2020-01-02 10:00:{k}" for k in range(500)])
    assert "holds dates" in str(column)


def test_a_level_is_as_long_as_allowed_and_no_longer() -> None:
    column, _ = read(["a" * LONGEST_LEVEL, "b"] * 5)
    assert not isinstance(column, str)
    assert column.tolist() == ["a" * LONGEST_LEVEL, "b"] * 5
    column, _ = read(["a" * (LONGEST_LEVEL + 1), "b"] * 5)
    assert column == (
        "“c” holds texts of up to 501 characters, and a level may have 500: it looks like free text, so it is left out."
    )


def test_what_is_a_number_far_up_is_still_the_text_that_it_was() -> None:
    """pandas reads a file in pieces, of which this one has two: the first column is a number in the first of them."""
    table = read_csv(b"c,d,y\n" + b"1.50,TRUE,1\n" * 400_000 + b"a,x,2\n" * 400_000)
    assert table.frame["c"].unique().tolist() == ["1.50", "a"]
    assert table.frame["d"].unique().tolist() == ["TRUE", "x"]
    assert table.categories == ("c", "d")


def test_blanks_in_quotation_marks_are_kept_in_a_file_cut_at_blanks() -> None:
    table = read_csv(b'c    y\n"a  b"  1\n  "a  b" 2\n\tc 5  \n')
    assert table.frame["c"].tolist() == ["a  b", "a  b", "c"]
    assert table.frame["y"].tolist() == [1, 2, 5]


# --- folded files ---------------------------------------------------------------------------------------


def test_a_folded_table_of_the_most_columns_is_short_enough_and_a_longer_text_is_refused() -> None:
    X = rng.normal(size=(1000, MAX_FEATURES)) * 1e-300 ** rng.random(MAX_FEATURES) / 3
    names = [f"{j:0200}" for j in range(MAX_FEATURES)]
    text = Factor.of(X, -X[:, 0] / 3, names=names, target="t" * 200).to_json()
    assert read_table(text.encode()).rows == 1000
    assert read_table(text.ljust(MAX_FOLDED_CHARACTERS).encode()).rows == 1000
    with pytest.raises(DataError) as refusal:
        read_table(text.ljust(MAX_FOLDED_CHARACTERS + 1).encode())
    assert str(refusal.value) == (
        "The folded table has 8,000,001 characters; this page takes at most 8,000,000, enough for 199 columns. "
        "Fold fewer features."
    )


# --- all of it ------------------------------------------------------------------------------------------


def run(content: bytes) -> str:
    """Run the page's first choice on a file; the sentence if it is refused."""
    try:
        table = read_table(content)
        target, features, _ = choose_columns(table, "", ())
        settings = Settings("table", epochs=3, target=target, features=tuple(features), scale=True)
        prepare(settings, table).run()
    except ValueError as error:
        return str(error)
    return "It was run."


@pytest.mark.parametrize("name", FILES)
def test_a_small_file_of_each_kind_is_run_or_refused_in_a_sentence(name: str) -> None:
    said = run(content(name, 60_000))
    assert said.endswith(".")
    assert len(said) < 500
