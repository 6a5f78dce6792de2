"""Claims of a verdict about why it happened: the directions, the optimum; and what claims nothing."""

import re
from collections.abc import Iterator

import numpy as np

from tests.oracle import directions
from tests.oracle.directions import NAMED
from tests.oracle.sentences import Check
from tests.oracle.shown import NUMBER, read
from tests.oracle.witness import Witness

N = f"({NUMBER})"


def nothing(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """An explanation or advice that claims nothing of this run."""
    yield from ()


def never_done(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The share of the initial J − J* that belongs to the directions with the factor −1."""
    theory = witness.theory
    if not theory:
        yield "said where there is no theory"
        return
    kept = [e for e, s in zip(theory.excesses, theory.steps, strict=True) if directions.oscillating(s, theory.beta)]
    done = float(1 - sum(kept) / sum(theory.excesses))
    said = read(found[1]) / 100 if found.re.groups else 0.0
    if not -1e-9 <= done - said <= 1.001e-3 * done + 1e-9:
        yield f"{done:.6%} is ever done"


def no_optimum(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    if witness.optimum is not None:
        yield f"the optimum is {witness.optimum}"


def starts_there(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The start is the optimum, as far as rounding can tell."""
    if witness.optimum is None or float(witness.exact_excess[0]) > 100 * witness.floor:
        yield f"J − J* is {float(witness.exact_excess[0]):.4g} at the start"
    if "up to rounding" not in found[0] and np.ptp(witness.page.weights, axis=0).any():
        yield "the weights moved"


def level(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The gradient is 0 at the end."""
    g = witness.case.place.cost.gradient(witness.page.weights[-1])
    if np.abs(g).max() * witness.case.settings.learning_rate > 4 * witness.next_step[1]:
        yield f"the gradient is {g.tolist()}"


def along(kind: directions.Kind) -> Check:
    """The directions named are of this kind."""
    return lambda witness, found: directions.check(witness, found[1], kind)


def slowest(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The slowest of the directions that converge, of those in which the start is off the optimum."""
    theory = witness.plain_theory
    assert theory
    closing = [i for i, s in enumerate(theory.steps) if 0 < s < 2 and theory.errors[i]]
    factors = [abs(1 - theory.steps[i]) for i in closing if abs(theory.errors[i]) > theory.noise]
    some = [i for i in closing if factors and 1 - abs(1 - theory.steps[i]) <= (1 - max(factors)) * (1 + 1e-6)]
    yield from directions.named(witness, directions.split(found[1])[0][0], some)


def line_search_fails(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """J has no lowest point along its gradient at the last weights."""
    J, w = witness.case.place.cost.quadratic, witness.page.weights[-1]
    g = witness.case.place.cost.gradient(w)
    A = np.array([[float(x) for x in row] for row in J.A]) if J else np.zeros((len(g), len(g)))
    curvature = float(g @ A @ g) * (-1 if witness.case.settings.goal == "maximise" else 1)
    if curvature > 1e-9 * float(np.abs(A).max()) * float(g @ g):
        yield f"gᵀAg is {curvature:.3g}"


AT_LIMIT = rf"At {NUMBER}, the stability limit(?: with β = [0-9.]+)?, it oscillates"
NO_OPTIMUM = "J has no (?:minimum|maximum)"
CLAIMS: list[tuple[str, Check]] = [
    (r"[Nn]o (?:minimum|maximum) of J was found near the end of the run", no_optimum),
    (rf"{AT_LIMIT} along {NAMED}(?= for ever)", along(directions.oscillating)),
    (rf"{AT_LIMIT}(?= for ever)", nothing),
    (rf"for ever, and only {N} % of the possible (?:drop|rise) is ever done", never_done),
    (r"for ever and never gets any closer", never_done),
    (rf"It overshoots along {NAMED}, but converges:", along(directions.overshooting)),
    (r"It overshoots, but converges:", nothing),
    (rf"; the slowest direction is {NAMED}", slowest),
    (rf": along {NAMED}, each step lands further away on the other side", along(directions.diverging)),
    (rf"{NO_OPTIMUM}: along {NAMED} it (?:falls|rises) without end", along(directions.unbounded)),
    (rf"{NO_OPTIMUM}: it (?:falls|rises) without end", no_optimum),
    (rf"{NO_OPTIMUM} to converge to", no_optimum),
    (rf"Line search fails: {NO_OPTIMUM} along its gradient", line_search_fails),
    (r"The start is already the (?:minimum|maximum)(?:, up to rounding)?", starts_there),
    (r", and the gradient is 0 here", level),
    *(
        (text, nothing)
        for text in (
            r"; the start is the optimum except for rounding, which every step enlarges",
            r", and each step is smaller than the rounding of the weights",
            r", and from almost any other start the run would diverge",
            r": each step lands further away on the other side",
            r", but the steps lead away from it",
            r", (?:and it oscillates|but if it ran longer, it would oscillate) without coming closer",
            r", so the run can't settle there",
            r"Each batch has its own best weights, so at a constant rate the weights keep moving around",
            r"Try a smaller rate, or one that falls over the epochs",
            r"Exact line search chooses its own rate in each epoch, so η has no effect",
            r"This page has no theory for [\w ()]+(?: where J isn't quadratic)?"
            r"(?:; if it diverges, try a smaller rate|\. Try a smaller rate)",
            r"At the start J is too steep for theory to predict this run\. Start closer to the optimum",
        )
    ),
]
"""What claims nothing comes last: explanations, and advice."""
