"""What a fold on a cluster takes: python -m tests.cluster.fold_cost [ROWS …]

Parquet files of a million rows and ten columns, then of a hundred, one worker of one thread, then two. Every file is
the same one under another name, so that what is measured is the work and not the disk. The bytes are those that the
driver sends and receives, counted by a relay between it and the scheduler.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from gd.tables.cluster_files import fold_on
from gd.tables.parquet import Parquet
from gd.tables.readers import Number
from tests.cluster.local import local_cluster
from tests.cluster.wire import relay

ROWS = 1_000_000
"""Of each file."""


def write(folder: Path, files: int, names: list[str]) -> list[Path]:
    """So many names of one file."""
    rng = np.random.default_rng(0)
    folder.mkdir()
    paths = [folder / f"{k}.parquet" for k in range(files)]
    pq.write_table(pa.table({name: rng.normal(size=ROWS) for name in names}), paths[0], row_group_size=250_000)
    for path in paths[1:]:
        path.hardlink_to(paths[0])
    return paths


def measured(paths: list[Path], names: list[str], workers: int) -> tuple[float, int, int]:
    """The seconds of a fold, and the bytes that the driver sends and receives."""
    readers = [Number(name) for name in names]
    with local_cluster(workers) as cluster, relay(cluster.scheduler_address) as wire:
        fold_on(wire.address, Parquet.of(paths[:1] * workers), [], readers, None)  # so that libraries are loaded
        sent, received, begun = wire.sent(), wire.received(), time.perf_counter()
        part, _ = fold_on(wire.address, Parquet.of(paths), paths, readers, None)
        seconds = time.perf_counter() - begun
        assert part.rows == ROWS * len(paths)
        return seconds, wire.sent() - sent, wire.received() - received


def main(sizes: list[int]) -> None:
    """Print what each size takes on one and on two workers."""
    print("workers  columns         rows       s      sent  received")
    with tempfile.TemporaryDirectory() as folder:
        for columns, most in ((10, 10**10), (100, 10**7)):
            names = [f"x{d}" for d in range(columns)]
            tried = [rows for rows in sizes if rows <= most]
            paths = write(Path(folder, str(columns)), max(tried) // ROWS, names)
            for workers in (1, 2):
                for rows in tried:
                    seconds, sent, received = measured(paths[: rows // ROWS], names, workers)
                    print(f"{workers:7} {columns:8} {rows:12,} {seconds:7.2f} {sent:9,} {received:9,}", flush=True)


if __name__ == "__main__":
    main([int(float(rows)) for rows in sys.argv[1:]] or [10**6, 10**7, 10**8])
