"""The weights as curves over the epochs."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np

from gd.charts.columns import matrix
from gd.charts.epochs import SHOWN_WEIGHTS, shown_epochs
from gd.charts.style import AT, LINEAR, LOG_LOG, NOW, QUIET, Spec, axis, chart_of, log_axis, specification
from gd.experiments.experiment import Experiment
from gd.run import Run

POINTS = 400
"""Most points per curve, which makes fewer than 5,000 for the weights shown."""

# Six colours, solid and then dashed.
COLOURS = ("#6a6fd0", "#b5562f", "#2f8fa3", "#c2498a", "#5a8f2e", "#94781f") * 2
DASHES = ([1, 0],) * 6 + ([5, 3],) * 6


def paths(experiment: Experiment, run: Run, axes: str = LINEAR) -> Spec:
    """Draw the first SHOWN_WEIGHTS weights over the epochs; on a logarithmic axis, their distances from the optimum.

    With both axes logarithmic, a power law is a straight line. Without an optimum the distance is measured from 0.
    """
    names, exact = experiment.problem.names[:SHOWN_WEIGHTS], experiment.exact
    rows, k = shown_epochs(run, POINTS)
    lines, title = run.weights[k, : len(names)], "Weights over the epochs"
    if axes != LINEAR:
        lines = np.abs(lines if exact is None else lines - exact[: len(names)])
        lines = np.where(lines > 0, lines, np.nan)
        title = _distance_title(experiment)
    some = "" if len(names) == run.weights.shape[1] else f" (the first {len(names)} of {run.weights.shape[1]} weights)"
    table = rows | matrix(lines, [f"w{d}" for d in range(len(names))])
    return {**_chart(names, title + some, axes), "datasets": {"frames": table}}


def _distance_title(experiment: Experiment) -> str:
    match experiment.optimum_word:
        case "":
            return "Absolute values of the weights"
        case "exact":
            return "Distance of the weights from the exact ones"
        case local:
            return f"Distance of the weights from the {local}"


@lru_cache(maxsize=16)
def _chart(names: tuple[str, ...], title: str, axes: str) -> Spec:
    keys: list[str | alt.FieldName] = [f"w{d}" for d in range(len(names))]
    words = {f"w{d}": name for d, name in enumerate(names)}
    x = alt.X("epoch:Q", title="epoch", **log_axis("x") if axes == LOG_LOG else {"axis": axis(tickCount=6)})
    linear = {"scale": alt.Scale(zero=False), "axis": axis(tickCount=5)}
    y = alt.Y("value:Q", title=None, **linear if axes == LINEAR else log_axis("y"))
    legend = alt.Legend(orient="top", title=None, columns=2, labelLimit=120, symbolType="stroke", symbolSize=300)
    colour = alt.Color("weight:N", scale=_scale(names, COLOURS), legend=legend)
    drawn = chart_of("frames").transform_filter("datum.epoch > 0") if axes == LOG_LOG else chart_of("frames")
    lines = (
        drawn.transform_fold(keys, ["key", "value"])
        .transform_filter("isValid(datum.value)")
        .transform_calculate(weight=f"{json.dumps(words)}[datum.key]")
        .encode(x=x, y=y, color=colour)
    )
    now = drawn.transform_filter(NOW).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=x)
    dash = alt.StrokeDash("weight:N", scale=_scale(names, DASHES), legend=legend)
    here = lines.transform_filter(NOW).mark_point(filled=True, size=60, opacity=1)
    return specification(
        alt.layer(lines.mark_line(strokeWidth=2).encode(strokeDash=dash), now, here).add_params(AT),
        title,
    )


def _scale(names: tuple[str, ...], looks: Sequence[Any]) -> alt.Scale:
    return alt.Scale(domain=list(names), range=list(looks[: len(names)]))
