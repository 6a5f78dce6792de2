"""The grid of runs: problems × rates around every threshold × optimizers × starts × goals × epochs × tolerances."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gd.experiments.experiment import Experiment
from gd.experiments.settings import MAX_RATE, MIN_RATE, Settings
from gd.optimizers import OPTIMIZERS, Adam, Momentum, Nesterov, RMSProp
from gd.schedules import SCHEDULES
from tests.oracle.problems import Place, places
from tests.oracle.theory import Descent

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Case:
    """One run."""

    place: Place
    settings: Settings

    @cached_property
    def experiment(self) -> Experiment:
        return self.place.experiment(self.settings)

    @property
    def start(self) -> Array:
        return self.experiment.start

    @cached_property
    def theory(self) -> Descent | None:
        """The forecast of plain descent or the heavy ball on a quadratic, at a constant rate with all rows."""
        s, J = self.settings, self.place.cost.quadratic
        if J is None or s.batch or s.schedule.name != "constant" or s.optimizer.name not in ("plain", "momentum"):
            return None
        return Descent(J, self.start, s.learning_rate, s.goal, getattr(s.optimizer, "momentum", 0.0))

    def __str__(self) -> str:
        s = self.settings
        parts = [self.place.name, f"η={s.learning_rate!r}", f"{s.epochs} epochs", s.init, s.goal, s.optimizer]
        parts += [s.schedule] if s.schedule.name != "constant" else []
        parts += [f"batch {s.batch}"] if s.batch else []
        parts += [f"tolerance {s.tolerance!r}"] if s.tolerance else []
        return " · ".join(map(str, parts + ([f"w0={s.w0}"] if s.init == "given" else [])))


def cases() -> Iterator[Case]:
    """All of them, the same every time."""
    return chain.from_iterable(map(cases_at, range(len(places()))))


def cases_at(number: int) -> Iterator[Case]:
    """All those of the problem with this number."""
    place, rng = places()[number], np.random.default_rng(number)
    for rate in rates(place):
        for _ in range(3):
            yield Case(place, _with_start(place, _plain(place, rate, rng), rng))
    for settings in _other_optimizers(place, rng):
        yield Case(place, _with_start(place, settings, rng))


def rates(place: Place) -> list[float]:
    """The rates around every threshold of plain descent."""
    edge = place.cost.limit if math.isfinite(place.cost.limit) else 0.1
    shares = [1e-9, 1e-3, 0.05, 0.5, 0.9, 0.99, 0.999, 1 - 1e-9, 1, 1 + 1e-9, 1.001, 1.1, 3, 1000]
    found = [*(edge * share for share in shares), np.nextafter(edge, 0), np.nextafter(edge, 1), float(f"{edge:.3e}")]
    if J := place.cost.quadratic:
        positive = [x for x in J.spectrum[0] if x > 0]
        found += [float(2 / (positive[0] + positive[-1])), float(1 / positive[-1]), float(1 / positive[0])]
    return sorted({float(r) for r in [*found, place.settings.learning_rate] if MIN_RATE <= r <= MAX_RATE})


def _plain(place: Place, rate: float, rng: np.random.Generator) -> Settings:
    lengths = [1, 2, 10, 100, 1000, 1000, 10**4]
    if place.cost.quadratic:
        lengths += [10**6]
    changes: dict[str, Any] = {"learning_rate": rate, "epochs": int(rng.choice(lengths))}
    if not place.csv and rng.random() < 0.2:
        changes["goal"] = "maximise" if place.settings.goal == "minimise" else "minimise"
    if rng.random() < 0.2:
        changes["tolerance"] = float(10.0 ** rng.integers(-12, 0))
    return replace(place.settings, **changes)


def _other_optimizers(place: Place, rng: np.random.Generator) -> Iterator[Settings]:
    edge = place.cost.limit if math.isfinite(place.cost.limit) else 0.1
    options = [*list(OPTIMIZERS.values())[1:], Momentum(0.5), Momentum(0.99), Nesterov(0.5), RMSProp(0.9)]
    options += [Adam((0.5, 0.99))]
    for optimizer in options:
        if optimizer.needs_hessian and place.cost.quadratic is None:
            continue
        typical = edge if optimizer.name in ("momentum", "nesterov") else 1.0
        beta = getattr(optimizer, "momentum", 0.0)
        for share in (1e-4, 0.1, 0.9, 1 + beta - 1e-6, 1.01 * (1 + beta), 3):
            rate = min(max(share * typical, MIN_RATE), MAX_RATE)
            yield _shorter(place, replace(place.settings, learning_rate=rate, optimizer=optimizer), rng)
    for schedule in list(SCHEDULES.values())[1:]:
        for share in (0.01, 0.5, 0.99, 3):
            rate = min(max(share * edge, MIN_RATE), MAX_RATE)
            yield _shorter(place, replace(place.settings, learning_rate=rate, schedule=schedule), rng)
    if place.cost.table:
        for size in (1, 4, place.cost.table.rows):
            for share in (1e-3, 0.1, 0.9):
                rate = min(max(share * edge / math.sqrt(place.cost.table.rows), MIN_RATE), MAX_RATE)
                yield _shorter(place, replace(place.settings, learning_rate=rate, batch=size), rng)


def _shorter(place: Place, settings: Settings, rng: np.random.Generator) -> Settings:
    """With a number of epochs that the oracle can walk, ten times over."""
    changes: dict[str, Any] = {
        "epochs": int(rng.choice([1, 10, 60, 200] if settings.batch else [1, 10, 100, 400, 1000]))
    }
    if not place.csv and rng.random() < 0.15:
        changes["goal"] = "maximise" if place.settings.goal == "minimise" else "minimise"
    if rng.random() < 0.1:
        changes["tolerance"] = float(10.0 ** rng.integers(-12, -2))
    return replace(settings, **changes)


def _with_start(place: Place, settings: Settings, rng: np.random.Generator) -> Settings:
    """The settings with one of the starts: usual, zeros, ones, random, far away, the mean, the optimum, it + ε."""
    goal, D, table = settings.goal, len(place.names), place.cost.table
    best = place.cost.optimum(goal)
    kind = rng.choice(["own", "mean", "zeros", "ones", "normal", "normal", "normal", "far", "optimum", "near"])
    if kind == "own" or (best is None and kind in ("optimum", "near")) or (table is None and kind == "mean"):
        return settings
    if kind == "mean":
        assert table is not None
        return replace(settings, init="given", w0=(float(table.y.mean()), *[0.0] * (D - 1)))
    if kind in ("zeros", "ones", "normal"):
        return replace(settings, init=str(kind), w0=(), seed=int(rng.integers(0, 100)))
    if kind == "far":
        size = 3.0 if place.cost.quadratic is None else 1e6
        return replace(settings, init="given", w0=tuple((size * rng.standard_normal(D)).tolist()))
    assert best is not None
    moved = best * (1 + (1e-9 if kind == "near" else 0) * rng.standard_normal(D))
    return replace(settings, init="given", w0=tuple(moved.tolist()))
