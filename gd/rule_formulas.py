"""Each rule's update as LaTeX, with a run's own numbers."""

from gd.adaptive import AdaGrad, Adam, RMSProp
from gd.formulas import latex_number
from gd.problems import MAXIMISE, MINIMISE
from gd.rules import LineSearch, Momentum, Nesterov, Rule


def rule_formula(rule: Rule, learning_rate: float, goal: str = MINIMISE) -> str:
    """The update of the rule as LaTeX, with η and the rule's numbers; g stands for ∇J(w)."""
    sign = "+" if goal == MAXIMISE else "-"
    eta = latex_number(learning_rate)
    match rule:
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
            lines = [r"w \leftarrow w - \frac{g^\top g}{g^\top A g}\, g"]  # the same to climb: A is negative there
        case _:
            lines = [rf"w \leftarrow w {sign} {eta}\, g"]
    return r", \quad ".join(lines)


def _average(share: float, old: str, new: str) -> str:
    return rf"{latex_number(share)}\, {old} + (1 - {latex_number(share)})\, {new}"


def _divided(sign: str, eta: str, above: str, below: str, eps: float) -> str:
    return rf"w \leftarrow w {sign} {eta}\, \frac{{{above}}}{{\sqrt{{{below}}} + {latex_number(eps)}}}"
