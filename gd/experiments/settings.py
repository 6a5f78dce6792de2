"""The validated settings of a run. The controls, the link and all limits are derived from this module."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from gd.batches import Batches
from gd.experiments.kinds import (
    FLAG,
    Kind,
    column_name,
    column_names,
    number_in,
    numbers,
    one_of,
    read_numbers,
    short_text,
    text,
    whole_number,
    write_numbers,
)
from gd.expression.grammar import LENGTH
from gd.optimizers import OPTIMIZERS, PLAIN, Optimizer
from gd.parameters import Parametric, between
from gd.problem import MAXIMISE, MINIMISE
from gd.schedules import CONSTANT, SCHEDULES, Schedule

MAX_EPOCHS = 1_000_000_000
MAX_WORK, MAX_SECONDS = 10_000_000_000, 60
"""The budget of a run whose epochs have to be computed one by one: the most work, in numbers that are multiplied, see
`gd.updates.work_of_update`, as a million updates of few rows are; and the seconds after which it ends where it is."""
MIN_RATE, MAX_RATE = 1e-15, 1e6
MAX_SEED = 2**32 - 1
MAX_ROWS = 1_000_000_000
MAX_FILE_BYTES = 50 * 1024**2
MAX_FILE_COLUMNS = 1_000
MAX_FILE_CELLS = 30_000_000
"""Most cells of a file, lines × columns: 240 MB. A file of this size has more only if most of them are empty."""
MAX_FOLDED_CHARACTERS = 8_000_000
"""Most characters of a folded table: enough for the most columns that the page takes, with every number in full."""
MAX_WEIGHTS = 200
MAX_FEATURES = MAX_WEIGHTS - 1
MAX_FILE_NAME = 60
"""Characters of a file's name that are kept in a link and a file, and shown."""
MAX_COLUMN_NAME = 200
"""Characters in the name of a column or of a category's level."""
MAX_NOTE = 1_000
"""Characters of a folded table's note that are shown."""
MAX_UNIT_OR_VERSION = 40
"""Characters of a folded table's units, and of the version that folded it, that are shown."""
MAX_FOLD_WORK = 5_000_000_000
"""Most rows × columns² of a table, to which the time for folding it is proportional: some seconds. A file of numbers
has less; the levels of categories are what can make more of it."""
MAX_BATCH_NUMBERS = 25_000_000
"""Most numbers, rows × columns, that are kept in memory for batches: 200 MB."""
SHOWN_ROWS = 300
"""Most rows of a table that the charts show."""
MAX_LINK = 2_000
"""Characters in a link; some mail programs and chats cut off longer ones."""

RATES = (*(float(f"{m}e{e}") for e in range(-12, 2) for m in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)), 100.0)
"""Round rates, of which the first run on a table begins with one."""


def _setting(key: str, default: Any, kind: Kind) -> Any:
    """A dataclass field for the setting with this key in a link."""
    return field(default=default, metadata={"key": key, "kind": kind})


@dataclass(frozen=True)
class Settings:
    """Everything needed to reproduce a run, validated.

    Raises ValueError, with a description of the accepted values, for an invalid value. Whether a problem of this name
    exists is checked by `gd.experiments.scenarios.scenario`.
    """

    problem: str = _setting("problem", "parabola", text("a problem's name"))
    learning_rate: float = _setting("lr", 0.1, number_in(between(MIN_RATE, MAX_RATE)))
    epochs: int = _setting("epochs", 100, whole_number(1, MAX_EPOCHS))
    init: str = _setting("init", "normal", one_of(["normal", "zeros", "ones", "given"]))
    w0: tuple[float, ...] = _setting("w0", (), numbers(MAX_WEIGHTS))
    seed: int = _setting("seed", 0, whole_number(0, MAX_SEED))
    # A link holds the names of these two, and each of their parameters under a key of its own.
    optimizer: Optimizer = field(default=PLAIN, metadata={"key": "rule", "options": OPTIMIZERS})
    schedule: Schedule = field(default=CONSTANT, metadata={"key": "schedule", "options": SCHEDULES})
    tolerance: float = _setting("tol", 0.0, number_in(between(0.0, 1e300)))
    goal: str = _setting("goal", MINIMISE, one_of([MINIMISE, MAXIMISE]))
    reduction: str = _setting("reduction", "sum", one_of(["sum", "mean"]))
    target: str = _setting("target", "", column_name(MAX_COLUMN_NAME))
    features: tuple[str, ...] = _setting("features", (), column_names(MAX_FEATURES, MAX_COLUMN_NAME))
    batch: int = _setting("batch", 0, whole_number(0, MAX_ROWS))
    """Rows per batch; 0 for all rows at once."""
    scale: bool = _setting("scale", False, FLAG)
    drop_first: bool = _setting("drop_first", True, FLAG)
    formula: str = _setting("f", "w1^2 + w2^4", short_text(LENGTH, "a formula"))
    """J, of the problem that a person types; whether it can be read is seen when it is."""

    def __post_init__(self) -> None:
        for name, value in _fields_of(self.values()).items():
            given = getattr(self, name)
            if given != value:  # an optimizer or schedule with attributes set that aren't parameters
                raise ValueError(f"The {name} is {given}, but a link can carry no more of it than {value}.")

    def values(self) -> dict[str, Any]:
        """All values by their keys in a link; a parameter that the optimizer or schedule doesn't have has its default.

        >>> values = Settings(optimizer=OPTIMIZERS["momentum"].with_numbers({"momentum": 0.5})).values()
        >>> values["momentum"], values["beta1"]
        (0.5, 0.9)
        """
        values: dict[str, Any] = {}
        for f in fields(self):
            key, value = f.metadata["key"], getattr(self, f.name)
            values[key] = value.name if isinstance(value, Parametric) else value
            for option in f.metadata.get("options", {}).values():
                values |= option.numbers()
            values |= value.numbers() if isinstance(value, Parametric) else {}
        return values

    def controls(self) -> dict[str, Any]:
        """The values of the page's controls by the link's keys; the initial weights are text."""
        return {**self.values(), "w0": write_numbers(self.w0), "features": list(self.features)}

    @property
    def batches(self) -> Batches | None:
        """The batches of rows in an order that the seed determines; None for all rows at once."""
        return Batches(self.batch, self.seed) if self.batch else None

    @property
    def plain(self) -> bool:
        """Whether this is plain descent at a constant rate on all rows at once, which the theory describes."""
        return self.optimizer == PLAIN and self.schedule == CONSTANT and not self.batch

    @property
    def uses_seed(self) -> bool:
        """Whether the run depends on the seed: for its initial weights or for the order of its rows."""
        return self.init == "normal" or self.batch > 0


@cache
def kinds() -> Mapping[str, Kind]:
    """The kind of each value by its key in a link, including the parameters of all optimizers and schedules."""
    found: dict[str, Kind] = {}
    for f in fields(Settings):
        options = f.metadata.get("options", {})
        found[f.metadata["key"]] = one_of(options) if options else f.metadata["kind"]
        found |= {p.key: number_in(p.range) for option in options.values() for p in option.parameters}
    return found


def from_values(values: Mapping[str, Any]) -> Settings:
    """The inverse of `Settings.values`. Raises ValueError for an invalid value."""
    return Settings(**_fields_of(values))


def from_controls(controls: Mapping[str, Any]) -> Settings:
    """The inverse of `Settings.controls`. Raises ValueError for an invalid value or unreadable initial weights."""
    values = {key: controls[key] for key in kinds()}
    w0 = read_numbers(values["w0"]) if values["init"] == "given" else ()
    return from_values({**values, "w0": w0, "features": tuple(values["features"])})


def _fields_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `Settings` from values by their keys in a link. Raises ValueError for a rejected value."""
    for key, kind in kinds().items():
        kind.check(key, values[key])
    made = {}
    for f in fields(Settings):
        value, options = values[f.metadata["key"]], f.metadata.get("options")
        made[f.name] = options[value].with_numbers(values) if options else value
    return made
