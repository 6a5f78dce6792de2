"""What a fold gives, as the tests of its numbers and notes look at it."""

from typing import Any

from gd.factor import Factor
from gd.tables import folding


def fold_files(*arguments: Any, **named: Any) -> tuple[Factor, list[str]]:
    """The factor and the notes of `gd.tables.folding.fold_files`."""
    folded = folding.fold_files(*arguments, **named)
    return folded.factor, list(folded.notes)
