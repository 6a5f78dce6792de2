"""Predicted against actual epochs of a run, as a table."""

from numpy import bool_
from numpy.typing import NDArray

from gd.explain.progress import possible
from gd.run import Run, Stop
from gd.text import LARGEST, count, percent_done
from gd.theory.analysis import CLOSE, Analysis
from gd.theory.milestones import epochs_to, overflow_epoch


def predicted_and_actual(analysis: Analysis) -> list[dict[str, str]]:
    """When 90, 99 and 99.9 % of the possible drop were done, and when J overflowed: predicted and as recorded.

    One row each, with the keys “what”, “predicted” and “actual”. “a–b” is a range if the epochs in between weren't
    recorded; “—” means that it didn't happen or can't be predicted.
    """
    expected, run, left = analysis.expected, analysis.run, analysis.suboptimality
    rows = []
    for fraction in (0.1, 0.01, CLOSE):
        known = expected is not None and left is not None and not expected.unbounded
        predicted = _epoch_text(epochs_to(expected, fraction)) if expected and known else "—"
        actual = "—" if left is None else _first_epoch(run, left <= fraction)
        milestone = f"{percent_done(fraction)} of {possible(analysis)} done"
        rows.append({"what": milestone, "predicted": predicted, "actual": actual})
    unknown = expected is None or expected.local or expected.left_to_rounding
    overflow = "—" if expected is None or unknown else _epoch_text(overflow_epoch(expected))
    passed = count(analysis.last_epoch + 1) if run.stop is Stop.DIVERGED else "—"
    return [*rows, {"what": f"J passes {LARGEST}", "predicted": overflow, "actual": passed}]


def _epoch_text(epoch: int | None) -> str:
    return "never" if epoch is None else count(epoch)


def _first_epoch(run: Run, reached: NDArray[bool_]) -> str:
    """The first recorded epoch at which `reached` [K] holds; a range if earlier ones weren't recorded."""
    if not reached.any():
        return "—"
    k = int(reached.argmax())
    earliest = int(run.epochs[k - 1]) + 1 if k else 0
    latest = int(run.epochs[k])
    return count(latest) if earliest >= latest else f"{count(earliest)}–{count(latest)}"
