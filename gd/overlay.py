"""Pinned runs over the pictures of the present one: in grey, told apart by their dashes."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from gd import ground, pictures
from gd.descent import Run
from gd.experiment import Experiment
from gd.plane import Choice, plane_of
from gd.sketch import segments
from gd.style import LINEAR, QUIET, Spec, table

POINTS = 100
"""Epochs of each pinned run that are drawn."""
DASHES = ([6, 3], [2, 3], [8, 3, 2, 3], [1, 2], [12, 4], [4, 2])

Pinned = Mapping[str, tuple[Experiment, Run]]


def overlaid(
    views: Mapping[str, Spec], experiment: Experiment, run: Run, pinned: Pinned, *, axes: str, plane: Choice
) -> dict[str, Spec]:
    """The views of the run with the pinned ones, by their labels, on the cost, the landscape and the weights.

    Landscape and weights show those that have the same weights.
    """
    alike = {name: other for name, other in pinned.items() if other[0].problem.names == experiment.problem.names}
    drawn = dict(views)
    if pinned:
        drawn["cost"] = _over(views["cost"], _cost_layer(tuple(pinned)), _costs(pinned, axes))
    if alike and len(experiment.problem.names) > 1:
        paths = _paths(experiment, run, alike, plane)
        drawn["landscape"] = _over(views["landscape"], _path_layer(tuple(alike)), paths)
    if alike:
        drawn["weights"] = _over(views["weights"], _weights_layer(experiment.problem.names), _weights(alike))
    return drawn


def _over(spec: Spec, layer: Spec, rows: pd.DataFrame) -> Spec:
    """The specification with one more layer on top, and the rows for it."""
    return {**spec, "layer": [*spec["layer"], layer], "datasets": {**spec["datasets"], "pinned": rows}}


def _costs(pinned: Pinned, axes: str) -> pd.DataFrame:
    tables = []
    for name, (experiment, run) in pinned.items():
        frames = pictures.frames(experiment, run, logarithmic=axes != LINEAR)[["epoch", "shown"]].dropna()
        frames = frames if axes == LINEAR else frames[frames["epoch"] > 0]
        tables.append(_thinned(frames).assign(run=name))
    return pd.concat(tables)


def _paths(experiment: Experiment, run: Run, pinned: Pinned, plane: Choice) -> pd.DataFrame:
    chosen = plane_of(experiment, run, plane)
    within = ground.corners(experiment, run, chosen)
    tables = []
    for name, (_, other) in pinned.items():
        _, k = pictures.spans(other, POINTS)
        with np.errstate(all="ignore"):
            points = chosen.project(other.weights[k])
        tables.append(ground.steps_in(points, within).assign(run=name))
    return pd.concat(tables)


def _weights(pinned: Pinned) -> pd.DataFrame:
    shown = pictures.SHOWN_WEIGHTS
    return pd.concat(
        [
            pd.DataFrame({"weight": e.problem.names[:shown], "value": r.final_weights[:shown], "run": name})
            for name, (e, r) in pinned.items()
        ]
    )


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
    point = table("pinned").mark_point(shape="triangle-up", color=QUIET, filled=True, size=60, opacity=0.9)
    # Sorted as the weights below are: layers that share an axis have to agree.
    y = alt.Y("weight:N", sort=list(names[: pictures.SHOWN_WEIGHTS]))
    return _layer(point.encode(x="value:Q", y=y, tooltip=tooltip))


def _dash(names: tuple[str, ...], legend: alt.Legend | None) -> alt.StrokeDash:
    scale = alt.Scale(domain=list(names), range=list(DASHES[: len(names)]))
    return alt.StrokeDash("run:N", scale=scale, legend=legend)


def _layer(chart: alt.Chart) -> dict[str, Any]:
    """What a layer has of a chart's specification."""
    spec = chart.to_dict()
    return {key: spec[key] for key in ("data", "transform", "mark", "encoding") if key in spec}
