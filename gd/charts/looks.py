"""How pinned runs look: each has a colour, a dash and a shape, told apart by people who see few colours too.

None of the colours is near one with a fixed meaning (see `style`); each has a contrast of at least 3 on white and on
near-black.
"""

import json
from typing import Any

import altair as alt

from gd.charts.style import computed

COLOURS = ("#69691e", "#ff2de1", "#96964b", "#b42d96")
DASHES = ((6, 3), (2, 3), (8, 3, 2, 3), (14, 4), (8, 3, 2, 3, 2, 3), (1, 6))
SHAPES = ("triangle-up", "square", "diamond", "triangle-down", "triangle-left", "triangle-right")
LABEL = alt.expr("max(width / 2 - 45, 108)")
"""Most pixels of a label in a legend."""

Looks = tuple[tuple[str, int], ...]
"""The labels of the runs to draw, and the number of each one's look."""


def colour(look: int) -> str:
    """The colour of the look with this number. After four of them they begin again, with other dashes."""
    return COLOURS[look % len(COLOURS)]


def lines(pinned: Looks, *, legend: bool = False) -> dict[str, Any]:
    """The encoding of a line for each run."""
    shown = _legend(symbolType="stroke", symbolSize=300) if legend else None
    dashes = _scale(pinned, [list(DASHES[look]) for _, look in pinned])
    return {
        "stroke": alt.Stroke("run:N", scale=_scale(pinned, _colours(pinned)), legend=shown),
        "strokeDash": alt.StrokeDash("run:N", scale=dashes, legend=shown),
    }


def fill(pinned: Looks) -> Any:
    """The colour of a filled mark for each run, without a legend."""
    return _of_run(pinned, _colours(pinned))


def shape(pinned: Looks) -> Any:
    """The shape of a point for each run, without a legend."""
    return _of_run(pinned, [SHAPES[look] for _, look in pinned])


def index(pinned: Looks) -> str:
    """The position of a row's run among these, as a Vega expression."""
    return f"indexof({json.dumps([label for label, _ in pinned])}, datum.run)"


def shapes(pinned: Looks) -> dict[str, Any]:
    """The encoding of a point for each run, with a legend."""
    shown, legend = _scale(pinned, [SHAPES[look] for _, look in pinned]), _legend(symbolStrokeWidth=0)
    return {
        "fill": alt.Fill("run:N", scale=_scale(pinned, _colours(pinned)), legend=legend),
        "shape": alt.Shape("run:N", scale=shown, legend=legend),
    }


def _of_run(pinned: Looks, values: list[str]) -> Any:
    return computed(f"{json.dumps(dict(zip(dict(pinned), values, strict=True)))}[datum.run]")


def _colours(pinned: Looks) -> list[str]:
    return [colour(look) for _, look in pinned]


def _scale(pinned: Looks, values: list[Any]) -> alt.Scale:
    return alt.Scale(domain=[label for label, _ in pinned], range=values)


def _legend(**symbols: Any) -> alt.Legend:
    place: dict[str, Any] = {"orient": "bottom", "columns": 2, "offset": 4, "columnPadding": 6, "rowPadding": 1}
    return alt.Legend(title=None, labelLimit=LABEL, labelFontSize=11, symbolOpacity=1, **place, **symbols)
