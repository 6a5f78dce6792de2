"""The learning rates that theory marks for a run: the fastest one, and the largest that is stable."""

import math
from dataclasses import dataclass

from gd.text import number
from gd.theory.analysis import Analysis
from gd.theory.predict import forecast


@dataclass(frozen=True)
class Marks:
    """Two learning rates of an optimizer, for orientation."""

    fastest: float
    """The rate that makes the slowest direction converge fastest."""
    stable: float
    """The largest stable rate at the current momentum."""
    momentum: float | None = None
    """The momentum that belongs to the fastest rate; None for plain descent, which has none."""
    present: float | None = None
    """The current momentum, to which the stable rate belongs."""
    where: str = ""
    """Where J isn't quadratic, the place at which they hold."""

    @property
    def sentence(self) -> str:
        """Both, for people."""
        fastest, stable = f"Fastest {number(self.fastest)}", f"stable below {number(self.stable)}"
        if self.momentum is not None and self.present is not None:
            return f"{fastest} with β = {number(self.momentum)}; with β = {number(self.present)} {stable}."
        return f"{fastest}, {stable}{self.where}."


def marks(analysis: Analysis) -> Marks | None:
    """The rates of plain descent, or on a quadratic of the heavy ball; None where there is no theory for them.

    Where J isn't quadratic they are those at the start or at the optimum, whichever allows less.
    """
    if analysis.expected:
        return _of_plain_descent(analysis)
    ball = analysis.heavy_ball
    if ball and (best := ball.best):
        return Marks(best.learning_rate, ball.largest_stable_rate, best.momentum, ball.momentum)
    return None


def _of_plain_descent(analysis: Analysis) -> Marks | None:
    expected, optimum = analysis.expected, analysis.optimum
    assert expected is not None
    where = " at the start" if expected.local else ""
    if expected.local and optimum is not None and analysis.max_stable_rate < expected.largest_stable_rate:
        expected = forecast(analysis.problem, optimum, expected.learning_rate, analysis.arguments.goal)
        where = " near the optimum"
    stable = expected.largest_stable_rate
    return Marks(expected.fastest_rate, stable, where=where) if math.isfinite(stable) else None
