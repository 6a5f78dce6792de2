"""A table of one update: weights, gradient, step and new weights."""

from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
from numpy.typing import NDArray

from gd.arguments import Arguments
from gd.arrays import Array
from gd.charts.columns import rows_of, with_constants
from gd.charts.epochs import AFTER_LAST, shown_epochs
from gd.charts.live import PARAMETERS, columns
from gd.charts.style import AT, NOW, NUMBER, PATH, SHORT_NUMBER, Spec, chart_of, computed, specification, type_size
from gd.problem import MAXIMISE, Explained
from gd.run import Run

WEIGHTS = 6
"""Most weights in the table."""
NARROW = 360
"""Pixels of a table below which numbers such as −8.766 × 10⁻¹⁰ have to be shorter and smaller."""
PARTS = "w", "slope", "step", "new"
"""The columns of the table."""
STEPS = {
    True: "isValid(datum.slope) ? datum.rate * datum.slope : null",
    False: "isValid(datum.new) ? datum.new - datum.w : null",
}
"""The step of plain descent and of another optimizer, as Vega expressions: null where it isn't known."""
WHY_UNKNOWN = (
    f"datum.next == {AFTER_LAST} ? 'The run ends here: its next step isn’t known.' : "
    "'The next epoch isn’t kept, so the step to it isn’t known.'"
)
"""What is said of dashes, as a Vega expression."""

SIZE = alt.expr(f"width < {NARROW} ? 10.5 : {type_size(12).to_dict()['expr']}")


@np.errstate(all="ignore")
def next_weights(given: Arguments[Explained], run: Run, k: NDArray[np.intp]) -> Array:
    """The weights one update after each of the recorded epochs with indices k [K]: [K, D].

    If the next epoch isn't recorded, they are computed for plain descent, and NaN for other optimizers, whose internal
    state isn't recorded.
    """
    w = run.weights[k]
    new = w - given.signed_rate * _slopes(given.problem, w) if given.plain else np.full(w.shape, np.nan)
    last = len(run.epochs) - 1
    known = (k < last) & (run.epochs[np.minimum(k + 1, last)] == run.epochs[k] + 1)
    new[known] = run.weights[k[known] + 1]
    return np.asarray(new)


def update(given: Arguments[Explained], run: Run, number: int) -> Spec:
    """Tabulate the update at the current epoch for the first WEIGHTS weights.

    The step is η∇J for plain descent, otherwise the optimizer's. At the last epoch, and at one after which the next
    isn't kept, the table shows the update that would follow, or a dash if it isn't known, and says why. number: the
    experiment's.
    """
    rows, k = shown_epochs(run)
    all_names = given.problem.names
    D = min(len(all_names), WEIGHTS)
    parts = {name: part[:, :D].ravel() for name, part in _parts(given, run, k).items()}
    each = rows_of(rows, np.repeat(np.arange(len(k)), D))
    line = np.tile(np.arange(D), len(k))
    names = np.array(all_names, dtype=object)[line]
    updates = with_constants({**each, "line": line, "weight": names, **parts}, rate=given.learning_rate, run=number)
    sign = "−" if given.plain and given.goal != MAXIMISE else "+"
    return {**_chart(D, len(all_names), sign, plain=given.plain), "datasets": {"updates": updates}}


@np.errstate(all="ignore")
def _parts(given: Arguments[Explained], run: Run, k: NDArray[np.intp]) -> dict[str, Array]:
    """w, new (the new w) and slope (∇J) for the recorded epochs with indices k [K]: [K, D] each.

    The step follows from these in the browser, see `STEPS`. New is soon w: side by side, compression finds it.
    """
    w = run.weights[k]
    return {"w": w, "new": next_weights(given, run, k), "slope": _slopes(given.problem, w)}


def _slopes(problem: Explained, weights: Array) -> Array:
    """Without a checkpoint: a page with the button Stop is taken for one that can be changed, which it can't yet."""
    return np.array([problem.gradient(w) for w in weights])


@lru_cache(maxsize=16)
def _chart(shown: int, D: int, sign: str, *, plain: bool) -> Spec:
    rows = chart_of("updates").transform_filter(NOW).transform_calculate(step=STEPS[plain])
    now = columns(rows, PARTS, f"1 + {len(PARTS)} * datum.line")
    step = "η∇J" if plain else "step"
    lines = max(shown, 3) + (0 if plain else 1)  # the last one says why a step isn't known
    y = alt.Y("line:O", axis=None, scale=alt.Scale(domain=list(range(-1, lines))))
    marks = [_cells(now, y, 0.0, "datum.weight", align="left", fontWeight="bold", limit=alt.expr("width * 0.19"))]
    heading = now.transform_filter("datum.line == 0").transform_calculate(line="-1")
    titles = {"w": "w", "slope": "∇J", "step": step, "new": "new w"}
    for place, (field, title) in enumerate(titles.items(), start=1):
        colour = {"color": PATH, "fontWeight": "bold"} if field == "new" else {}
        right = 0.16 + 0.21 * place
        full, short = (text.format(f"datum.{field}") for text in (NUMBER, SHORT_NUMBER))
        cell = f"!isValid(datum.{field}) ? '–' : width < {NARROW} ? ({short}) : ({full})"
        marks.append(_cells(now, y, right, cell, **colour))
        marks.append(_cells(heading, y, right, f"'{title}'", **{**colour, "fontWeight": "bold"}))
    if not plain:
        unknown = now.transform_filter("datum.line == 0 && !isValid(datum.new)")
        unknown = unknown.transform_calculate(line=f"{lines - 1}")
        marks.append(_cells(unknown, y, 1.0, WHY_UNKNOWN, fontSize=11, limit=alt.expr("width")))
    some = "" if shown == D else f" (the first {shown} of {D} weights)"
    title = f"One update: new w = w {sign} {step}{some}"
    return specification(alt.layer(*marks).add_params(AT, *PARAMETERS), title)


def _cells(rows: alt.Chart, y: alt.Y, x: float, expression: str, **looks: Any) -> alt.Chart:
    """A column of the table whose right edge (or left edge if aligned left) is at the fraction x of the width."""
    mark = {"align": "right", "baseline": "middle", "fontSize": SIZE, "color": "currentColor", **looks}
    text = rows.transform_calculate(text=expression).mark_text(**mark)
    cells: alt.Chart = text.encode(x=computed(f"width * {x}"), y=y, text="text:N")
    return cells
