"""Pinned runs drawn over the charts of the current run, in grey and with different dashes."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from gd.arrays import Array
from gd.charts import curve, data, ground
from gd.charts.epochs import SHOWN_WEIGHTS, shown_epochs
from gd.charts.plane import PlaneChoice
from gd.charts.sketch import segments
from gd.charts.style import LINEAR, QUIET, Spec, chart_of
from gd.charts.window import Corners, clipped_path
from gd.experiments.experiment import Experiment
from gd.run import Run

POINTS = 100
"""Most epochs drawn for each pinned run."""
MARGIN = 0.5
"""Margin for pinned runs beyond the range of the current run's values, as a multiple of that range."""
DASHES = ([6, 3], [2, 3], [8, 3, 2, 3], [16, 4], [8, 3, 2, 3, 2, 3], [1, 6])

Pinned = Mapping[str, tuple[Experiment, Run]]
"""Pinned experiments and their runs, by label."""
Projection = Callable[[Array], Array]
"""A function from weights [K, D] to their points [K, 2] on the landscape."""


def overlaid(
    views: Mapping[str, Spec], experiment: Experiment, run: Run, pinned: Pinned, *, axes: str, plane: PlaneChoice
) -> dict[str, Spec]:
    """Add the pinned runs to the cost curve, the landscape and the chart of the weights.

    The landscape and the weights show only pinned runs that have the same weights as the current one.
    """
    same_weights = {name: other for name, other in pinned.items() if other[0].problem.names == experiment.problem.names}
    exact, drawn = experiment.exact, dict(views)
    if pinned:
        labels, costs = _costs(pinned, axes, views["cost"]["datasets"]["frames"]["shown"])
        drawn["cost"] = _over(views["cost"], _cost_layer(labels), costs)
    if same_weights:
        project, within = _ground(views["landscape"], experiment, run, plane)
        drawn["landscape"] = _over(
            views["landscape"], _path_layer(tuple(pinned)), _paths(same_weights, project, within)
        )
    if same_weights and "weights" in views:
        weights = _weights(same_weights, np.vstack([run.weights, experiment.start if exact is None else exact]))
        drawn["weights"] = _over(views["weights"], _weights_layer(experiment.problem.names), weights)
    return drawn


def _over(spec: Spec, layer: Spec, rows: pd.DataFrame) -> Spec:
    """Return the specification with an additional layer on top and the rows of its dataset."""
    return {**spec, "layer": [*spec["layer"], layer], "datasets": {**spec["datasets"], "pinned": rows}}


def _costs(pinned: Pinned, axes: str, own: pd.Series) -> tuple[tuple[str, ...], pd.DataFrame]:
    """The labels of the pinned runs, and the rows of their cost curves: epoch, shown and run, which holds the label.

    On a linear axis a curve that leaves the current run's range ends at the range's edge, and its label has an arrow,
    since a larger range would flatten the other curves.
    """
    labels, tables, axis_range = [], [], _axis_range(own.to_numpy())
    for name, (experiment, run) in pinned.items():
        frames = data.frames(experiment, run, logarithmic=axes != LINEAR)[["epoch", "shown"]].dropna()
        if axes == LINEAR:
            frames, arrow = _cut_at_edge(frames, axis_range)
        else:
            frames, arrow = frames[frames["epoch"] > 0], ""
        labels.append(name + arrow)
        tables.append(_thinned(frames).assign(run=labels[-1]))
    return tuple(labels), pd.concat(tables)


def _axis_range(numbers: Array) -> tuple[float, float]:
    """The lowest and the highest value of an axis for these numbers, including the margin MARGIN."""
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    more = MARGIN * (high - low or abs(high) or 1.0)
    return low - more, high + more


def _cut_at_edge(frames: pd.DataFrame, axis_range: tuple[float, float]) -> tuple[pd.DataFrame, str]:
    """Cut the curve off where it leaves the range, and return it with an arrow in that direction for its label."""
    low, high = axis_range
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


def _ground(landscape: Spec, experiment: Experiment, run: Run, plane: PlaneChoice) -> tuple[Projection, Corners]:
    """The map from weights to points on the landscape that is drawn, and the corners of its window."""
    if len(experiment.problem.names) == 1:
        return partial(curve.points, experiment.problem), curve.corners(landscape["datasets"]["curve"])
    view = ground.view(experiment.problem, experiment.exact, run, plane, experiment.in_one_unit)
    return view.plane.project, view.covered


@np.errstate(all="ignore")
def _paths(pinned: Pinned, project: Projection, within: Corners) -> pd.DataFrame:
    tables = []
    for name, (_, other) in pinned.items():
        _, k = shown_epochs(other, POINTS)
        tables.append(clipped_path(project(other.weights[k]), within).assign(run=name))
    return pd.concat(tables)


def _weights(pinned: Pinned, own: Array) -> pd.DataFrame:
    """The final weights of the pinned runs: weight, value, run, and where (place) and how (shape) each is drawn.

    Values outside the range of the current run's weights `own` [K, D] are drawn as an arrow at the edge.
    """
    low, high = _axis_range(own[:, :SHOWN_WEIGHTS])
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
    line = chart_of("pinned").mark_line(color=QUIET, strokeWidth=1.8)
    return _layer(line.encode(x="epoch:Q", y="shown:Q", strokeDash=_dash(names, legend)))


@lru_cache(maxsize=16)
def _path_layer(names: tuple[str, ...]) -> Spec:
    line = segments(chart_of("pinned"), "way").mark_rule(color=QUIET, strokeWidth=1.8, opacity=1)
    return _layer(line.encode(strokeDash=_dash(names, None)))


@lru_cache(maxsize=16)
def _weights_layer(names: tuple[str, ...]) -> Spec:
    tooltip = [alt.Tooltip("run:N", title="pinned"), alt.Tooltip("value:Q", format=".4~g")]
    point = chart_of("pinned").mark_point(color=QUIET, filled=True, size=60, opacity=0.9)
    # Layers that share an axis need the same order.
    y = alt.Y("weight:N", sort=list(names[:SHOWN_WEIGHTS]))
    return _layer(point.encode(x="place:Q", y=y, shape=alt.Shape("shape:N", scale=None), tooltip=tooltip))


def _dash(names: tuple[str, ...], legend: alt.Legend | None) -> alt.StrokeDash:
    scale = alt.Scale(domain=list(names), range=list(DASHES[: len(names)]))
    return alt.StrokeDash("run:N", scale=scale, legend=legend)


def _layer(chart: alt.Chart) -> dict[str, Any]:
    """The parts of a chart's specification that a layer may have."""
    spec = chart.to_dict()
    return {key: spec[key] for key in ("data", "transform", "mark", "encoding") if key in spec}
