"""The words in a link for what is looked at: they last, whatever the page calls it."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from gd.charts.plane import DIRECTIONS, OFFERED, pair_name, planes
from gd.charts.style import AXES, LINEAR
from gd.experiments.keys import AXIS, BASINS, DETAILS, MORE
from gd.experiments.near import folded
from gd.problem import Explained

DIRECTIONS_WORD = "directions"
"""The word in a link for the plane of two directions; others are two names of weights."""


class Choice(NamedTuple):
    """A choice of what is seen: what each of its words in a link stands for, the default first."""

    words: Mapping[str, Any]

    @property
    def default(self) -> Any:
        """What is seen where a link says nothing."""
        return next(iter(self.words.values()))

    def word(self, value: Any) -> str:
        """The word for a value."""
        return next(word for word, meant in self.words.items() if meant == value)


OFF_OR_ON = Choice({"0": False, "1": True})
CHOICES = {
    # A link has a word without the dash that no keyboard has.
    AXIS: Choice({axes.replace("–", "-"): axes for axes in sorted(AXES, key=lambda axes: axes != LINEAR)}),
    MORE: OFF_OR_ON,
    BASINS: OFF_OR_ON,
    DETAILS: Choice(
        {
            "none": None,
            "weights": "Weights",
            "why": "Why",
            "steps": "Step by step",
            "dependent": "Dependent columns",
            "code": "Code",
            "download": "Download",
        }
    ),
}
"""The choices by their keys, which are those of their controls too."""


def plane_words(problem: Explained) -> dict[str, tuple[str, ...]]:
    """The planes that the page offers by their names, with their words in a link; the default first."""
    pairs = {pair_name(*pair): pair for pair in combinations(problem.names[:OFFERED], 2)}
    return {name: (DIRECTIONS_WORD,) if name == DIRECTIONS else pairs[name] for name in planes(problem)}


def plane_named(problem: Explained, words: Sequence[str]) -> str | None:
    """The name of the plane that these words of a link mean: w1 and w2 in any order, or what the page calls it."""
    offered = plane_words(problem)
    exact = [name for name, own in offered.items() if set(own) == set(words)]
    said = folded("".join(words))
    near = (
        name
        for name, own in offered.items()
        if said in (folded(name), folded("".join(own)), folded("".join(reversed(own))))
    )
    return exact[0] if exact else next(near, None)
