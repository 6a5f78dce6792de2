"""The notes beside a run: exact weights, dependent columns, and what standardising would do."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tests.oracle.arithmetic import Number, Quadratic, dot, exactly, mp
from tests.oracle.limits import standardise
from tests.oracle.sentences import Check
from tests.oracle.shown import NUMBER, read, shown
from tests.oracle.witness import Witness

Array = NDArray[np.float64]


def exact_weights(witness: Witness) -> Iterator[str]:
    """The exact weights are the optimum's, in nine digits as far as the columns' conditioning leaves them."""
    cost, given = witness.case.place.cost, witness.page.exact
    if (given is None) != (witness.optimum is None):
        yield f"exact weights {given}, but the optimum is {witness.optimum}"
    if given is None or cost.quadratic is None:
        return
    truth = cost.quadratic.stationary
    lengths = [mp.sqrt(cost.quadratic.A[d][d]) for d in range(len(truth))]
    size = max(abs(w) * length for w, length in zip(truth, lengths, strict=True))
    off = max(abs(exactly(g) - w) * length for g, w, length in zip(given, truth, lengths, strict=True))
    if cost.table:
        size = max(size, mp.sqrt(2 * abs(cost.quadratic.c)))
    if off > 1e-9 * size:
        yield f"the exact weights are off by {float(off / size):.2g}: {given.tolist()}, {[float(w) for w in truth]}"


def independent(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """How many columns there are, and how many of them are independent; without numbers: all."""
    table = witness.case.place.cost.table
    if not table:
        yield "there are no columns"
        return
    D, rank = len(table.columns), table.quadratic.rank
    said = tuple(int(text) for text in found.groups()) or (D, D)
    if said != (D, rank):
        yield f"{rank} of {D} columns are independent"


def same(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """What `solve` gives is the same to within a millionth."""
    exact = witness.page.exact
    if exact is None or read(found[1]) > 1.001e-6 * max(np.abs(exact).max(), 1e-300):
        yield "it is not the same"


def dependent(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """XᵀX is singular."""
    table = witness.case.place.cost.table
    if not table or table.quadratic.rank == len(table.columns):
        yield "it isn't singular"


def spoilt(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The least mean squared error there can be, and a larger one."""
    yield from dependent(witness, found)
    table = witness.case.place.cost.table
    assert table
    least, noise = (float(J * table.mse_per_cost) for J in (table.quadratic.least, 1e-12 * table.quadratic.c))
    if not shown(found[2]).rounds(least, noise) or read(found[1]) <= read(found[2]):
        yield f"the least is {least:.6g}"


def no_optimum(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    if witness.optimum is not None:
        yield f"the optimum is {witness.optimum}"


def an_optimum(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    if witness.optimum is None or found[1] != ("maximum" if witness.case.settings.goal == "maximise" else "minimum"):
        yield f"the optimum is {witness.optimum}"


def nothing(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """Nothing that the oracle could know better."""
    yield from ()


def unmoved(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """Nothing moves along a combination of columns, and the weights' component along it is what is said."""
    J, names = witness.case.place.cost.quadratic, witness.case.place.names
    assert J is not None
    if "…" in found[1]:
        return
    u = _combination(found[1], names)
    flat = max(abs(dot(row, u)) / mp.sqrt(J.A[d][d]) for d, row in enumerate(J.A))
    if flat > 2e-3 * sum(abs(x) * mp.sqrt(J.A[d][d]) for d, x in enumerate(u)):
        yield "J isn't flat along it"
    unit = np.array([float(x) for x in u]) / np.linalg.norm([float(x) for x in u])
    for text, w in zip(found.groups()[1:], (witness.case.start, witness.page.weights[-1]), strict=True):
        if not shown(text).near(float(unit @ w), 2e-3 * float(np.linalg.norm(w))):
            yield f"the component is {float(unit @ w)!r}, not {text}"


def ends(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The shortest solution, what the start has along the flat directions, and their sum."""
    J = witness.case.place.cost.quadratic
    assert J is not None
    flat_directions = [v for x, v in zip(*J.spectrum, strict=True) if x == 0]
    w0 = [exactly(x) for x in witness.case.start]
    kept = [sum(dot(v, w0) * v[d] for v in flat_directions) for d in range(len(w0))]
    total = [s + k for s, k in zip(J.stationary, kept, strict=True)]
    noise = 1e-9 * (max(map(abs, J.stationary)) + max(map(abs, w0)))
    for text, truth in zip(found.groups(), (J.stationary, kept, total), strict=True):
        if not all(shown(t).near(float(x), float(noise)) for t, x in zip(text.split(", "), truth, strict=True)):
            yield f"({text}) is ({', '.join(f'{float(x):.6g}' for x in truth)})"


def _combination(text: str, names: tuple[str, ...]) -> list[Number]:
    """The vector of a linear combination of columns, as in “intercept − 0.5 · group=a”."""
    u = [mp.mpf(0)] * len(names)
    for sign, coefficient, name in re.findall(rf"(^−?|− |\+ )(?:({NUMBER}) · )?(\S+)", text):
        u[names.index(name)] = mp.mpf(-1 if "−" in sign else 1) * (read(coefficient) if coefficient else 1)
    return u


def conditions(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The condition numbers before and after standardising."""
    place, before = witness.case.place, witness.case.place.cost.quadratic
    after = replace(place, settings=replace(place.settings, scale=True)).cost.quadratic
    assert before is not None
    assert after is not None
    for text, truth in zip(found.groups(), (_condition(before), _condition(after)), strict=True):
        if not shown(text).near(truth, 1e-6 * truth):
            yield f"the condition number is {truth:.6g}, not {text}"


def conditioned(witness: Witness, found: re.Match[str]) -> Iterator[str]:
    """The condition number of X with columns of length 1; it must be large enough for XᵀX to lose the digits."""
    J = witness.case.place.cost.quadratic
    assert J is not None
    lengths = [mp.sqrt(row[d]) for d, row in enumerate(J.A)]
    A = [[a / p / q for a, q in zip(row, lengths, strict=True)] for row, p in zip(J.A, lengths, strict=True)]
    truth = float(mp.sqrt(_condition(replace(J, A=A))))
    if not shown(found[2]).near(truth, 1e-6 * truth):
        yield f"it is {truth:.6g}"
    if truth < 1e3:
        yield "XᵀX has digits enough"


def _condition(J: Quadratic) -> float:
    sizes = [abs(x) for x in J.spectrum[0] if x]
    return float(max(sizes) / min(sizes))


N, VECTOR = f"({NUMBER})", rf"\(((?:{NUMBER}(?:, )?)+)\)"
END = r"So descent approaches the shortest solution \(minimum norm\) plus the start's components? along \w+"
SOLVE = r"`np\.linalg\.solve`"
CLAIMS: list[tuple[str, Check]] = [
    (r"There are no exact weights to compare with: J has no (?:minimum|maximum)\.", no_optimum),
    (r"The exact weights are those of the (minimum|maximum) of J\.", an_optimum),
    (r"No (?:minimum|maximum) of J was found near the end of the run, so there are no weights to .*?\.", no_optimum),
    (
        r"The local (minimum|maximum) was found by Newton's method from the end of the run\. There may be a better one "
        r"elsewhere\.",
        an_optimum,
    ),
    (r"The exact weights have the least squared error of all weights\.", independent),
    (
        r"The (\d+) columns hold only (\d+) independent ones?, so infinitely many weights fit equally well\.",
        independent,
    ),
    (r"The exact weights shown are the shortest of them \(minimum norm\)\.", nothing),
    (rf"{SOLVE} on XᵀX gives up: “.*?”\.", nothing),
    (rf"{SOLVE} on XᵀX gives the same to within {N}\.", same),
    (
        rf"{SOLVE} did not notice that XᵀX is singular: its weights fit as well, "
        rf"but differ from the shortest by up to {N}\.",
        dependent,
    ),
    (
        rf"{SOLVE} did not notice that XᵀX is singular: rounding has spoilt its weights, "
        rf"and their mean squared error is {N} instead of {N}\.",
        spoilt,
    ),
    (
        rf"{SOLVE} on XᵀX differs by {N}\. Rounding counts that much here: the condition number of X, "
        rf"with columns scaled to length 1, is {N}, and XᵀX has its square\.",
        conditioned,
    ),
    (rf"Nothing moves along (.*?): the component of the weights was {N} at the start and is {N} now\.", unmoved),
    (r"The same holds for \d+ more directions?\.", nothing),
    (
        rf"{END}: {VECTOR} \+ {VECTOR} = {VECTOR}",
        ends,
    ),
    (END, nothing),
    (
        rf"The condition number is {N}: in its most curved direction .*? With standardised columns it is {N}, and",
        conditions,
    ),
    (rf"the rate {N} needs {N} epochs?", standardise),
]
"""Those of the notes on exact weights, on dependent columns and on standardising."""
