"""Each optimizer's update as LaTeX, with a run's own numbers."""

from gd.adaptive import AdaGrad, Adam, RMSProp
from gd.experiments.method import optimizer_of, schedule_of
from gd.experiments.settings import Settings
from gd.explain.formulas import latex_number
from gd.optimizers import LineSearch, Momentum, Nesterov, Optimizer
from gd.problems import MAXIMISE
from gd.schedules import Cosine, Exponential, InverseTime, Schedule


def optimizer_formula(settings: Settings) -> str:
    """The update of the settings' optimizer as LaTeX, with the run's own numbers; g stands for ∇J(w).

    A rate that falls is written out as ηₑ, e counting the epochs before it; in batches g is said to be a batch's.
    """
    s, falling = settings, _rate(schedule_of(settings), settings.learning_rate, settings.epochs)
    lines = _lines(optimizer_of(s), r"\eta_e" if falling else latex_number(s.learning_rate), s.goal)
    if falling:
        lines.append(rf"\eta_e = {falling}")
    if s.batch:
        lines.append(rf"g \text{{ of }} {s.batch} \text{{ row{'s' if s.batch > 1 else ''} at a time}}")
    pairs = [r", \quad ".join(lines[k : k + 2]) for k in range(0, len(lines), 2)]
    return pairs[0] if len(pairs) == 1 else r"\begin{gathered} " + r" \\ ".join(pairs) + r" \end{gathered}"


def _rate(schedule: Schedule, learning_rate: float, epochs: int) -> str:
    """ηₑ as the schedule has it; empty where it is constant."""
    eta = latex_number(learning_rate)
    match schedule:
        case InverseTime(decay=decay):
            return rf"\frac{{{eta}}}{{1 + {latex_number(decay)}\, e}}"
        case Exponential(gamma=gamma):
            return rf"{eta} \cdot {latex_number(gamma)}^e"
        case Cosine():
            return rf"\tfrac12 \cdot {eta}\, (1 + \cos(\pi e / {latex_number(epochs)}))"
    return ""


def _lines(optimizer: Optimizer, eta: str, goal: str) -> list[str]:
    """What the optimizer does to the weights w and to what it remembers, a formula each."""
    sign = "+" if goal == MAXIMISE else "-"
    match optimizer:
        case Momentum(momentum=beta):
            lines = [rf"v \leftarrow {latex_number(beta)}\, v + g", rf"w \leftarrow w {sign} {eta}\, v"]
        case Nesterov(momentum=beta):
            b = latex_number(beta)
            lines = [rf"v \leftarrow {b}\, v + g", rf"w \leftarrow w {sign} {eta}\, (g + {b}\, v)"]
        case AdaGrad(eps=eps):
            lines = [r"s \leftarrow s + g^2", _divided(sign, eta, "g", "s", eps)]
        case RMSProp(alpha=alpha, eps=eps):
            lines = [rf"s \leftarrow {_average(alpha, 's', 'g^2')}", _divided(sign, eta, "g", "s", eps)]
        case Adam(betas=(beta1, beta2), eps=eps):
            lines = [
                rf"m \leftarrow {_average(beta1, 'm', 'g')}",
                rf"v \leftarrow {_average(beta2, 'v', 'g^2')}",
                rf"\hat m = \frac{{m}}{{1 - {latex_number(beta1)}^t}}",
                rf"\hat v = \frac{{v}}{{1 - {latex_number(beta2)}^t}}",
                _divided(sign, eta, r"\hat m", r"\hat v", eps),
            ]
        case LineSearch():
            lines = [r"w \leftarrow w - \frac{g^\top g}{g^\top A g}\, g"]  # the same to climb, where A is negative
        case _:
            lines = [rf"w \leftarrow w {sign} {eta}\, g"]
    return lines


def _average(share: float, old: str, new: str) -> str:
    return rf"{latex_number(share)}\, {old} + (1 - {latex_number(share)})\, {new}"


def _divided(sign: str, eta: str, above: str, below: str, eps: float) -> str:
    return rf"w \leftarrow w {sign} {eta}\, \frac{{{above}}}{{\sqrt{{{below}}} + {latex_number(eps)}}}"
