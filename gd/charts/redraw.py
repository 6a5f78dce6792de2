"""What the browser needs to redraw a run by itself: the closed form of plain descent on a quadratic."""

from typing import Any

from gd.arrays import Array
from gd.charts.epochs import FRAMES, shown_if_finite
from gd.experiments.experiment import Experiment

MOST_WEIGHTS = 40
"""With more weights the browser can't redraw often enough, and waits until the rate is let go."""


def can_follow(experiment: Experiment) -> bool:
    """Whether the browser can redraw the run while its rate is dragged."""
    return _stationary(experiment) is not None


def _stationary(experiment: Experiment) -> Array | None:
    """The weights where the gradient is 0, from which the closed form counts; None where the browser can't follow."""
    spectrum = experiment.problem.spectrum
    few = len(experiment.start) <= MOST_WEIGHTS and experiment.settings.tolerance == 0
    return spectrum.stationary() if spectrum is not None and experiment.arguments.can_leap and few else None


def room(experiment: Experiment) -> int:
    """The rows that a chart needs for all epochs that the browser may draw; 0 where it can't follow.

    One more than are shown, for the last epoch of a run that overflows.
    """
    return min(experiment.settings.epochs, FRAMES) + 1 if can_follow(experiment) else 0


def closed_form(experiment: Experiment) -> dict[str, Any] | None:
    """The numbers of the closed form, by the names that `page/live.js` uses; None where it can't follow.

    The weights after t epochs are V a with aᵢ(t) = βᵢ/λᵢ + (1 − ηλᵢ)ᵗ cᵢ, and
    J = J* + ½ Σ λᵢ ((1 − ηλᵢ)ᵗ cᵢ)²; see `gd.spectrum.Spectrum.leap`.
    """
    spectrum, stationary = experiment.problem.spectrum, _stationary(experiment)
    if spectrum is None or stationary is None:
        return None
    return {
        "eigenvalues": spectrum.eigenvalues.tolist(),
        "directions": spectrum.directions.tolist(),
        "slopes": spectrum.slopes.tolist(),
        "stationaryCost": experiment.problem.cost(stationary),
        "start": experiment.start.tolist(),
        "sign": 1 if experiment.arguments.signed_rate > 0 else -1,
        "grid": shown_if_finite(experiment.settings.epochs).tolist(),
    }
