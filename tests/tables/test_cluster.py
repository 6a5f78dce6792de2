"""Rows on a cluster, folded by two real worker processes that hold them."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dask import dataframe
from distributed import Client, LocalCluster

from gd.factor import Factor
from gd.least_squares import LeastSquares
from gd.tables.cluster import fold_dask
from gd.tables.fold import main
from gd.tables.folded import FoldedFile
from gd.tables.folding import fold_files
from gd.text import DataError
from tests.cluster.local import local_cluster
from tests.tables.test_several import assert_same_products

rng = np.random.default_rng(0)
N = 10_007
TABLE = pd.DataFrame(rng.normal(size=(N, 4)) * [1, 10, 100, 1] + [0, 5, 1000, 0], columns=["a", "b", "c", "d"])
TABLE["y"] = TABLE @ [1, 2, 3, 4] + rng.normal(size=N)
HOUSES = TABLE.assign(
    kind=rng.choice(["flat", "house", "hut"], N, p=[0.6, 0.39, 0.01]), size=rng.choice(["small", "large", "vast"], N)
)
HOUSES.loc[[5, 77, N - 1], "kind"] = None
HOUSES.loc[[5, 900], "b"] = np.nan
HOUSES.loc[N - 2, "kind"] = "castle"  # a level of one row alone
NOTE = f"4 of {N:,} rows are left out: no value in kind (3), b (2)."


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with local_cluster(2) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def workers(cluster: LocalCluster) -> Iterator[Client]:
    with Client(cluster) as client:
        yield client


@pytest.fixture(scope="module")
def csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("houses") / "houses.csv"
    HOUSES.to_csv(file, index=False)
    return file


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_the_weights_are_those_of_the_fit_in_memory(workers: Client, partitions: int) -> None:
    factor = fold_dask(dataframe.from_pandas(TABLE, npartitions=partitions), "y", ["c", "a", "b"]).factor
    X, y = TABLE[["c", "a", "b"]].to_numpy(), TABLE["y"].to_numpy()
    assert (factor.columns, factor.target, factor.rows) == (("c", "a", "b"), "y", N)
    whole = LeastSquares.from_factor(Factor.of(X, y), intercept=True).exact()
    found = LeastSquares.from_factor(factor, intercept=True).exact()
    # The columns' condition number is 10⁴, so a rounding error may change the weights by about 10⁻¹².
    assert np.linalg.norm(found - whole) <= 1e-10 * np.linalg.norm(whole)
    assert whole == pytest.approx(np.linalg.lstsq(np.column_stack([np.ones(N), X]), y)[0], rel=1e-9)
    assert len(set(factor.sample.keys)) == 500


def test_the_partitions_are_folded_on_both_workers(workers: Client) -> None:
    before = workers.run(lambda dask_worker: dask_worker.state.transition_counter)
    fold_dask(dataframe.from_pandas(TABLE, npartitions=8), "y", ["a"])
    after = workers.run(lambda dask_worker: dask_worker.state.transition_counter)
    assert len(after) == 2
    assert all(after[worker] > before[worker] for worker in after)


def test_rows_that_lack_a_value_and_empty_partitions_are_left_out(workers: Client) -> None:
    holes = TABLE.copy()
    holes.loc[:5000, "a"] = np.nan
    holes.loc[6000, "y"] = np.inf
    factor = fold_dask(dataframe.from_pandas(holes, npartitions=5), "y", ["a", "b"]).factor
    complete = holes[["a", "b", "y"]].replace(np.inf, np.nan).dropna()
    expected = Factor.of(complete[["a", "b"]], complete["y"], names=["a", "b"])
    assert factor.rows == len(complete) == N - 5002
    assert pytest.approx(expected.R, rel=1e-11, abs=1e-9) == factor.R
    holes["a"] = np.nan
    with pytest.raises(DataError) as refused:
        fold_dask(dataframe.from_pandas(holes, npartitions=3), "y", ["a", "b"])
    assert str(refused.value) == (
        f"No row has a value in every chosen column: none in a ({N:,}), y (1). Choose fewer columns. “y” has 1 "
        "infinite value, taken as missing; the first is in row 6,001."
    )


def test_no_two_partitions_draw_the_same_keys(workers: Client) -> None:
    few = dataframe.from_pandas(TABLE[:400], npartitions=4)
    assert len(set(fold_dask(few, "y", ["a"]).factor.sample.keys)) == 400
    assert not set(fold_dask(few, "y", ["a"], seed=1).factor.sample.keys) & set(
        fold_dask(few, "y", ["a"]).factor.sample.keys
    )


def test_integers_and_missing_ones_are_numbers(workers: Client) -> None:
    table = pd.DataFrame({"a": pd.array([1, 2, None, 4], dtype="Int64"), "y": [True, False, True, True]})
    factor = fold_dask(dataframe.from_pandas(table, npartitions=2), "y", ["a"]).factor
    assert factor.rows == 3
    assert factor.normal[0].tolist() == [3, 7, 2]


FEATURES = ["a", "b", "kind", "size"]


def assert_same_fold(one: FoldedFile, other: FoldedFile) -> None:
    """All that is kept is the same, but for the rows that were drawn for pictures and the source."""
    assert (one.columns, one.rows, one.notes) == (other.columns, other.rows, other.notes)
    assert (one.factor.columns, one.factor.rows) == (other.factor.columns, other.factor.rows)
    assert_same_products(one.factor, other.factor)


@pytest.mark.parametrize("partitions", [1, 2, 7])
@pytest.mark.parametrize("order", ["as in the file", "shuffled"])
@pytest.mark.parametrize("kind", ["str", "object", "category"])
def test_it_is_the_fold_of_the_file(workers: Client, csv: Path, partitions: int, order: str, kind: str) -> None:
    rows = HOUSES if order == "as in the file" else HOUSES.sample(frac=1, random_state=1)
    frame = dataframe.from_pandas(rows.astype({"kind": kind, "size": kind}), npartitions=partitions, sort=False)
    folded = fold_dask(frame, "y", FEATURES)
    assert folded.notes == (NOTE,)
    assert folded.by_name["kind"].levels == ("castle", "flat", "house", "hut")
    assert_same_fold(folded, fold_files(csv, "y", features=FEATURES))


def test_a_name_alone_is_that_one_feature(workers: Client) -> None:
    frame = dataframe.from_pandas(HOUSES, npartitions=2)
    assert fold_dask(frame, "y", "size").names == ("size", "y")


def test_the_sample_holds_rows_by_their_numbers_in_the_whole_frame(workers: Client) -> None:
    sample = fold_dask(dataframe.from_pandas(HOUSES, npartitions=7), "y", FEATURES).factor.sample
    assert len(set(sample.rows.tolist())) == 500
    for number, values in zip(sample.rows.tolist(), sample.values.tolist(), strict=True):
        row = HOUSES.iloc[number - 1]
        levels = [row["kind"] == level for level in ("castle", "flat", "house", "hut")]
        sizes = [row["size"] == level for level in ("large", "small", "vast")]
        assert values == [1, row["a"], row["b"], *levels, *sizes, row["y"]]


def test_declared_levels_keep_their_order_and_another_text_is_missing(workers: Client) -> None:
    frame = dataframe.from_pandas(HOUSES, npartitions=3)
    folded = fold_dask(frame, "y", ["a", "size"], levels={"size": ["small", "large", "tiny"]})
    vast = int((HOUSES["size"] == "vast").sum())
    assert folded.by_name["size"].levels == ("small", "large")
    assert folded.factor.columns == ("a", "size=small", "size=large")
    first = 1 + HOUSES["size"].tolist().index("vast")
    assert folded.notes == (
        f"“size” has {vast:,} cells with an undeclared level, taken as missing; the first is “vast” in row {first}.",
        f"{vast:,} of {N:,} rows are left out: no value in size ({vast:,}).",
    )
    assert folded.factor.normal[0, 1:4] == pytest.approx(
        [
            HOUSES.loc[HOUSES["size"] != "vast", "a"].sum(),
            *((HOUSES["size"] == level).sum() for level in ("small", "large")),
        ]
    )


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_infinite_numbers_are_told_as_of_a_file(workers: Client, tmp_path: Path, partitions: int) -> None:
    table = TABLE.copy()
    table.loc[[4000, 9000], "a"] = np.inf
    table.loc[[8000, 3], "y"] = -np.inf, np.nan
    table.to_csv(tmp_path / "t.csv", index=False)
    folded = fold_dask(dataframe.from_pandas(table, npartitions=partitions), "y", ["a", "b"])
    of_file = fold_files(tmp_path / "t.csv", "y", features=["a", "b"])
    assert folded.notes[:2] == (
        "“y” has 1 infinite value, taken as missing; the first is in row 8,001.",
        "“a” has 2 infinite values, taken as missing; the first is in row 4,001.",
    )
    assert of_file.notes[:2] == (  # whose row 1 is the header
        "“y” has 1 infinite value, taken as missing; the first is in row 8,002.",
        "“a” has 2 infinite values, taken as missing; the first is in row 4,002.",
    )
    assert folded.notes[2:] == of_file.notes[2:]


def test_more_levels_than_a_category_has_are_refused_unless_declared(workers: Client) -> None:
    words = [f"w{k % 60:02}" for k in range(600)]
    frame = dataframe.from_pandas(pd.DataFrame({"word": words, "y": range(600)}), npartitions=12)
    with pytest.raises(
        DataError, match=r"^“word” has more than 50 different texts\. Take it out of .* or declare its levels\.$"
    ):
        fold_dask(frame, "y", ["word"])
    assert len(fold_dask(frame, "y", ["word"], levels={"word": sorted(set(words))}).factor.columns) == 60


@pytest.mark.parametrize("column", ["plate", "day"])
def test_a_column_of_very_many_texts_is_refused_before_a_column_is_made_of_each(column: str) -> None:
    """Of 50,000 levels in one partition, these would take 20 GB."""
    n = 50_000
    days = pd.Timestamp("1900-01-01") + pd.to_timedelta(np.arange(n), "D")
    table = pd.DataFrame({"plate": [f"ZH{k}" for k in range(n)], "day": days, "y": rng.normal(size=n)})
    with pytest.raises(DataError, match=f"“{column}” has more than 50 different texts"):
        fold_dask(dataframe.from_pandas(table, npartitions=1), "y", [column])


@pytest.mark.parametrize(
    ("target", "features", "said"),
    [
        ("kind", ["a"], "“kind” holds categories, and a target has to be a number."),
        ("y", ["a", "garden"], "There is no column “garden”."),
        ("y", [], "Choose at least one feature"),
        ("y", ["y"], "“y” is the target."),
    ],
)
def test_columns_that_do_not_suit_are_refused(workers: Client, target: str, features: list[str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        fold_dask(dataframe.from_pandas(HOUSES, npartitions=2), target, features)


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (["small", "small"], "The levels of “size” have to be texts, each given once"),
        ([1, 2], "The levels of “size” have to be texts"),
        ([" small"], "“ small” can't be a level of “size”: it has blanks around it"),
        (["small", "None"], "“None” can't be a level of “size”"),
    ],
)
def test_levels_that_no_cell_can_hold_are_refused(workers: Client, levels: list[str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        fold_dask(dataframe.from_pandas(HOUSES, npartitions=2), "y", ["size"], levels={"size": levels})


def test_odd_names_are_texts_and_what_is_no_column_of_numbers_is_refused_in_words(workers: Client) -> None:
    table = pd.DataFrame(np.arange(12.0).reshape(4, 3) ** 2)
    assert fold_dask(dataframe.from_pandas(table, npartitions=1), "2", ["0"]).names == ("0", "2")
    twice = dataframe.from_pandas(table.set_axis(["x", "y", "z"], axis=1), npartitions=1)
    twice.columns = ["x", "x", "y"]
    with pytest.raises(DataError, match=r"Several columns are called “x”\. Give each its own name"):
        fold_dask(twice, "y", ["x"])
    imaginary = table.set_axis(["x", "y", "z"], axis=1).assign(x=1j)
    with pytest.raises(DataError, match="“x” holds complex numbers"):
        fold_dask(dataframe.from_pandas(imaginary, npartitions=1), "y", ["x"])


def test_no_rows_are_told(workers: Client) -> None:
    with pytest.raises(DataError, match="There are no rows in it"):
        fold_dask(dataframe.from_pandas(HOUSES.iloc[:0], npartitions=1), "y", ["a"])


def test_a_cluster_without_workers_says_so(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gd.tables.cluster_files.PATIENCE", 0.1)
    given = [str(shared / "parquet"), "--target", "y", "-o", str(tmp_path / "f.json"), "--scheduler"]
    with local_cluster(0) as nobody:
        assert main([*given, nobody.scheduler_address]) == 1
    assert capsys.readouterr().err.endswith("has no workers. Start some, and fold again.\n")


def test_a_piece_that_kills_every_worker_is_told(shared: Path) -> None:
    with local_cluster(1) as cluster, Client(cluster) as client:
        client.run_on_scheduler(lambda dask_scheduler: setattr(dask_scheduler, "allowed_failures", 0))
        client.run(_dies_once, mark=shared / "never")
        with pytest.raises(DataError, match="gave up: Attempted to run task"):
            fold_files(shared / "parquet", "y", features=["a"], scheduler=cluster.scheduler_address)
    (shared / "never").unlink()


def _deadly(k: int, parts: int, mark: Path) -> pd.DataFrame:
    """A part of the rows; the first time that one in the middle is asked for, the worker dies."""
    if k == parts // 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return HOUSES.iloc[k * N // parts : (k + 1) * N // parts]


def test_a_worker_that_dies_in_the_middle_changes_nothing(workers: Client, csv: Path, tmp_path: Path) -> None:
    frame = dataframe.from_map(_deadly, range(8), parts=8, mark=tmp_path / "died", meta=HOUSES.iloc[:0])
    folded = fold_dask(frame, "y", FEATURES)
    assert (tmp_path / "died").exists()
    assert_same_fold(folded, fold_files(csv, "y", features=FEATURES))


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table in Parquet files, the first with several row groups, and in CSV files."""
    folder = tmp_path_factory.mktemp("shared")
    for kind in ("parquet", "csv"):
        (folder / kind).mkdir()
    for k in range(3):
        part = HOUSES.iloc[k * N // 3 : (k + 1) * N // 3]
        pq.write_table(pa.Table.from_pandas(part, preserve_index=False), folder / "parquet" / f"{k}.parquet", 500)
        part.to_csv(folder / "csv" / f"{k}.csv", index=False)
    return folder


def test_parquet_on_shared_storage_is_a_frame(workers: Client, shared: Path, csv: Path) -> None:
    frame = dataframe.read_parquet(shared / "parquet")
    assert_same_fold(fold_dask(frame, "y", FEATURES), fold_files(csv, "y", features=FEATURES))


def _dies_once(dask_worker: object, mark: Path) -> None:
    """Let the worker die while it reads a file, if none did before."""
    from gd.tables.chunk import Chunk
    from gd.tables.part import Part

    fold = Part.of

    def deadly(chunk: Chunk, *more: object) -> Part:
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return fold(chunk, *more)

    Part.of = deadly


@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize("dies", [False, True])
def test_files_are_folded_on_a_cluster(
    cluster: LocalCluster,
    workers: Client,
    shared: Path,
    tmp_path: Path,
    kind: str,
    dies: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gd.tables.parquet.PIECE_ROWS", 1200)
    if dies:
        workers.run(_dies_once, mark=tmp_path / "died")
    seen: list[tuple[int, int]] = []
    files = sorted((shared / kind).iterdir())
    folded = fold_files(
        files, "y", features=FEATURES, scheduler=cluster.scheduler_address, progress=lambda *told: seen.append(told)
    )
    here = fold_files(files, "y", features=FEATURES)
    assert (tmp_path / "died").exists() == dies
    assert_same_fold(folded, here)
    assert folded.sources == here.sources
    assert len(seen) == (9 if kind == "parquet" else 3)
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_the_command_folds_on_a_cluster(
    cluster: LocalCluster, workers: Client, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, output = str(shared / "parquet"), str(tmp_path / "f.json")
    assert main([folder, "--target", "y", "--scheduler", cluster.scheduler_address, "-o", output]) == 0
    assert capsys.readouterr().out == f"{output}: {N - 4:,} rows, 6 features in 11 columns, target “y”.\n{NOTE}\n"


def test_what_stands_in_odd_cells_is_told_as_on_one_machine(
    cluster: LocalCluster, workers: Client, tmp_path: Path
) -> None:
    rows = [f"{k % 7},{k % 5},{k % 11}" for k in range(50)]
    rows[40] = "oops,inf,2"
    for k in range(3):
        (tmp_path / f"{k}.csv").write_text("\n".join(["a,b,y", *rows[: 50 - k], "alas,3,4"]) + "\n")
    files = sorted(tmp_path.iterdir())
    folded = fold_files(files, "y", scheduler=cluster.scheduler_address)
    assert folded.notes == fold_files(files, "y").notes
    assert folded.notes[0] == (
        "“a” has 6 cells without a number, taken as missing; the first is “oops” in row 42, counted over all files."
    )


def test_an_odd_row_is_told_by_its_number_in_its_file(
    cluster: LocalCluster, workers: Client, shared: Path, tmp_path: Path
) -> None:
    text = (shared / "csv" / "0.csv").read_text()
    (tmp_path / "long.csv").write_text(text + "1,2,3,4,5,flat,small,8\n")
    with pytest.raises(DataError, match=f"^“long.csv”: Row {text.count(chr(10)) + 1:,} has 8 fields, but"):
        fold_files([shared / "csv" / "0.csv", tmp_path / "long.csv"], "y", scheduler=cluster.scheduler_address)


def test_where_no_cluster_answers_it_says_so(
    shared: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [str(shared / "parquet"), "--target", "y", "-o", str(tmp_path / "f.json")]
    assert main([*given, "--scheduler", "nonsense://here"]) == 1
    assert capsys.readouterr().err.startswith("No cluster answers at “nonsense://here”")
    monkeypatch.setattr("gd.tables.cluster_files.ANSWER", 0.2)
    assert main([*given, "--scheduler", "tcp://127.0.0.1:1"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("No cluster answers at “tcp://127.0.0.1:1”: Timed out")
    assert said.endswith("after 0.2 s. Give the address of its scheduler.\n")
    assert main(["-", *given[1:], "--scheduler", "tcp://127.0.0.1:1"]) == 1
    assert capsys.readouterr().err == "A cluster can't read what is piped in. Name files that its workers can read.\n"
