"""Two explanatory charts: the cost split by eigen-direction, and the remaining cost against the learning rate."""

import math
from dataclasses import replace
from functools import lru_cache

import altair as alt
import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.charts.columns import Columns, complete, joined, rows_of, texts, with_constants
from gd.charts.style import EXACT, PATH, QUIET, Spec, axis, chart_of, log_axis, specification
from gd.descent import descend
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.settings import Settings
from gd.explain.directions import direction_name
from gd.problem import MAXIMISE
from gd.run import recorded_epochs
from gd.text import amount, epochs, unique_names
from gd.theory.analysis import Analysis
from gd.theory.forecast import Forecast
from gd.theory.key_rates import key_rates
from gd.theory.regime import Regime

DIRECTIONS = 4
"""Directions with a line of their own; the others are summed."""
MAX_NAME_LENGTH = 24
"""Longest name of a line in the legend, in characters."""
POINTS = 200
"""Most epochs in the chart by direction."""
RATES = 60
"""Learning rates tried in the chart by rate."""
VISIBLE = 1e-18
"""Costs below this share of the initial cost are rounding errors: the curve goes down to here and isn't drawn."""
MOST = 1e3
"""The chart by rate ends where this multiple of the initial cost is left."""
MAX_RERUN_EPOCHS = 500
"""Most epochs for which the run is repeated at every rate, if there is no closed form."""

MEASURED = "all (measured)"


def by_direction(analysis: Analysis) -> Spec | None:
    """J − J* along each direction as predicted, and the measured J − J*. None if there is no global forecast."""
    run, expected = analysis.run, analysis.expected
    if expected is None or expected.local or expected.unbounded:
        return None
    taking_part = expected.along(*(set(Regime) - {Regime.STILL}))
    if not taking_part:
        return None
    k = np.searchsorted(run.epochs, recorded_epochs(int(run.epochs[-1]), POINTS))
    recorded, start = run.epochs[k], float(expected.initial_excess.sum())
    curves = [(MEASURED, expected.costs(run.weights[k])), *_curves(expected, taking_part, recorded)]
    # Different directions may have the same name.
    names = unique_names(name for name, _ in curves)
    lines = [
        with_constants({"epoch": recorded, "part": _drawable(y, start)}, series=name)
        for name, (_, y) in zip(names, curves, strict=True)
    ]
    return {**_by_direction(tuple(names)), "datasets": {"parts": complete(joined(lines))}}


def _curves(expected: Forecast, taking_part: list[int], recorded: NDArray[np.int64]) -> list[tuple[str, Array]]:
    """The name of each line and its cost at the K epochs, [K]: single directions, then the sum of the others."""
    parts, slowest = expected.costs_by_direction(recorded), expected.slowest
    own = taking_part[:DIRECTIONS]
    if slowest is not None and slowest not in own:  # the slowest direction always has its own line
        own = [*own[:-1], slowest]
    others = [i for i in taking_part if i not in own]
    curves = [(_line_name(expected, i, i == slowest and len(taking_part) > 1), parts[:, i]) for i in own]
    together = [(amount(len(others), "other direction"), parts[:, others].sum(axis=1))] if others else []
    return curves + together


def _line_name(expected: Forecast, i: int, slowest: bool) -> str:
    role = "slowest: " if slowest else ""
    return role + direction_name(expected.problem.names, expected.directions[:, i], MAX_NAME_LENGTH - len(role))


def by_rate(experiment: Experiment, analysis: Analysis) -> Spec | None:
    """The share of the initial J − J* that is left at the end of the run, as a function of the learning rate.

    None if J has no optimum, or if there are too many epochs to run at each rate and there is no closed form.
    """
    expected, known, T = analysis.expected, key_rates(analysis), experiment.settings.epochs
    if expected is None or known is None or not known.known or (expected.local and T > MAX_RERUN_EPOCHS):
        return None
    limit = known.limit
    rate = expected.learning_rate
    rates, now = _rates(rate, limit), np.array([rate])
    if expected.local:
        # Only a quadratic is fitted to a table, so the problem here is a function of w.
        any_rate = replace(experiment.settings, learning_rate=1.0, tolerance=0.0)
        left = np.append(
            _remaining_by_settings(any_rate, tuple(rates.tolist())), _remaining_by_running(experiment, now)
        )
    else:
        left = _remaining(expected, np.append(rates, now), T)
    marks = {"rate": np.array([limit, rate]), "what": texts(["stability limit", "η now"])}
    every = np.append(rates, now)
    tried = rows_of({"rate": every, "left": left}, np.argsort(every, kind="stable"))
    change = "rise" if experiment.settings.goal == MAXIMISE else "drop"
    points = complete(tried | {"left": _drawable(tried["left"], 1.0, most=MOST)})
    return {**_by_rate(T, change), "datasets": {"rates": points, "curve": _in_pieces(tried), "marks": marks}}


def _in_pieces(tried: Columns) -> Columns:
    """The curve through the rates and what they leave, in pieces: it ends at VISIBLE, and begins there again."""
    below = tried["left"] <= VISIBLE
    deep = below & np.append(True, below[:-1]) & np.append(below[1:], True)
    curve = tried | {"left": np.maximum(tried["left"], VISIBLE), "piece": deep.cumsum()}
    return rows_of(curve, ~deep & (tried["left"] < MOST))


def _rates(rate: float, limit: float) -> Array:
    """Learning rates to try, on a logarithmic grid around the stability limit that extends to the current one.

    The grid extends by whole powers of ten, so that it stays the same for most changes of the current rate.
    """
    below = max(0, math.ceil(math.log10(limit) - math.log10(500 * rate)))
    above = max(0, math.ceil(math.log10(rate) - math.log10(1.5 * limit)))
    rates = np.geomspace(limit / 1000 * 10.0**-below, 3 * limit * 10.0**above, RATES)
    return np.union1d(rates, [limit * (1 - 1e-9)])


def _remaining(expected: Forecast, rates: Array, T: int) -> Array:
    whole = expected.initial_excess.sum()
    costs = [replace(expected, learning_rate=rate).costs_by_direction(T).sum() for rate in rates.tolist()]
    return np.asarray(costs) / whole if whole else np.zeros(len(rates))


@lru_cache(maxsize=16)
def _remaining_by_settings(settings: Settings, rates: tuple[float, ...]) -> Array:
    """Cache `_remaining_by_running` by settings, which determine a function of the weights.

    The settings' own learning rate has no effect; callers keep it constant so that the cache is hit at every rate.
    """
    return _remaining_by_running(prepare(settings), np.array(rates))


def _remaining_by_running(experiment: Experiment, rates: Array) -> Array:
    problem, start, s = experiment.problem, experiment.start, experiment.settings
    best = problem.cost(experiment.exact) if experiment.exact is not None else 0.0
    whole = abs(problem.cost(start) - best)
    runs = (descend(problem, start, learning_rate=r, epochs=s.epochs, goal=s.goal, keep=2) for r in rates.tolist())
    left = [abs(run.final_cost - best) / whole if whole and int(run.epochs[-1]) == s.epochs else np.inf for run in runs]
    return np.array(left)


def _drawable(y: Array, start: float, most: float = np.inf) -> Array:
    """Replace by NaN what a logarithmic axis can't show, rounding errors relative to `start`, and anything ≥ `most`."""
    with np.errstate(invalid="ignore"):
        return np.where((y > VISIBLE * start) & (y < most), y, np.nan)


@lru_cache(maxsize=16)
def _by_direction(names: tuple[str, ...]) -> Spec:
    colours = [PATH, *[QUIET] * (len(names) - 1)]
    dashes = [[1, 0], [1, 0], [6, 3], [2, 3], [8, 3, 2, 3], [1, 3]][: len(names)]
    limit = alt.expr("width / 2 - 45")
    legend = alt.Legend(orient="top", columns=2, title=None, labelLimit=limit, symbolSize=300, symbolOpacity=1)
    lines = chart_of("parts").encode(
        x=alt.X("epoch:Q", title="epoch", axis=axis(tickMinStep=1, tickCount=6)),
        y=alt.Y("part:Q", title=None, **log_axis("y", nice=True)),
        color=alt.Color("series:N", scale=alt.Scale(domain=list(names), range=colours), legend=legend),
        strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=list(names), range=dashes), legend=legend),
    )
    # The measured cost lies wide below the others, one of which often has nearly all of it.
    measured = f"datum.series == '{MEASURED}'"
    chart = alt.layer(
        lines.transform_filter(measured).mark_line(strokeWidth=6, opacity=0.6),
        lines.transform_filter(f"!({measured})").mark_line(strokeWidth=1.5),
    )
    return specification(chart, "Cost by direction: how far J is from its optimum", 300)


@lru_cache(maxsize=16)
def _by_rate(run: int, change: str) -> Spec:
    x = alt.X("rate:Q", title="learning rate η", **log_axis("x"))
    y = alt.Y("left:Q", title=None, **log_axis("y", nice=True))
    colours = alt.Color(
        "what:N",
        scale=alt.Scale(domain=["η now", "stability limit"], range=[PATH, EXACT]),
        legend=alt.Legend(orient="top", direction="horizontal", title=None, symbolType="stroke"),
    )
    curve = chart_of("curve").mark_line(color=QUIET, strokeWidth=2, clip=True)
    points = chart_of("rates").mark_point(color=QUIET, filled=True, size=14, opacity=1)
    chart = alt.layer(
        chart_of("marks").mark_rule(strokeWidth=2, strokeDash=[4, 3]).encode(x="rate:Q", color=colours),
        curve.encode(x=x, y=y, detail="piece:N"),
        points.encode(x=x, y=y),
    )
    return specification(chart, f"Share of the possible {change} left after {epochs(run)}", 300)
