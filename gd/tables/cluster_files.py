"""Folds files that all workers of a cluster can read, with Dask."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from gd.cluster.tree import joined
from gd.tables.parquet import Parquet
from gd.tables.part import Part, merged
from gd.tables.passes import fold_chunks
from gd.tables.pieces import bundled
from gd.tables.readers import Reader
from gd.tables.several import Several
from gd.tables.sources import Digest, digest
from gd.tables.stream import Progress
from gd.text import DataError, quoted

ANSWER = 10
"""Seconds in which the scheduler has to answer."""
PATIENCE = 30
"""Seconds in which a worker has to be there."""


def fold_on(
    scheduler: str,
    table: Several | Parquet,
    files: Sequence[Path],
    readers: Sequence[Reader],
    progress: Progress | None,
) -> tuple[Part, list[Digest]]:
    """The part of all rows of a table whose files every worker of a cluster can read, and the digest of each file.

    scheduler: its address, such as `tcp://10.0.0.1:8786`. progress: as in the table's `chunks`. DataError if nobody
    answers there, or the cluster fails; else the errors are those of `fold_chunks` and of `chunks`.
    """
    from distributed import as_completed

    pieces: Sequence[Several | Parquet] = table.pieces()
    seeds = np.random.SeedSequence(0).spawn(len(pieces))
    with _client(scheduler) as client:
        parts = client.map(_fold_piece, pieces, seeds, readers=readers, pure=False)
        whole = joined(parts, lambda some: client.submit(merged, some, pure=False))
        bundles = bundled([file.resolve() for file in files], [1] * len(files))
        digests = client.map(_digests, bundles, priority=-1, pure=False)
        sizes, done = {part.key: piece.size for part, piece in zip(parts, pieces, strict=True)}, 0
        total = sum(sizes.values())
        for part in as_completed(parts, raise_errors=True):  # type: ignore[no-untyped-call]
            done += sizes[part.key]
            if progress is not None:
                progress(done, total)
        return whole.result(), [one for some in client.gather(digests) for one in some]


@contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    """A client of the cluster. DataError if nobody answers, or what is asked of it can't be done there."""
    from distributed import Client, KilledWorker
    from distributed.client import FutureCancelledError

    address = quoted(scheduler)
    try:
        client = Client(scheduler, timeout=ANSWER)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise DataError(f"No cluster answers at {address}: {error}. Give the address of its scheduler.") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
            yield client
        except TimeoutError:
            raise DataError(f"The cluster at {address} has no workers. Start some, and fold again.") from None
        except (FutureCancelledError, KilledWorker) as error:
            raise DataError(f"The cluster at {address} gave up: {error}") from None
        except (RuntimeError, ModuleNotFoundError) as error:
            missing = error.__cause__ or error
            raise DataError(
                f"The cluster at {address} can't do it: {missing}. Install gd there with its extra “cluster”, on the "
                "scheduler too."
            ) from None


# These run on the workers.


def _fold_piece(piece: Several | Parquet, seed: np.random.SeedSequence, readers: Sequence[Reader]) -> Part:
    chunks = piece.chunks(None, [reader.name for reader in readers], None)
    return fold_chunks(chunks, readers, seed, cores=1)  # the others have tasks of their own


def _digests(files: Sequence[Path]) -> list[Digest]:
    return [digest(file) for file in files]
