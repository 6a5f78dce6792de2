"""The built-in problems, each with a lesson and default settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from gd.experiments.built_in import DATA
from gd.experiments.kinds import one_of
from gd.experiments.settings import Settings
from gd.expression.expression import Expression
from gd.likelihood import GaussianLikelihood
from gd.optimizers import OPTIMIZERS
from gd.problem import Explained
from gd.problems import PowerSum, Quadratic
from gd.schedules import SCHEDULES

TABLE_KEYS = frozenset({"reduction", "target", "features", "batch", "scale", "drop_first"})
"""The link's keys that apply only to regressions on a table."""
FUNCTION_KEYS = frozenset({"goal"})
"""The link's keys that apply only to functions of the weights."""
FORMULA_KEYS = frozenset({"f"})
"""The link's keys that apply only to a function that a person types."""


FUNCTION = "function"
"""The problem that a person types."""


expression = lru_cache(maxsize=64)(Expression)
"""A formula as a problem, read once."""


def always(make: Callable[[], Explained]) -> Callable[[Settings], Explained]:
    """The same problem whatever the settings, made once: what is found out about it serves every run."""
    made = cache(make)
    return lambda _: made()


@dataclass(frozen=True)
class Scenario:
    """A built-in problem: a function of the weights (`problem`), or a regression on a table.

    `table` is the file's name in data/, or None for a table that the visitor uploads.
    """

    title: str
    short: str
    """The title in one word or two."""
    lesson: str
    source: str
    defaults: Settings
    """The initial settings; their problem's name identifies the scenario in a link."""
    problem: Callable[[Settings], Explained] | None = None
    """Makes the function of the weights from the settings."""
    table: str | None = None

    @property
    def on_table(self) -> bool:
        """Whether this is a regression on a table rather than a function of the weights."""
        return self.problem is None


_BUILT_IN = (
    Scenario(
        "Bowl: J = w²",
        "Bowl",
        "The slope of w² is 2w. Each epoch takes η times the slope off w; at η = 0.1 that is a fifth of w: 20, 16, "
        "12.8, … Try larger rates, and watch on which side of the bowl a step lands, and how far out.",
        "The simplest cost with a minimum.",
        Settings("parabola", learning_rate=0.1, epochs=30, init="given", w0=(20.0,)),
        problem=always(lambda: PowerSum((2,))),
    ),
    Scenario(
        "Valley: J = w₁² + w₂⁴",
        "Valley",
        "Watch both weights. Every epoch takes the same share off w₁, which is soon close to 0. Along w₂ the slope "
        "4w₂³ becomes tiny near the bottom: the closer w₂ comes to 0, the slower it gets.",
        "A quadratic along one weight and a quartic along the other, made to be compared.",
        Settings("valley", learning_rate=0.05, epochs=200, init="given", w0=(2.0, 1.5)),
        problem=always(lambda: PowerSum((2, 4))),
    ),
    Scenario(
        "Likelihood: uphill",
        "Likelihood",
        "Which mean μ and deviation σ make Cavendish's 29 measurements most likely? J, the mean log-likelihood, is to "
        "be large, so watch the path climb: w ← w + η∇J. The weights are μ and log σ, so that σ stays positive.",
        "Henry Cavendish, 1798, density of the earth relative to water (data/cavendish.csv).",
        Settings("likelihood", learning_rate=0.05, epochs=100, init="given", w0=(4.0, 0.0), goal="maximise"),
        problem=always(lambda: GaussianLikelihood(np.loadtxt(DATA / "cavendish.csv", skiprows=1))),
    ),
    Scenario(
        "Line: the expanding universe",
        "Line",
        "The further away a nebula is, the faster it recedes: by about 454 km/s with each megaparsec. Watch the path: "
        "one direction is soon done, while along the other a shift and a tilt of the line nearly cancel.",
        "Edwin Hubble, 1929, 24 nebulae (data/hubble.csv).",
        Settings(
            "line", learning_rate=0.01, epochs=200, init="zeros", target="velocity_km_s", features=("distance_mpc",)
        ),
        table="hubble.csv",
    ),
    Scenario(
        "Ravine: from wall to wall",
        "Ravine",
        "J curves 25 times as much across the ravine as along it. Watch the path: at a rate nearly too large for the "
        "walls it jumps from one to the other, and yet it moves slowly along the floor.",
        "A quadratic with eigenvalues 25 and 1, made for this lab.",
        Settings("ravine", learning_rate=0.076, epochs=60, init="given", w0=(-3.0, 3.0)),
        problem=always(lambda: Quadratic([[13, 12], [12, 13]], [37, 38])),
    ),
    Scenario(
        "Dummy-variable trap",
        "Trap",
        "The two groups' columns add up to the intercept's column of ones, so XᵀX has no inverse and `solve` fails. "
        "Descent still finds weights that fit. Start elsewhere, and compare both the weights and the predictions.",
        "Ten rows in two groups, made to show it (data/dummy-trap.csv).",
        Settings(
            "dummy-trap",
            learning_rate=0.001,
            epochs=1000,
            init="normal",
            target="y",
            features=("group",),
            drop_first=False,
        ),
        table="dummy-trap.csv",
    ),
    Scenario(
        "Unscaled: grams and mm",
        "Unscaled",
        "Body mass is about 4,200 grams, the bill's depth about 17 millimetres. The rate that body mass allows is far "
        "too small for the other weights: see how far they are from the exact ones. Then standardise, and look again.",
        "Palmer penguins, Horst, Hill & Gorman 2020, CC0 (data/penguins.csv).",
        Settings(
            "unscaled",
            learning_rate=1e-07,
            epochs=1000,
            init="zeros",
            reduction="mean",
            target="flipper_length_mm",
            features=("bill_length_mm", "bill_depth_mm", "body_mass_g"),
        ),
        table="penguins.csv",
    ),
    Scenario(
        "Your own table",
        "Your table",
        "A CSV file of your own. Its columns of numbers are standardised at first, because then one learning rate "
        "suits them all. The server forgets the file when you leave; the link in the address holds a small table.",
        "Your file.",
        Settings("table", learning_rate=0.1, epochs=1000, init="zeros", reduction="mean", scale=True),
    ),
    Scenario(
        "Your own function",
        "Your function",
        "Type J as a formula of one to six weights, with names of your choice, or begin with one from the gallery. Its "
        "gradient is worked out for you. Watch where the path ends, and whether another start ends elsewhere.",
        "Your formula.",
        Settings(FUNCTION, formula="w1^2 + w2^4", learning_rate=0.05, epochs=100, init="given", w0=(2.0, 1.5)),
        problem=lambda settings: expression(settings.formula),
    ),
)

SCENARIOS: Mapping[str, Scenario] = {scenario.defaults.problem: scenario for scenario in _BUILT_IN}
"""The built-in problems by their names in a link, in the order in which one learns; the visitor's own are last."""

TUTORIAL = tuple(problem for problem in SCENARIOS if problem not in ("table", FUNCTION))
"""The problems that lead from one to the next."""


def scenario(problem: str) -> Scenario:
    """Return the built-in problem with this name. Raises ValueError with the known names if there is none."""
    one_of(SCENARIOS).check("problem", problem)
    return SCENARIOS[problem]


def defaults(problem: str) -> Settings:
    """The initial settings of a problem. Raises ValueError for an unknown problem."""
    return scenario(problem).defaults


def irrelevant_keys(problem: str) -> frozenset[str]:
    """The link's keys that don't apply to a problem: those of tables for a function, and the goal for a regression."""
    others = FUNCTION_KEYS if scenario(problem).on_table else TABLE_KEYS
    return others if problem == FUNCTION else others | FORMULA_KEYS


def relevant_keys(settings: Settings) -> list[str]:
    """The link's keys of all settings that this run depends on."""
    methods = settings.optimizer, settings.schedule
    every = {key for options in (OPTIMIZERS, SCHEDULES) for option in options.values() for key in option.numbers()}
    left_out = every - {key for method in methods for key in method.numbers()} | irrelevant_keys(settings.problem)
    left_out |= {"w0"} if settings.init != "given" else set()
    left_out |= set() if settings.uses_seed else {"seed"}
    return [key for key in settings.values() if key not in left_out]
