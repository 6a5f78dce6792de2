"""The runs of old links once more: the link read, and the run made, without gd.

`python -m tests.experiments.old_links LINK…` prints a line for each link, to be added to old_links.tsv. A line that is
there is never changed: a link goes on meaning the run that it meant.
"""

import csv
import math
import sys
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple
from urllib.parse import parse_qs

import numpy as np
from numpy.typing import NDArray

from tests.oracle import costs, rules, tables

Array = NDArray[np.float64]
FILE = Path(__file__).with_name("old_links.tsv")
OWN_TABLE = "height,city,weight\n1.5,Rome,52\n1.6,Oslo,61\n1.7,Rome,66\n1.8,Oslo,83\n1.9,Bern,81\n1.75,Bern,70\n"
"""The file that whoever opens the links to a table of their own has loaded."""

ZEROS: dict[str, list[str]] = {"init": ["zeros"], "w0": [""]}
DEFAULTS: dict[str, dict[str, list[str]]] = {
    "parabola": {"lr": ["0.1"], "epochs": ["30"], "w0": ["20"]},
    "valley": {"lr": ["0.05"], "epochs": ["200"], "w0": ["2,1.5"]},
    "likelihood": {"lr": ["0.05"], "epochs": ["100"], "w0": ["4,0"], "goal": ["maximise"]},
    "ravine": {"lr": ["0.076"], "epochs": ["60"], "w0": ["-3,3"]},
    "function": {"lr": ["0.05"], "epochs": ["100"], "w0": ["2,1.5"], "f": ["w1^2 + w2^4"]},
    "line": {**ZEROS, "lr": ["0.01"], "epochs": ["200"], "target": ["velocity_km_s"], "features": ["distance_mpc"]},
    "dummy-trap": {
        **{"init": ["normal"], "lr": ["0.001"], "epochs": ["1000"]},
        **{"target": ["y"], "features": ["group"], "drop_first": ["0"]},
    },
    "unscaled": {
        **ZEROS,
        **{"lr": ["1e-7"], "epochs": ["1000"], "reduction": ["mean"], "target": ["flipper_length_mm"]},
        **{"features": ["bill_length_mm", "bill_depth_mm", "body_mass_g"]},
    },
    "table": {**ZEROS, "lr": ["0.1"], "epochs": ["1000"], "reduction": ["mean"], "scale": ["1"]},
}
"""What version 1 takes for each problem where a link says nothing; what all problems share stands in `reference`."""
FILES = {"line": "hubble.csv", "dummy-trap": "dummy-trap.csv", "unscaled": "penguins.csv"}
FORMULAS: dict[str, tuple[int, Callable[[Array], list[float]]]] = {
    "w1^2 + w2^4": (2, lambda w: [2 * w[0], 4 * w[1] ** 3]),
    "x^2 + 3x + 4": (1, lambda w: [2 * w[0] + 3]),
    "a^2 + 2 b^2 + c^2": (3, lambda w: [2 * w[0], 4 * w[1], 2 * w[2]]),
    "sin(x) + 0.1 x^2": (1, lambda w: [math.cos(w[0]) + 0.2 * w[0]]),
    "exp(-t) + t": (1, lambda w: [1 - math.exp(-w[0])]),
    "|u| + v^2": (2, lambda w: [float(np.sign(w[0])), 2 * w[1]]),
    "(1 - x)^2 + 100 (y - x^2)^2": (
        2,
        lambda w: [-2 * (1 - w[0]) - 400 * w[0] * (w[1] - w[0] ** 2), 200 * (w[1] - w[0] ** 2)],
    ),
    "x y - x^2 - y^2 + x": (2, lambda w: [w[1] - 2 * w[0] + 1, w[0] - 2 * w[1]]),
}
"""The number of weights of each formula, and its gradient, worked out by hand."""


class Reference(NamedTuple):
    """Where a run ends, and the largest weight on its way."""

    weights: Array
    size: float


def lines() -> list[tuple[str, Array]]:
    """The old links, with the weights that each of them must lead to."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            (line["link"], np.array(line["weights"].split(), float))
            for line in csv.DictReader(file, dialect="excel-tab")
        ]


@cache
def reference(link: str) -> Reference:
    """The run of a link by a plain loop of floats."""
    query = parse_qs(link, keep_blank_values=True)
    problem = query["problem"][0]
    said = {**DEFAULTS[problem], **query}

    def get(key: str, otherwise: str) -> str:
        return said.get(key, [otherwise])[-1]

    cost, D = cost_of(problem, said)
    seed, init, w0 = int(get("seed", "0")), get("init", "given"), get("w0", "")
    if problem == "function" and "w0" not in query:  # a formula with another number of weights begins at 2
        w0 = w0 if w0.count(",") + 1 == D else ",".join(["2"] * D)
    start = {
        "normal": np.random.default_rng(seed).standard_normal(D) / math.sqrt(D),
        "zeros": np.zeros(D),
        "ones": np.ones(D),
    }.get(init)
    settings = SimpleNamespace(
        learning_rate=float(get("lr", "")),
        epochs=int(get("epochs", "")),
        goal=get("goal", "minimise"),
        seed=seed,
        batch=int(get("batch", "0")),
        optimizer=SimpleNamespace(
            name=get("rule", "plain"),
            momentum=float(get("momentum", "0.9")),
            alpha=float(get("alpha", "0.99")),
            betas=(float(get("beta1", "0.9")), float(get("beta2", "0.999"))),
            eps=1e-10 if get("rule", "plain") == "adagrad" else 1e-8,
        ),
        schedule=SimpleNamespace(
            name=get("schedule", "constant"),
            decay=float(get("decay", "0.01")),
            gamma=float(get("gamma", "0.99")),
            alpha=0.0,
        ),
    )
    start = np.array([float(x) for x in w0.split(",")]) if start is None else start
    return last(rules.run(cost, start, settings), settings.epochs, float(get("tol", "0")))


def last(path: rules.Iterator[Array], epochs: int, tolerance: float) -> Reference:
    """The end of a run: the last epoch, or the first that changes each weight by less than the tolerance."""
    w = next(path)
    size = np.abs(w).max()
    for after in islice(path, epochs):
        change, w = np.abs(after - w).max(), after
        size = max(size, np.abs(w).max())
        if change < tolerance:
            break
    return Reference(w, size)


def cost_of(problem: str, said: dict[str, list[str]]) -> tuple[costs.Cost, int]:
    """A problem's cost, as the oracle has it, and the number of its weights."""
    if problem == "function":
        D, gradient = FORMULAS[said["f"][-1]]
        return costs.Cost(lambda w: math.nan, lambda w: np.array(gradient(w)), None, None), D
    if problem not in (*FILES, "table"):
        functions = {"parabola": costs.bowl, "valley": costs.valley, "likelihood": costs.likelihood}
        return functions.get(problem, costs.ravine)(), 1 if problem == "parabola" else 2
    text = OWN_TABLE if problem == "table" else (costs.DATA / FILES[problem]).read_text(encoding="utf-8")
    target, features = said["target"][-1], [name for name in said["features"] if name]
    names = ["intercept"]
    for name in features:
        cells = [
            row for row in csv.DictReader(text.splitlines()) if not {row[f] for f in (target, *features)} & {"", "NA"}
        ]
        levels = sorted({row[name] for row in cells})
        try:
            [float(level) for level in levels]
            names.append(name)
        except ValueError:
            first = int(said.get("drop_first", ["1"])[-1] == "1")
            names += [f"{name}={level}" for level in levels[first:]]
    scale, mean = said.get("scale", ["0"])[-1] == "1", said.get("reduction", ["sum"])[-1] == "mean"
    table = tables.read(text, tuple(names), target, tuple(features), scale=scale, mean=mean)
    return costs.of_table(table), len(names)


if __name__ == "__main__":
    for link in sys.argv[1:]:
        print(f"{link}\t{' '.join(map(repr, reference(link).weights.tolist()))}")
