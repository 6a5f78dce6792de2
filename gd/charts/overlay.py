"""Pinned runs over the pictures of the present one: in grey, told apart by their dashes."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from gd.arrays import Array
from gd.charts import curve, data, ground
from gd.charts.epochs import SHOWN_WEIGHTS, spans
from gd.charts.plane import Choice, plane_of
from gd.charts.sketch import segments
from gd.charts.style import LINEAR, QUIET, Spec, table
from gd.charts.window import Corners
from gd.experiments.experiment import Experiment
from gd.run import Run

POINTS = 100
"""Epochs of each pinned run that are drawn."""
ROOM = 0.5
"""How far past the run's own numbers those of pinned runs are drawn, in the distance from its lowest to its highest."""
DASHES = ([6, 3], [2, 3], [8, 3, 2, 3], [16, 4], [8, 3, 2, 3, 2, 3], [1, 6])

Pinned = Mapping[str, tuple[Experiment, Run]]
Place = Callable[[Array], Array]
"""Weights [K, D] to their points on the landscape [K, 2]."""


def overlaid(
    views: Mapping[str, Spec], experiment: Experiment, run: Run, pinned: Pinned, *, axes: str, plane: Choice
) -> dict[str, Spec]:
    """The views of the run with the pinned ones, by their labels, on the cost, the landscape and the weights.

    Landscape and weights show those that have the same weights.
    """
    alike = {name: other for name, other in pinned.items() if other[0].problem.names == experiment.problem.names}
    exact, drawn = experiment.exact, dict(views)
    if pinned:
        labels, costs = _costs(pinned, axes, views["cost"]["datasets"]["frames"]["shown"])
        drawn["cost"] = _over(views["cost"], _cost_layer(labels), costs)
    if alike:
        place, within = _ground(views["landscape"], experiment, run, plane)
        drawn["landscape"] = _over(views["landscape"], _path_layer(tuple(pinned)), _paths(alike, place, within))
        weights = _weights(alike, np.vstack([run.weights, experiment.start if exact is None else exact]))
        drawn["weights"] = _over(views["weights"], _weights_layer(experiment.problem.names), weights)
    return drawn


def _over(spec: Spec, layer: Spec, rows: pd.DataFrame) -> Spec:
    """The specification with one more layer on top, and the rows for it."""
    return {**spec, "layer": [*spec["layer"], layer], "datasets": {**spec["datasets"], "pinned": rows}}


def _costs(pinned: Pinned, axes: str, own: pd.Series) -> tuple[tuple[str, ...], pd.DataFrame]:
    """The labels of all, and the rows: epoch, shown and run, which is one of them.

    On a linear axis a run that leaves the room of the present one's costs ends at the edge, with an arrow behind its
    name: to show it all would flatten the others.
    """
    labels, tables, room = [], [], _room(own.to_numpy())
    for name, (experiment, run) in pinned.items():
        frames = data.frames(experiment, run, logarithmic=axes != LINEAR)[["epoch", "shown"]].dropna()
        if axes == LINEAR:
            frames, arrow = _until_it_leaves(frames, room)
        else:
            frames, arrow = frames[frames["epoch"] > 0], ""
        labels.append(name + arrow)
        tables.append(_thinned(frames).assign(run=labels[-1]))
    return tuple(labels), pd.concat(tables)


def _room(numbers: Array) -> tuple[float, float]:
    """From where to where an axis goes that is to show these numbers, and others as far as ROOM allows."""
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    more = ROOM * (high - low or abs(high) or 1.0)
    return low - more, high + more


def _until_it_leaves(frames: pd.DataFrame, room: tuple[float, float]) -> tuple[pd.DataFrame, str]:
    """The rows up to the edge of the room, the last of them on it; and an arrow to where the run goes on."""
    low, high = room
    shown = frames["shown"].to_numpy()
    outside = (shown < low) | (shown > high)
    if not outside.any():
        return frames, ""
    k = int(outside.argmax())
    up = bool(shown[k] > high)
    edge = high if up else low
    before = max(k - 1, 0)
    share = (edge - shown[before]) / (shown[k] - shown[before]) if k else 0.0
    epoch = frames["epoch"].to_numpy()
    at_edge = pd.DataFrame({"epoch": [epoch[before] + share * (epoch[k] - epoch[before])], "shown": [edge]})
    return pd.concat([frames[:k], at_edge], ignore_index=True), " ↑" if up else " ↓"


def _ground(landscape: Spec, experiment: Experiment, run: Run, plane: Choice) -> tuple[Place, Corners]:
    """Where weights are on the landscape that is drawn, and its corners."""
    if len(experiment.problem.names) == 1:
        return partial(curve.points, experiment.problem), curve.corners(landscape["datasets"]["curve"])
    chosen = plane_of(experiment.problem, run, plane)
    return chosen.project, ground.corners(experiment.exact, run, chosen)


@np.errstate(all="ignore")
def _paths(pinned: Pinned, place: Place, within: Corners) -> pd.DataFrame:
    tables = []
    for name, (_, other) in pinned.items():
        _, k = spans(other, POINTS)
        tables.append(ground.steps_in(place(other.weights[k]), within).assign(run=name))
    return pd.concat(tables)


def _weights(pinned: Pinned, own: Array) -> pd.DataFrame:
    """weight, value, run; `place`, where it is drawn, and its shape: past the room of the run's own weights [K, D] an
    arrow at the edge.
    """
    low, high = _room(own[:, :SHOWN_WEIGHTS])
    tables = []
    for name, (experiment, run) in pinned.items():
        value = run.final_weights[:SHOWN_WEIGHTS]
        shape = np.select([value < low, value > high], ["triangle-left", "triangle-right"], "triangle-up")
        names = experiment.problem.names[:SHOWN_WEIGHTS]
        drawn = {"place": value.clip(low, high), "shape": shape}
        tables.append(pd.DataFrame({"weight": names, "value": value, "run": name, **drawn}))
    return pd.concat(tables)


def _thinned(rows: pd.DataFrame) -> pd.DataFrame:
    keep = np.linspace(0, len(rows) - 1, min(len(rows), POINTS)).round().astype(int)
    return rows.iloc[keep]


@lru_cache(maxsize=16)
def _cost_layer(names: tuple[str, ...]) -> Spec:
    legend = alt.Legend(orient="top", columns=3, title=None, labelLimit=120, symbolSize=300, offset=18)
    line = table("pinned").mark_line(color=QUIET, strokeWidth=1.8)
    return _layer(line.encode(x="epoch:Q", y="shown:Q", strokeDash=_dash(names, legend)))


@lru_cache(maxsize=16)
def _path_layer(names: tuple[str, ...]) -> Spec:
    line = segments(table("pinned"), "way").mark_rule(color=QUIET, strokeWidth=1.8, opacity=1)
    return _layer(line.encode(strokeDash=_dash(names, None)))


@lru_cache(maxsize=16)
def _weights_layer(names: tuple[str, ...]) -> Spec:
    tooltip = [alt.Tooltip("run:N", title="pinned"), alt.Tooltip("value:Q", format=".4~g")]
    point = table("pinned").mark_point(color=QUIET, filled=True, size=60, opacity=0.9)
    # Sorted as the weights below are: layers that share an axis have to agree.
    y = alt.Y("weight:N", sort=list(names[:SHOWN_WEIGHTS]))
    return _layer(point.encode(x="place:Q", y=y, shape=alt.Shape("shape:N", scale=None), tooltip=tooltip))


def _dash(names: tuple[str, ...], legend: alt.Legend | None) -> alt.StrokeDash:
    scale = alt.Scale(domain=list(names), range=list(DASHES[: len(names)]))
    return alt.StrokeDash("run:N", scale=scale, legend=legend)


def _layer(chart: alt.Chart) -> dict[str, Any]:
    """What a layer has of a chart's specification."""
    spec = chart.to_dict()
    return {key: spec[key] for key in ("data", "transform", "mark", "encoding") if key in spec}
