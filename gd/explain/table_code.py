"""NumPy code that builds X and y from a table."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from gd.experiments.experiment import Experiment
from gd.experiments.scenarios import SCENARIOS
from gd.experiments.settings import MAX_FILE_NAME
from gd.experiments.shared import built_in as built_in_table
from gd.tables.regression import Regression
from gd.tables.spreadsheet import shielded, unshielded
from gd.text import INVISIBLE

if TYPE_CHECKING:
    from gd.tables.dataset import Dataset

MAX_WRITTEN_ROWS = 50
"""Most rows that are written out in the program instead of being read from a file."""
MAX_WRITTEN_CELLS = 20_000
"""Most cells that are written out in a program that shall hold its table."""
WIDTH = 100
"""Characters in a line before a list is broken into several."""
PANDAS = "import pandas as pd"
CLEANED = "# The table as the lab read it: download it from the page, and put it next to this program."
SHIELDED = "# In it an apostrophe stands before what a spreadsheet would take for a formula."
FOLDED_ROWS = 'folded["rows"]'


def is_folded(experiment: Experiment) -> bool:
    """Whether its table was folded before, so that its rows aren't here."""
    return experiment.regression is not None and experiment.regression.design is None


def row_count(experiment: Experiment) -> str:
    """The program's expression for the number of rows; a folded table stores it, as its own few rows are a factor's."""
    return FOLDED_ROWS if is_folded(experiment) else "len(y)"


def clean_name(upload: str) -> str:
    """Return the file name of the cleaned table, derived from that of the uploaded file.

    >>> clean_name("my own/table.csv"), clean_name(".."), clean_name("=-rf.csv")
    ('my_own_table.clean.csv', 'table.clean.csv', 'rf.clean.csv')
    """
    stem = re.sub(r"[^\w-]+", "_", re.sub(r"\.\w*$", "", upload))[:MAX_FILE_NAME].strip("_-")
    return f"{stem or 'table'}.clean.csv"


def table_code(experiment: Experiment, file: str, table: "Dataset | None" = None) -> list[str]:
    """The lines that define X and y: the rows of a small built-in table are written out, others are read from a file.

    file: the name of the uploaded file. For a CSV file the program reads the cleaned table, see `Dataset.to_csv`.
    table: the table, if its rows are to be written out even if there are many, up to MAX_WRITTEN_CELLS.
    """
    s, regression = experiment.settings, cast(Regression, experiment.regression)
    built_in, columns = SCENARIOS[s.problem].table, [s.target, *dict.fromkeys(s.features)]
    written: Callable[[str], str] = str
    """Names and levels as they stand in what the program reads."""
    if is_folded(experiment):
        return _folded(file, experiment)
    if table is not None and table.rows * len(columns) > MAX_WRITTEN_CELLS:
        table = None
    if table or (built_in and regression.factor.rows <= MAX_WRITTEN_ROWS):
        lines = _written_out(table, built_in, columns)
    elif built_in:
        lines = [PANDAS, "", f"table = pd.read_csv({literal(f'data/{built_in}')})", *_complete(columns)]
    else:
        written = shielded
        columns = [written(name) for name in columns]
        categories = dict.fromkeys(written(feature) for feature, level in regression.terms if level is not None)
        told = [SHIELDED] if any(name != unshielded(name) for name in columns) else []
        lines = [PANDAS, "", CLEANED, *told, *reading_code(clean_name(file), columns, list(categories))]
    terms = [_term(written(feature), level and written(level)) for feature, level in regression.terms]
    if s.scale and regression.numeric:
        lines += ["", "", "def standardised(x):", "    return (x - x.mean()) / x.std(ddof=0)", "", ""]
        numeric = [level is None for _, level in regression.terms]
        terms = [f"standardised({term})" if scale else term for term, scale in zip(terms, numeric, strict=True)]
    lines.append(f"y = np.array({_term(written(s.target), None)})")
    return [*lines, *wrapped("X = np.column_stack([", ["np.ones(len(y))", *terms], "])")]


def wrapped(head: str, items: Iterable[str], tail: str) -> list[str]:
    """Join items with commas between `head` and `tail`, in one line if they fit into WIDTH characters."""
    lines, items = [""], list(items)
    if len(short := f"{head}{', '.join(items)}{tail}") <= WIDTH:
        return [short]
    for item in items:
        if lines[-1] and len(lines[-1]) + len(item) + 6 > WIDTH:
            lines.append("")
        lines[-1] += f" {item}," if lines[-1] else f"{item},"
    return [head, *(f"    {line}" for line in lines), tail]


def literal(value: str) -> str:
    """The string as a Python literal in double quotes, in which nothing is hidden and nothing is turned around.

    >>> print(literal("a\\u202eb"), literal("\\U000e0041"))
    "a\\u202eb" "\\U000e0041"
    """
    return INVISIBLE.sub(_by_number, json.dumps(value, ensure_ascii=False))


def _by_number(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _written_out(table: "Dataset | None", built_in: str | None, columns: Sequence[str]) -> list[str]:
    """The lines that hold the rows that are complete in these columns; of a built-in table if none is given."""
    rows = (table or built_in_table(str(built_in))).frame[columns].dropna()
    lines = [f"# The rows of data/{built_in}." if built_in else "# The rows of the table as the lab read it."]
    lines.append("table = {}")
    for name in columns:
        values = [literal(v) if isinstance(v, str) else repr(v) for v in rows[name].tolist()]
        lines += wrapped(f"table[{literal(name)}] = np.array([", values, "])")
    return lines


def reading_code(file: str, columns: Sequence[str], categories: Sequence[str]) -> list[str]:
    """The lines that read a cleaned table and keep the rows that are complete in these columns.

    categories: the columns that hold text; without a type, pandas would parse levels that look like numbers.
    """
    arguments = [literal(file), "keep_default_na=False", 'na_values=[""]']
    types = wrapped("dtype = {", [f"{literal(name)}: str" for name in categories], "}") if categories else []
    arguments += ["dtype=dtype"] if categories else []
    return [*types, *wrapped("table = pd.read_csv(", arguments, ")"), *_complete(columns)]


def _complete(columns: Sequence[str]) -> list[str]:
    return wrapped("table = table[[", map(literal, columns), "]].dropna()")


def _folded(file: str, experiment: Experiment) -> list[str]:
    """The lines that take X and y from a folded table: the rows of its triangular factor, on which J is the same."""
    s, regression = experiment.settings, cast(Regression, experiment.regression)
    lines = [
        "import json",
        "",
        f'with open({literal(file)}, encoding="utf-8") as file:',
        "    folded = json.load(file)",
        "# The rows are folded into a triangle R. Its few rows give the same J as all rows of the table.",
        'ones, *columns = np.array(folded["R"]).T',
        'table = dict(zip([*folded["columns"], folded["target"]], columns, strict=True))',
    ]
    if s.scale and regression.numeric:
        lines += ["", "", "def standardised(x):", "    x = x - ones * (ones @ x) / (ones @ ones)"]
        lines += [f"    return x / np.sqrt(x @ x / {FOLDED_ROWS})", "", ""]
    *columns, y = (_term(name, None) for name in regression.stored)
    scaled = [s.scale and level is None for _, level in regression.terms]
    terms = [f"standardised({term})" if scale else term for term, scale in zip(columns, scaled, strict=True)]
    return [*lines, f"y = {y}", *wrapped("X = np.column_stack([", ["ones", *terms], "])")]


def _term(feature: str, level: str | None) -> str:
    """The expression for a column of X: a numeric feature, or the indicator of a category's level."""
    return f"table[{literal(feature)}]" if level is None else f"table[{literal(feature)}] == {literal(level)}"
