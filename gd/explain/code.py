"""Plain NumPy code that reproduces a run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gd.arrays import Array
from gd.descent import WALKED
from gd.experiments.experiment import Experiment
from gd.experiments.settings import MAX_WORK
from gd.explain.expression_code import expression_code
from gd.explain.loop_code import epochs_run, indented, leaves, optimizer_loop
from gd.explain.table_code import is_folded, row_count, table_code, wrapped
from gd.expression.expression import Expression
from gd.least_squares import LeastSquares
from gd.likelihood import GaussianLikelihood
from gd.problem import MAXIMISE
from gd.problems import PowerSum, Quadratic
from gd.run import Run, Stop
from gd.updates import UPDATE

if TYPE_CHECKING:
    from gd.tables.dataset import Dataset

MOST_KEPT = 1_000_000
"""Most epochs of which a program keeps the costs: more would fill the memory."""


def code(
    experiment: Experiment,
    run: Run,
    file: str = "table.csv",
    *,
    table: "Dataset | None" = None,
    keep_costs: bool = False,
) -> str:
    """Return a program that repeats the experiment's run and prints the final weights and cost.

    It needs only NumPy; a table that is large or uploaded also needs pandas and the file that the program reads.
    How closely it repeats the run, `closeness` says.

    A problem of a kind that isn't built in has no program, only a comment that says so.

    file: the name of the uploaded file. table: the table, if it shall be in the program unless it is large.
    keep_costs: whether the program keeps the cost of each epoch; not of so many that they would fill the memory.
    """
    if not isinstance(experiment.problem, PowerSum | Quadratic | GaussianLikelihood | LeastSquares | Expression):
        return f"# There is no program for {type(experiment.problem).__name__}.\n"
    kept = keep_costs and run.epochs[-1] <= MOST_KEPT
    first, each_epoch = (["costs = [cost(w)]"], ["costs.append(cost(w))"]) if kept else ([], [])
    lines = [*_problem(experiment, run, file, table), _start(experiment), *first, *_loop(experiment, run, each_epoch)]
    return "\n".join([*lines, 'print("weights", w)', 'print("cost", cost(w))', ""])


def closeness(experiment: Experiment, run: Run) -> str:
    """How closely the program's weights, and the epoch in which it ends, agree with the page's, as people say it.

    - If J is a function of the weights alone and the page computed every epoch, to the last bit.
    - If the page leapt over epochs by a closed form, to rounding; what that can decide, `gd.closed_form` says.
    - For a table, whose rows the page folds, they differ as if each number of X and y were rounded once more. That
      changes the last digits of most runs. A run magnifies it that goes on along nearly dependent columns, or jumps
      about at a rate too large to settle.
    """
    if isinstance(experiment.problem, LeastSquares):
        folding = (
            "Its rows are those of the small triangle that the table was folded to; the page compresses them once more."
            if is_folded(experiment)
            else "The page first compresses the rows to a small triangle (folding)."
        )
        return (
            f"This run in plain NumPy, as a textbook has it. {folding} "
            "So the results agree except in the last digits, unless the run magnifies rounding errors."
        )
    if run.epochs[-1] > WALKED and experiment.arguments.can_leap:
        return (
            "This very run in plain NumPy. But the page leaps over epochs by a formula, so the results agree except in "
            "the last digits, unless the run magnifies rounding errors."
        )
    return "This very run in plain NumPy, the same to the last digit."


def _problem(experiment: Experiment, run: Run, file: str, table: "Dataset | None") -> list[str]:
    """The program's lines up to and including the definitions of `cost` and `gradient`."""
    match experiment.problem:
        case PowerSum(powers=powers) if set(powers) == {2}:
            return _program([], "np.sum(w**2)", "2 * w")
        case PowerSum(powers=powers):
            given = f"powers = np.array({[float(p) for p in powers]})"
            return _program([given], "np.sum(w**powers)", "powers * w ** (powers - 1)")
        case Quadratic(A=A, b=b):
            both = [f"A = np.array({A.tolist()})", f"b = np.array({b.tolist()})"]
            return _program(both, "0.5 * (w @ A @ w) - b @ w", "A @ w - b")
        case GaussianLikelihood(sample=sample):
            return _likelihood(sample)
        case Expression() as typed:
            return ["import numpy as np", *expression_code(typed), "", ""]
        case LeastSquares(reduction=reduction):
            rows = row_count(experiment)
            share = f" / {rows}" if reduction == "mean" else ""
            cost, gradient = f"0.5 * np.sum((X @ w - y) ** 2){share}", f"X.T @ (X @ w - y){share}"
            if share and run.stop is Stop.DIVERGED:
                cost = f"0.5 * np.sum(((X @ w - y) / np.sqrt({rows})) ** 2)  # divided first, or the squares overflow"
            return _program(table_code(experiment, file, table), cost, gradient)
    raise TypeError(f"There is no code for {type(experiment.problem).__name__}.")


def _likelihood(sample: Array) -> list[str]:
    spread = ["mu, log_sigma = w", "spread = ((x.mean() - mu) ** 2 + x.var()) * np.exp(-2 * log_sigma)"]
    cost = "-0.5 * np.log(2 * np.pi) - log_sigma - 0.5 * spread"
    gradient = "np.array([(x.mean() - mu) * np.exp(-2 * log_sigma), spread - 1])"
    return _program(wrapped("x = np.array([", map(repr, sample.tolist()), "])"), cost, gradient, spread)


def _program(given: Sequence[str], cost: str, gradient: str, setup: Sequence[str] = ()) -> list[str]:
    """The imports, the lines `given`, and the functions `cost` and `gradient`, which both begin with `setup`."""
    lines = ["import numpy as np", *([""] if given and not given[0].startswith("import ") else []), *given]
    for name, result in {"cost": cost, "gradient": gradient}.items():
        lines += ["", "", f"def {name}(w):", *indented([*setup, f"return {result}"])]
    return [*lines, "", ""]


def _start(experiment: Experiment) -> str:
    s, D = experiment.settings, len(experiment.start)
    match s.init:
        case "normal":
            return f"w = np.random.default_rng({s.seed}).normal(0, 1 / np.sqrt({D}), {D})"
        case "zeros" | "ones":
            return f"w = np.{s.init}({D})"
    return f"w = np.array({experiment.start.tolist()})"


def _loop(experiment: Experiment, run: Run, each_epoch: Sequence[str]) -> list[str]:
    """The loop over the epochs, with a condition to leave it early if this run did."""
    s = experiment.settings
    if not s.plain:
        return optimizer_loop(experiment, run, row_count(experiment), each_epoch)
    long = s.epochs * UPDATE > MAX_WORK
    lines = [f"# {s.epochs:,} epochs take long in this loop; the lab leaps over them by a formula."] if long else []
    lines.append(f"for epoch in range({epochs_run(experiment, run)}):")
    update = f"w {'+' if s.goal == MAXIMISE else '-'} {float(s.learning_rate)!r} * gradient(w)"
    if not s.tolerance and not run.broken_off:
        return [*lines, *indented([f"w = {update}", *each_epoch])]
    lines += indented([f"w_next = {update}"])
    if run.broken_off:
        lines += indented(leaves(experiment.problem, "w_next", []))
    settled = f"settled = np.abs(w_next - w).max() < {float(s.tolerance)!r}"
    ends = ["if settled:", "    break"] if s.tolerance else []
    return [*lines, *indented([*([settled] if s.tolerance else []), "w = w_next", *each_epoch, *ends])]
