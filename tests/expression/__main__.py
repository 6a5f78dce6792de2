"""Try 10,000 hostile texts, or as many as are asked for, and say what went wrong and how long the slowest took.

python -m tests.expression [how many] [which seed]
"""

import sys
import warnings

from tests.expression.evil import EVIL
from tests.expression.hostile import texts
from tests.expression.whole import faults, outcome


def main(arguments: list[str]) -> int:
    """Print each fault, then a summary; 1 if there is any."""
    count, seed = (*map(int, arguments), *(10_000, 0)[len(arguments) :])[:2]
    warnings.simplefilter("error")
    read, wrong, slowest = 0, 0, (0.0, "")
    for text in (*EVIL, *texts(count - len(EVIL), seed)):
        try:
            formula, sentence, seconds = outcome(text)
            found = [] if formula else faults(sentence)
        except Exception as error:  # whatever it is, it is what is looked for
            formula, found, seconds = None, [f"{type(error).__name__}: {error}"], 0.0
        read += formula is not None
        wrong += bool(found)
        slowest = max(slowest, (seconds, text))
        for fault in found:
            print(f"{fault}\n    {text!a}", flush=True)
    print(f"{count} texts, {read} formulas, {wrong} faults; the slowest took {1e3 * slowest[0]:.1f} ms of work:")
    print(f"    {slowest[1]!a}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
