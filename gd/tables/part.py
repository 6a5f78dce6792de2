"""What is kept of some rows of a table once they are folded; it merges with that of other rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.factor import Factor
from gd.tables.cells import MAX_LEVELS
from gd.tables.choice import Term
from gd.tables.chunk import Chunk
from gd.tables.odd_cells import ByColumn, infinite_cells, joined, unread_cells
from gd.tables.readers import Category, Reader

Range = tuple[float, float]
"""The least and the largest of some numbers."""


class TooManyLevelsError(Exception):
    """Raised when a column that looked like a category turns out to have too many levels; carries the column's name."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some rows of a table, folded.

    To merge is associative, and `NO_ROWS` changes nothing: parts are joined in any grouping. Only the rows' numbers and
    the order of the terms depend on which comes first.
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
    unread: ByColumn
    """By column, the cells with a text that is no value."""
    infinite: ByColumn
    """By column, the cells with an infinite number."""
    rows: int
    """How many rows there are, complete or not."""
    span: int
    """How many rows' numbers they take, see `Chunk`."""

    @classmethod
    def of(cls, chunk: Chunk, readers: Sequence[Reader], seed: np.random.SeedSequence) -> "Part":
        """Fold the rows of a chunk; the first reader is the target's.

        TooManyLevelsError if a category has more levels than it may have.
        """
        cells = [reader.read(chunk.columns[reader.name]) for reader in readers]
        searched = {r.name: own.levels or () for r, own in zip(readers, cells, strict=True) if _is_searched(r)}
        found = _few({name: frozenset(levels) for name, levels in searched.items()})  # before a column is made of each
        values = np.stack([column.values for column in cells])  # [columns, n]
        present = np.isfinite(values)
        complete = present.all(axis=0)
        kept = values if complete.all() else values[:, complete]
        levels = [column.levels for column in cells]
        names = [reader.name for reader in readers]
        absent = {} if complete.all() else dict(zip(names, values, strict=True))
        terms, X = _columns(names[1:], levels[1:], kept[1:]) if kept.size else ([], kept)
        return Part(
            _factor(terms, X, kept[0], names[0], chunk.rows[complete], seed) if terms else None,
            tuple(terms),
            _ranges(names, levels, kept) if terms else {},
            found,
            Counter(dict(zip(names, (~present).sum(axis=1).tolist(), strict=True))),
            unread_cells(chunk.columns, absent, chunk.rows),
            infinite_cells(absent, chunk.rows),
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
            joined(self.unread, other.unread, self.span),
            joined(self.infinite, other.infinite, self.span),
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


def _columns(names: Sequence[str], levels: Sequence[Sequence[str] | None], kept: Array) -> tuple[list[Term], Array]:
    """What the columns of X come from, and X [D, n], for the values [columns, n] of complete rows."""
    terms: list[Term] = []
    rows: list[NDArray[np.generic]] = []
    for name, own, values in zip(names, levels, kept, strict=True):
        if own is None:
            terms.append((name, None))
            rows.append(values[None])
        else:
            places = np.unique(values)
            terms += [(name, own[int(place)]) for place in places]
            rows.append(values == places[:, None])
    return terms, np.concatenate(rows, dtype=np.float64)


def _factor(
    terms: Sequence[Term], X: Array, y: Array, target: str, rows: NDArray[np.int64], seed: np.random.SeedSequence
) -> Factor:
    return Factor.fold(X.T, y, [_name(term) for term in terms], _name((target, None)), rows, seed)


def _is_searched(reader: Reader) -> bool:
    """Whether it is one of a category whose levels are found as they come."""
    return isinstance(reader, Category) and not reader.levels


def _name(term: Term) -> str:
    """The name of a term's column while it is folded: “a=b” alone may be a column of numbers, or a level of “a”."""
    return repr(term)


def _ranges(names: Sequence[str], levels: Sequence[Sequence[str] | None], kept: Array) -> dict[str, Range]:
    """The least and the largest of each column of numbers [columns, n]."""
    pairs = zip(names, levels, kept.min(axis=1).tolist(), kept.max(axis=1).tolist(), strict=True)
    return {name: (low, high) for name, own, low, high in pairs if own is None}


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


NO_ROWS = Part(None, (), {}, {}, Counter(), {}, {}, 0, 0)
"""The part of a table without rows."""


def merged(parts: Iterable[Part]) -> Part:
    """The part of all their rows, in this order."""
    return reduce(Part.merge, parts, NO_ROWS)
