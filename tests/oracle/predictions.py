"""The table of predicted and actual epochs."""

import re
from collections.abc import Iterator

import numpy as np

from tests.oracle.arithmetic import mp
from tests.oracle.shown import NUMBER, read
from tests.oracle.witness import Witness


def predicted(witness: Witness) -> Iterator[str]:
    """The table of predicted and actual epochs."""
    for row in witness.page.table:
        if found := re.search(rf"({NUMBER}) %", row["what"]):
            share = read(found[1]) / 100
            share = 1 - share if "done" in row["what"] or "drop" in row["what"] else share
            yield from _milestone(witness, row["what"], round(share, 12), row["predicted"], row["actual"])
        elif "the largest floating-point number" in row["what"]:
            last = row["actual"]
            if (witness.page.stop == "DIVERGED") != (last != "—") or (last != "—" and read(last) != witness.last + 1):
                yield f"it overflows: {last}, but the last epoch is {witness.last}"
        else:
            yield f"not understood: {row['what']}"


def _milestone(witness: Witness, what: str, share: float, foretold: str, actual: str) -> Iterator[str]:
    theory, close = witness.plain_theory, 1e-9
    if foretold == "never" and theory and not witness.at_optimum and theory.oscillates is False and not theory.diverges:
        if theory.needed(mp.mpf(share) * (1 - close)) is not None:
            yield f"{what}: never, but {theory.needed(mp.mpf(share))}"
    elif foretold not in ("never", "—") and theory and not witness.at_optimum and foretold.replace(",", "").isdigit():
        t, slack = int(read(foretold)), theory.slack(int(read(foretold)))
        if theory.share(t + slack) > share * (1 + close) or (t and theory.share(t - 1 - slack) <= share * (1 - close)):
            yield f"{what}: predicted {foretold}, but {theory.needed(mp.mpf(share))}"
    if actual == "—" or witness.at_optimum or witness.optimum is None:
        return
    low, high = (int(read(part)) for part in ([*actual.split("–"), actual] if "–" in actual else [actual, actual])[:2])
    k = int(np.searchsorted(witness.page.epochs, high))
    left = witness.excess(witness.page.weights[[max(k - 1, 0), k]]) / float(witness.exact_excess[0])
    noise = witness.floor / float(witness.exact_excess[0])
    if witness.page.epochs[k] != high or (k and witness.page.epochs[k - 1] != low - 1):
        yield f"{what}: {actual} are not recorded epochs next to each other"
    elif left[1] > share * (1 + 1e-6) + noise or (k and left[0] <= share * (1 - 1e-6) - noise):
        yield f"{what}: actually {actual}, but {left.tolist()} were left"
