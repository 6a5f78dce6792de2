"""gd: gradient descent, small enough to read and exact enough to trust.

>>> from gd import PowerSum, descend
>>> run = descend(PowerSum((2,)), [20], learning_rate=0.1, epochs=3)
>>> run.weights[:, 0].round(6).tolist()
[20.0, 16.0, 12.8, 10.24]
"""

from gd.descent import descend
from gd.expression.expression import Expression
from gd.factor import Factor
from gd.initial import normal, ones, zeros
from gd.least_squares import LeastSquares
from gd.likelihood import GaussianLikelihood
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
