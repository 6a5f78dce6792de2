"""The update of a run's optimizer as LaTeX, with the numbers of the run, and what its symbols stand for."""

from gd.experiments.settings import Settings
from gd.problem import MAXIMISE
from gd.schedules import CONSTANT
from gd.text import latex, parameter, rate


def optimizer_formula(settings: Settings) -> str:
    """Return the update as LaTeX, where g stands for the gradient ∇J(w).

    A decaying rate is written ηₑ with its own formula, where e counts the epochs before; with batches, g is labelled as
    the gradient of a batch.
    """
    s, eta = settings, latex(rate(settings.learning_rate))
    falling = s.schedule.formula(eta, s.epochs)
    lines = s.optimizer.formula(r"\eta_e" if falling else eta, "+" if s.goal == MAXIMISE else "-")
    if falling:
        lines.append(rf"\eta_e = {falling}")
    if s.batch:
        lines.append(
            rf"g \text{{ of }} {latex(parameter(s.batch))} \text{{ row{'s' if s.batch > 1 else ''} at a time}}"
        )
    pairs = [r", \quad ".join(lines[k : k + 2]) for k in range(0, len(lines), 2)]
    return pairs[0] if len(pairs) == 1 else r"\begin{gathered} " + r" \\ ".join(pairs) + r" \end{gathered}"


def legend(settings: Settings) -> str:
    """Return what the symbols of `optimizer_formula` stand for, as a sentence."""
    optimizer, falls = settings.optimizer, settings.schedule != CONSTANT
    of_a_batch = "g is the gradient of the cost of one batch, and an epoch has an update for each"
    phrases = [of_a_batch if settings.batch else "g is the gradient ∇J(w)"]
    if optimizer.memory:
        phrases.append(f"{' and '.join(optimizer.memory)} start{'s' if len(optimizer.memory) == 1 else ''} at 0")
    phrases += [*optimizer.symbols, *(["e counts the epochs before this one"] if falls else [])]
    return f"{'; '.join(phrases)}."
