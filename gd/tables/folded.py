"""A table that was folded before, with what its columns mean: to the page, a Dataset without rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from gd import factor_json
from gd.factor import Factor
from gd.tables import folded_json
from gd.tables.meaning import Column, Source
from gd.text import amount, quoted

FOLDED = "This table is folded: it holds only what a regression needs of the rows, and a sample of them for pictures."
STAY_OUT = "Rows that are left out stay out: to have those back that lack a feature, fold the table without it."
MOST_NOTES, MOST_SOURCES = 100, 3
"""Most notes and files of which the remarks tell."""


@dataclass(frozen=True, eq=False)
class FoldedFile:
    """A table that was folded before, by `python -m gd.tables.fold`."""

    factor: Factor
    """The complete rows, with a column for every level of a category."""
    columns: tuple[Column, ...]
    """The columns to predict from, in the order of the factor's, then the target."""
    rows: int
    """How many rows the files have, complete or not; only the complete ones are in the factor."""
    notes: tuple[str, ...] = ()
    """What was left out and why, a sentence each."""
    sources: tuple[Source, ...] = ()
    """The files that were folded; none if that isn't known."""
    version: str = ""
    """The version of gd that folded them; empty for a factor alone, which doesn't say what its columns mean."""

    @classmethod
    def of(cls, factor: Factor) -> "FoldedFile":
        """A factor of which nothing else is known, as files of version 1 hold it: each of its columns is a column.

        One called “name=level” that holds ones and zeros is taken for a level, which is not standardised.
        """
        features = [
            Column(name, is_level="=" in name and _holds_ones_and_zeros(factor, 1 + place))
            for place, name in enumerate(factor.columns)
        ]
        return cls(factor, (*features, Column(factor.target)), factor.rows)

    @property
    def target(self) -> str:
        """The column that it was folded to predict."""
        return self.columns[-1].name

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, a category once, and then the target."""
        return tuple(column.name for column in self.columns)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns of numbers."""
        return tuple(column.name for column in self.columns if not column.levels)

    @property
    def categories(self) -> tuple[str, ...]:
        """The columns of categories."""
        return tuple(column.name for column in self.columns if column.levels)

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Each column by its name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def stored(self) -> dict[str, tuple[str, ...]]:
        """The names of each column's own columns in the factor."""
        names = iter((*self.factor.columns, self.factor.target))
        return {column.name: tuple(islice(names, len(column.terms))) for column in self.columns}

    @property
    def remarks(self) -> tuple[str, ...]:
        """That it is folded, the notes, the units that are known, and where it comes from."""
        more = len(self.notes) - MOST_NOTES
        notes = [*self.notes[:MOST_NOTES], *([f"The file holds {amount(more, 'more note')}."] if more > 0 else [])]
        units = ", ".join(f"{column.name} in {column.unit}" for column in self.columns if column.unit)
        told = [
            FOLDED,
            *notes,
            STAY_OUT if any(column.missing for column in self.columns[:-1]) else "",
            f"Units: {units}." if units else "",
            _origin(self.sources, self.version),
        ]
        return tuple(filter(None, told))

    def to_json(self) -> str:
        """The table as JSON text: the factor with every digit, and what its columns mean."""
        if not self.version:
            return self.factor.to_json()
        f, meaning = self.factor, folded_json.Meaning(*(getattr(self, name) for name in folded_json.Meaning._fields))
        return factor_json.dump(f.columns, f.target, f.rows, f.R, f.normal, f.sample, folded_json.plain(meaning))

    @classmethod
    def from_json(cls, text: str) -> "FoldedFile":
        """The table that `to_json` wrote, or a factor alone. ValueError, in a sentence, if the text is neither."""
        file = factor_json.read(text)
        factor = Factor(*factor_json.fields(file))
        if file["version"] == factor_json.ALONE:
            return cls.of(factor)
        return cls(factor, *folded_json.parse(file.get("table"), factor))


def _holds_ones_and_zeros(factor: Factor, place: int) -> bool:
    """Whether a column of [1 X y] holds only ones and zeros, as far as the factor tells: then Σx² = Σx."""
    ones_and_zeros = np.isin(factor.sample.values[:, place], (0, 1)).all()
    return bool(ones_and_zeros and factor.normal[place, place] == factor.normal[0, place])


def _origin(sources: Sequence[Source], version: str) -> str:
    """The sentence that says which files were folded, and by which version; empty if that isn't known."""
    if not version:
        return ""
    files = [f"{quoted(source.name)} (SHA-256 {source.sha256[:8]}…)" for source in sources[:MOST_SOURCES]]
    more = [f"{len(sources) - MOST_SOURCES:,} more"] if len(sources) > MOST_SOURCES else []
    whence = f" from {', '.join([*files, *more])}" if files else ""
    return f"It was folded by gd {version}{whence}."
