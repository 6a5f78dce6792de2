"""Rows on a cluster, folded by two real worker processes that hold them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from dask import dataframe
from distributed import Client, LocalCluster

from gd.factor import Factor
from gd.least_squares import LeastSquares
from gd.tables.cluster import fold_dask

rng = np.random.default_rng(0)
N = 10_007
TABLE = pd.DataFrame(rng.normal(size=(N, 4)) * [1, 10, 100, 1] + [0, 5, 1000, 0], columns=["a", "b", "c", "d"])
TABLE["y"] = TABLE @ [1, 2, 3, 4] + rng.normal(size=N)


@pytest.fixture(scope="module")
def workers() -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0"
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@pytest.mark.parametrize("partitions", [1, 2, 7])
def test_the_weights_are_those_of_the_fit_in_memory(workers: Client, partitions: int) -> None:
    factor = fold_dask(dataframe.from_pandas(TABLE, npartitions=partitions), "y", ["c", "a", "b"])
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
    factor = fold_dask(dataframe.from_pandas(holes, npartitions=5), "y", ["a", "b"])
    complete = holes[["a", "b", "y"]].replace(np.inf, np.nan).dropna()
    expected = Factor.of(complete[["a", "b"]], complete["y"], names=["a", "b"])
    assert factor.rows == len(complete) == N - 5002
    assert pytest.approx(expected.R, rel=1e-11, abs=1e-9) == factor.R
    holes["a"] = np.nan
    with pytest.raises(
        ValueError, match=r"^No row has a finite number in every chosen column\. Choose fewer columns\.$"
    ):
        fold_dask(dataframe.from_pandas(holes, npartitions=3), "y", ["a", "b"])


def test_no_two_partitions_draw_the_same_keys(workers: Client) -> None:
    few = dataframe.from_pandas(TABLE[:400], npartitions=4)
    assert len(set(fold_dask(few, "y", ["a"]).sample.keys)) == 400
    assert not set(fold_dask(few, "y", ["a"], seed=1).sample.keys) & set(fold_dask(few, "y", ["a"]).sample.keys)


def test_integers_and_missing_ones_are_numbers(workers: Client) -> None:
    table = pd.DataFrame({"a": pd.array([1, 2, None, 4], dtype="Int64"), "y": [True, False, True, True]})
    factor = fold_dask(dataframe.from_pandas(table, npartitions=2), "y", ["a"])
    assert factor.rows == 3
    assert factor.normal[0].tolist() == [3, 7, 2]
