"""Claims of a verdict about learning rates: the stability limit, the fastest one, and what standardising does."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from tests.oracle.arithmetic import exactly
from tests.oracle.sentences import Check
from tests.oracle.shown import NUMBER, Shown, read, shown
from tests.oracle.witness import Witness

N = f"({NUMBER})"
DOWN = 1.2e-3
"""A bound shown with four digits, rounded down, may be this much too small."""


def above(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The rate is above the stability limit: at the optimum, from here (where the marks are checked), or exactly."""
    rate, said = witness.case.settings.learning_rate, read(found[2])
    marked = witness.page.marks
    edge = marked.limit if marked and "from here" in found[0] else limit(witness)
    if not rate * (1 - DOWN) <= read(found[1]) <= rate * (1 + DOWN) or read(found[1]) <= said or rate <= edge:
        yield f"the rate is {rate!r}, the limit {edge!r}"
    if not edge * (1 - DOWN) <= said <= edge * (1 + 1e-12):
        yield f"the limit is {edge!r}"


def stable(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The largest stable rate, rounded down, and the momentum that it belongs to."""
    edge, said = limit(witness), read(found[found.re.groups])
    if not edge * (1 - DOWN) <= said <= edge * (1 + 1e-12):
        yield f"the limit is {edge!r}"
    if found.re.groups == 2 and read(found[1]) != getattr(witness.case.settings.optimizer, "momentum", None):
        yield f"the optimizer is {witness.case.settings.optimizer}"
    if "die out" in found[0] and witness.theory and witness.theory.diverges:
        yield "they don't die out"


def unstable(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The rate is above the limit, and only the start keeps the run from diverging."""
    yield from stable(witness, found)
    if witness.case.settings.learning_rate <= limit(witness) * (1 - 1e-11):
        yield f"the limit is {limit(witness)!r}"


def limit(witness: Witness) -> float:
    """The stability limit: 2(1 + β)/λ_max, at the optimum if J isn't quadratic."""
    if not witness.theory:
        return witness.case.place.cost.limit
    steepest = witness.theory.values[-1]
    return float(2 * (1 + exactly(witness.theory.beta)) / steepest) if steepest > 0 else math.inf


def below(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The rate is below the limit, and still the run diverges."""
    if witness.theory:
        yield "J is equally steep everywhere"


def fastest(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """A rate needs so many epochs; unless there is a blame, this rate does not need ten times as many."""
    numbers = [read(x) for x in re.findall(NUMBER, found[0])]
    rate, epochs = numbers[-2:]
    theory, marked = witness.plain_theory, witness.page.marks
    if not marked or marked.fastest is None or marked.needed is None:
        yield "no rate is marked as the fastest"
        return
    if not marked.fastest * (1 - DOWN) <= rate <= marked.fastest or not Shown(epochs).rounds(marked.needed):
        yield f"{marked.fastest!r} needs {marked.needed} epochs"
    if theory and "would need" in found[0]:
        own = witness.case.settings.learning_rate
        if theory.share(10 * marked.needed) <= witness.enough:
            yield f"{own!r} needs {theory.needed(witness.enough)} epochs"
        if ("too small" in found[0]) != (own < marked.fastest):
            yield f"the rate is {own!r}, the fastest {marked.fastest!r}"


def steeper(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The condition number."""
    assert witness.theory
    sizes = [abs(x) for x in witness.theory.values if x]
    condition = float(max(sizes) / min(sizes))
    if not shown(found[1]).near(condition, 1e-6 * condition):
        yield f"κ is {condition:.6g}"


def standardise(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """With the columns standardised this rate needs so many epochs, from a start of the same kind, at most half."""
    place, settings = witness.case.place, witness.case.settings
    after = replace(place, settings=replace(place.settings, scale=True)).cost
    table, before = after.table, witness.page.marks
    assert table
    start = witness.case.start
    theory = witness.plain_theory
    if not theory or not before or before.needed is None:
        yield "said where there is no theory"
        return
    theory = replace(theory, J=table.quadratic, rate=read(found[1]))
    whole = table.quadratic.excess(start)
    enough = exactly(1e-3) * (min(1, (table.at_mean - table.quadratic.least) / whole) if whole else 1)
    needed = theory.needed(enough)
    if needed is None or abs(needed - read(found[2])) > 1 + 2e-3 * needed:
        yield f"{read(found[1])} needs {needed} epochs"
    if 2 * read(found[2]) > before.needed * 1.001:
        yield f"without it {before.needed} epochs are needed"
    if settings.scale:
        yield "they are standardised"


WHERE = r"(?: with β = [0-9.]+| from here| at the (?:mini|maxi)mum)?"
CLAIMS: list[tuple[str, Check]] = [
    (
        rf"The rate {N} is (?:far too small|too close to the stability limit), "
        rf"and {N}, the fastest from here, would need {N} epochs?",
        fastest,
    ),
    (rf"Even the fastest rate from here, {N}, needs {N} epochs?", fastest),
    (rf": in its most curved direction J curves {N} times as much as in its least curved one", steeper),
    (rf"Standardise the columns: then the rate {N} needs {N} epochs?", standardise),
    (rf"; the rate is above {N}, the stability limit, and from almost any other start the run would diverge", unstable),
    (rf"; the rate is above {N}, the stability limit, and rounding errors will make the run diverge", unstable),
    (rf"The rate {N} is above {N}, the stability limit{WHERE}", above),
    (rf"The rate {N} is below the stability limit, but where the path led J is steeper", below),
    (rf"The oscillations die out, as with β = {N} the stability limit is {N}", stable),
    (rf"With β = {N} the stability limit is {N}", stable),
]
