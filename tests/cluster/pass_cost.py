"""What a pass over the rows on a cluster takes, and what the driver sends and receives for it.

python -m tests.cluster.pass_cost

Logistic regression with 10 columns, whose rows are made on the workers: one process, then two, of one thread each. All
figures are medians over the passes. The bytes are those of a whole pass, counted by a relay between the driver and the
scheduler.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from dask import dataframe
from distributed import Client

from gd.cluster.sum_over_rows import SumOverRows
from gd.logistic import Logistic
from tests.cluster.local import local_cluster
from tests.cluster.wire import relay

COLUMNS = tuple(f"x{d}" for d in range(10))
PASSES = 21


def some_rows(seed: int, rows: int) -> pd.DataFrame:
    """One partition: COLUMNS at random, and y, which they predict."""
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((rows, len(COLUMNS)))
    y = rng.random(rows) < 1 / (1 + np.exp(-X.sum(axis=1)))
    return pd.DataFrame(X, columns=list(COLUMNS)).assign(y=y)


def logistic(rows: int, partitions: int) -> SumOverRows:
    """The problem of so many rows, made on the workers."""
    frame = dataframe.from_map(some_rows, range(partitions), rows=rows // partitions, meta=some_rows(0, 1))
    return SumOverRows.of(frame, lambda part: Logistic(part[list(COLUMNS)], part["y"], names=COLUMNS))


def a_pass(problem: SumOverRows, *clocks: Callable[[], float]) -> list[float]:
    """How much further each clock is after a pass than before: the median of PASSES."""
    found = []
    for w in np.random.default_rng(0).normal(size=(PASSES, len(COLUMNS))):
        before = [clock() for clock in clocks]
        problem.cost(w), problem.gradient(w)
        found.append([clock() - start for clock, start in zip(clocks, before, strict=True)])
    return [statistics.median(clock) for clock in zip(*found, strict=True)]


def measured(workers: int, partitions: int, rows: int) -> str:
    """What a pass takes: seconds, rows a second, bytes sent and received."""
    with local_cluster(workers) as cluster:
        with Client(cluster):
            (seconds,) = a_pass(logistic(rows, partitions), time.perf_counter)
        with relay(cluster.scheduler_address) as wire, Client(wire.address):
            sent, received = a_pass(logistic(rows, partitions), wire.sent, wire.received)
    return f"{seconds:9.4f} {rows / seconds:12,.0f} {sent:8,.0f} {received:9,.0f}"


if __name__ == "__main__":
    print("workers partitions       rows  s a pass     rows a s     sent  received")
    small, middle, large = 10**5, 10**6, 10**7
    tried = [(workers, 8, rows) for workers in (1, 2) for rows in (small, middle, large)]
    for workers, partitions, rows in [*tried, (2, 2, small), (2, 32, small), (2, 2, large)]:
        print(f"{workers:7} {partitions:10} {rows:10,} {measured(workers, partitions, rows)}", flush=True)
