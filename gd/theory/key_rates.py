"""The learning rates that matter to plain descent from a start: the fastest one, and the limit of stability."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gd.arguments import Arguments
from gd.arrays import Array
from gd.problem import Explained, descent_sign
from gd.theory.analysis import Analysis
from gd.theory.by_running import Trials, trials
from gd.theory.fastest import fastest_from_here
from gd.theory.forecast import Forecast
from gd.theory.kept import kept
from gd.theory.optimum import has_kink, is_searched

DIGITS = 9
"""The digits of a searched optimum that are certain whatever run the search began at the end of."""


@dataclass(frozen=True, eq=False)
class KeyRates:
    """From the closed form if J is quadratic, otherwise by running; each is computed when it is first asked for."""

    arguments: Arguments[Explained]
    at_start: Forecast
    """The forecast at the start."""
    optimum: Array
    """[D]"""
    enough: float
    """A run has converged where no more than this share of the initial J − J* is left; above 0."""
    at_optimum: bool
    """Whether the start is the optimum already."""
    limit_at_optimum: float
    """The limit of stability at the optimum."""

    @cached_property
    def limit(self) -> float:
        """The stability limit, up to which a run converges from this start; infinite if no rate is too large.

        2/λ_max if J is quadratic.
        """
        if not self.at_start.local:
            return self.at_start.largest_stable_rate
        return self.limit_at_optimum if self.at_optimum else self._trials.limit

    @property
    def known(self) -> bool:
        """Whether there is a limit, and rates below it."""
        return 0 < self.limit < math.inf

    @cached_property
    def fastest(self) -> tuple[float, int] | None:
        """The rate that converges from this start in the fewest epochs, and how many; None where none does."""
        if self.at_optimum or not self.known:
            return None
        if not self.at_start.local:
            return fastest_from_here(self.at_start, self.enough)
        return self._trials.fastest

    @property
    def _trials(self) -> Trials:
        given = self.arguments
        problem: Any = given.problem
        start, sign = tuple(given.start.tolist()), descent_sign(given.goal)
        optimum, limit = tuple(self.optimum.tolist()), self.limit_at_optimum
        if is_searched(problem):  # from where the run ended, so that its last digits change with the rate
            optimum, limit = tuple(map(_short, optimum)), _short(limit)
        return trials(problem, start, optimum, sign, self.enough, limit)


def _short(x: float) -> float:
    """A number to DIGITS digits."""
    return float(f"{x:.{DIGITS}g}")


@kept  # a page asks for them several times
def key_rates(analysis: Analysis) -> KeyRates | None:
    """The rates that matter to plain descent from the start of a run.

    None where J has no optimum in the run's direction or a kink at it, or is too steep at the start.
    """
    optimum, start = analysis.optimum, analysis.at_start
    if optimum is None or start is None or has_kink(analysis.problem, optimum):
        return None
    enough, limit = analysis.enough, analysis.limit_at_optimum
    return KeyRates(analysis.arguments, start, optimum, enough, analysis.began_at_optimum, limit)
