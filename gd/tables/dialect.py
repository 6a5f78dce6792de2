"""How a text is laid out as a table: its separator, its decimal mark, its header and its width."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import dropwhile, islice

from gd.tables.header import COMMENT, Row, find_header, most_common
from gd.tables.numbers import is_number
from gd.text import DataError, amount, unique_names

SAMPLE_LINES = 200
SAMPLE_CHARACTERS = 2**20
SAMPLE_CELLS = 5000
SEPARATORS = "\t;|,"  # in a tie the first wins: it is rarer in prose and in numbers


@dataclass(frozen=True)
class Layout:
    """How a text is laid out as a table."""

    separator: str
    decimal: str
    header: Row
    """The fields of the header, [] if there is none."""
    rows_above: int
    """How many rows stand above the first row of data, blank ones included."""
    lines_above: int
    """How many lines those rows take."""
    width: int
    """How many columns there are."""

    @property
    def names(self) -> list[str]:
        """A name for each column, all different: its field in the header, or “column 3” where that is blank."""
        fields = [*self.header, *[""] * (self.width - len(self.header))]
        return unique_names(field or f"column {j}" for j, field in enumerate(fields, 1))


def find_layout(text: str, notes: list[str], max_columns: int | None = None) -> Layout:
    """Find the layout from the first rows.

    DataError if there are none, one is longer than the others, or they have more than `max_columns` columns.
    """
    sample, whole = _sample(text)
    separator = _separator(sample)
    rows, ends = _cut(sample, separator)
    _check_width(rows, max_columns)
    if not whole and len(sample) > 1:
        rows = rows[:-1]  # the last may go on below the sample
    if not any(map(any, rows)):
        raise DataError(
            "No rows can be made out. Check that the first lines hold values, "
            "and that each quotation mark that opens also closes."
        )
    header, first = find_header(rows, text, notes)
    decimal = _decimal(rows[first:], separator)
    width = _width(header, rows, first)
    return Layout(separator, decimal, header, first, [0, *ends][first], width)


def _sample(text: str) -> tuple[list[str], bool]:
    """The first lines, and whether they are all. DataError if the first alone is longer than is looked at."""
    lines = text[: SAMPLE_CHARACTERS + 1].split("\n", SAMPLE_LINES)
    if len(lines) > SAMPLE_LINES:
        return lines[:SAMPLE_LINES], False
    if len(text) <= SAMPLE_CHARACTERS:
        return lines, True
    if len(lines) == 1:
        end = text.find("\n")
        raise DataError(
            f"The first line has {len(text) if end < 0 else end:,} characters; at most {SAMPLE_CHARACTERS:,} are read. "
            "End each row with a line break, and leave out columns that you don't need."
        )
    return lines[:-1], False


def _check_width(rows: list[Row], most: int | None) -> None:
    width = max(map(len, rows), default=0)
    if most is not None and width > most:
        raise DataError(
            f"The file has {width:,} columns; this page reads at most {most:,}. Leave out those that you don't need."
        )


def squeeze(text: str) -> str:
    """The text with each run of blanks and tabs made one blank, and none at the ends of lines."""
    return re.sub(r" ?\n ?", "\n", re.sub(r"[ \t]+", " ", text)).strip(" ")


def too_long(row: int, found: int, width: int) -> DataError:
    """The error for a row that has more fields than the table has columns."""
    return DataError(
        f"Row {row:,} has {amount(found, 'field')}, but the table has {amount(width, 'column')}. "
        "Take out what is too much, or put text that contains the separator in quotation marks."
    )


def _cut(lines: Iterable[str], separator: str) -> tuple[list[Row], list[int]]:
    """The rows of these lines, cut into fields, and the number of the line at which each row ends."""
    text = "\n".join(lines)
    handle = io.StringIO(squeeze(text) if separator == " " else text)
    reader = csv.reader(handle, delimiter=separator, skipinitialspace=True)
    try:
        cut = [([field.strip() for field in row], reader.line_num) for row in reader]
    except csv.Error:  # a field of more than 131,072 characters
        return [], []
    return [row for row, _ in cut], [end for _, end in cut]


def _separator(lines: list[str]) -> str:
    """The character that cuts most rows into equally many fields; the blank only if no other does."""
    if found := re.fullmatch(r'"?sep=([\t;|, ])"?', lines[0], re.IGNORECASE):
        return found[1]
    table = list(dropwhile(lambda line: COMMENT.match(line) or not line.strip(), lines))

    def agreement(separator: str) -> float:
        widths = [len(row) for row in _cut(table, separator)[0] if row]
        width = most_common(widths)
        return widths.count(width) / len(widths) if width > 1 else 0.0

    best = max(SEPARATORS, key=agreement)
    return best if agreement(best) or not agreement(" ") else " "


def _decimal(rows: list[Row], separator: str) -> str:
    """The decimal mark with which more of the first cells are numbers; in a tie the point.

    Where commas or blanks separate the fields, it is always the point.
    """
    if separator in (",", " "):
        return "."
    marked = (field for row in rows for field in row if "," in field or "." in field)
    cells = list(islice(marked, SAMPLE_CELLS))
    with_point, with_comma = (sum(is_number(cell, decimal) for cell in cells) for decimal in ".,")
    return "," if with_comma > with_point else "."


def _width(header: Row, rows: list[Row], first: int) -> int:
    """The number of columns: that of most rows, or of the header or a row of blank fields if it is longer."""
    data = {row: fields for row, fields in enumerate(rows[first:], first + 1) if fields}
    width = max(len(header), most_common([len(fields) for fields in data.values()]), 1)
    for row, fields in data.items():
        if any(fields[width:]):
            raise too_long(row, len(fields), width)
    return max([width, *map(len, data.values())])
