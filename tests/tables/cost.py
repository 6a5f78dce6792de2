"""What the largest files cost the page, without a server: python -m tests.tables.cost [megabytes] [names]"""

import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from gd.experiments.settings import MAX_FILE_BYTES
from tests.tables.largest import FILES, content

ROOT = Path(__file__).parents[2]
SECONDS, MEGABYTES = 10, 1000
"""The most that any of them may cost: the free hosts of such pages have 1 GB."""
KILLED = 120
"""Seconds after which a file is given up, and the memory limit, in GB, of the process that reads it."""
LIMIT = 6
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
"""dashboard.py sets this too, but NumPy, which reads it, is loaded before that here."""
FAILED = {"bytes": 0, "seconds": np.inf, "cpu": np.inf, "peak": np.inf}


def cost(name: str, size: int) -> dict[str, Any]:
    """What the page says of a file, the seconds it takes and its peak of memory in MB, all in this process."""
    from tests.page.app import opened

    file = content(name, size)
    page = opened(problem="table")
    page.default_timeout = KILLED
    before = peak()
    page.file_uploader(key="upload").upload("f.csv", file, "text/csv")
    began, worked = time.perf_counter(), time.process_time()
    page.run()
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    said = [element.value for element in (*page.exception, *page.error)]
    found = re.search(r"In use.*? rows", " ".join(c.value for c in page.caption))
    result = said[0] if said else found[0] if found else "?"
    return {
        "seconds": seconds,
        "cpu": cpu,
        "peak": peak(),
        "before": before,
        "bytes": len(file),
        "result": result[:200],
    }


def peak() -> float:
    """The process's peak of memory, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(name: str, size: int) -> dict[str, Any]:
    """`cost`, in a process of its own."""
    command = [sys.executable, "-m", "tests.tables.cost", "one", name, str(size)]
    try:
        ran = subprocess.run(
            command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=KILLED, check=True
        )
    except subprocess.TimeoutExpired:
        return {**FAILED, "result": f"given up after {KILLED} s"}
    except subprocess.CalledProcessError as error:
        return {**FAILED, "result": str(error.stderr)[-120:].replace("\n", " ")}
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def main(arguments: list[str]) -> int:
    """Print a line for each file; 1 if any costs too much."""
    if arguments[:1] == ["one"]:
        resource.setrlimit(resource.RLIMIT_AS, (LIMIT * 2**30, LIMIT * 2**30))
        print(json.dumps(cost(arguments[1], int(arguments[2]))))
        return 0
    size = int(float(arguments[0]) * 2**20) if arguments else MAX_FILE_BYTES
    missed = 0
    print(f"{'file':<30}{'MB':>6}{'seconds':>9}{'CPU':>6}{'peak MB':>9}  result")
    for name in arguments[1:] or FILES:
        found = measured(name, size)
        too_much = "TOO MUCH: " * (found["seconds"] > SECONDS or found["peak"] > MEGABYTES)
        missed += bool(too_much)
        figures = f"{found['bytes'] / 2**20:6.1f}{found['seconds']:9.1f}{found['cpu']:6.1f}{found['peak']:9.0f}"
        print(f"{name:<30}{figures}  {too_much}{found['result']}", flush=True)
    print(f"{missed} of {len(arguments[1:] or FILES)} cost more than {SECONDS} s or {MEGABYTES} MB.")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
