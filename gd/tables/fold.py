"""Folds a file of any size, chunk by chunk: python -m gd.tables.fold big.csv --target y -o big.json

NumPy and pandas are loaded inside `main`, where Ctrl-C is awaited: they take longer to load than most files to fold.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory

BAR, WIDTH = 30, 75
"""Characters of the bar, and of the whole line."""
BYTES, ROWS = "bytes", "rows"
"""In what it is told how far a fold is."""
PIPE = "-"
"""Stands for what is piped in, as in `zcat big.csv.gz | python -m gd.tables.fold - …`."""


def bar(done: int, total: int) -> str:
    """A bar of progress: `[####······]  40%`."""
    share = min(1.0, done / max(total, 1))
    full = round(BAR * share)
    return f"[{'#' * full}{'·' * (BAR - full)}] {share:4.0%}"


class Meter:
    """Shows how far a fold is, how fast it goes, and how long it still takes: from its making on."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._began = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Show that so many units of all are done."""
        rate = done / max(time.monotonic() - self._began, 1e-3)
        told = f"{bar(done, total)}  {pace(rate, self._unit)}, {duration((total - done) / max(rate, 1.0))} left"
        print(f"\r{told:{WIDTH}}", end="", file=sys.stderr, flush=True)


def pace(rate: float, unit: str) -> str:
    """So many of a unit in a second: “61 MB/s” of bytes, “1.2 million rows/s” of rows."""
    return f"{rate / 1e6:.2g} MB/s" if unit == BYTES else f"{rate / 1e6:.2g} million {unit}/s"


def duration(seconds: float) -> str:
    """The seconds in the unit that people use: “12 s”, “3 min”, “5 h”."""
    for limit, size, unit in ((100, 1, "s"), (6000, 60, "min")):
        if seconds < limit:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 3600:.0f} h"


def _check(output: Path, files: Sequence[Path]) -> None:
    """Raise ValueError if the output can't be written; this is better known before the fold than after."""
    if not output.parent.is_dir():
        raise ValueError(f"There is no folder “{output.parent}”. Make it first.")
    if output.is_symlink() or (output.exists() and not output.is_file()):
        raise ValueError(f"“{output}” is a link, a folder or a device. Give the name of a file.")
    if output.exists() and any(file.exists() and output.samefile(file) for file in files):
        raise ValueError("The output is the file itself. Give it another name.")
    if any(file.is_dir() and output.resolve().is_relative_to(file.resolve()) for file in files):
        raise ValueError("The output lies in the folder that is folded. Write it somewhere else.")


def _found(names: Sequence[str]) -> list[str]:
    """The files with these names, of which one with * or ? stands for all that fit, where the shell left it so."""
    return [file for name in names for file in ([] if Path(name).exists() else sorted(glob(name))) or [name]]


def _write(text: str, output: Path) -> None:
    """Write the whole file or nothing: an older file stays until the new one is complete."""
    part = output.with_name(f".gd-{os.urandom(8).hex()}.part")
    try:
        with part.open("x", encoding="utf-8") as file:  # x: a file that isn't there yet
            file.write(text)
        os.replace(part, output)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(output)) from None
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _piped() -> Iterator[Path]:
    """What is piped in, as a file until the block ends: it is read twice, its head first."""
    with TemporaryDirectory(prefix="gd-") as folder:
        path = Path(folder, "standard input")
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield path


def _fold(given: argparse.Namespace, shown: bool) -> str:
    """Fold the files, write the folded table, and return what there is to say."""
    names = _found(given.files)
    _check(given.output, [Path(name) for name in names if name != PIPE])
    if given.scheduler and PIPE in names:
        raise ValueError("A cluster can't read what is piped in. Name files that its workers can read.")
    from gd.tables.folding import fold_files
    from gd.tables.parquet import is_parquet
    from gd.text import amount, quoted

    with ExitStack() as pipe:
        files = [pipe.enter_context(_piped()) if name == PIPE else Path(name) for name in names]
        meter = Meter(ROWS if is_parquet(files[0]) else BYTES) if shown else None
        folded = fold_files(files, given.target, features=given.features, progress=meter, scheduler=given.scheduler)
    _write(folded.to_json(), given.output)
    features, columns = len(folded.columns) - 1, len(folded.factor.columns)
    what = amount(features, "feature") + (f" in {amount(columns, 'column')}" if columns > features else "")
    told = f"{given.output}: {amount(folded.factor.rows, 'row')}, {what}, target {quoted(folded.target)}."
    return "\n".join([told, *folded.notes])


def _called() -> str:
    """How this command was called: the wheel installs it by a name of its own."""
    name = Path(sys.argv[0]).stem
    return name if name == "gd-fold" else "python -m gd.tables.fold"


def _given(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=_called(), description="Fold a file of any size for the lab.")
    parser.add_argument("files", nargs="+", help="the file, CSV or Parquet, or several alike; - for what is piped in")
    parser.add_argument("--target", required=True, help="the column to predict")
    parser.add_argument(
        "--features",
        nargs="+",
        metavar="NAME",
        help="the columns to predict it from, with blanks between, after the files; all if not given",
    )
    parser.add_argument("-o", "--output", required=True, type=Path, help="the file to write, JSON")
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="a Dask cluster to fold on, whose workers read the files by these names"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns 0 if the file was written, 1 if it can't be, 130 if it was stopped."""
    shown = sys.stderr.isatty()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the cores have a chunk each; NumPy isn't loaded yet
    try:
        said = _fold(_given(arguments), shown)
    except KeyboardInterrupt:
        print("\nStopped. Nothing was written.", file=sys.stderr)
        return 130
    except ModuleNotFoundError as error:
        what, extra = (
            ("work on a cluster", "cluster") if error.name in ("dask", "distributed") else ("read tables", "tables")
        )
        print(f"{error.name} is needed to {what}. Install gd with its extra “{extra}”.", file=sys.stderr)
        return 1
    except (ValueError, OSError) as error:
        what = f"“{error.filename}”: {error.strerror}." if isinstance(error, OSError) and error.filename else str(error)
        print(f"\n{what}" if shown else what, file=sys.stderr)
        return 1
    if shown:
        print(file=sys.stderr)
    print(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
