"""How fast a large CSV file is folded, beside PyArrow's own streaming of it: python -m tests.tables.speed [MEGABYTES]

Both are whole commands, start included, and take turns.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
from pyarrow import csv

ROUNDS = 5
ROWS = 100_000
"""Rows that are written at a time."""
STREAM = "import sys; from pyarrow import csv; print(sum(len(batch) for batch in csv.open_csv(sys.argv[1])))"


def write(file: Path, megabytes: float) -> None:
    """A table of seven columns of numbers and one of categories."""
    rng = np.random.default_rng(0)
    with file.open("wb") as out:
        while out.tell() < megabytes * 1e6:
            X = rng.normal(size=(ROWS, 6)).round(6)
            columns = {f"x{k}": X[:, k] for k in range(6)}
            columns |= {"kind": rng.choice(["flat", "house", "hut"], ROWS), "y": X.sum(axis=1) + rng.normal(size=ROWS)}
            csv.write_csv(
                pa.table(columns), out, csv.WriteOptions(include_header=out.tell() == 0, quoting_style="none")
            )


def seconds(*command: str) -> tuple[float, float]:
    """How long a command takes, and the most memory it has, in MB."""
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0
    return time.perf_counter() - begun, used.ru_maxrss / 1024


def main(megabytes: float) -> None:
    """Write a file, and print how long both take."""
    with tempfile.TemporaryDirectory() as folder:
        file, output = Path(folder, "big.csv"), Path(folder, "big.json")
        write(file, megabytes)
        fold = ["-m", "gd.tables.fold", str(file), "--target", "y", "-o", str(output)]
        pairs = [(seconds("-c", STREAM, str(file)), seconds(*fold)) for _ in range(ROUNDS)]
        size = file.stat().st_size / 1e6
    (streamed, _), (folded, memory) = (np.median(taken, axis=0) for taken in zip(*pairs, strict=True))
    ratio = median(fold[0] / stream[0] for stream, fold in pairs)
    print(f"{size:,.0f} MB: PyArrow streams it in {streamed:.2f} s, a fold takes {folded:.2f} s and {memory:.0f} MB.")
    print(f"Their ratio, median of {ROUNDS}: {ratio:.2f}; aim: 2 or less")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1000.0)
