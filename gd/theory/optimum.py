"""The optimum near a point, of a J of which none is known: by Newton's method, safeguarded so that J only improves.

Along each eigen-direction of the Hessian the step is slope / |λ|: towards an optimum where J curves to it, and away
from a saddle where it doesn't (Y. Dauphin et al., Identifying and attacking the saddle point problem in high-
dimensional non-convex optimization, NeurIPS 2014, arXiv:1406.2572). The step is never longer than a
radius that begins small and is doubled as long as such steps do as they promise, so that the nearest hollow is found
(R. Conn, N. Gould, P. Toint, Trust-Region Methods, SIAM 2000), and it is halved until J improves enough (L. Armijo,
Minimization of functions having Lipschitz continuous first partial derivatives, Pacific Journal of Mathematics 16,
1966). At a kink, where the slope never becomes 0, a compass search takes over, which compares J along each weight and
between any two, goes twice as far when one is better, and half as far when none is (T. Kolda, R. Lewis, V. Torczon,
Optimization by direct search, SIAM Review 45, 2003).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from gd.arrays import EPS, Array
from gd.checkpoint import checkpoint
from gd.problem import Explained, descent_sign
from gd.run import Run
from gd.theory.hollow import directions, is_hollow

STEPS, HALVINGS = 200, 50
"""Most Newton steps, and halvings of each."""
SUFFICIENT = 0.25
"""A step is taken if J improves by this share of what its slope promises: half of it is what Newton's step does."""
RADIUS = 1e-6
"""How far the first step may go, relative to the size of the weights."""
COMPASS, NEEDLE = 2000, 1e-14
"""Most steps of a compass search, and its shortest, relative to the size of the weights."""
ACROSS, WIDER, JUMP = 1e-8, 100.0, 0.1
"""A kink is looked for across so much of a point, relative to the size of the weights, which is more than an optimum's
rounding; and then so many times wider. There the slope jumps if it does so by this share of the change further out."""
LAG = 1e-3
"""J has a floor at an optimum if it is no worse this share of the way back to where the search began."""
DECIMALS = range(3, 7)
"""An optimum is rounded to the fewest of so many decimals that make J no worse."""


def has_kink(problem: Explained, w: Array) -> bool:
    """Whether the slope of J jumps at w [D] or has no value there, so that no constant rate settles.

    Only a formula may have one. The change of the slope across w is compared with that across a wider stretch: where J
    is smooth it is as many times larger there, and at a kink about the same.
    """
    if not is_searched(problem):
        return False
    with np.errstate(all="ignore"):
        if not (np.isfinite(problem.gradient(w)).all() and np.isfinite(problem.hessian(w)).all()):
            return True
        steps = ACROSS * (1 + float(np.abs(w).max())) * np.eye(len(w))
        return any(_turn(problem, w, step) > JUMP * _turn(problem, w, WIDER * step) for step in steps)


def _turn(problem: Explained, w: Array, step: Array) -> float:
    """The most by which a slope differs on the two sides of w [D]."""
    return float(np.abs(problem.gradient(w + step) - problem.gradient(w - step)).max())


def optimum_near(problem: Explained, w: Array, goal: str) -> Array | None:
    """The local optimum [D] that a safeguarded Newton's method reaches from the weights w [D]; None if it reaches none.

    goal: "minimise" or "maximise". It is *a* local optimum: another start may lead to a better one.
    """
    hashable: Any = problem
    return _optimum_near(hashable, tuple(w.tolist()), goal)


def optimum_of(problem: Explained, goal: str, run: Callable[[], Run]) -> Array | None:
    """The optimum [D] of a run with this goal: the one that the problem knows, or else one near the end of the run.

    None if there is none, or if the run goes the other way. A run that diverges ends far from everything: there it is
    searched near its start.

    run: returns the run; called only where the problem knows no optimum.
    """
    if is_searched(problem):
        done = run()
        return optimum_near(problem, done.weights[0 if done.broken_off else -1], goal)
    return problem.exact() if goal == problem.goal else None


def is_searched(problem: Explained) -> bool:
    """Whether a problem can't know its optimum, so that one is searched near the end of a run: a formula, if J isn't
    quadratic. It then has an attribute `knows_optimum` that is False."""
    return not getattr(problem, "knows_optimum", True)


@lru_cache(maxsize=8)  # every view of a run asks for it
def _optimum_near(problem: Any, start: tuple[float, ...], goal: str) -> Array | None:
    sign = descent_sign(goal)

    def cost(w: Array) -> float:
        return float(sign * problem.cost(w))

    axes = directions(len(start))
    with np.errstate(all="ignore"):
        w = _tidied(cost, np.array(start), _newton(problem, np.array(start), sign))
        H = problem.hessian(w)
        if np.isfinite(H).all() and is_hollow(cost, w, np.array([*np.linalg.eigh(H)[1].T, *axes])):
            return w
        w = _tidied(cost, np.array(start), _compass(cost, np.array(start), axes))
        return w if is_hollow(cost, w, axes) else None


def _tidied(cost: Callable[[Array], float], start: Array, w: Array) -> Array:
    """The weights [D] at the edge of a floor that faces the start, and to a few decimals, if J is no worse there."""
    J = cost(w)
    away, beyond = 0.0, 1.0  # shares of the way from the start
    while cost(w + LAG * (start - w)) <= J and beyond - away > EPS:
        middle = (away + beyond) / 2
        away, beyond = (away, middle) if cost(start + middle * (w - start)) <= J else (middle, beyond)
    w = start + beyond * (w - start) if beyond < 1 else w
    shorter = (w.round(decimals) for decimals in DECIMALS)
    return np.asarray(next((near for near in shorter if cost(near) <= J + 2 * EPS * abs(J)), w) + 0.0)


def _newton(problem: Explained, w: Array, sign: float) -> Array:
    """The weights [D] at which no Newton step improves J any more."""
    radius = RADIUS * (1 + float(np.abs(w).max()))
    for _ in range(STEPS):
        checkpoint()
        step = _step(problem, w, sign)
        if step is None:
            break
        length = float(np.linalg.norm(step))
        capped = step * min(1.0, radius / length) if length else step
        w_next = _improved(problem, w, capped, sign)
        if w_next is None or np.array_equal(w_next, w):
            break
        taken = float(np.linalg.norm(w_next - w))
        radius = 2 * radius if length > radius and taken > radius / 2 * (1 + EPS) else max(taken, radius / 2)
        w = w_next
    return w


def _compass(cost: Callable[[Array], float], w: Array, axes: Array) -> Array:
    """The weights [D] from which no step along any of the axes improves J."""
    reach, J = RADIUS, cost(w)
    for _ in range(COMPASS):
        checkpoint()
        size = reach * (1 + float(np.abs(w).max()))
        around = [w + side * size * unit for unit in axes for side in (-1, 1)]
        costs = np.nan_to_num([cost(point) for point in around], nan=np.inf, neginf=-np.inf)
        best = int(np.argmin(costs))
        if costs[best] < J:
            w, J, reach = around[best], float(costs[best]), 2 * reach
        elif reach > NEEDLE:
            reach /= 2
        if reach <= NEEDLE or not np.isfinite(J):
            break
    return w


def _step(problem: Explained, w: Array, sign: float) -> Array | None:
    """Newton's step at w [D] with |λ| for λ; None where J has no derivatives."""
    H, g = sign * problem.hessian(w), sign * problem.gradient(w)
    if not (np.isfinite(H).all() and np.isfinite(g).all()):
        return None
    eigenvalues, V = np.linalg.eigh(H)
    sizes = np.abs(eigenvalues)
    sizes = np.maximum(sizes, max(EPS * sizes.max(), np.finfo(np.float64).tiny))
    return np.asarray(-V @ ((V.T @ g) / sizes))


def _improved(problem: Explained, w: Array, step: Array, sign: float) -> Array | None:
    """The weights [D] after the step, or after as much of it as improves J; None if no part of it does.

    Where J can't tell them apart any more, a much smaller slope is the better one.
    """
    J, g = sign * problem.cost(w), problem.gradient(w)
    promised = float(sign * g @ step)
    for _ in range(HALVINGS):
        w_next, level = np.asarray(w + step), J + EPS * abs(J)
        J_next = sign * problem.cost(w_next)
        if J_next <= J + SUFFICIENT * promised:
            return w_next
        if J_next <= level and np.abs(problem.gradient(w_next)).max() < np.abs(g).max() / 2:
            return w_next
        step = step / 2
        promised /= 2
    return None
