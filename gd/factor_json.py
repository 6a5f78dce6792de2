"""A factor as JSON text and back, with every digit. Text that comes in is checked completely."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.sample import MOST, Sample
from gd.text import quoted

FORMAT = "gd factor"
ALONE, WITH_TABLE = 1, 2
"""The versions of the format: a factor alone, and one with what its columns mean, under “table”."""
MAX_CHARACTERS = 64_000_000
TEXTS = "columns", "target", "table"
"""Where in the file the texts are that are kept."""
AGREE = 1e-8
"""How far RᵀR and the normal matrix may differ, relative to the columns' lengths. Rounding causes much less."""

Parts = tuple[tuple[str, ...], str, int, Array, Array, Sample]
"""columns, target, rows, R, normal, sample: the fields of a factor."""


def dump(
    columns: tuple[str, ...],
    target: str,
    rows: int,
    R: Array,
    normal: Array,
    sample: Sample,
    table: Mapping[str, Any] | None = None,
) -> str:
    """The text of a factor, with a table's meaning if it is given.

    JSON writes the shortest decimals that read back as the same float64.
    """
    return json.dumps(
        {
            "format": FORMAT,
            "version": ALONE if table is None else WITH_TABLE,
            **({} if table is None else {"table": table}),
            "columns": columns,
            "target": target,
            "rows": rows,
            "R": R.tolist(),
            "normal": normal.tolist(),
            "sample": {name: getattr(sample, name).tolist() for name in ("values", "rows", "keys")},
        },
        ensure_ascii=False,
        allow_nan=False,
    )


def fields(file: Mapping[str, Any]) -> Parts:
    """The fields of the factor in what was read. ValueError, in a sentence, if it isn't one or contradicts itself."""
    columns, target, rows = file.get("columns"), file.get("target"), file.get("rows")
    if not (isinstance(columns, list) and all(isinstance(name, str) for name in [*columns, target])):
        refuse("its columns and target have no names")
    if type(rows) is not int or not 1 <= rows < 2**53:
        refuse("it doesn't say how many rows there were")
    check_names(columns, str(target))
    W = len(columns) + 2
    R, normal = _numbers(file, "R", (W, W)), _numbers(file, "normal", (W, W))
    return (
        tuple(columns),
        str(target),
        rows,
        *_checked(R, normal, rows),
        _sample(file.get("sample"), min(rows, MOST), W),
    )


def check_names(columns: Sequence[str], target: str) -> None:
    """ValueError if two of the names are the same, or there is no column besides the target."""
    if not columns:
        raise ValueError("There are no columns to predict the target from. Name at least one.")
    names, seen = (*columns, target), set[str]()
    for name in names:
        if name in seen:
            raise ValueError(f"The name {quoted(name)} is given twice; each column and the target need their own.")
        seen.add(name)


def read(text: str) -> dict[str, Any]:
    """What a file of folded rows holds, of either version. ValueError, in a sentence, if the text isn't one."""
    if len(text) > MAX_CHARACTERS:
        refuse(f"it has {len(text):,} characters; at most {MAX_CHARACTERS:,} are allowed")
    try:
        file = json.loads(text)
    except (ValueError, RecursionError):
        refuse("it isn't JSON")
    if not isinstance(file, dict) or file.get("format") != FORMAT:
        refuse("it is JSON of another kind")
    version = file.get("version")
    if type(version) is not int or version not in (ALONE, WITH_TABLE):
        refuse(f"its version is {version!r}, and {ALONE} or {WITH_TABLE} is wanted")
    _check_texts([file.get(name) for name in TEXTS])
    return file


def _check_texts(texts: Sequence[Any]) -> None:
    """Refuse half a surrogate pair: JSON can write one as “\\ud800”, but UTF-8 can't, so `dump` couldn't be saved."""
    try:
        json.dumps(texts, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        refuse("one of its texts holds half of a character, which no file can hold")
    except RecursionError:
        refuse("its lists are in one another too deeply")


def _numbers(file: Mapping[str, Any], name: str, shape: tuple[int, ...], kinds: str = "fi") -> NDArray[Any]:
    """The finite numbers under this name; a text that looks like a number isn't accepted."""
    try:
        array = np.asarray(file.get(name))
    except ValueError:  # rows of different lengths
        array = np.empty(0, dtype=object)
    if array.shape != shape or array.dtype.kind not in kinds or not np.isfinite(array).all():
        wanted = " × ".join(map(str, shape))
        refuse(f"“{name}” has to be {wanted} {'finite numbers' if 'f' in kinds else 'whole numbers'}")
    return array if kinds == "i" else array.astype(np.float64)


def _checked(R: Array, normal: Array, rows: int) -> tuple[Array, Array]:
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.maximum(np.linalg.norm(R, axis=0), 1e-150)  # squares of shorter ones underflow
        apart = np.abs(R.T @ R - normal) - AGREE * np.outer(lengths, lengths)
    if np.tril(R, -1).any() or (np.diagonal(R) < 0).any():
        refuse("“R” isn't triangular with nothing below zero on its diagonal")
    if not (apart <= 0).all():
        refuse("“normal” isn't RᵀR")
    if abs(R[0, 0] ** 2 - rows) > AGREE * rows:
        refuse("the first column of “R” isn't that of as many ones as there are rows")
    return R, normal


def _sample(file: Any, size: int, W: int) -> Sample:
    if not isinstance(file, dict):
        refuse("it has no sample of the rows")
    values, keys = _numbers(file, "values", (size, W)), _numbers(file, "keys", (size,))
    numbers = _numbers(file, "rows", (size,), "i").astype(np.int64)
    if (values[:, 0] != 1).any() or (np.diff(keys) < 0).any() or keys[0] < 0 or keys[-1] >= 1:
        refuse("its sample of the rows isn't one that was drawn")
    return Sample(values, numbers, keys)


def refuse(why: str) -> NoReturn:
    """Raise ValueError with a sentence that says why this is no file of folded rows."""
    raise ValueError(f"This isn't a file of folded rows: {why}. Make one with `python -m gd.tables.fold`.")
