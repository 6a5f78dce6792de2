"""What a fold keeps beside its numbers: what each column is, and which files they come from."""

from collections.abc import Sequence
from dataclasses import dataclass

from gd.tables.choice import Term, term_names
from gd.text import unique_names


@dataclass(frozen=True)
class Column:
    """A column of the table that was folded: of numbers, or of categories."""

    name: str
    levels: tuple[str, ...] = ()
    """A category's levels, two or more, each a column of ones and zeros in the factor; none of numbers."""
    missing: int = 0
    """How many of the rows that were read have no value in it."""
    unit: str = ""
    """The unit of its numbers, where the file says it."""
    is_level: bool = False
    """Whether its numbers are the ones and zeros of a level, “species=Adelie”, of a category that isn't known."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """What each of its columns in the factor stands for."""
        if self.is_level:
            feature, equals, level = self.name.partition("=")
            return ((feature, level if equals else None),)
        return tuple((self.name, level) for level in self.levels) or ((self.name, None),)


@dataclass(frozen=True)
class Source:
    """A file, or several as one, that rows were folded from."""

    name: str
    size: int
    """In bytes."""
    sha256: str
    """The SHA-256 checksum of the bytes, 64 hexadecimal digits."""


def stored_names(columns: Sequence[Column]) -> tuple[str, ...]:
    """The names of the factor's columns for columns of a table; the last is the target, whose name stays out."""
    *features, target = columns
    terms = [term for column in features for term in column.terms]
    return tuple(unique_names([target.name, *term_names(terms)])[1:])
