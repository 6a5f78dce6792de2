"""The landscape of a single weight: the graph of J with the path, the tangent and the next step."""

from functools import lru_cache

import altair as alt
import numpy as np

from gd.arguments import Arguments
from gd.arrays import Array
from gd.charts.columns import Columns, matrix
from gd.charts.epochs import shown_epochs
from gd.charts.live import PARAMETERS, columns
from gd.charts.sketch import BAR, axes, current_epoch, frames, ground_legend, path, place_at, segments
from gd.charts.style import AT, NOW, PATH, QUIET, Spec, chart_of, specification
from gd.charts.surroundings import grown, other_optima
from gd.charts.update import next_weights
from gd.charts.window import Corners, axes_window, clipped, clipped_path, segment, window
from gd.closed_form import costs_at
from gd.problem import Explained
from gd.run import Run

POINTS = 201
UPDATE_COLUMNS = "slope", *segment("tan"), *segment("step"), *segment("fall")
"""The columns of one update, which the browser replaces at the current epoch only."""


def curve(given: Arguments[Explained], exact: Array | None, run: Run, optimum: str) -> Spec:
    """Return the graph of J as a specification with its datasets.

    exact: the optimum [1], or None if there is none. optimum: what it is called, “” if there is none.
    """
    drawn = _curve(given, exact, run)
    within = corners(drawn)
    tables = {
        "window": axes_window(within),
        "curve": drawn,
        "frames": _path(given, run, within),
        "optimum": _optimum(given.problem, exact),
    }
    return {**_chart(given.problem.names[0], optimum), "datasets": tables}


def corners(curve: Columns) -> Corners:
    """The corners of the window around a curve with the columns x and y."""
    bottom, top = np.nanmin(curve["y"]), np.nanmax(curve["y"])
    # A margin below the minimum, where the tangents pass.
    bottom -= 0.04 * (top - bottom)
    return np.array([curve["x"][0], bottom]), np.array([curve["x"][-1], top])


def points(problem: Explained, weights: Array) -> Array:
    """The points (w, J(w)) [K, 2] for the weights [K, 1]."""
    return np.column_stack([weights, costs_at(problem, weights)])


def _curve(given: Arguments[Explained], exact: Array | None, run: Run) -> Columns:
    """J across the window, with the columns x and y; NaN where it overflows."""
    low, high = window(run.weights, exact, np.ones(1))
    if len(others := other_optima(given.problem, np.asarray, np.eye(1), (low, high), given.goal)):
        # The walls of one hollow, as high on both sides, would make the others look flat.
        near = np.clip(run.weights, low, high) if exact is None else np.vstack([run.weights[:1], exact])
        points = np.vstack([near, others])
        low, high = grown((points.min(axis=0), points.max(axis=0)), points)
    w = np.linspace(low[0], high[0], POINTS)
    J = costs_at(given.problem, w[:, None])
    return {"x": w, "y": np.where(np.isfinite(J), J, np.nan)}


@np.errstate(all="ignore")
def _path(given: Arguments[Explained], run: Run, within: Corners) -> Columns:
    """The path on the graph of J, one row per epoch, with the columns of `ground.path` and slope.

    Three segments follow, each from NAME_x, NAME_y to NAME_x1, NAME_y1: “tan”, the tangent; “step”, the horizontal step
    to the next weight; and “fall”, from its end vertically to the curve.
    """
    rows, k = shown_epochs(run)
    (w,), J = run.weights[k].T, run.costs[k]
    slope = np.array([given.problem.gradient(x)[0] for x in run.weights[k]])
    after = next_weights(given, run, k)[:, 0]
    here, there = np.column_stack([w, J]), np.column_stack([after, J])
    reach = 2 * (within[1][0] - within[0][0])
    before, beyond = (np.column_stack([w + s, J + s * slope]) for s in (-reach, reach))
    table = rows | clipped_path(here, within) | {"slope": slope}
    parts = {
        "tan": clipped(before, beyond, within),
        "step": clipped(here, there, within),
        "fall": _fall(given.problem, there, within),
    }
    for name, (first, last) in parts.items():
        table |= matrix(np.hstack([first, last]), segment(name))
    return table


def _fall(problem: Explained, there: Array, within: Corners) -> tuple[Array, Array]:
    """The vertical segments from the ends of the steps [K, 2] to the curve, clipped to the window."""
    return clipped(there, points(problem, there[:, :1]), within)


def _optimum(problem: Explained, w: Array | None) -> Columns:
    points = [] if w is None else [[w[0], problem.cost(w)]]
    return matrix(np.reshape(np.array(points, dtype=float), (-1, 2)), ["x", "y"])


@lru_cache(maxsize=16)
def _chart(name: str, optimum: str) -> Spec:
    here = columns(frames(len(UPDATE_COLUMNS)).transform_filter(NOW), UPDATE_COLUMNS)
    head = here.transform_filter("isValid(datum.step_x1) && abs(datum.slope) > 0").transform_calculate(
        heading="datum.step_x1 > datum.step_x ? 90 : -90"
    )
    arrow = place_at(head, "step_x1", "step_y1").mark_point(
        shape="triangle", filled=True, color=PATH, size=70, opacity=1
    )
    chart = alt.layer(
        axes(name, "J"),
        place_at(chart_of("curve").transform_filter("isValid(datum.y)")).mark_line(color=QUIET, strokeWidth=2),
        *path(len(UPDATE_COLUMNS)),
        segments(here, "tan").mark_rule(color=QUIET, strokeDash=[5, 3], strokeWidth=1.5),
        segments(here, "fall").mark_rule(color=PATH, strokeDash=[2, 3], strokeWidth=1.5),
        segments(here, "step").mark_rule(color=PATH, strokeWidth=2.5),
        arrow.encode(angle=alt.Angle("heading:Q", scale=None)),
        *current_epoch((name, "J"), len(UPDATE_COLUMNS)),
        ground_legend("J and its tangent", BAR, optimum),
    )
    return specification(chart.add_params(AT, *PARAMETERS), f"Landscape: the path on J({name})")
