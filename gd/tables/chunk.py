"""Some rows of a table as Arrow holds them: what every kind of file is cut into before it is folded."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.types as kinds  # type: ignore[import-untyped]
from numpy.typing import NDArray

CHUNK_NUMBERS, CHUNK_ROWS, MOST_NUMBERS = 100_000, 5_000, 1_000_000
"""Cells of a chunk if the number of its rows isn't given: more in a wide table, whose triangles take long to merge."""


def chunk_rows(columns: int) -> int:
    """How many rows of so many columns are folded at a time."""
    return max(1, CHUNK_NUMBERS // columns, min(CHUNK_ROWS, MOST_NUMBERS // columns))


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some rows of a table, n of them."""

    columns: dict[str, Any]
    """A `pyarrow.Array` [n] by each column's name: float64, or texts; null where there is no value."""
    rows: NDArray[np.int64]
    """[n]: the rows' numbers, from 1 on, counted from the chunk's beginning."""
    span: int
    """How many numbers the chunk takes: at least n, as rows without any value have one too."""


def numbers_or_texts(column: Any) -> Any:
    """A `pyarrow.Array` [n] with its numbers as float64, true as 1 and false as 0, and all else as texts."""
    kind = column.type.value_type if kinds.is_dictionary(column.type) else column.type
    is_number = any(
        is_kind(kind) for is_kind in (kinds.is_integer, kinds.is_floating, kinds.is_decimal, kinds.is_boolean)
    )
    return column.cast(pa.float64() if is_number else pa.string(), safe=False)
