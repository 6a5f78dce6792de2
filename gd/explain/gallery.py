"""Functions to begin with, each of which shows something about descent."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Example:
    """A formula with a start, a rate and a number of epochs that are worth seeing."""

    title: str
    formula: str
    w0: tuple[float, ...]
    learning_rate: float
    epochs: int
    look: str
    """What to look for."""
    minima: tuple[tuple[float, ...], ...] = ()
    """The best minima, and the one that the path reaches; none if J has none."""
    source: str = ""
    """Where the function and its minima are from."""

    @property
    def settings(self) -> dict[str, Any]:
        """The values that it gives to fields of `Settings`."""
        return {field: getattr(self, field) for field in ("formula", "w0", "learning_rate", "epochs")}


JAMIL_YANG = "M. Jamil and X.-S. Yang, A literature survey of benchmark functions, 2013, arXiv:1308.4008"

GALLERY = (
    Example(
        "w²",
        "w^2",
        (2.0,),
        0.1,
        30,
        "The slope of w² is 2w, so every epoch takes the same share of w off. Change the 2 to a 4 and look at the "
        "end of the path: where J is flat, the steps become tiny.",
        ((0.0,),),
    ),
    Example(
        "Exercise",
        "w1^2 + w2^4",
        (2.0, 1.5),
        0.05,
        200,
        "Along w₁ J is a parabola, along w₂ a fourth power, nearly flat at its bottom. The path first drops along w₁, "
        "and then creeps along w₂.",
        ((0.0, 0.0),),
    ),
    Example(
        "|w|",
        "|w|",
        (1.0,),
        0.3,
        20,
        "At the bottom there is a kink: the slope is −1 on one side and 1 on the other, and never small. So the steps "
        "don't become smaller either, and the path ends up jumping across the kink for ever.",
        ((0.0,),),
    ),
    Example(
        "Double well",
        "(w^2 - 1)^2",
        (0.05,),
        0.05,
        60,
        "There are two minima, −1 and 1, with a hill between them at 0. Drag the start to the other side of the hill, "
        "or exactly onto its top: which minimum is reached depends on the start alone, as long as the rate is small.",
        ((-1.0,), (1.0,)),
    ),
    Example(
        "Waves",
        "sin(3w) + 0.1 w^2",
        (4.0,),
        0.02,
        60,
        "The path ends in the nearest hollow, although there are deeper ones. Try a larger rate: at η = 0.15 it jumps "
        "over some hollows before it comes to rest.",
        ((-0.512214,), (3.584752,)),
        "The roots of 3 cos 3w + 0.2 w near −0.5, the deepest, and near 3.6.",
    ),
    Example(
        "Booth",
        "(x + 2y - 7)^2 + (2x + y - 5)^2",
        (-5.0, 5.0),
        0.1,
        60,
        "This is a quadratic with one minimum, at (1, 3). Drag the rate: just below the limit of 0.111 the path "
        "zigzags across the valley.",
        ((1.0, 3.0),),
        JAMIL_YANG,
    ),
    Example(
        "Rosenbrock",
        "(1 - x)^2 + 100 (y - x^2)^2",
        (-1.2, 1.0),
        0.001,
        20_000,
        "The path is at the bottom of the curved valley after a few epochs, and needs thousands more to follow it to "
        "(1, 1). A larger rate won't help: the walls are too steep for it. Momentum will.",
        ((1.0, 1.0),),
        "H. H. Rosenbrock, An automatic method for finding the greatest or least value of a function, The Computer "
        "Journal 3, 1960",
    ),
    Example(
        "Himmelblau",
        "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        (0.0, 0.0),
        0.01,
        100,
        "Four minima, all equally good. Drag the start about: which one is reached changes at the ridges in between. "
        "Switch on “Basins” to see all four regions at once.",
        ((3.0, 2.0), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)),
        "D. M. Himmelblau, Applied Nonlinear Programming, 1972",
    ),
    Example(
        "Beale",
        "(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
        (1.0, 1.0),
        0.01,
        2000,
        "A broad plain with a narrow valley that leads to (3, 0.5). Far out J is very steep: start in a corner, and "
        "the same rate diverges at once.",
        ((3.0, 0.5),),
        JAMIL_YANG,
    ),
    Example(
        "Rastrigin",
        "20 + x^2 - 10 cos(2 pi x) + y^2 - 10 cos(2 pi y)",
        (2.4, -1.4),
        0.002,
        100,
        "An egg box: a bowl covered with hollows. Descent ends in the hollow in which it began, and knows nothing of "
        "the deepest one, at (0, 0).",
        ((0.0, 0.0), (1.989912, -0.994959)),
        JAMIL_YANG,
    ),
    Example(
        "Styblinski",
        "(x^4 - 16 x^2 + 5x + y^4 - 16 y^2 + 5y) / 2",
        (-0.5, 1.0),
        0.01,
        60,
        "The function of Styblinski and Tang: four hollows of different depth, the deepest one at (−2.9, −2.9). "
        "Along y the start is just on the wrong side of the hill.",
        ((-2.903534, -2.903534), (-2.903534, 2.746803)),
        JAMIL_YANG,
    ),
    Example(
        "Saddle",
        "x^2 - y^2",
        (2.0, 0.0),
        0.1,
        60,
        "On the ridge y = 0 the slope leads straight to the saddle, and descent stays there although it is no minimum. "
        "Drag the start a hair off the ridge: at first the path looks the same, and then it slides off.",
    ),
    Example(
        "Monkey",
        "x^3 - 3 x y^2",
        (1.0, 0.0),
        0.05,
        200,
        "A monkey saddle: three ways down, for the legs and the tail, meet at (0, 0). The slope is 0 there and so is "
        "the curvature: a path along y = 0 becomes slower and slower, and one beside it slides off.",
    ),
    Example(
        "Plateau",
        "1 - exp(-(x^2 + y^2) / 2)",
        (2.5, 2.0),
        0.5,
        100,
        "Far from the hollow J is nearly flat, so the first steps are tiny and the cost curve seems to have come to "
        "rest. Then it falls. Start a little further out, and 100 epochs show nothing at all.",
        ((0.0, 0.0),),
    ),
)
"""In the order in which they are offered."""
