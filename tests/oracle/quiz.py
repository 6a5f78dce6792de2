"""The quiz's answer to "what happens?", and its reason."""

import re
from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tests.oracle.arithmetic import Number
from tests.oracle.rules import run
from tests.oracle.shown import NUMBER, read, shown
from tests.oracle.theory import EDGE, Descent
from tests.oracle.witness import Witness

FACTOR = rf"(−?1 [−+] )?({NUMBER})"
"""A factor on the page: a number, or one that is close to 1 or −1 as a difference."""
ON_QUADRATICS = rf"(?:Along .+, )?1 − ηλ = {FACTOR}: "
NEAR = rf"Near the (?:mini|maxi)mum, (?:along .+, )?1 − ηλ = {FACTOR}: a step lands "
EPOCH = rf"Epoch {NUMBER} multiplies the distance along (?P<name>.+) by {FACTOR}: the weight (?P=name) "
STAYS = r"The gradient is 0 at the start, so no step changes anything\."
REASONS = {
    "diverges": [
        rf"{ON_QUADRATICS}each step lands on the other side, and further away\.",
        rf"{ON_QUADRATICS}J doesn't curve towards an optimum there, so it has none\.",
        rf"{EPOCH}gets further away\.",
        r"J has no (?:mini|maxi)mum to converge to\.",
    ],
    "oscillates for ever": [
        rf"{ON_QUADRATICS}each step lands equally far away on the other side\.",
        rf"{NEAR}equally far away on the other side\.",
        rf"{NEAR}further out on the other side, so it can't settle\.",
        rf"{NEAR}hardly closer on the other side\.",
    ],
    "overshoots, but converges": [
        rf"{ON_QUADRATICS}each step lands on the other side, and closer\.",
        rf"{EPOCH}goes over to the other side, and comes closer later\.",
    ],
    "converges from one side": [
        rf"{ON_QUADRATICS}the first step lands on the (?:mini|maxi)mum\.",
        rf"{ON_QUADRATICS}each step takes the same share off the distance, on the same side\.",
        rf"{EPOCH}comes closer, on the same side\.",
    ],
    "never moves": [STAYS],
}
"""What explains each regime."""
REGIMES = tuple(REASONS)
Array = NDArray[np.float64]


def quiz(witness: Witness) -> Iterator[str]:
    """Each reason why the quiz's answer is false."""
    if not witness.page.regime:
        return
    said, why = witness.page.regime, witness.page.long_run
    if said not in REASONS:
        yield f"no such regime: {said}"
        return
    if not any(re.fullmatch(reason, why) for reason in REASONS[said]):
        other = any(re.fullmatch(reason, why) for reasons in REASONS.values() for reason in reasons)
        yield f"no reason why it {said}: {why}" if other else f"not understood: {why}"
    if witness.plain_theory:
        yield from _by_factors(witness, witness.plain_theory)
    else:
        yield from _by_running(witness)


def regime(step: Number, slides: bool) -> set[str]:
    """What happens along a direction with ηλ = step; more than one answer where rounding decides."""
    if step == 0:
        return {"diverges" if slides else "never moves"}
    if abs(step - 2) <= 3 * EDGE:
        return (
            {"oscillates for ever", "diverges", "overshoots, but converges"} if step != 2 else {"oscillates for ever"}
        )
    if abs(step - 1) <= 3 * EDGE:
        return {"overshoots, but converges", "converges from one side"}
    if step < 0 or step > 2:
        return {"diverges"}
    return {"overshoots, but converges" if step > 1 else "converges from one side"}


def _by_factors(witness: Witness, theory: Descent) -> Iterator[str]:
    """The worst regime along any direction along which the start is off the optimum."""
    possible: set[str] = set()
    sure = "never moves"
    slopes = theory.J.slopes
    for step, error, slope in zip(theory.steps, theory.errors, slopes, strict=True):
        found = regime(step, slope != 0)
        taking_part = error != 0 or (step == 0 and slope != 0)
        if not taking_part:
            continue
        possible |= found
        certain = abs(error) > theory.noise or step == 0
        if certain and len(found) == 1:
            sure = min(sure, *found, key=REGIMES.index)
    if witness.at_optimum:
        possible |= {"never moves"}
        sure = "never moves"
    said = witness.page.regime
    if said not in possible | {sure}:
        yield f"the quiz says it {said}, but what happens is one of {sorted(possible)}"
    elif REGIMES.index(said) > REGIMES.index(sure):
        yield f"the quiz says it {said}, but it {sure}"
    yield from _factor(witness, theory)


def factor(found: re.Match[str]) -> Callable[[Number], bool]:
    """Whether a factor is the one shown."""
    if not found[1]:
        return lambda truth: shown(found[2]).rounds(float(truth), 1e-12)
    base, sign = (-1 if found[1].startswith("−") else 1), (-1 if "−" in found[1][1:] else 1)
    return lambda truth: shown(found[2]).rounds(float(sign * (truth - base)), 1e-15)


def _factor(witness: Witness, theory: Descent) -> Iterator[str]:
    """The factor in the reason belongs to a direction with the regime."""
    why, said = witness.page.long_run, witness.page.regime
    found = re.search(f"1 − ηλ = {FACTOR}", why)
    if not found:
        return
    here = [1 - s for s, slope in zip(theory.steps, theory.J.slopes, strict=True) if said in regime(s, slope != 0)]
    if not any(map(factor(found), here)):
        yield f"no direction has this factor: {why} {[float(x) for x in here]}"
    if "further away" in why and not any(x < -1 for x in here):
        yield f"nothing lands further away: {why}"
    if "doesn't curve" in why and not any(x >= 1 for x in here):
        yield f"J does curve: {why}"


def _by_running(witness: Witness) -> Iterator[str]:
    """Where J isn't quadratic: what the oracle's own run does in its first 1,000 epochs, and much later."""
    said, why, cost = witness.page.regime, witness.page.long_run, witness.case.place.cost
    path, overflows = _walk(witness, 1000)
    if witness.optimum is None:
        if said != "diverges":
            yield f"J has no optimum, but the quiz says it {said}"
        return
    offsets = path - witness.optimum
    if found := re.search(rf"Epoch ({NUMBER}) multiplies the distance along (.+?) by {FACTOR}:", why):
        k, d = int(read(found[1])), witness.case.place.names.index(found[2])
        yield from _first_factor(why, k, offsets[:, d])
    if witness.at_optimum or not np.ptp(path, axis=0).any():
        return
    shares = witness.excess(path) / witness.excess(path[:1])
    stable = witness.case.settings.learning_rate <= cost.limit * (1 + EDGE)
    crosses = bool((offsets[1:] * offsets[:-1] < 0).any())
    if overflows and said != "diverges":
        yield f"the quiz says it {said}, but it overflows"
    if said == "diverges" and not overflows and shares[-1] < 1:
        yield f"the quiz says it diverges, but {shares[-1]:.3g} is left"
    if said == "never moves":
        yield "the quiz says it never moves, but it does"
    if "converges" in said and (not stable or shares[-1] > 1):
        yield f"the quiz says it {said}, but {shares[-1]:.3g} is left, and the limit at the optimum is {cost.limit:.6g}"
    if said == "converges from one side" and crosses and stable and np.abs(offsets[-1]).max() > 1e-6:
        yield "the quiz says it converges from one side, but a weight changes sides"
    if said == "oscillates for ever" and stable and shares[-1] < 1e-9:
        yield f"the quiz says it oscillates for ever, but {shares[-1]:.3g} is left"


def _walk(witness: Witness, epochs: int) -> tuple[Array, bool]:
    """The first epochs of the oracle's own run, while finite; and whether it overflowed."""
    cost = witness.case.place.cost
    found: list[Array] = []
    with np.errstate(all="ignore"):
        for w in islice(run(cost, witness.case.start, witness.case.settings), epochs + 1):
            if not (np.isfinite(w).all() and np.isfinite(cost.cost(w))):
                return np.array(found), True
            found.append(w)
    return np.array(found), False


def _first_factor(why: str, k: int, offsets: Array) -> Iterator[str]:
    """Epoch k multiplies the distance by what is said, and that is what the reason says of it."""
    found = re.search(f"by {FACTOR}:", why)
    if not found or k >= len(offsets):
        yield f"not that epoch: {why}"
        return
    truth = offsets[k] / offsets[k - 1]
    slack = 1e-13 * np.abs(offsets).max() / abs(offsets[k - 1])
    if not factor(found)(truth) and slack < 1e-6:
        yield f"not the factor, {truth!r}: {why}"
    if ("further away" in why and abs(truth) < 1 - slack) or (
        "comes closer, on the same side" in why and truth > 1 + slack
    ):
        yield f"not what {truth!r} means: {why}"
    if ("to the other side" in why and truth > 0) or ("same side" in why and truth < 0):
        yield f"not what {truth!r} means: {why}"
