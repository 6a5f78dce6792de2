"""Put the page's words about a grid of runs to the oracle, and print what it contradicts.

python -m tests.oracle            a sample of the grid
python -m tests.oracle --every    all of it
python -m tests.oracle "ravine · η=0.08 · 60 epochs"
                                  the runs that are described so, with all that the page says of them
"""

import random
import sys
import time
from collections import Counter

from tests.oracle.grid import Case, cases
from tests.oracle.page import page
from tests.oracle.whole import judgement

SAMPLE = 1200


def chosen(arguments: list[str]) -> list[Case]:
    """The runs that are asked for."""
    every = list(cases())
    if wanted := [text for text in arguments if not text.startswith("--")]:
        return [case for case in every if any(text in str(case) for text in wanted)]
    return every if "--every" in arguments else random.Random(0).sample(every, SAMPLE)


def main(arguments: list[str]) -> int:
    """Print each contradiction with its run, then a summary; 1 if there is any."""
    began, claims, contradictions, words = time.monotonic(), 0, 0, Counter[str]()
    runs, aloud = chosen(arguments), any(not text.startswith("--") for text in arguments)
    for case in runs:
        result = judgement(case)
        claims += result.checked
        contradictions += len(result.contradictions)
        words.update(result.not_understood)
        if aloud:
            print(f"{case}\n{words_of(case)}")
        for reason in result.contradictions:
            print(f"{reason}\n    {case}", flush=True)
    for text, times in words.most_common():
        print(f"Not understood, {times} times: {text}")
    found = f"{contradictions} contradictions, {len(words)} texts not understood"
    print(f"{len(runs)} runs, {claims} claims, {found}, {time.monotonic() - began:.0f} s")
    return int(bool(contradictions or words))


def words_of(case: Case) -> str:
    """What the page says of a run, a line each."""
    said = page(case)
    lines = [f"{said.badge}: {said.verdict}", said.marks.sentence if said.marks else "", said.fit]
    lines += [said.exact_note, said.null_space]
    lines += [f"{said.regime}: {said.long_run}", said.scaling, *(" · ".join(row.values()) for row in said.table)]
    return "\n".join(f"    {line}" for line in lines if line.strip(": "))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
