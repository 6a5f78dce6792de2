"""Where a table begins: below comments, titles and counts, with a header or without."""

import re
import statistics

from gd.tables.numbers import MISSING, is_number
from gd.tables.spreadsheet import unshielded
from gd.text import amount, quoted

Row = list[str]

COMMENT = re.compile(r"#|sep=", re.IGNORECASE)
YEAR = re.compile(r"(19|20)[0-9]{2}")
BELOW = 20  # how many rows the first one is compared with


def find_header(rows: list[Row], text: str, notes: list[str]) -> tuple[Row, int]:
    """The header's fields ([] if there is no header), and how many rows stand above the first row of data.

    rows: the first rows of the text, of which at least one has a value. A blank line is an empty row.
    """
    filled = [i for i, row in enumerate(rows) if any(row)]
    if _counts_the_rest(rows[filled[0]], [rows[i] for i in filled[1:]], text):
        shown = quoted(",".join(rows[filled[0]]))
        notes.append(f"The first row, {shown}, counts the rows and columns below, so it is left out.")
        above = 1
    elif above := _remarks([rows[i] for i in filled]):
        notes.append(f"Above the table there {'is' if above == 1 else 'are'} {amount(above, 'row')}, left out.")
    start, *below = filled[above:]
    if _is_header(rows[start], [rows[i] for i in below[:BELOW]]):
        return _names(rows[start], [rows[i] for i in below]), start + 1
    like = "all numbers" if all(map(is_number, rows[start])) else "like those below it"
    which = "The first row of the table" if above else "The first row"
    notes.append(f"{which} is {like}, so it is read as data, and the columns are numbered.")
    return [], start


def most_common(counts: list[int]) -> int:
    """The count that occurs most often, the first if there are several; 0 if there are no counts."""
    return statistics.mode(counts or [0])


def _counts_the_rest(row: Row, below: list[Row], text: str) -> bool:
    """Whether a row is like `150,4,setosa,versicolor,virginica`: 150 rows, 4 features, the names of classes."""
    if len(row) < 2 or not (re.fullmatch("[0-9]{1,9}", row[0]) and re.fullmatch("[0-9]{1,9}", row[1])):
        return False
    width = most_common([len(other) for other in below])
    marked = len(row) < width or not all(map(is_number, row))  # otherwise it may be data
    lines = text.strip("\n").count("\n")
    return marked and int(row[0]) in (lines, lines - 1) and 0 < int(row[1]) < width


def _remarks(rows: list[Row]) -> int:
    """How many of these rows stand above the table: comments, and titles above a header."""
    comments = next((k for k, row in enumerate(rows) if not COMMENT.match(row[0])), 0)
    table = rows[comments:]
    values = [sum(map(bool, row)) for row in table]
    usual = most_common(values[1:])
    full = next((k for k, n in enumerate(values) if n >= usual), 0)
    if full and not _has_values(table[full], but=YEAR):
        return comments + full
    last = rows[comments - 1] if comments else [""]
    if last[0].startswith("#") and _has_values(table[0]) and len(_without_hash(last, table)) == len(table[0]):
        return comments - 1  # names in a comment, as NumPy writes them
    return comments


def _has_values(row: Row, but: re.Pattern[str] = re.compile("")) -> bool:
    return any(_is_value(field) and not but.fullmatch(field) for field in row)


def _is_value(field: str) -> bool:
    """Whether the field is a number, or stands for a missing one."""
    return bool(field) and (field.casefold() in MISSING or is_number(field))


def _is_header(row: Row, below: list[Row]) -> bool:
    """Whether the fields of this row are the columns' names, and not their first values."""
    if not any(map(is_number, row)) or not row[0]:
        return True
    texts = [j for j, field in enumerate(row) if field and not _is_value(field)]
    columns = {j: [other[j] for other in below if len(other) > j and other[j]] for j in texts}
    if any(column and all(map(_is_value, column)) for column in columns.values()):
        return True  # a text above numbers
    fractions = any(is_number(field) and re.search("[.,]", field) for field in row)
    return bool(texts) and not fractions and not any(row[j] in columns[j] for j in texts)


def _names(header: Row, below: list[Row]) -> Row:
    """The header's fields. Files written by the language R lack the one over the row names: a blank is put there."""
    header = [unshielded(" ".join(field.split())) for field in _without_hash(header, below)]
    first = [row[0] for row in below if row]
    counts = first == [str(k) for k in range(1, 1 + len(first))]
    numbered = counts or (len(set(first)) == len(first) and not any(map(_is_value, first)))
    short = len(header) + 1 == most_common([_filled(row) for row in below])
    return ["", *header] if short and numbered else header


def _filled(row: Row) -> int:
    """The number of fields up to the last that has a value."""
    return max((j for j, field in enumerate(row, 1) if field), default=0)


def _without_hash(row: Row, below: list[Row]) -> Row:
    """The header without the “#” that makes it a comment."""
    if not row[0].startswith("#"):
        return row
    if name := row[0].lstrip("# "):
        return [name, *row[1:]]
    return row[1:] if len(row) > most_common([len(other) for other in below]) > 0 else row
