"""A text on the page is taken apart into claims, each with its check; what no claim covers is not understood."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from tests.oracle.witness import Witness

Check = Callable[[Witness, re.Match[str]], Iterator[str]]
"""From a claim, as found in a text, to each reason why it is false."""


@dataclass
class Judgement:
    """What became of a page's claims."""

    checked: int = 0
    contradictions: list[str] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)

    def add(self, reasons: Iterable[str]) -> None:
        """One more claim was checked."""
        self.checked += 1
        self.contradictions += reasons


def judge(witness: Witness, text: str, claims: list[tuple[str, Check]], judgement: Judgement) -> None:
    """Check every claim in the text; a stretch of words that belongs to none is noted."""
    rest = text
    for pattern, check in claims:
        for found in re.finditer(pattern, rest):
            judgement.add(f"{reason} [{found[0]}]" for reason in check(witness, found))
        rest = re.sub(pattern, "\0", rest)
    left = [part.strip(" .,;:") for part in rest.split("\0")]
    judgement.not_understood += [part for part in left if re.search(r"\w", part)]
