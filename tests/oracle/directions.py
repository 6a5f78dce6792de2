"""Directions named in a sentence, as in “along a − b, c + … and 2 more directions”, against exact eigenvectors."""

import re
from collections.abc import Callable, Iterator

from tests.oracle.arithmetic import Number
from tests.oracle.theory import EDGE, Descent
from tests.oracle.witness import Witness

NAMED = r"((?:(?!\0|, each step| it falls | it rises |, but converges| for ever)[^.;:])+)"
"""Stands for the names in a claim."""
LARGE = 0.59
"""A direction is named by components of at least this size, relative to the largest."""

Kind = Callable[[Number, float], bool]
"""Whether ηλ, at a momentum, is of a kind; those too close to call are of both."""


def diverging(step: Number, beta: float) -> bool:
    return bool(step <= 0 or step > 2 * (1 + beta) * (1 - EDGE))


def unbounded(step: Number, beta: float) -> bool:
    return bool(step <= 0)


def overshooting(step: Number, beta: float) -> bool:
    return bool(1 - EDGE <= step <= 2)


def oscillating(step: Number, beta: float) -> bool:
    return bool(abs(step - 2 * (1 + beta)) <= 3 * EDGE)


def converging(step: Number, beta: float) -> bool:
    return bool(0 < step < 2 * (1 + beta))


def check(witness: Witness, text: str, kind: Kind) -> Iterator[str]:
    """Each named direction is of the kind, and there are as many as is said."""
    theory = witness.any_theory
    if not theory:
        yield f"directions where J isn't quadratic: {text}"
        return
    some = [i for i, step in enumerate(theory.steps) if kind(step, theory.beta)]
    some = [i for i in some if (theory.errors[i] if theory.steps[i] else theory.J.slopes[i])]
    names, more = split(text)
    sure = [i for i in some if abs(theory.errors[i]) > theory.noise]
    if not len(names) + more <= len(some) + _alike(theory, some) or (more and len(names) + more < len(sure)):
        yield f"{len(some)} directions are meant, not {len(names) + more}"
    for name in names:
        yield from named(witness, name, some)


def named(witness: Witness, name: str, some: list[int]) -> Iterator[str]:
    """One of these directions has the named components as its largest, with their signs."""
    theory = witness.any_theory
    assert theory
    if _alike(theory, some):
        return  # equal eigenvalues have no directions of their own
    parts = re.findall(r"(^−?|[−+] )(?:[0-9.,]+ · )?([^\s…]+)", name)
    if not {part for _, part in parts} <= set(witness.case.place.names):
        yield f"there are no weights {parts}"
        return
    signs = {witness.case.place.names.index(part): -1 if "−" in sign else 1 for sign, part in parts}
    for i in some:
        v = theory.J.spectrum[1][i]
        largest = max(map(abs, v))
        sizes = [v[d] * sign for d, sign in signs.items()]
        if all(abs(x) >= LARGE * largest for x in sizes) and len({x > 0 for x in sizes}) == 1:
            return
    yield f"no direction of these is {name}"


def split(text: str) -> tuple[list[str], int]:
    """The names, and how many more there are."""
    found = re.search(r" and (\d+) more directions?$", text)
    head = text[: found.start()] if found else text
    names = [name for part in head.split(" and ") for name in part.split(", ")]
    names = [re.sub(r" \(\d+\)$", "", name) for name in names]  # the second direction of the same name
    return [name.removesuffix(" + …").strip() for name in names if name.strip(" ,")], int(found[1]) if found else 0


def _alike(theory: Descent, some: list[int]) -> int:
    """How many of these eigenvalues are the same as another one, to rounding."""
    values = theory.values
    largest = max(map(abs, values))
    return sum(any(abs(values[i] - x) <= 1e-9 * largest for j, x in enumerate(values) if j != i) for i in some)
