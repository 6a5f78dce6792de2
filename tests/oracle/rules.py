"""Every optimizer, schedule and batch in a few lines: the oracle's own runs, in plain loops of floats."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.oracle.costs import Cost

Array = NDArray[np.float64]
Gradient = Callable[[Array], Array]
Settings = Any
"""gd's settings, of which only the numbers are read."""


BY_SIZE = "adagrad", "rmsprop", "adam"


def run(cost: Cost, start: Array, settings: Settings) -> Iterator[Array]:
    """The weights at the start and after each epoch, for ever; after `settings.epochs` the rate stays as it is.

    An optimizer that divides a gradient by its size would make a step of one that is zero but for rounding: it gets 0.
    """
    sign = -1.0 if settings.goal == "maximise" else 1.0
    w, step = np.array(start, dtype=np.float64), STEPS[settings.optimizer.name](cost, settings)
    for epoch in range(10**9):
        yield w
        rate = sign * _rate(settings, min(epoch, settings.epochs - 1))
        for gradient in _parts(cost, settings, epoch + 1):
            g = gradient(w)
            if settings.optimizer.name in BY_SIZE:
                g = np.where(np.abs(g) < cost.rounding(w), 0.0, g)
            w = w - step(w, g, rate)


def _rate(settings: Settings, t: int) -> float:
    eta, schedule = settings.learning_rate, settings.schedule
    match schedule.name:
        case "inverse":
            return eta / (1 + schedule.decay * t)
        case "exponential":
            return eta * schedule.gamma**t
        case "cosine":
            return eta * (schedule.alpha + (1 - schedule.alpha) * (1 + math.cos(math.pi * t / settings.epochs)) / 2)
    return float(eta)


def _parts(cost: Cost, settings: Settings, epoch: int) -> Iterator[Gradient]:
    """The gradient of each batch of an epoch, in the order that the seed and the epoch give."""
    if not settings.batch or cost.table is None:
        yield cost.gradient
        return
    X, y, mean = cost.table.X, cost.table.y, cost.table.mean
    order = np.random.default_rng([settings.seed, epoch]).permutation(len(y))
    for first in range(0, len(y), settings.batch):
        some = order[first : first + settings.batch]
        divisor = len(some) if mean else 1
        yield lambda w, some=some, divisor=divisor: X[some].T @ (X[some] @ w - y[some]) / divisor


Step = Callable[[Array, Array, float], Array]


def _plain(cost: Cost, settings: Settings) -> Step:
    return lambda w, g, eta: eta * g


def _momentum(cost: Cost, settings: Settings) -> Step:
    beta, v = settings.optimizer.momentum, 0.0

    def step(w: Array, g: Array, eta: float) -> Array:
        nonlocal v
        v = beta * v + g
        return eta * v

    return step


def _nesterov(cost: Cost, settings: Settings) -> Step:
    beta, v = settings.optimizer.momentum, 0.0

    def step(w: Array, g: Array, eta: float) -> Array:
        nonlocal v
        v = beta * v + g
        return eta * (g + beta * v)

    return step


def _adagrad(cost: Cost, settings: Settings) -> Step:
    eps, s = settings.optimizer.eps, 0.0

    def step(w: Array, g: Array, eta: float) -> Array:
        nonlocal s
        s = s + g * g
        return eta * g / (np.sqrt(s) + eps)

    return step


def _rmsprop(cost: Cost, settings: Settings) -> Step:
    alpha, eps, s = settings.optimizer.alpha, settings.optimizer.eps, 0.0

    def step(w: Array, g: Array, eta: float) -> Array:
        nonlocal s
        s = alpha * s + (1 - alpha) * (g * g)
        return eta * g / (np.sqrt(s) + eps)

    return step


def _adam(cost: Cost, settings: Settings) -> Step:
    (beta1, beta2), eps = settings.optimizer.betas, settings.optimizer.eps
    m, v, t = 0.0, 0.0, 0

    def step(w: Array, g: Array, eta: float) -> Array:
        nonlocal m, v, t
        m, v, t = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * (g * g), t + 1
        return eta * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)

    return step


def _linesearch(cost: Cost, settings: Settings) -> Step:
    assert cost.quadratic is not None
    A = np.array([[float(x) for x in row] for row in cost.quadratic.A])

    def step(w: Array, g: Array, eta: float) -> Array:
        if not g.any():
            return g
        d = g / np.abs(g).max()
        curvature = float(d @ A @ d)
        if curvature * eta <= 0:
            return np.full_like(g, np.nan)  # J has no lowest point along g
        return float(d @ d) / curvature * g

    return step


STEPS: dict[str, Callable[[Cost, Settings], Step]] = {
    "plain": _plain,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "adagrad": _adagrad,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "linesearch": _linesearch,
}
