"""What the browser needs to redraw a run by itself: the closed form of plain descent on a quadratic."""

from typing import Any

from gd.arrays import Array
from gd.charts.epochs import FRAMES, shown_if_finite
from gd.experiments.experiment import Experiment
from gd.spectrum import Spectrum

MOST_WEIGHTS = 40
"""With more weights the browser can't redraw often enough, and waits until the rate is let go."""


def room(experiment: Experiment) -> int:
    """The rows that a chart needs for all epochs that the browser may draw; 0 where it can't follow.

    One more than are shown, for the last epoch of a run that overflows.
    """
    return 0 if _followed(experiment) is None else min(experiment.settings.epochs, FRAMES) + 1


def closed_form(experiment: Experiment) -> dict[str, Any] | None:
    """The numbers of the closed form, by the names that `page/live.js` uses; None where it can't follow.

    Along direction i the weight after t epochs is sᵢ + (1 − ηλᵢ)ᵗ (aᵢ − sᵢ), with a the start and s the stationary
    point, which is slopesᵢ/λᵢ, or 0 where λᵢ is 0; and J is stationaryCost + ½ Σ λᵢ ((1 − ηλᵢ)ᵗ (aᵢ − sᵢ))². See
    `gd.spectrum.Spectrum.leap`.
    """
    if (followed := _followed(experiment)) is None:
        return None
    spectrum, stationary = followed
    return {
        "eigenvalues": spectrum.eigenvalues.tolist(),
        "directions": spectrum.directions.tolist(),
        "slopes": spectrum.slopes.tolist(),
        "stationaryCost": experiment.problem.cost(stationary),
        "sign": 1 if experiment.arguments.signed_rate > 0 else -1,
        "grid": shown_if_finite(experiment.settings.epochs).tolist(),
    }


def _followed(experiment: Experiment) -> tuple[Spectrum, Array] | None:
    """Of a run that the browser can redraw while its rate is dragged, the spectrum and the stationary point; else None.

    The stationary point is where the gradient is 0, from which the closed form counts.
    """
    spectrum = experiment.problem.spectrum
    few = len(experiment.start) <= MOST_WEIGHTS and experiment.settings.tolerance == 0
    if spectrum is None or not (experiment.arguments.can_leap and few):
        return None
    stationary = spectrum.stationary()
    return None if stationary is None else (spectrum, stationary)
