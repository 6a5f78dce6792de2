"""How a chart takes numbers from the browser in place of its dataset, while the learning rate or the start is dragged.

`page/live.js` computes the same columns that the charts get from a run, and writes them as text into a hidden input of
each chart, which Vega binds to the parameter `live`. The text begins with the number of the run that it replaces: once
the server has answered with the next run, the text is out of date and no longer counts.
"""

from collections.abc import Sequence

import altair as alt
import numpy as np

from gd.charts.columns import Columns, length, with_constants
from gd.charts.style import chart_of

TEXT = alt.param(name="live", value="", bind=alt.binding(input="text"))
NUMBERS = alt.param(name="numbers", expr="split(live, ',')")
RUN = alt.param(name="replaced", expr="toNumber(numbers[0])")
PARAMETERS = TEXT, NUMBERS, RUN
_FRAMES = "data('frames')"
# The row of the current epoch, or the last one: `indexof` gives −1 where there is none.
_SHOWN = f"{_FRAMES}[(indexof(pluck({_FRAMES}, 'epoch'), at_epoch) + length({_FRAMES})) % length({_FRAMES})]"


def columns(rows: alt.Chart, names: Sequence[str], first: str = "1") -> alt.Chart:
    """Replace these columns of the rows by the browser's numbers, if there are any for this run.

    first: a Vega expression of where the row's numbers begin; at 0 is the number of the run that they replace.
    """
    place = f"toNumber(numbers[{first} + {{}}])"
    replaced = {name: f"replaced == datum.run ? {place.format(i)} : datum.{name}" for i, name in enumerate(names)}
    chart: alt.Chart = rows.transform_calculate(**replaced)
    return chart


def rows_of(rows: alt.Chart, names: Sequence[str], head: int = 0) -> alt.Chart:
    """As `columns`, for a dataset made by `numbered`, each of whose rows has its own numbers, after `head` others."""
    replaced = columns(rows, names, f"{1 + head} + datum.k * {len(names)}")
    chart: alt.Chart = replaced.transform_filter("isValid(datum.epoch)")
    return chart


def weights(D: int) -> list[alt.Parameter]:
    """Parameters w0, w1, … of a chart: the weights at the current epoch, or the browser's; see `unseen_frames`.

    A chart whose rows are computed from parameters changes them where they are. If each row looked the weights up, all
    rows, and what is drawn of them, would be made anew for each picture.
    """
    weight = "replaced == shown.run ? toNumber(numbers[{}]) : shown.w{}"
    each = [alt.param(name=f"w{d}", expr=weight.format(1 + d, d)) for d in range(D)]
    return [alt.param(name="shown", expr=_SHOWN), *each]


def first_numbers(count: int) -> list[alt.Parameter]:
    """Parameters first0, first1, …: the first of the browser's numbers.

    What is computed from them, such as the ends of an axis, is computed anew only when they change.
    """
    return [alt.param(name=f"first{i}", expr=f"toNumber(numbers[{1 + i}])") for i in range(count)]


def unseen_frames() -> alt.Chart:
    """A layer that draws nothing: a chart contains the datasets of its layers only, and parameters need “frames”."""
    chart: alt.Chart = chart_of("frames").transform_filter("false").mark_point()
    return chart


def numbered(frames: Columns, run: int, room: int) -> Columns:
    """Add the columns k, the row's number, and run, its run's; and empty rows up to so many.

    So the browser has room for the epochs of a run that goes on for longer.
    """
    gap = np.full(max(room - length(frames), 0), np.nan)
    longer = {name: np.append(column, gap) for name, column in frames.items()} if len(gap) else frames
    return with_constants({**longer, "k": np.arange(length(longer))}, run=run)
