"""The result that an opened link promises: whether this page comes to the same weights."""

from streamlit.delta_generator import DeltaGenerator

from gd.checkpoint import until
from gd.experiments.experiment import Experiment
from gd.experiments.fingerprint import agrees, fingerprint
from gd.page.markdown import escaped
from gd.page.session import CompletedRun, session
from gd.run import Run, Stop

MAX_SECONDS = 2.0
"""Seconds for which another run is made to see whether rounding makes the difference; after that nothing is said."""
WHY = {
    True: "Your table may not be the one that it was made with.",
    False: "The link was changed by hand, or made by a page with other numbers.",
}
"""What may have happened, on a visitor's table and elsewhere."""


def compare(experiment: Experiment, run: Run, messages: DeltaGenerator) -> None:
    """Say so if the link that was opened promises another result; it is over as soon as something is changed."""
    visit = session()
    if visit.promised is None:
        return
    given, settings = visit.promised
    if settings != experiment.settings:
        visit.promised = None
        return
    if visit.compared is None or visit.compared[0] != (given, experiment.number):
        visit.compared = (given, experiment.number), difference(given, experiment, run)
    if visit.compared[1]:
        messages.warning(escaped(visit.compared[1]))


def fingerprint_of(completed: CompletedRun | None) -> str:
    """The fingerprint of a run; empty if there is none yet, or if the clock decided where it ended."""
    return "" if completed is None or completed[1].stop is Stop.INTERRUPTED else fingerprint(*completed)


def difference(given: str, experiment: Experiment, run: Run) -> str:
    """The sentence on a promised result that isn't this run's; empty if it may be."""
    if agrees(float(given), experiment, run, until(MAX_SECONDS)):
        return ""
    mine = fingerprint(experiment, run)
    return (
        f"The link promises final weights with the fingerprint {given}; here they have {mine}. "
        f"{WHY[experiment.settings.problem == 'table']}"
    )
