"""How a chart takes numbers from the browser in place of its dataset, while the learning rate or the start is dragged.

`page/live.js` computes the same columns that the charts get from a run, and writes them as text into a hidden input of
each chart, which Vega binds to the parameter `live`. The text begins with the number of the run that it replaces: once
the server has answered with the next run, the text is out of date and no longer counts.
"""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

TEXT = alt.param(name="live", value="", bind=alt.binding(input="text"))
NUMBERS = alt.param(name="numbers", expr="split(live, ',')")
PARAMETERS = TEXT, NUMBERS


def columns(rows: alt.Chart, names: Sequence[str], first: str = "1") -> alt.Chart:
    """Replace these columns of the rows by the browser's numbers, if there are any for this run.

    first: a Vega expression of where the row's numbers begin; at 0 is the number of the run that they replace.
    """
    live = "toNumber(numbers[0]) == datum.run"
    replaced = {name: f"{live} ? toNumber(numbers[{first} + {i}]) : datum.{name}" for i, name in enumerate(names)}
    chart: alt.Chart = rows.transform_calculate(**replaced)
    return chart


def rows_of(rows: alt.Chart, names: Sequence[str], head: int = 0) -> alt.Chart:
    """As `columns`, for a dataset made by `numbered`, each of whose rows has its own numbers, after `head` others."""
    replaced = columns(rows, names, f"{1 + head} + datum.k * {len(names)}")
    chart: alt.Chart = replaced.transform_filter("isValid(datum.epoch)")
    return chart


def numbered(frames: pd.DataFrame, run: int, length: int) -> pd.DataFrame:
    """Add the columns k, the row's number, and run, its run's; and empty rows up to `length`.

    So the browser has room for the epochs of a run that goes on for longer.
    """
    longer = frames.reindex(range(max(length, len(frames))))
    return longer.assign(k=np.arange(len(longer)), run=run)
