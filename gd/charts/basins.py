"""The map of starts on a landscape: each start in the colour of the minimum that descent reaches from it."""

from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.charts.columns import Columns, texts
from gd.charts.contours import edges, middles, strips
from gd.charts.ground import View
from gd.charts.sketch import on, place_at
from gd.charts.style import QUIET, Spec, chart_of, computed
from gd.checkpoint import Progress
from gd.experiments.experiment import Experiment
from gd.problem import optimum_name
from gd.text import amount, number, unique_names
from gd.theory.basins import DIVERGED, NO_VALUE, NOWHERE, ON_THE_WAY, Basins, basins

MAP = 72, 48
"""Starts, across and up."""
STRIP = 240
"""Starts of a single weight."""
HEIGHT = 9
"""Pixels of their strip under the curve."""
WIDTH, LETTER, SYMBOL = 330, 5.2, 18
"""Pixels of the legend, of a letter in it, and of what stands before a word."""
COLOURS = ("#4f9fe0", "#e8804f", "#e0c42e", "#f29ab8", "#67cbe0", "#5f8f2e", "#7a5230", "#5f6fc4")
"""Of the best minima. People who see few colours tell them apart too; none is near that of the path or the optimum."""
OTHERS = "#b9b2a6", "#dcd6ca", "#958d7e"
"""Of further ones, by turns, so that one sees where neighbours meet."""
NO_VALUE_LOOK, UNKNOWN = "#3f444a", "#bcc6d0"
"""Of starts that lead to where J has no value, and of those of which it isn't known yet."""

OTHER = len(COLOURS)
FEW = 5
"""So many optima are listed where there are more than colours: the card is small."""
VALLEYS = {"minimum": "a valley of minima", "maximum": "a ridge of maxima"}
"""What stands for the coordinates of a continuum of optima."""
ROUNDING = 1e-6
"""A coordinate below this share of the window is a rounded 0."""

Looks = dict[int, tuple[str, str]]
"""The legend's words and the colour of each number of what is reached; see `_numbers`."""


@dataclass(frozen=True, eq=False)
class Map:
    """The starts of a map: the middles of cells."""

    across: Array
    """The edges of the cells [K + 1]."""
    up: Array
    """[M + 1]; of a single weight there is one cell, from 0 to 1."""
    starts: Array
    """The weights in the middle of each cell, row by row from below: [M · K, D]."""
    size: Array
    """The sides of the usual window [D]."""


def map_of(landscape: Spec, view: View | None) -> Map:
    """The starts that cover a landscape, which shows `view`, or is the graph of J."""
    if view is None:
        w = landscape["datasets"]["curve"]["x"]
        across, up = np.linspace(w[0], w[-1], STRIP + 1), np.array([0.0, 1.0])
        return Map(across, up, middles(across)[:, None], w[-1:] - w[:1])
    across, up = edges(view, MAP)
    points = np.stack(np.meshgrid(middles(across), middles(up)), axis=-1).reshape(-1, 2)
    return Map(across, up, view.plane.weights(points), view.usual[1] - view.usual[0])


def basins_on(experiment: Experiment, starts: Map, progress: Progress) -> Basins:
    """Which minimum plain descent, at the experiment's rate and for its epochs, reaches from each of these starts."""
    rate, epochs = experiment.arguments.signed_rate, experiment.settings.epochs
    return basins(experiment.problem, starts.starts, rate, epochs, starts.size, progress)


def with_basins(landscape: Spec, starts: Map, found: Basins, goal: str) -> Spec:
    """The landscape with the map over its bands, under its contours and paths; or the graph of J with a strip."""
    looks = _looks(found, starts.size, optimum_name(goal))
    layers, names = landscape["layer"], [layer.get("data", {}).get("name") for layer in landscape["layer"]]
    above = names.index("lines") if "lines" in names else 1
    drawn = _layer(tuple(looks.values()), graph="lines" not in names)
    return {
        **landscape,
        "layer": [*layers[:above], drawn, *layers[above:]],
        "datasets": {**landscape["datasets"], "basins": _cells(starts, found, looks)},
    }


def _looks(found: Basins, size: Array, optimum: str) -> Looks:
    """The looks of what is on the map: the best optima by their coordinates, and what else there is."""
    best = found.optima[: _listed(found)]
    best = np.where(np.abs(best) < ROUNDING * size, 0.0, best)
    words = [", ".join(number(x, 3) for x in w.tolist()) for w in best]
    words = [f"({w})" if found.optima.shape[1] > 1 else w for w in words]
    words = [VALLEYS[optimum] if valley else w for w, valley in zip(words, found.valley, strict=False)]
    looks: Looks = dict(enumerate(zip(unique_names(words), COLOURS, strict=False)))
    others = ("others", *(f"others {k}" for k in range(2, len(OTHERS) + 1)))
    quiet = {OTHER + k: look for k, look in enumerate(zip(others, OTHERS, strict=True))}
    quiet |= {
        DIVERGED: ("diverges", QUIET),
        NO_VALUE: ("no value", NO_VALUE_LOOK),
        NOWHERE: (f"no {optimum}", "transparent"),
        ON_THE_WAY: (f"none yet after {amount(found.epochs, 'epoch')}", UNKNOWN),
    }
    return looks | {k: look for k, look in quiet.items() if (_numbers(found) == k).any()}


def _listed(found: Basins) -> int:
    """How many optima are listed: all, if there is a colour for each."""
    return len(found.optima) if len(found.optima) <= OTHER else FEW


def _numbers(found: Basins) -> NDArray[np.intp]:
    """What each start reaches [K], with OTHER and those after it by turns for all optima that aren't listed."""
    k, listed = found.reached, _listed(found)
    return np.where(k < listed, k, OTHER + (k - listed) % len(OTHERS))


def _cells(starts: Map, found: Basins, looks: Looks) -> Columns:
    """The cells as strips from x, y to right, top, with the words for what is reached."""
    cells = strips(_numbers(found).reshape(-1, len(starts.across) - 1), starts.across, starts.up)
    return cells | {"reaches": texts(looks[k][0] for k in cells.pop("band").tolist())}


@lru_cache(maxsize=16)
def _layer(looks: tuple[tuple[str, str], ...], *, graph: bool) -> Spec:
    """The cells, with a legend below the landscape."""
    words, colours = zip(*looks, strict=True)
    listed = [word for word in words if not word.startswith("others ")]
    legend = alt.Legend(
        values=listed,
        orient="bottom",
        columns=max(2, int(WIDTH / (LETTER * max(map(len, listed)) + SYMBOL))),
        title=None,
        symbolType="square",
        symbolStrokeColor=QUIET,
        symbolStrokeWidth=1,
    )
    fill = alt.Fill("reaches:N", scale=alt.Scale(domain=list(words), range=list(colours)), legend=legend)
    cells = place_at(chart_of("basins"), rounded=True).encode(x2=on("x", "right", rounded=True), fill=fill)
    if graph:
        cells = cells.encode(y=computed(f"height - {HEIGHT}"), y2=computed("height"))
    else:
        cells = cells.encode(y2=on("y", "top", rounded=True))
    spec: Spec = cells.mark_rect(clip=True, tooltip=None, opacity=1 if graph else 0.5).to_dict()
    return {key: spec[key] for key in ("data", "mark", "encoding")}
