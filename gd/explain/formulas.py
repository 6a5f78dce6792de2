"""The cost J and its update as LaTeX, with the numbers of an experiment."""

from functools import singledispatch

from gd.experiments.experiment import Experiment
from gd.explain.derivatives import gradient_factors, typed_cost
from gd.expression.expression import Expression
from gd.least_squares import LeastSquares
from gd.likelihood import GaussianLikelihood
from gd.problem import MAXIMISE, Explained
from gd.problems import PowerSum, Quadratic
from gd.text import latex, latex_number, parameter, rate

RATE_COLOUR = "#a35bc9"
"""The colour of the learning rate in a formula: that of its track and of the path, by which the page finds it."""


@singledispatch
def cost_formula(problem: Explained) -> str:
    """Return J as LaTeX, with the numbers of this problem; of a kind that isn't registered below, only its name."""
    return "J(w)"


@cost_formula.register
def _(problem: PowerSum) -> str:
    terms = [_symbol(problem, d) + (f"^{{{p}}}" if p > 1 else "") for d, p in enumerate(problem.powers)]
    return "J(w) = " + " + ".join(terms)


@cost_formula.register
def _(problem: Expression) -> str:
    return typed_cost(problem)


@cost_formula.register
def _(problem: Quadratic) -> str:
    rows = r" \\ ".join(" & ".join(map(latex_number, row)) for row in problem.A)
    b = r" \\ ".join(map(latex_number, problem.b))
    return (
        rf"J(w) = \tfrac12\, w^\top\! \begin{{bmatrix}} {rows} \end{{bmatrix}} w - "
        rf"\begin{{bmatrix}} {b} \end{{bmatrix}}^{{\!\top}}\! w"
    )


@cost_formula.register
def _(problem: GaussianLikelihood) -> str:
    return (
        rf"J(\mu, \log\sigma) = \frac{{1}}{{{problem.sample.size}}} \sum_{{n=1}}^{{{problem.sample.size}}} "
        r"\log \mathcal{N}(x_n \mid \mu, \sigma^2)"
    )


@cost_formula.register
def _(problem: LeastSquares) -> str:
    rows = latex(parameter(problem.rows))
    divisor = rf"2 \cdot {rows}" if problem.reduction == "mean" else "2"
    return rf"J(w) = \frac{{1}}{{{divisor}}} \sum_{{n=1}}^{{{rows}}} (\hat y_n - y_n)^2, \quad \hat Y = Xw"


def update_formula(experiment: Experiment) -> str:
    """Return the update of plain gradient descent as LaTeX, with the run's learning rate."""
    sign = "+" if experiment.settings.goal == MAXIMISE else "-"
    eta = rf"\textcolor{{{RATE_COLOUR}}}{{{latex(rate(experiment.settings.learning_rate))}}}"
    problem = experiment.problem
    match problem:
        case PowerSum():
            lines = [
                rf"{_symbol(problem, d)} &\leftarrow {_symbol(problem, d)} {sign} {eta} \cdot "
                + rf"{p}{'' if p == 1 else _symbol(problem, d)}{f'^{{{p - 1}}}' if p > 2 else ''}"
                for d, p in enumerate(problem.powers)
            ]
            return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"
        case Expression() if factors := gradient_factors(problem):
            lines = [rf"{w} &\leftarrow {w} {sign} {eta} \cdot {slope}" for w, slope in factors.items()]
            return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"
        case Quadratic():
            gradient = "(A w - b)"
        case LeastSquares(reduction="mean", rows=rows):
            gradient = rf"\tfrac{{1}}{{{latex(parameter(rows))}}} X^\top(\hat Y - Y)"
        case LeastSquares():
            gradient = r"X^\top(\hat Y - Y)"
        case _:
            gradient = r"\nabla J(w)"
    return rf"w \leftarrow w {sign} {eta} \cdot {gradient}"


def _symbol(problem: Explained, d: int) -> str:
    return "w" if len(problem.names) == 1 else f"w_{{{d + 1}}}"
