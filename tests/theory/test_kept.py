"""What is computed from a run is kept with it, and no longer."""

import gc
import weakref

import pytest

from gd.explain.verdict import verdict
from gd.theory.key_rates import key_rates
from gd.theory.outcome import outcome, run_on
from gd.theory.rates import marks
from tests.theory.test_outcome import analysis_of


@pytest.mark.parametrize("changes", [{}, {"batch": 6}, {"batch": 6, "epochs": 2000}])
def test_what_is_said_of_a_run_keeps_no_experiment(changes: dict[str, int]) -> None:
    """So that a visitor's table is gone with their session, at once: no circle of references waits to be collected."""
    analysis = analysis_of("line", **changes)
    said = marks(analysis), outcome(analysis), verdict(analysis)
    kept = [weakref.ref(x) for x in (analysis, run_on(analysis), analysis.arguments, analysis.problem)]
    kept += [weakref.ref(analysis.problem.X)] if changes else []  # the rows themselves
    gc.collect()
    gc.disable()
    try:
        del analysis
        assert [one() for one in kept] == [None] * len(kept)
    finally:
        gc.enable()
    assert said


def test_a_run_is_run_on_and_its_rates_are_found_once() -> None:
    analysis, other = analysis_of("line", batch=6), analysis_of("line", batch=6)
    assert run_on(analysis) is run_on(analysis) is not analysis
    assert key_rates(analysis) is key_rates(analysis) is not None
    assert key_rates(other) is not key_rates(analysis)
    assert run_on(other) is not run_on(analysis)
