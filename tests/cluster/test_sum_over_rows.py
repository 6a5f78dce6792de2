"""Descent on a cluster: two real worker processes that hold the rows, against the same rows on one machine."""

import contextlib
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask
import numpy as np
import pandas as pd
import pytest
from dask import dataframe
from distributed import Client

from gd.arrays import Array
from gd.cluster.sum_over_rows import SumOverRows
from gd.descent import descend
from gd.least_squares import LeastSquares
from gd.logistic import Logistic
from gd.optimizers import Adam
from gd.problem import Problem
from gd.run import Stop
from tests.cluster import pass_cost
from tests.cluster.wire import relay
from tests.test_readme import README

rng = np.random.default_rng(0)
N = 1003
TABLE = pd.DataFrame(rng.normal(size=(N, 3)), columns=["a", "b", "c"])
TABLE["passed"] = rng.random(N) < 1 / (1 + np.exp(-(TABLE[["a", "b", "c"]] @ [1, -2, 0.5])))
TABLE["count"] = rng.poisson(np.exp(TABLE[["a", "b", "c"]] @ [0.3, -0.2, 0.1]))


class Poisson:
    """Minus the log-likelihood of counts with the mean exp(x·w), but for a constant: a problem that gd doesn't have."""

    names = ("a", "b", "c")

    def __init__(self, X: pd.DataFrame, y: pd.Series) -> None:
        self.X, self.y = X.to_numpy(), y.to_numpy()

    def cost(self, w: Array) -> float:
        return float((np.exp(self.X @ w) - self.y * (self.X @ w)).sum())

    def gradient(self, w: Array) -> Array:
        return np.asarray(self.X.T @ (np.exp(self.X @ w) - self.y))


def logistic(rows: pd.DataFrame) -> Logistic:
    return Logistic(rows[["a", "b", "c"]], rows["passed"], names=("a", "b", "c"))


def least_squares(rows: pd.DataFrame) -> LeastSquares:
    return LeastSquares(rows[["a", "b", "c"]], rows["count"], names=("a", "b", "c"))


def poisson(rows: pd.DataFrame) -> Poisson:
    return Poisson(rows[["a", "b", "c"]], rows["count"])


PROBLEMS = {"logistic": logistic, "least squares": least_squares, "Poisson": poisson}


@pytest.fixture
def here() -> Iterator[None]:
    """All tasks in this thread, without a cluster."""
    with dask.config.set(scheduler="synchronous"):
        yield


def table(partitions: int) -> Any:
    return dataframe.from_pandas(TABLE, npartitions=partitions)


@pytest.mark.parametrize("partitions", [1, 2, 9, 20])
@pytest.mark.parametrize("kind", PROBLEMS)
def test_the_sum_over_the_partitions_is_the_whole(workers: Client, kind: str, partitions: int) -> None:
    whole, parts = PROBLEMS[kind](TABLE), SumOverRows.of(table(partitions), PROBLEMS[kind])
    assert parts.names == whole.names == ("a", "b", "c")
    for w in np.array([[0, 0, 0], [0.3, -0.7, 0.1], [2, 1, -3]]):
        assert parts.cost(w) == pytest.approx(whole.cost(w), rel=1e-12)
        gradient = whole.gradient(w)
        np.testing.assert_allclose(parts.gradient(w), gradient, rtol=0, atol=1e-12 * np.linalg.norm(gradient))


@pytest.mark.parametrize("partitions", [1, 4, 9])
def test_descent_ends_at_the_weights_of_a_single_machine(workers: Client, partitions: int) -> None:
    settings: dict[str, Any] = {"learning_rate": 0.005, "epochs": 60}
    whole, parts = (
        descend(problem, [0, 0, 0], **settings)
        for problem in (logistic(TABLE), SumOverRows.of(table(partitions), logistic))
    )
    np.testing.assert_allclose(parts.weights, whole.weights, rtol=0, atol=1e-12)
    np.testing.assert_allclose(parts.costs, whole.costs, rtol=1e-12)
    assert whole.final_weights == pytest.approx([1, -2, 0.5], abs=0.3)


def test_optimizers_go_on_unchanged(workers: Client) -> None:
    settings: dict[str, Any] = {"learning_rate": 0.1, "epochs": 30, "optimizer": Adam()}
    parts = descend(SumOverRows.of(table(3), poisson), [0, 0, 0], **settings)
    np.testing.assert_allclose(parts.weights, descend(poisson(TABLE), [0, 0, 0], **settings).weights, rtol=0, atol=1e-9)


def test_what_the_driver_sends_and_receives_does_not_grow_with_the_rows(workers: Client) -> None:
    with relay(workers.scheduler.address) as wire, Client(wire.address):
        for rows in (1000, 100_000):  # 88 kB and 8.8 MB
            sent, received = pass_cost.a_pass(pass_cost.logistic(rows, 8), wire.sent, wire.received)
            assert 8 * len(pass_cost.COLUMNS) < sent < 10_000
            assert 8 * len(pass_cost.COLUMNS) < received < 10_000


class DiesOnce(Logistic):
    """The first whose gradient is asked for far enough from the start ends its process there and then."""

    def __init__(self, rows: pd.DataFrame, marker: Path) -> None:
        super().__init__(rows[["a", "b", "c"]], rows["passed"])
        self.marker = marker

    def gradient(self, w: Array) -> Array:
        if np.linalg.norm(w) > 1:
            with contextlib.suppress(FileExistsError):
                self.marker.touch(exist_ok=False)
                os._exit(1)
        return super().gradient(w)


def test_a_worker_that_dies_in_the_middle_of_a_pass_changes_nothing(workers: Client, tmp_path: Path) -> None:
    marker, before = tmp_path / "died", set(workers.has_what())
    problem = SumOverRows.of(table(4), lambda rows: DiesOnce(rows, marker))
    run = descend(problem, [0, 0, 0], learning_rate=0.005, epochs=20)
    assert marker.exists()
    assert len(before - set(workers.has_what())) == 1
    whole = descend(logistic(TABLE), [0, 0, 0], learning_rate=0.005, epochs=20)
    np.testing.assert_allclose(run.weights, whole.weights, rtol=0, atol=1e-12)
    np.testing.assert_allclose(run.costs, whole.costs, rtol=1e-12)


class Counted:
    """A problem that counts how often it is asked."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.names, self.costs, self.gradients = problem, problem.names, 0, 0

    def cost(self, w: Array) -> float:
        self.costs += 1
        return self.problem.cost(w)

    def gradient(self, w: Array) -> Array:
        self.gradients += 1
        return self.problem.gradient(w)


def test_an_epoch_is_one_pass(here: None) -> None:
    made: list[Counted] = []

    def counted(rows: pd.DataFrame) -> Counted:
        made.append(Counted(logistic(rows)))
        return made[-1]

    descend(SumOverRows.of(table(3), counted), [0, 0, 0], learning_rate=0.005, epochs=20)
    assert [(part.costs, part.gradients) for part in made] == [(21, 21)] * 3


def test_who_changes_what_was_given_changes_nothing_later(here: None) -> None:
    problem, w = SumOverRows.of(table(2), logistic), np.zeros(3)
    gradient = problem.gradient(w)
    first = gradient.tolist()
    gradient += 1
    assert problem.gradient(w).tolist() == first
    w += 1
    assert problem.cost(w) == pytest.approx(logistic(TABLE).cost(np.ones(3)), rel=1e-12)


def test_partitions_without_rows_are_left_out(here: None) -> None:
    frame = table(5)
    few = frame[frame["a"] * 0 + frame.index > 700]
    rest = TABLE[TABLE.index > 700]
    assert SumOverRows.of(few, logistic).cost(np.ones(3)) == pytest.approx(logistic(rest).cost(np.ones(3)), rel=1e-12)
    with pytest.raises(ValueError, match=r"^No partition has a row, so there is nothing to add up\.$"):
        SumOverRows.of(frame[frame["a"] > 100], logistic)


def test_partitions_with_other_weights_are_refused(here: None) -> None:
    def uneven(rows: pd.DataFrame) -> Logistic:
        columns = ["a", "b"] if rows.index[0] == 0 else ["b", "a"]
        return Logistic(rows[columns], rows["passed"], names=columns)

    with pytest.raises(
        ValueError,
        match=r"^One partition's problem has the weights “a”, “b”, and another's “b”, “a”\. "
        r"Make them all of the same columns in the same order\.$",
    ):
        SumOverRows.of(table(2), uneven)


@pytest.mark.parametrize("w", [[0, 1, 2], (0.0, 1.0, 2.0)])
def test_weights_are_given_as_any_list_of_numbers(here: None, w: Any) -> None:
    whole, parts = logistic(TABLE), SumOverRows.of(table(2), logistic)
    assert parts.cost(w) == pytest.approx(whole.cost(np.array([0.0, 1, 2])), rel=1e-12)
    assert parts.gradient(w) == pytest.approx(whole.gradient(np.array([0.0, 1, 2])), rel=1e-12)


@pytest.mark.parametrize(("w", "shape"), [([0.0], "(1,)"), (0.0, "()"), (np.zeros((3, 1)), "(3, 1)")])
def test_weights_of_another_shape_are_refused(here: None, w: Any, shape: str) -> None:
    parts = SumOverRows.of(table(2), logistic)
    sentence = re.escape(f"The weights have the shape {shape}, but (3,) is wanted: a number for each of “a”, “b”, “c”.")
    for asked in (parts.cost, parts.gradient):
        with pytest.raises(ValueError, match=f"^{sentence}$"):
            asked(w)


def test_means_are_refused_as_they_do_not_add_up(workers: Client) -> None:
    def mean(rows: pd.DataFrame) -> LeastSquares:
        return LeastSquares(rows[["a", "b", "c"]], rows["count"], reduction="mean")

    with pytest.raises(
        ValueError,
        match=r"^The problem is a mean over the rows, and means of the partitions don't add up\. "
        r"Make it with reduction='sum'\.$",
    ):
        SumOverRows.of(table(4), mean)


def test_what_is_wrong_with_one_partition_is_said_here(workers: Client) -> None:
    odd = TABLE.assign(passed=TABLE["passed"].astype(int))
    odd.loc[1000, "passed"] = 7
    with pytest.raises(ValueError, match=r"^y holds 7, but 1 and 0 are wanted"):
        SumOverRows.of(dataframe.from_pandas(odd, npartitions=4), logistic)


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # Dask 2026.8 with pandas 3.1
def test_the_readmes_descent_is_that_of_a_single_machine(
    workers: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = (text for text in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "SumOverRows" in text)
    assert len(example.splitlines()) <= 10
    rides = pd.DataFrame({"a": TABLE["a"], "b": TABLE["b"], "y": TABLE["passed"]})
    monkeypatch.chdir(tmp_path)
    dataframe.from_pandas(rides, npartitions=3).to_parquet(tmp_path / "rows")
    names: dict[str, Any] = {}
    exec(example.replace("tcp://scheduler:8786", workers.scheduler.address), names)
    names["client"].close()
    whole = descend(Logistic(rides[["a", "b"]], rides["y"]), [0, 0], learning_rate=1 / N, epochs=100)
    np.testing.assert_allclose(names["run"].weights, whole.weights, rtol=0, atol=1e-12)


def test_divergence_is_an_outcome_and_no_warning(workers: Client) -> None:
    workers.run(warnings.simplefilter, "error", RuntimeWarning)
    run = descend(SumOverRows.of(table(3), poisson), [0, 0, 0], learning_rate=10, epochs=50)
    assert run.stop is Stop.DIVERGED
    assert np.isfinite(run.costs).all()
