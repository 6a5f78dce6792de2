"""Claims of a verdict about what the run did to the cost, in how many epochs, and what ended it."""

import re
from collections.abc import Iterator

from tests.oracle.arithmetic import Number, exactly, mp
from tests.oracle.rounding import EPS
from tests.oracle.sentences import Check
from tests.oracle.shown import NUMBER, read, shown
from tests.oracle.witness import Witness

N = f"({NUMBER})"
LARGEST = mp.mpf(2) ** 1024


def change(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The cost at the start and at the end, and the number of epochs."""
    numbers = re.findall(NUMBER, found[0].removeprefix("The mean squared error"))
    if "epoch" in found[0] and read(numbers.pop()) != witness.last:
        yield f"{witness.last} epochs were run"
    (first, slack), (last, more) = (cost_at(witness, i) for i in (0, -1))
    movement = f"it went from {float(first):.6g} to {float(last):.6g}"
    if not shown(numbers[0]).rounds(float(first), slack) or not shown(numbers[-1]).rounds(float(last), more):
        yield movement
    rose = last > first
    if abs(last - first) > slack + more and (("rose" in found[0] and not rose) or ("fell" in found[0] and rose)):
        yield movement
    wrong = rose != (witness.case.settings.goal == "maximise")
    if "the wrong way" in found[0] and not wrong:
        yield f"{movement}, the right way"


def by(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """By how much the cost changed, so little that four digits of it don't show it."""
    (first, slack), (last, more) = (cost_at(witness, i) for i in (0, -1))
    if read(found[4]) != witness.last:
        yield f"{witness.last} epochs were run"
    difference = last - first if found[1] == "rose" else first - last
    if not shown(found[2]).rounds(float(difference), slack + more) or not shown(found[3]).rounds(float(first), slack):
        yield f"it went from {float(first):.12g} to {float(last):.12g}"


def cost_at(witness: Witness, epoch: int) -> tuple[Number, float]:
    """What the cost curve shows at a recorded epoch, in 80 digits if J is quadratic, and how much is rounding."""
    cost, w = witness.case.place.cost, witness.page.weights[epoch]
    if cost.quadratic is None:
        J = float(cost.cost(w))
        return J, 1e-13 * abs(J) + 1e-15
    scale, J = (cost.table.mse_per_cost if cost.table else 1.0), cost.quadratic
    x = [exactly(v) for v in w]
    terms = abs(J.c) + sum(
        abs(x[i]) * (abs(J.b[i]) + sum(abs(a * b) for a, b in zip(row, x, strict=True)) / 2)
        for i, row in enumerate(J.A)
    )
    return J.at(x) * scale, float(64 * EPS * terms * scale)


def overflow(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """At which epoch the run overflowed, and at which one theory foretold it."""
    if witness.page.stop != "DIVERGED" or read(found[1]) != witness.last + 1:
        yield f"the last epoch is {witness.last}, {witness.page.stop}"
    if found[2]:
        yield from _overflow_at(witness, read(found[2]))


def will_overflow(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """At which epoch a run will overflow."""
    yield from _overflow_at(witness, read(found[1]))


def _overflow_at(witness: Witness, epoch: float) -> Iterator[str]:
    """It must be possible by this epoch, and J itself must not be larger than the largest float long before."""
    theory = witness.plain_theory
    if not theory:
        yield "foretold where there is no theory"
        return
    growing = [s < 0 or s > 2 for s in theory.steps]
    if any(g and abs(e) <= theory.noise for g, e in zip(growing, theory.errors, strict=True)):
        return  # rounding may make it diverge sooner
    t, slack = int(epoch), 0 if epoch < 10**7 else int(epoch * 1e-3)
    if 10**4 * theory.size(t + slack) < LARGEST or (t and theory.size(t - slack - 1) > 10**4 * LARGEST):
        yield f"J is about 10^{float(mp.log10(theory.size(t))):.1f} then"


def nothing_changes(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """One more epoch changes nothing."""
    step, rounding = witness.next_step
    if step > 4 * rounding:
        yield f"another epoch changes a weight by {step:.3g}"


def next_change(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """By how much one more epoch would change a weight."""
    step, rounding = witness.next_step
    if ("at the last rate" in found[0]) != (witness.case.settings.schedule.name != "constant"):
        yield "whose rate?"
    if not shown(found[1]).near(step, 2 * rounding + 1e-6 * step):
        yield f"another epoch changes a weight by {step:.6g}"


def tolerance(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The tolerance ended the run."""
    if witness.page.stop != "TOLERANCE" or not shown(found[1]).rounds(witness.case.settings.tolerance):
        yield f"stop: {witness.page.stop}, tolerance {witness.case.settings.tolerance}"


COST = r"(?:The mean squared error|J)"
LARGEST_FLOAT = "1\\.8\u00a0×\u00a010³⁰⁸, the largest floating-point number"
CLAIMS: list[tuple[str, Check]] = [
    (rf"{COST} is {N} at the start", change),
    (rf"{COST} stayed (?:at|near) {N} in {N} epochs?", change),
    (rf"{COST} (rose|fell) by {N} from {N} in {N} epochs?", by),
    (rf"{COST} (?:rose|fell) from {N} to {N}(?:, the wrong way,)? in {N} epochs?", change),
    (rf", and (?:already )?epoch {N} passed {LARGEST_FLOAT}(?: \(predicted: {N}\))?", overflow),
    (rf"; epoch {N} would pass {LARGEST_FLOAT}", will_overflow),
    (rf"It stopped early: the last epoch changed no weight by as much as the tolerance, {N}\.", tolerance),
    (r"Another epoch would change nothing", nothing_changes),
    (rf",? and another epoch (?:at the last rate )?would still change a weight by {N}", next_change),
]
