"""gd: gradient descent, small enough to read and exact enough to trust.

>>> from gd import PowerSum, descend
>>> run = descend(PowerSum((2,)), [20], learning_rate=0.1, epochs=3)
>>> run.weights[:, 0].round(6).tolist()
[20.0, 16.0, 12.8, 10.24]
"""

TYPE_CHECKING = False  # type checkers take it for true; to import it takes as long as all the rest here
if TYPE_CHECKING:
    from gd.descent import descend
    from gd.expression.expression import Expression
    from gd.factor import Factor
    from gd.initial import normal, ones, zeros
    from gd.least_squares import LeastSquares
    from gd.likelihood import GaussianLikelihood
    from gd.logistic import Logistic
    from gd.problems import PowerSum, Quadratic
    from gd.run import Run, Stop
    from gd.theory.forecast import Forecast
    from gd.theory.predict import forecast
    from gd.theory.regime import Regime

__all__ = [
    "Expression",
    "Factor",
    "Forecast",
    "GaussianLikelihood",
    "LeastSquares",
    "Logistic",
    "PowerSum",
    "Quadratic",
    "Regime",
    "Run",
    "Stop",
    "descend",
    "forecast",
    "normal",
    "ones",
    "zeros",
]

_HOME = {
    "Expression": "gd.expression.expression",
    "Factor": "gd.factor",
    "Forecast": "gd.theory.forecast",
    "GaussianLikelihood": "gd.likelihood",
    "LeastSquares": "gd.least_squares",
    "Logistic": "gd.logistic",
    "PowerSum": "gd.problems",
    "Quadratic": "gd.problems",
    "Regime": "gd.theory.regime",
    "Run": "gd.run",
    "Stop": "gd.run",
    "descend": "gd.descent",
    "forecast": "gd.theory.predict",
    "normal": "gd.initial",
    "ones": "gd.initial",
    "zeros": "gd.initial",
}


def __getattr__(name: str) -> object:
    """Load a name when it is first asked for: a program that uses a part of gd need not wait for the rest."""
    if name not in _HOME:
        raise AttributeError(f"module 'gd' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
