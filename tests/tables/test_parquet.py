"""A Parquet file, or a folder of them, folds to the factor of the same table as CSV."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gd.tables import folding
from gd.tables.fold import main
from gd.tables.parquet import HEAD_ROWS
from gd.text import DataError
from tests.tables.test_several import assert_same_products
from tests.tables.unpacked import fold_files

N = HEAD_ROWS + 1234
rng = np.random.default_rng(3)
TABLE = pd.DataFrame(
    {
        "size": rng.normal(size=N),
        "rooms": rng.integers(1, 9, N),
        "kind": rng.choice(["flat", "house"], N),
        "balcony": rng.random(N) < 0.5,
        "built": pd.Timestamp("1990-01-01") + pd.to_timedelta(rng.integers(0, 9999, N), "D"),
        "rent": rng.normal(900, 200, N),
    }
)
TABLE.loc[3, "size"] = np.nan
TABLE.loc[[5, N - 7], "kind"] = None
TABLE.loc[N - 1, "kind"] = "castle"  # a level that the head doesn't have
NOTES = [
    "“built” holds dates, which can't be used as they are, so it is left out.",
    f"3 of {N:,} rows are left out: no value in kind (2), size (1).",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table as CSV, as Parquet in three kinds, and as two folders of it."""
    folder = tmp_path_factory.mktemp("rents")
    TABLE.to_csv(folder / "rents.csv", index=False)
    table = pa.Table.from_pandas(TABLE)
    pq.write_table(table, folder / "rents.parquet", row_group_size=1000)
    packed = table.set_column(2, "kind", table["kind"].dictionary_encode())
    pq.write_table(
        packed.set_column(1, "rooms", packed["rooms"].cast("uint8")), folder / "packed.pq", compression="zstd"
    )
    exact = table.set_column(1, "rooms", table["rooms"].cast(pa.decimal128(21, 2)))
    pq.write_table(exact, folder / "exact.parquet")
    pq.write_to_dataset(table, folder / "by-kind", partition_cols=["kind"])
    for k in range(3):
        (folder / "months").mkdir(exist_ok=True)
        pq.write_table(table.slice(k * 4000, 4000 if k < 2 else N), folder / "months" / f"{k}.parquet")
    return folder


@pytest.mark.parametrize("name", ["rents.parquet", "packed.pq", "exact.parquet", "months"])
@pytest.mark.parametrize("chunk_rows", [777, None])
def test_it_folds_to_the_factor_of_the_same_csv(folder: Path, name: str, chunk_rows: int | None) -> None:
    (factor, notes), (one, said) = (
        fold_files(folder / file, "rent", chunk_rows=chunk_rows) for file in (name, "rents.csv")
    )
    assert (factor.columns, factor.rows, notes) == (one.columns, one.rows, said)
    assert notes == NOTES
    assert_same_products(factor, one)


def test_parts_of_the_table_may_be_in_folders_that_tell_a_value(folder: Path) -> None:
    """There the rows come in another order, and the column that the folders tell is the last."""
    factor, notes = fold_files(folder / "by-kind", "rent")
    one, _ = fold_files(folder / "rents.csv", "rent")
    assert sorted(factor.columns) == sorted(one.columns)
    assert (factor.rows, notes) == (one.rows, NOTES)
    assert_same_products(factor.select(one.columns), one)


def test_several_files_are_one_table(folder: Path) -> None:
    parts = [folder / "months" / f"{k}.parquet" for k in range(3)]
    factor, _ = fold_files(parts, "rent")
    assert_same_products(factor, fold_files(folder / "months", "rent")[0])
    assert len(set(factor.sample.rows.tolist())) == len(factor.sample.rows)


def test_only_the_chosen_columns_are_used(folder: Path) -> None:
    factor, _ = fold_files(folder / "rents.parquet", "rent", features=["rooms"])
    assert factor.columns == ("rooms",)
    assert factor.rows == N


def test_progress_ends_with_the_last_row(folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    fold_files(folder / "rents.parquet", "rent", chunk_rows=5000, progress=lambda *told: seen.append(told))
    assert seen == sorted(seen)
    assert seen[-1] == (N, N)


@pytest.mark.parametrize(
    ("other", "differ"),
    [
        (TABLE.drop(columns="size"), "“size”"),
        (TABLE.assign(garden=1.0), "“garden”"),
        (TABLE.assign(rooms="three"), "“rooms”"),
    ],
)
def test_files_that_differ_are_named_with_what_differs(tmp_path: Path, other: pd.DataFrame, differ: str) -> None:
    TABLE.to_parquet(tmp_path / "a.parquet")
    other.to_parquet(tmp_path / "b.parquet")
    for paths in (tmp_path, [tmp_path / "a.parquet", tmp_path / "b.parquet"]):
        with pytest.raises(DataError, match=f"“b.parquet” differs from “a.parquet” in {differ}"):
            fold_files(paths, "rent")


def damaged(path: Path, content: bytes) -> Any:
    path.write_bytes(content)
    return path


def test_one_that_is_damaged_in_the_middle_is_refused_in_words(folder: Path, tmp_path: Path) -> None:
    content = bytearray((folder / "rents.parquet").read_bytes())
    content[200_000:210_000] = bytes(10_000)
    with pytest.raises(DataError, match="It can't be read as Parquet"):
        fold_files(damaged(tmp_path / "hole.parquet", bytes(content)), "rent")


def test_one_without_rows_is_refused(tmp_path: Path) -> None:
    TABLE.iloc[:0].to_parquet(tmp_path / "none.parquet")
    with pytest.raises(DataError, match="There are no rows in it"):
        fold_files(tmp_path / "none.parquet", "rent")


@pytest.mark.parametrize("keep", [4, 100, -9])
def test_a_damaged_file_is_refused_in_words(folder: Path, tmp_path: Path, keep: int) -> None:
    content = (folder / "rents.parquet").read_bytes()
    with pytest.raises(DataError, match="It can't be read as Parquet"):
        fold_files(damaged(tmp_path / "cut.parquet", content[:keep]), "rent")


def test_kinds_are_not_mixed_and_an_empty_folder_is_said_to_be_so(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Some files are Parquet, and others aren't"):
        fold_files([folder / "rents.parquet", folder / "rents.csv"], "rent")
    with pytest.raises(DataError, match="There is no Parquet file in"):
        fold_files(tmp_path, "rent")
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    with pytest.raises(DataError, match=f"Name CSV files themselves: {re.escape(str(tmp_path))}/"):
        fold_files(tmp_path, "rent")


def test_the_command_folds_it(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(folder / "months"), "--target", "rent", "-o", str(tmp_path / "f.json")]) == 0
    assert f"f.json: {N - 3:,} rows, 4 features in 6 columns, target “rent”." in capsys.readouterr().out


@pytest.mark.parametrize("first", ["by-kind", "flat.parquet"])
def test_a_column_that_only_folders_tell_has_to_be_told_of_every_file(folder: Path, tmp_path: Path, first: str) -> None:
    TABLE.drop(columns="kind").to_parquet(tmp_path / "flat.parquet", index=False)
    paths = [folder / "by-kind", tmp_path / "flat.parquet"]
    with pytest.raises(DataError, match=r"differs from “.*” in “kind”: in a table every file has the same columns"):
        fold_files(paths if first == "by-kind" else paths[::-1], "rent")


def test_keys_of_folders_are_read_like_cells_of_a_file(tmp_path: Path) -> None:
    numbers = pa.table({"k": pa.array([None, 1, 2, 3] * 5), "x": rng.normal(size=20), "y": rng.normal(size=20)})
    pq.write_to_dataset(numbers, tmp_path / "numbers", partition_cols=["k"])
    folded = folding.fold_files(tmp_path / "numbers", "y")
    assert folded.numbers == ("x", "k", "y")
    assert folded.notes == ("5 of 20 rows are left out: no value in k (5).",)
    mixed = numbers.set_column(0, "k", pa.array(["1", "a", "2", "b"] * 5))
    pq.write_to_dataset(mixed, tmp_path / "mixed", partition_cols=["k"])
    assert folding.fold_files(tmp_path / "mixed", "y").by_name["k"].levels == ("1", "2", "a", "b")


@pytest.mark.parametrize(
    ("column", "said"),
    [
        (pa.array([[1], [2], None]), "“c” holds lists or records, not single values, so it is left out."),
        (pa.array([{"a": 1}, {"a": 2}, None]), "“c” holds lists or records, not single values, so it is left out."),
        (pa.array([b"\xff", b"a", None]), "“c” holds bytes that aren't said to be text, so it is left out."),
    ],
)
def test_what_is_no_number_and_no_text_is_left_out_with_a_sentence(tmp_path: Path, column: pa.Array, said: str) -> None:
    pq.write_table(pa.table({"x": [1.0, 2.0, 4.0], "c": column, "y": [1.0, 3.0, 2.0]}), tmp_path / "t.parquet")
    folded = folding.fold_files(tmp_path / "t.parquet", "y")
    assert (folded.names, folded.notes) == (("x", "y"), (said,))
    with pytest.raises(DataError, match=said[:30]):
        folding.fold_files(tmp_path / "t.parquet", "y", features=["x", "c"])


@pytest.mark.parametrize("name", ["a.parquet", "new.json", "deep/new.json"])
def test_nothing_is_written_into_the_folder_that_is_folded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "deep").mkdir()
    TABLE.to_parquet(tmp_path / "a.parquet")
    before = (tmp_path / "a.parquet").read_bytes()
    assert main([str(tmp_path), "--target", "rent", "-o", str(tmp_path / name)]) == 1
    assert capsys.readouterr().err == "The output lies in the folder that is folded. Write it somewhere else.\n"
    assert (tmp_path / "a.parquet").read_bytes() == before
    assert not list(tmp_path.rglob("*.json"))


@pytest.mark.parametrize("rows", [0, -1])
def test_a_chunk_has_rows(folder: Path, rows: int) -> None:
    with pytest.raises(ValueError, match=f"A chunk of {rows} rows is asked for; it needs at least 1"):
        fold_files(folder / "rents.parquet", "rent", chunk_rows=rows)
