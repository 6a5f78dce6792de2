"""What is kept of some rows of a table once they are folded; it merges with that of other rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.factor import Factor
from gd.tables.cells import MAX_LEVELS
from gd.tables.choice import Term
from gd.tables.chunk import Chunk
from gd.tables.readers import Category, Cells, Reader

Range = tuple[float, float]
"""The least and the largest of some numbers."""


class TooManyLevelsError(Exception):
    """Raised when a column that looked like a category turns out to have too many levels; carries the column's name."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some rows of a table, folded.

    To merge is associative, and `NO_ROWS` changes nothing: parts are joined in any grouping. Only the rows' numbers
    depend on their order.
    """

    factor: Factor | None
    """That of the complete rows, with a column for each of `terms`; None if there are none."""
    terms: tuple[Term, ...]
    """[D]: what each column of the factor comes from."""
    ranges: Mapping[str, Range]
    """Of each column of numbers, in the complete rows."""
    levels: Mapping[str, frozenset[str]]
    """Those found in each category, also in rows that aren't complete; declared ones aren't looked for."""
    missing: Counter[str]
    """How many rows lack a value, by column."""
    rows: int
    """How many rows there are, complete or not."""
    span: int
    """How many rows' numbers they take, see `Chunk`."""

    @classmethod
    def of(cls, chunk: Chunk, readers: Sequence[Reader], seed: np.random.SeedSequence) -> "Part":
        """Fold the rows of a chunk; the first reader is the target's.

        TooManyLevelsError if a category has more levels than it may have.
        """
        cells = {reader.name: reader.read(chunk.columns[reader.name]) for reader in readers}
        lacks = {name: np.isnan(values) for name, (values, _) in cells.items()}
        complete = np.flatnonzero(~np.logical_or.reduce(list(lacks.values())))
        columns = _columns(cells, complete) if len(complete) else {}
        found = {r.name: cells[r.name].levels or () for r in readers if isinstance(r, Category) and not r.levels}
        return Part(
            _factor(columns, chunk.rows[complete], seed) if columns else None,
            tuple(columns)[1:],
            {name: _range(values) for (name, level), values in columns.items() if level is None},
            _few({name: frozenset(levels) for name, levels in found.items()}),
            Counter({name: int(gaps.sum()) for name, gaps in lacks.items()}),
            len(chunk.rows),
            chunk.span,
        )

    def merge(self, other: "Part") -> "Part":
        """The part of the rows of both, with those of `other` below. TooManyLevelsError as in `of`."""
        terms = tuple(dict.fromkeys((*self.terms, *other.terms)))
        factors = [part.factor_of(terms) for part in (self, other._lowered(self.span)) if part.factor is not None]
        return Part(
            factors[0].merge(factors[1]) if len(factors) == 2 else factors[0] if factors else None,
            terms,
            {name: _widest(self.ranges, other.ranges, name) for name in self.ranges or other.ranges},
            _few({name: _found(self, name) | _found(other, name) for name in {**self.levels, **other.levels}}),
            self.missing + other.missing,
            self.rows + other.rows,
            self.span + other.span,
        )

    def _lowered(self, span: int) -> "Part":
        """The part with so many rows' numbers above it."""
        if self.factor is None:
            return self
        sample = self.factor.sample
        return replace(self, factor=replace(self.factor, sample=replace(sample, rows=sample.rows + span)))

    def factor_of(self, terms: Sequence[Term]) -> Factor:
        """The factor with a column for each of these terms, in their order: zeros for a level that isn't here."""
        assert self.factor is not None
        if tuple(terms) == self.terms:
            return self.factor
        new = [_name(term) for term in terms if term not in self.terms]
        factor = self.factor.extend(new) if new else self.factor
        return factor.select([_name(term) for term in terms])

    def folded_levels(self, category: str) -> list[str]:
        """The levels of a category in the complete rows."""
        return [level for name, level in self.terms if name == category and level is not None]

    def value(self, name: str) -> float | str | None:
        """What the complete rows have in common in a column; None if they differ."""
        if name in self.ranges:
            low, high = self.ranges[name]
            return low if low == high else None
        levels = self.folded_levels(name)
        return levels[0] if len(levels) == 1 else None


def _columns(cells: Mapping[str, Cells], complete: NDArray[np.intp]) -> dict[Term, Array]:
    """The columns of the complete rows, the target's first, by what they come from."""
    columns: dict[Term, Array] = {}
    for name, (values, levels) in cells.items():
        kept = values[complete]
        if levels is None:
            columns[name, None] = kept
        else:
            columns |= {(name, levels[k]): (kept == k).astype(np.float64) for k in np.unique(kept).astype(int)}
    return columns


def _factor(columns: Mapping[Term, Array], rows: NDArray[np.int64], seed: np.random.SeedSequence) -> Factor:
    target, *terms = columns
    y, *X = columns.values()
    return Factor.fold(np.column_stack(X), y, [_name(term) for term in terms], _name(target), rows, seed)


def _name(term: Term) -> str:
    """The name of a term's column while it is folded: “a=b” alone may be a column of numbers, or a level of “a”."""
    return repr(term)


def _range(values: Array) -> Range:
    return float(values.min()), float(values.max())


def _widest(one: Mapping[str, Range], other: Mapping[str, Range], name: str) -> Range:
    both = [ranges[name] for ranges in (one, other) if ranges]
    return min(low for low, _ in both), max(high for _, high in both)


def _found(part: Part, name: str) -> frozenset[str]:
    return part.levels.get(name, frozenset())


def _few(levels: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    for name, found in levels.items():
        if len(found) > MAX_LEVELS:
            raise TooManyLevelsError(name)
    return levels


NO_ROWS = Part(None, (), {}, {}, Counter(), 0, 0)
"""The part of a table without rows."""
