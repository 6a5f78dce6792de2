"""What the page says of a run: the only module of the oracle that asks gd.theory and gd.explain."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gd.explain.details import exact_note
from gd.explain.far_weights import far_weights
from gd.explain.fit import fit_of
from gd.explain.long_run import long_run
from gd.explain.null_space import null_space_note
from gd.explain.prediction import predicted_and_actual
from gd.explain.scaling import scaling_of
from gd.explain.verdict import verdict
from gd.theory.analysis import Analysis
from gd.theory.outcome import outcome
from gd.theory.rates import Marks, marks
from tests.oracle.grid import Case

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Page:
    """The words on the page, and the numbers of the run that they are about."""

    badge: str
    verdict: str
    marks: Marks | None
    """The rates that the buttons set, and the sentence above them."""
    regime: str
    long_run: str
    """The quiz's answer and its reason; empty unless descent is plain."""
    exact_note: str
    null_space: str
    table: list[dict[str, str]]
    """Predicted and actual epochs."""
    scaling: str
    fit: str
    """RMSE and R² of a regression; otherwise empty."""
    far_weights: str
    """Why weights may be off although the run has converged."""
    exact: Array | None
    """The exact weights."""
    epochs: NDArray[np.int64]
    """Those recorded."""
    weights: Array
    """At each recorded epoch."""
    stop: str
    """EPOCHS, TOLERANCE or DIVERGED."""

    @property
    def last_epoch(self) -> int:
        return int(self.epochs[-1])


def page(case: Case) -> Page:
    """The page of a case."""
    experiment = case.experiment
    run = experiment.run()
    analysis = Analysis(experiment.arguments, run)
    scaled = scaling_of(analysis, experiment, case.place.experiment)
    fit = fit_of(experiment, run.final_weights)
    said = long_run(experiment.arguments) if case.settings.plain else None
    return Page(
        badge=outcome(analysis).value,
        verdict=verdict(analysis, lambda: scaled),
        marks=marks(analysis),
        regime=said.regime.value if said else "",
        long_run=said.sentence if said else "",
        exact_note=exact_note(experiment),
        null_space=null_space_note(analysis),
        table=predicted_and_actual(analysis),
        scaling=scaled.sentence if scaled else "",
        fit=fit.sentence if fit else "",
        far_weights=far_weights(analysis),
        exact=experiment.exact,
        epochs=run.epochs,
        weights=run.weights,
        stop=run.stop.name,
    )
