"""The mark of a table: its name, its shape and a checksum, by which a link names it."""

import re
from typing import NamedTuple

from gd.experiments.settings import MAX_FILE_NAME
from gd.text import amount


class Mark(NamedTuple):
    """What tells a table from others. The checksum guards against mistakes, not against forgery."""

    name: str
    """The name of its file."""
    rows: int
    columns: int
    checksum: str

    def __str__(self) -> str:
        return f"{self.name}_{self.rows}x{self.columns}_{self.checksum}"

    @property
    def words(self) -> str:
        """The table in a sentence.

        >>> Mark("houses.csv", 506, 14, "k3Xw9-Qz").words
        'houses.csv (506 rows, 14 columns)'
        """
        return f"{self.name} ({amount(self.rows, 'row')}, {amount(self.columns, 'column')})"

    @property
    def asked_for(self) -> str:
        """The sentence for a link whose table isn't there yet."""
        return f"This run needs the file {self.words}. Load it in the sidebar (on a phone: » at the top left)."

    @property
    def told_apart(self) -> str:
        """The sentence for another table than the link was made with."""
        return f"The table isn't the one of the link, {self.words}: the result may differ."

    def differs_from(self, other: "Mark") -> bool:
        """Whether the other table is another, whatever its file is called."""
        return other.checksum != self.checksum


def read_mark(text: str) -> Mark | None:
    """Read a table's mark from a link; None if it isn't one.

    >>> read_mark("houses.csv_506x14_k3Xw9-Qz")
    Mark(name='houses.csv', rows=506, columns=14, checksum='k3Xw9-Qz')
    """
    found = re.fullmatch(r"(.+)_([0-9]{1,10})x([0-9]{1,4})_([\w-]{8})", text, re.ASCII | re.DOTALL)
    return found and Mark(found[1][-MAX_FILE_NAME:], int(found[2]), int(found[3]), found[4])
