"""The lines of NumPy that make X and y of a table."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from gd.experiments.experiment import Experiment
from gd.experiments.scenarios import DATA, SCENARIOS
from gd.tables.regression import Regression

if TYPE_CHECKING:
    from gd.tables.reading import Reading

FEW = 50
"""So many rows are written out."""
WIDTH = 100
"""Characters of a line, after which numbers go on in the next."""
PANDAS = "import pandas as pd"
FOLDED_ROWS = 'folded["rows"]'


def row_count(experiment: Experiment) -> str:
    """What the program calls the number of rows, of which a folded table has but a few left."""
    folded = experiment.regression is not None and experiment.regression.reading is None
    return FOLDED_ROWS if folded else "len(y)"


def table_code(experiment: Experiment, file: str) -> list[str]:
    """The lines that define X and y. Few rows of a built-in table are written out; others are read from the file.

    `file` is the name of one's own table.
    """
    s, regression = experiment.settings, cast(Regression, experiment.regression)
    built_in, columns = SCENARIOS[s.problem].table, [s.target, *dict.fromkeys(s.features)]
    if regression.reading is None:
        return _folded(file, experiment)
    if built_in and regression.factor.rows <= FEW:
        lines = _written_out(built_in, columns)
    else:
        path = f"data/{built_in}" if built_in else file
        lines = [PANDAS, "", *reading_code(regression.reading(), path, columns)]
    terms = [_term(feature, level) for feature, level in regression.terms]
    if s.scale and regression.numeric:
        lines += ["", "", "def standardised(x):", "    return (x - x.mean()) / x.std(ddof=0)", "", ""]
        numeric = [level is None for _, level in regression.terms]
        terms = [f"standardised({term})" if wish else term for term, wish in zip(terms, numeric, strict=True)]
    lines.append(f"y = np.array(table[{text(s.target)}])")
    return [*lines, *packed("X = np.column_stack([", ["np.ones(len(y))", *terms], "])")]


def packed(head: str, items: Iterable[str], tail: str) -> list[str]:
    """The items with commas between head and tail: in one line, or over as many as it takes."""
    lines, items = [""], list(items)
    if len(short := f"{head}{', '.join(items)}{tail}") <= WIDTH:
        return [short]
    for item in items:
        if lines[-1] and len(lines[-1]) + len(item) + 6 > WIDTH:
            lines.append("")
        lines[-1] += f" {item}," if lines[-1] else f"{item},"
    return [head, *(f"    {line}" for line in lines), tail]


def text(value: str) -> str:
    """A string as it is written in a program."""
    return json.dumps(value, ensure_ascii=False)


def _written_out(file: str, columns: Sequence[str]) -> list[str]:
    from gd.tables.dataset import read_csv  # pandas is loaded only where a table is read

    rows = read_csv(DATA / file).frame[columns].dropna()
    lines = [f"# The rows of data/{file}.", "table = {}"]
    for name in columns:
        values = [text(v) if isinstance(v, str) else repr(v) for v in rows[name].tolist()]
        lines += packed(f"table[{text(name)}] = np.array([", values, "])")
    return lines


def reading_code(reading: "Reading", file: str, columns: Sequence[str]) -> list[str]:
    """The lines that read with pandas the rows of a file that are complete in these columns."""
    lists, arguments = [], [text(file)]
    for key, head, items, tail in _arguments(reading, columns):
        if len(short := f"{head}{', '.join(items)}{tail}") > WIDTH // 2:
            lists += packed(f"{key} = {head}", items, tail)
            short = key
        arguments.append(f"{key}={short}")
    steps = [(f"table[{text(name)}]", step) for name in columns for step in reading.columns[name].steps]
    return [
        *lists,
        *packed("table = pd.read_csv(", arguments, ")"),
        *(f"{column} = {step.replace('{}', column)}" for column, step in steps),
        *packed("table = table[[", map(text, columns), "]].dropna()"),
    ]


def _arguments(reading: "Reading", columns: Sequence[str]) -> Iterator[tuple[str, str, list[str], str]]:
    """What `read_csv` is told besides the file: for each argument its name, and its value in three parts."""
    told = {name: reading.columns[name] for name in columns}
    for key, value in reading.options.items():
        yield (key, "[", [*map(text, value)], "]") if key == "names" else (key, "", [_constant(value)], "")
    if thousands := "".join({one.thousands for one in told.values()}):
        yield "thousands", "", [text(thousands)], ""
    if as_text := [text(name) for name, one in told.items() if one.as_text]:
        yield "dtype", "{", [f"{name}: str" for name in as_text], "}"
    if any(one.missing for one in told.values()):
        words = {name: [*dict.fromkeys([*reading.missing, *one.missing])] for name, one in told.items()}
        of_each = [f"{text(name)}: [{', '.join(map(text, own))}]" for name, own in words.items() if own]
        yield "na_values", "{", of_each, "}"
    elif reading.missing:
        yield "na_values", "[", [*map(text, reading.missing)], "]"


def _folded(file: str, experiment: Experiment) -> list[str]:
    """The lines that take X and y from a folded table: its triangle in place of its rows, with the same J."""
    s, regression = experiment.settings, cast(Regression, experiment.regression)
    lines = [
        "import json",
        "",
        f'with open({text(file)}, encoding="utf-8") as file:',
        "    folded = json.load(file)",
        "# The rows are folded into a triangle R: J is the same on its few rows as on all of theirs.",
        'ones, *columns = np.array(folded["R"]).T',
        'table = dict(zip([*folded["columns"], folded["target"]], columns, strict=True))',
    ]
    if s.scale and regression.numeric:
        lines += ["", "", "def standardised(x):", "    x = x - ones * (ones @ x) / (ones @ ones)"]
        lines += [f"    return x / np.sqrt(x @ x / {FOLDED_ROWS})", "", ""]
    scaled = [s.scale and name in regression.numeric for name in regression.factor.columns]
    terms = [_term(name, None) for name in regression.factor.columns]
    terms = [f"standardised({term})" if wish else term for term, wish in zip(terms, scaled, strict=True)]
    return [*lines, f"y = {_term(s.target, None)}", *packed("X = np.column_stack([", ["ones", *terms], "])")]


def _constant(value: object) -> str:
    return text(value) if isinstance(value, str) else repr(value)


def _term(feature: str, level: str | None) -> str:
    """A column of X: a feature of numbers, or ones where a category is at a level."""
    return f"table[{text(feature)}]" if level is None else f"table[{text(feature)}] == {text(level)}"
