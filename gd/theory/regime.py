"""What the weights do along a direction in which every epoch multiplies their distance from the optimum by 1 − ηλ."""

from enum import Enum

import numpy as np

from gd.arrays import Array

ROUNDING = 1e-12
"""By how much, relative to it, a rate may be off the edge of stability and still count as on it."""


class Regime(Enum):
    """What the weights do along a direction, as a phrase for people."""

    SHRINKING = "converges from one side"
    OVERSHOOTING = "overshoots, but converges"
    OSCILLATING = "oscillates for ever"
    DIVERGING = "diverges"
    STILL = "never moves"


def regime(step: float, slope: float) -> Regime:
    """The regime of a direction with ηλ = `step`; where that is 0, what counts is whether J falls along it."""
    if step == 0:
        return Regime.DIVERGING if slope else Regime.STILL
    if abs(step - 2) <= 2 * ROUNDING:
        return Regime.OSCILLATING
    if 0 < step < 2:
        return Regime.SHRINKING if step <= 1 + ROUNDING else Regime.OVERSHOOTING
    return Regime.DIVERGING


def log_factors(steps: Array) -> Array:
    """log |1 − ηλ| for each ηλ [D], exact where the factor is near 1 or −1; finite: a factor of 0 counts as e⁻¹⁰⁰⁰."""
    with np.errstate(divide="ignore"):
        logs = np.log1p(np.where(steps <= 1, -steps, steps - 2))
    return np.where(np.abs(steps - 2) <= 2 * ROUNDING, 0.0, np.clip(logs, -1000, 1000))
