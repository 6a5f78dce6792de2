"""The grid's problems: every built-in one, random quadratics, and random tables of every unpleasant kind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, cached_property

import numpy as np

from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.experiments.settings import Settings
from gd.initial import normal, ones, zeros
from gd.problems import Quadratic
from gd.tables.dataset import Dataset, read_csv
from tests.oracle import costs, tables
from tests.oracle.arithmetic import quadratic


@dataclass(frozen=True, eq=False)
class Place:
    """A problem by its name; either a function, a table (as CSV), or a quadratic with whole numbers A and b."""

    name: str
    settings: Settings
    csv: str = ""
    A: tuple[tuple[int, ...], ...] = ()
    b: tuple[int, ...] = ()

    @cached_property
    def table(self) -> Dataset | None:
        return read_csv(self.csv.encode()) if self.csv else None

    def experiment(self, settings: Settings) -> Experiment:
        """What the page makes of the settings."""
        if not self.A:
            return prepare(settings, self.table)
        J, D = Quadratic(self.A, self.b), len(self.b)
        start = {"normal": normal(D, settings.seed), "ones": ones(D), "zeros": zeros(D)}.get(settings.init)
        return Experiment(settings, J, np.array(settings.w0) if start is None else start)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return self.experiment(self.settings).problem.names

    @cached_property
    def cost(self) -> costs.Cost:
        """The same problem, as the oracle has it."""
        if self.A:
            A = [[Fraction(x) for x in row] for row in self.A]
            return costs.of_quadratic(quadratic(A, [Fraction(x) for x in self.b]))
        if not self.csv:
            return FUNCTIONS[self.settings.problem]()
        s = self.settings
        table = tables.read(self.csv, self.names, s.target, s.features, scale=s.scale, mean=s.reduction == "mean")
        return costs.of_table(table)


FUNCTIONS: dict[str, Callable[[], costs.Cost]] = {
    "parabola": costs.bowl,
    "valley": costs.valley,
    "function": costs.valley,  # the formula to begin with
    "ravine": costs.ravine,
    "likelihood": costs.likelihood,
}


@cache
def places() -> tuple[Place, ...]:
    """All of them, the same every time."""
    return (*_built_in(), *_quadratics(), *_tables())


def _built_in() -> list[Place]:
    found = []
    for scenario in SCENARIOS.values():
        text = (costs.DATA / scenario.table).read_text(encoding="utf-8") if scenario.table else ""
        if scenario.table or not scenario.on_table:
            found.append(Place(scenario.defaults.problem, scenario.defaults, text))
    return found


def _quadratics() -> list[Place]:
    """Whole numbers, so that rank and sign are exact: A = BᵀB of every rank, or a difference of two of them."""
    found, base = [], replace(defaults("ravine"), init="ones", w0=())
    for seed in range(14):
        rng = np.random.default_rng(seed)
        D = int(rng.integers(1, 6))
        rank = D if seed % 3 else max(1, D - 1)
        B = rng.integers(-4, 5, (rank, D))
        signs = np.where(rng.random(rank) < 0.5, -1, 1) if seed % 5 == 4 else np.ones(rank, dtype=int)
        A = (B.T * signs) @ B
        b = A @ rng.integers(-5, 6, D) + (rng.integers(-1, 2, D) if seed == 9 else 0)
        if A.any() and not (signs < 0).all():
            kind = "indefinite" if (signs < 0).any() else "definite"
            found.append(Place(f"{kind} quadratic {seed}", base, A=_tuples(A), b=tuple(map(int, b))))
    return found


def _tuples(A: np.ndarray) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(map(int, row)) for row in A)


KINDS = (
    "plain",
    "few rows",
    "dependent",
    "badly scaled",
    "constant target",
    "categories",
    "perfect fit",
    "correlated",
    "far from zero",
    "tiny numbers",
)


def _tables() -> list[Place]:
    return [_table(kind, seed) for seed, kind in enumerate((*KINDS, *KINDS, *("dependent and badly scaled",) * 2))]


def _table(kind: str, seed: int) -> Place:
    """A table of decimals with three digits, for which the decimals are the truth."""
    rng = np.random.default_rng(1000 + seed)
    N = 3 if kind == "few rows" else int(rng.integers(8, 30))
    x = rng.integers(-3000, 3000, (N, 3))
    y = x @ rng.integers(-3, 4, 3) + rng.integers(-2000, 2000, N)
    units = ["", "", "", ""]
    match kind:
        case "dependent" | "dependent and badly scaled":
            x[:, 2] = x[:, 0] - 2 * x[:, 1]
            units[2] = "e6" if kind != "dependent" else ""
        case "badly scaled":
            units = ["", "e14" if seed % 2 else "e7", "e-9", ""]
        case "constant target":
            y[:] = 4711
        case "perfect fit":
            y = x @ np.array([1, -2, 3]) + 5000
        case "correlated":
            x[:, 1] = x[:, 0] + rng.integers(-30, 30, N)
        case "far from zero":
            x[:, 0] += 2_000_000
            y += 5_000_000
        case "tiny numbers":
            units = ["e-12", "e-12", "e-12", "e-12"]
    header, features = ["a", "b", "c", "y"], ("a", "b", "c")
    rows = [[f"{v / 1000:.3f}{u}" for v, u in zip(row, units, strict=True)] for row in np.column_stack([x, y]).tolist()]
    if kind == "constant target":  # in the complete rows; a column that is constant throughout is refused as a target
        rows.append(["", "1", "1", "1"])
    if kind == "categories":
        header, features = [*header[:3], "kind", "group", "y"], ("a", "kind", "group")
        rows = [
            [*row[:3], "pqr"[i % 3], "uvw"[i % 3] if i % 7 or seed >= len(KINDS) else "u", row[3]]
            for i, row in enumerate(rows)
        ]
    text = "\n".join([",".join(header), *map(",".join, rows)]) + "\n"
    settings = Settings(
        "table",
        init="zeros",
        target="y",
        features=features,
        reduction="mean" if seed % 3 else "sum",
        scale=seed >= len(KINDS) and seed != 2 * len(KINDS),
        drop_first=bool(seed % 2),
    )
    return Place(f"{kind} table {seed}", settings, text)
