"""The loop of a run with an optimizer, a schedule or batches as plain NumPy."""

from collections.abc import Sequence

from gd.adaptive import AdaGrad, Adam, RMSProp
from gd.experiments.experiment import Experiment
from gd.experiments.method import optimizer_of, schedule_of
from gd.experiments.settings import Settings
from gd.explain.table_code import row_count
from gd.least_squares import LeastSquares
from gd.optimizers import LineSearch, Momentum, Nesterov
from gd.problems import MAXIMISE, MINIMISE, PowerSum
from gd.run import Run, Stop
from gd.schedules import Cosine, Exponential, InverseTime


def optimizer_loop(experiment: Experiment, run: Run) -> list[str]:
    """From the memory of the optimizer, which begins as zeros, to the end of the loop."""
    s = experiment.settings
    ends = bool(s.tolerance) or run.stop is Stop.DIVERGED
    rate = _rate(s)
    begin, update = _optimizer(experiment, "rate" if rate else repr(float(s.learning_rate)))
    epoch = ["before = w"] if ends else []
    epoch += [f"rate = {rate}"] if rate else []
    if s.batch:
        share = " / len(rows)" if s.reduction == "mean" else ""
        epoch += [
            f"order = np.random.default_rng([{s.seed}, epoch + 1]).permutation(len(y))",
            f"for first in range(0, len(y), {s.batch}):",
            *indented([f"rows = order[first : first + {s.batch}]", f"g = X[rows].T @ (X[rows] @ w - y[rows]){share}"]),
            *indented(update),
        ]
    else:
        epoch += ["g = gradient(w)", *update]
    if run.stop is Stop.DIVERGED:
        epoch += ["if not np.isfinite(cost(w)):", "    w = before  # past the largest number there is", "    break"]
    if s.tolerance:
        epoch += [f"if np.abs(w - before).max() < {float(s.tolerance)!r}:", "    break"]
    return [*begin, f"for epoch in range({s.epochs}):", *indented(epoch)]


def indented(lines: Sequence[str]) -> list[str]:
    """The lines as those of a block."""
    return [f"    {line}" for line in lines]


def _rate(s: Settings) -> str:
    """The rate of an epoch, which counts from 0; empty where it is constant."""
    eta = repr(float(s.learning_rate))
    match schedule_of(s):
        case InverseTime(decay=decay):
            return f"{eta} / (1 + {decay!r} * epoch)"
        case Exponential(gamma=gamma):
            return f"{eta} * {gamma!r}**epoch"
        case Cosine():
            return f"{eta} * ((1 + np.cos(np.pi * epoch / {s.epochs})) / 2)"
    return ""


def _optimizer(experiment: Experiment, eta: str) -> tuple[list[str], list[str]]:
    """What comes before the loop, and what makes of the gradient g and the rate the new w."""
    s = experiment.settings
    sign = "+" if s.goal == MAXIMISE else "-"
    match optimizer_of(s):
        case Momentum(momentum=beta):
            begin, update = _memory("v"), [f"v = {beta!r} * v + g", f"w = w {sign} {eta} * v"]
        case Nesterov(momentum=beta):
            begin, update = _memory("v"), [f"v = {beta!r} * v + g", f"w = w {sign} {eta} * (g + {beta!r} * v)"]
        case AdaGrad(eps=eps):
            begin, update = _memory("s"), ["s = s + g**2", f"w = w {sign} {eta} * g / (np.sqrt(s) + {eps!r})"]
        case RMSProp(alpha=alpha, eps=eps):
            average = f"s = {alpha!r} * s + (1 - {alpha!r}) * g**2"
            begin, update = _memory("s"), [average, f"w = w {sign} {eta} * g / (np.sqrt(s) + {eps!r})"]
        case Adam(betas=(beta1, beta2), eps=eps):
            averages = [
                "t = t + 1",
                f"m = {beta1!r} * m + (1 - {beta1!r}) * g",
                f"v = {beta2!r} * v + (1 - {beta2!r}) * g**2",
                f"m_hat, v_hat = m / (1 - {beta1!r}**t), v / (1 - {beta2!r}**t)",
            ]
            begin, update = (
                [*_memory("m", "v"), "t = 0"],
                [*averages, f"w = w {sign} {eta} * m_hat / (np.sqrt(v_hat) + {eps!r})"],
            )
        case LineSearch():
            bowl, lowest = (">", "lowest") if s.goal == MINIMISE else ("<", "highest")
            ends = [f"if not g @ A @ g {bowl} 0:  # J has no {lowest} point along g", "    break"]
            begin, update = _hessian(experiment), [*ends, "w = w - (g @ g) / (g @ A @ g) * g"]
        case _:
            begin, update = [], [f"w = w {sign} {eta} * g"]
    return begin, update


def _memory(*names: str) -> list[str]:
    return [f"{name} = np.zeros_like(w)" for name in names]


def _hessian(experiment: Experiment) -> list[str]:
    """The line that makes A, the Hessian of a quadratic J; none where the program has it already."""
    match experiment.problem:
        case LeastSquares(reduction=reduction):
            return [f"A = X.T @ X{f' / {row_count(experiment)}' if reduction == 'mean' else ''}"]
        case PowerSum():
            return ["A = 2 * np.eye(len(w))"]
    return []
