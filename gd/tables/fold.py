"""Folds a CSV file of any size, chunk by chunk: python -m gd.tables.fold big.csv --target y -o big.json"""

import argparse
import os
import sys
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from gd.factor import Factor
from gd.tables.cells import MAX_LEVELS
from gd.tables.choice import check_choice
from gd.tables.passes import fold_once
from gd.tables.readers import Category, TooManyLevelsError, readers_for
from gd.tables.stream import Progress, Stream
from gd.text import DataError, amount, quoted

BAR = 40


def fold_csv(
    path: str | PathLike[str],
    target: str,
    *,
    features: Sequence[str] | None = None,
    chunk_rows: int | None = None,
    progress: Progress | None = None,
) -> tuple[Factor, list[str]]:
    """Fold a CSV file of any size: memory holds one chunk of it.

    Columns of numbers stay as they are; a category adds a column of ones and zeros for each level, “species=Adelie”.
    Rows without a number in the target or a value in a feature are left out.

    Parameters
    ----------
    path
        The file.
    target
        The column to predict: its name in the file.
    features
        The columns to predict it from; None for all that can be used.
    chunk_rows
        Rows of a chunk; None for as many as make 300,000 cells.
    progress
        Called after each chunk with the bytes read so far and the bytes in all.

    Returns
    -------
    factor
        The factor of the complete rows, see `gd.Factor`.
    notes
        What was left out and why, a sentence each.

    Raises
    ------
    DataError
        In a sentence for people, if the file or a chosen column can't be used.
    OSError
        If there is no such file.

    Examples
    --------
    >>> factor, notes = fold_csv("data/penguins.csv", "body_mass_g", features=["bill_depth_mm", "species"])
    >>> factor.columns
    ('bill_depth_mm', 'species=Adelie', 'species=Chinstrap', 'species=Gentoo')
    >>> notes
    ['2 of 344 rows are left out: no value in body_mass_g (2), bill_depth_mm (2).']
    """
    notes: list[str] = []
    stream = Stream.of(path, notes)
    readers, left_out = readers_for(stream.head, stream.layout)
    known, numbers = list(readers), [name for name in readers if not isinstance(readers[name], Category)]
    chosen = list(dict.fromkeys(features)) if features is not None else [name for name in known if name != target]
    check_choice(target, chosen, known=known, numbers=numbers, left_out=left_out)
    notes += left_out.values() if features is None else []
    while True:
        try:
            return fold_once(stream, {name: readers[name] for name in (target, *chosen)}, chunk_rows, progress, notes)
        except TooManyLevelsError as error:
            name = str(error)
        why = f"{quoted(name)} has more than {MAX_LEVELS} different texts: it looks like an id or free text"
        if features is not None:
            raise DataError(f"{why}. Take it out of the features.")
        # Which rows are complete depends on the columns, so the fold begins again without this one.
        notes.append(f"{why}, so it is left out.")
        chosen = [other for other in chosen if other != name]
        readers, _ = readers_for(stream.head, stream.layout)


def bar(done: int, total: int) -> str:
    """A bar of progress: `[####······]  40%`."""
    share = min(1.0, done / max(total, 1))
    full = round(BAR * share)
    return f"[{'#' * full}{'·' * (BAR - full)}] {share:4.0%}"


def _show(done: int, total: int) -> None:
    print(f"\r{bar(done, total)}", end="", file=sys.stderr, flush=True)


def _write(text: str, output: Path) -> None:
    """Write the whole file or nothing: an older file stays until the new one is complete."""
    part = output.with_name(f"{output.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, output)
    finally:
        part.unlink(missing_ok=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns 0 if the file was written, 1 if it can't be, 130 if it was stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m gd.tables.fold", description="Fold a CSV file of any size for the lab."
    )
    parser.add_argument("file", type=Path, help="the CSV file")
    parser.add_argument("--target", required=True, help="the column to predict")
    parser.add_argument(
        "--features", nargs="+", metavar="NAME", help="the columns to predict it from; all if not given"
    )
    parser.add_argument("-o", "--output", required=True, type=Path, help="the file to write, JSON")
    given = parser.parse_args(arguments)
    shown = sys.stderr.isatty()
    try:
        if not given.output.parent.is_dir():  # better known before the fold than after
            raise DataError(f"There is no folder {quoted(given.output.parent)}. Make it first.")
        if given.output.exists() and given.output.samefile(given.file):
            raise DataError("The output is the file itself. Give it another name.")
        factor, notes = fold_csv(given.file, given.target, features=given.features, progress=_show if shown else None)
        _write(factor.to_json(), given.output)
    except KeyboardInterrupt:
        print("\nStopped. Nothing was written.", file=sys.stderr)
        return 130
    except (ValueError, OSError) as error:
        what = f"{quoted(error.filename)}: {error.strerror}." if isinstance(error, OSError) else str(error)
        print(f"\n{what}" if shown else what, file=sys.stderr)
        return 1
    if shown:
        print(file=sys.stderr)
    what = f"{amount(factor.rows, 'row')}, {amount(len(factor.columns), 'column')}, target {quoted(factor.target)}"
    print(f"{given.output}: {what}.", *notes, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
