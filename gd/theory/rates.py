"""The learning rates that are marked for a run: the fastest one, and the limit of stability."""

from dataclasses import dataclass

from gd.text import bound, epochs, rate
from gd.theory.analysis import Analysis
from gd.theory.key_rates import key_rates


@dataclass(frozen=True)
class Marks:
    """Two learning rates of an optimizer, for orientation."""

    limit: float
    """The stability limit, at the current momentum: a run converges below it and diverges or oscillates from it on."""
    fastest: float | None
    """The rate that converges fastest; None where the start is the optimum already."""
    needed: int | None = None
    """The epochs that plain descent takes from this start at the fastest rate."""
    momentum: float | None = None
    """The momentum that belongs to the fastest rate; None for plain descent, which has none."""
    present: float | None = None
    """The current momentum, to which the limit belongs."""

    @property
    def limit_shown(self) -> str:
        """The limit for people."""
        return bound(self.limit)

    @property
    def fastest_shown(self) -> str:
        """The fastest rate for people, rounded as the limit is, lest it seem to be above it; empty if there is none."""
        return "" if self.fastest is None else bound(self.fastest)

    @property
    def sentence(self) -> str:
        """Both, for people."""
        limit, fastest = self.limit_shown, self.fastest_shown
        if self.momentum is not None and self.present is not None:
            best = f"{fastest} with β = {rate(self.momentum)}"
            return f"With β = {rate(self.present)}, stable below {limit}. Best guaranteed: {best}."
        if self.needed is None:
            return f"Stable below {limit}."
        return f"Stable below {limit}. Fastest from here: {fastest} ({epochs(self.needed)})."


def marks(analysis: Analysis) -> Marks | None:
    """The rates of plain descent, or on a quadratic of the heavy ball; None where there is no theory for them.

    None also where J has no optimum in this direction.
    """
    rates, ball = key_rates(analysis), analysis.heavy_ball
    if rates is None or not rates.known:
        return None
    if analysis.arguments.plain:
        rate, needed = rates.fastest or (None, None)
        return Marks(rates.limit, rate, needed)
    if ball and (best := ball.best):
        return Marks(ball.largest_stable_rate, best.learning_rate, None, best.momentum, ball.momentum)
    return None
