"""The lines of NumPy that make X and y of a table."""

import json
from collections.abc import Iterable, Sequence
from typing import cast

from gd.experiment import Experiment
from gd.regression import Regression
from gd.scenarios import DATA, SCENARIOS

FEW = 50
"""So many rows are written out."""
WIDTH = 100
"""Characters of a line, after which numbers go on in the next."""
PANDAS = "import pandas as pd"


def table_code(experiment: Experiment, file: str) -> list[str]:
    """The lines that define X and y. Few rows of a built-in table are written out; others are read from the file.

    `file` is the name of one's own table.
    """
    s, regression = experiment.settings, cast(Regression, experiment.regression)
    built_in, columns = SCENARIOS[s.problem].table, [s.target, *dict.fromkeys(s.features)]
    if built_in and regression.factor.rows <= FEW:
        lines = _written_out(built_in, columns)
    else:
        lines = _read(f"data/{built_in}" if built_in else file, columns, regression)
        lines[1:1] = (
            [""] if built_in else ["", "# Say sep=… and decimal=… where the file has others than , and a point."]
        )
    terms = [_term(name, s.features) for name in regression.factor.columns]
    if s.scale and regression.numeric:
        lines += ["", "", "def standardised(x):", "    return (x - x.mean()) / x.std(ddof=0)", "", ""]
        scaled = [name in regression.numeric for name in regression.factor.columns]
        terms = [f"standardised({term})" if wish else term for term, wish in zip(terms, scaled, strict=True)]
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
    from gd.dataset import read_csv  # pandas is loaded only where a table is read

    rows = read_csv(DATA / file).frame[columns].dropna()
    lines = [f"# The rows of data/{file}.", "table = {}"]
    for name in columns:
        values = [text(v) if isinstance(v, str) else repr(v) for v in rows[name].tolist()]
        lines += packed(f"table[{text(name)}] = np.array([", values, "])")
    return lines


def _read(file: str, columns: Sequence[str], regression: Regression) -> list[str]:
    """Read with pandas: the complete rows of these columns, the categories as text."""
    categories = [name for name in columns[1:] if name not in regression.numeric]
    kinds = ", ".join(f"{text(name)}: str" for name in categories)
    read = f"pd.read_csv({text(file)}{f', dtype={{{kinds}}}' if kinds else ''})"
    return [PANDAS, f"table = {read}", *packed("table = table[[", map(text, columns), "]].dropna()")]


def _term(name: str, features: Sequence[str]) -> str:
    """A column of X: a feature of numbers, or ones where a category is at a level."""
    if name in features:
        return f"table[{text(name)}]"
    feature = next(f for f in features if name.startswith(f"{f}="))
    return f"table[{text(feature)}] == {text(name.removeprefix(f'{feature}='))}"
