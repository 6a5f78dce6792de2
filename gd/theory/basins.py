"""Basins: which minimum plain descent reaches from each of many starts, all run at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gd.arrays import Array
from gd.checkpoint import Progress, checkpoint
from gd.closed_form import costs_at, gradients_at
from gd.problem import MAXIMISE, MINIMISE, Explained, descent_sign, undefined_at
from gd.theory.optimum import has_kink, optimum_near
from gd.theory.valleys import beside, leads_along, on_floor, straight_to, valleys

NOWHERE, DIVERGED, NO_VALUE, ON_THE_WAY = CODES = -1, -2, -3, -4
"""What is said in place of an optimum's number of a start whose run comes to rest near none, whose run overflows, or
comes to where J has no value, and of one that has reached none yet or whose end wasn't examined."""
AT_REST = 1e-9
"""A run whose steps are shorter than this share of the window leaves the batch: it has arrived."""
NEAR = 0.02
"""A run has reached an optimum if it ends within this share of the window of it; so closer optima count as one."""
BOUNCE = 2
"""At a kink, around which runs bounce for ever, a run has arrived if it ends within so many of its steps."""
LOOK = 10
"""Every so many epochs it is looked at which runs have ended."""
WORK = 20_000_000
"""Most updates, of all runs together. What is still on its way then is left where it is."""
LOW = 0.1
"""This quantile of how far J at the starts is from its best says how much J differs over the window."""
MOST_OPTIMA, MOST_FAILURES = 200, 12
"""Most optima that are told apart, and most places where runs end although there is none, as on a plateau."""


@dataclass(frozen=True, eq=False)
class Basins:
    """What descent reaches from each of K starts [K, D]."""

    optima: Array
    """The optima that are reached [M, D], the best first, and of equally good ones the one with the least weights."""
    valley: NDArray[np.bool_]
    """Whether an optimum stands for a continuum of them, which a path of equal J connects: [M]."""
    reached: NDArray[np.intp]
    """The number of the optimum that each start leads to, or one of CODES: [K]."""
    epochs: int
    """How many epochs were run: fewer than asked for if all runs had ended, or if it would have taken too long."""


def basins(
    problem: Explained, starts: Array, rate: float, epochs: int, size: Array, progress: Progress = checkpoint
) -> Basins:
    """Run plain descent from all starts [K, D] at once and tell apart what they reach.

    rate: η, or −η to climb, see `Arguments.signed_rate`. size: the sides of the window [D], which say what is near.
    progress: called with the share of the epochs that have been run; all runs end where they are if it returns False.

    Bounded are the updates of all runs together (WORK) and the optima searched (MOST_OPTIMA, MOST_FAILURES).
    """
    goal = MINIMISE if rate > 0 else MAXIMISE
    with np.errstate(all="ignore"):
        ends, broken, run = _ends(problem, starts, rate, epochs, size, progress)
        step = np.abs(rate * gradients_at(problem, ends) / size).max(axis=1)
        reached = np.where(np.isfinite(ends).all(axis=1), ON_THE_WAY, DIVERGED)
        diverged = np.flatnonzero(reached == DIVERGED)
        reached[[k for k in diverged if any(undefined_at(problem, w) for w in broken[k])]] = NO_VALUE
        scale = _scale(problem, starts, ends, goal)
        optima = _optima(problem, ends, step, reached, size, goal, scale)
        order = _best_first(problem, optima, goal)
        optima, reached = optima[order], _renumbered(reached, np.argsort(order))
        first = valleys(problem, optima, size, scale)
        kept, number, count = np.unique(first, return_inverse=True, return_counts=True)
        reached = _renumbered(reached, number)
        for k in np.flatnonzero(count > 1):
            left = np.flatnonzero((reached == ON_THE_WAY) | (reached == NOWHERE))
            reached[left[leads_along(problem, ends[left], optima[number == k], size, scale, NEAR)]] = k
    return Basins(optima[kept], count > 1, reached, run)


def _scale(problem: Explained, starts: Array, ends: Array, goal: str) -> float:
    """How much J differs over the window: by how much it is worse at most starts than at the best end."""
    J, reached = (costs[np.isfinite(costs)] for costs in (costs_at(problem, starts), costs_at(problem, ends)))
    if not len(J) or not len(reached):
        return 0.0
    best = reached.max() if goal == MAXIMISE else reached.min()
    return float(np.quantile(np.abs(J - best), LOW))


def _renumbered(reached: NDArray[np.intp], number: NDArray[np.intp]) -> NDArray[np.intp]:
    """What is reached [K], with the optimum k called number[k]."""
    return np.concatenate([number, np.sort(CODES)])[reached]


def _ends(
    problem: Explained, starts: Array, rate: float, epochs: int, size: Array, progress: Progress
) -> tuple[Array, Array, int]:
    """Where the runs end [K, D], NaN where J or a weight overflows or has no value; third, how many epochs were run.

    Second, the weights before and after the last update of those that end in NaN: [K, 2, D].
    """
    ends, W, active = starts.copy(), starts, np.arange(len(starts))
    broken = np.stack([starts, starts], axis=1)
    valid = np.isfinite(costs_at(problem, W))
    work = epoch = 0
    while len(active) and epoch < epochs and work < WORK and progress(epoch / epochs):
        for _ in range(min(LOOK, epochs - epoch)):
            before, step = W, rate * gradients_at(problem, W)
            W = W - step
            breaks = valid & ~(np.isfinite(costs_at(problem, W)) & np.isfinite(W).all(axis=1))
            broken[active[breaks]] = np.stack([before, W], axis=1)[breaks]
            valid &= ~breaks
            epoch += 1
        work += LOOK * len(active)
        ends[active] = np.where(valid[:, None], W, np.nan)
        moving = valid & (np.abs(step / size).max(axis=1) > AT_REST)
        W, active, valid = W[moving], active[moving], valid[moving]
    return ends, broken, epoch


def _optima(
    problem: Explained, ends: Array, step: Array, reached: NDArray[np.intp], size: Array, goal: str, scale: float
) -> Array:
    """The optima [M, D] near the ends [K, D], where most runs end first; their numbers are written into `reached`."""
    optima: list[Array] = []
    failures = 0
    for k in _crowded(ends / (NEAR * size), step, np.flatnonzero(reached == ON_THE_WAY)):
        if reached[k] != ON_THE_WAY:
            continue
        optimum = _optimum(problem, ends[k], step[k], size, goal, scale)
        if optimum is not None and (near := _near(problem, ends, step, size, optimum))[k]:
            reached[near & ((reached == ON_THE_WAY) | (reached == NOWHERE))] = len(optima)
            optima.append(optimum + 0.0)  # without a minus before a zero
        else:
            failures += 1
            rest = np.flatnonzero((step <= AT_REST) & (reached == ON_THE_WAY))
            near = (np.abs(ends[rest] - ends[k]) <= NEAR * size).all(axis=1)
            reached[rest[near | straight_to(problem, ends[rest], ends[k], scale)]] = NOWHERE
        if failures == MOST_FAILURES or len(optima) == MOST_OPTIMA:
            break
    return np.array(optima).reshape(len(optima), ends.shape[1])


def _optimum(problem: Explained, end: Array, step: float, size: Array, goal: str, scale: float) -> Array | None:
    """The optimum [D] near the end of a run [D]: the end itself on a flat floor, where all are equally good."""
    if step == 0 and on_floor(problem, end, size, descent_sign(goal)):
        return end
    optimum = optimum_near(problem, end, goal)
    if optimum is None or (np.abs(end - optimum) <= NEAR * size).all():
        return optimum
    return beside(problem, end, optimum, size, scale)


def _near(problem: Explained, ends: Array, step: Array, size: Array, w: Array) -> NDArray[np.bool_]:
    """Which of the ends [K, D] are so near the weights w [D] that the runs have arrived there: [K]."""
    reach = np.maximum(NEAR, BOUNCE * step) if has_kink(problem, w) else np.full(len(ends), NEAR)
    return np.asarray((np.abs(ends - w) / size <= reach[:, None]).all(axis=1))


def _crowded(ends: Array, step: Array, candidates: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of each unit cell in which runs end the one that moves least, that of the fullest cell first."""
    candidates = candidates[np.argsort(step[candidates], kind="stable")]
    cells = np.floor(ends[candidates] + 0.5)
    _, first, count = np.unique(cells, axis=0, return_index=True, return_counts=True)
    return np.asarray(candidates[first[np.lexsort([first, -count])]])


def _best_first(problem: Explained, optima: Array, goal: str) -> NDArray[np.intp]:
    """The order of the optima [M, D] by J, as far as that differs by more than rounding, and then by their weights."""
    costs = costs_at(problem, optima) if len(optima) else np.empty(0)
    scale = 1e-6 * (1 + np.abs(costs).max(initial=0))
    rank = descent_sign(goal) * np.round(costs / scale)
    return np.lexsort([*optima.round(6).T[::-1], rank])
