"""The likelihood of a normal distribution, a built-in problem that is maximised."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gd.arrays import Array, matrix
from gd.problem import MAXIMISE


class GaussianLikelihood:
    """The mean log-likelihood of a sample under N(μ, σ²), to be maximised.

    J(μ, log σ) = −½ log 2π − log σ − ((x̄ − μ)² + s²) / 2σ², with the sample's mean x̄ and variance s² (divided by
    N). The weights are μ and log σ, so that every real number is the logarithm of a valid σ.

    Parameters
    ----------
    sample : array_like [N]
        The measurements, in the unit of μ.

    Raises
    ------
    ValueError
        The sample is empty, all its values are the same, or one isn't finite.

    Examples
    --------
    >>> mean, log_deviation = GaussianLikelihood([1.0, 2.0, 3.0]).exact()
    >>> float(mean), round(float(np.exp(log_deviation)) ** 2, 12)
    (2.0, 0.666666666667)
    """

    goal = MAXIMISE
    spectrum = None
    names = ("μ", "log σ")

    def __init__(self, sample: ArrayLike) -> None:
        self.sample = matrix(sample, "The sample", 1)
        self.mean = float(self.sample.mean())
        self.variance = float(self.sample.var())
        if np.ptp(self.sample) == 0:
            raise ValueError("All values of the sample are the same; σ needs at least two different ones.")

    def cost(self, w: Array) -> float:
        """The mean log-likelihood at w = (μ, log σ) [2]."""
        return float(self._cost(*w.tolist()))

    def costs(self, W: Array) -> Array:
        """J at each of K weights [K, 2]: [K]."""
        return np.asarray(self._cost(*W.T))

    def gradient(self, w: Array) -> Array:
        """((x̄ − μ)/σ², ((x̄ − μ)² + s²)/σ² − 1): [2]."""
        return np.array(self._slopes(*w.tolist()))

    def gradients(self, W: Array) -> Array:
        """∇J at each of K weights [K, 2]: [K, 2]."""
        return np.stack(self._slopes(*W.T), axis=-1)

    def hessian(self, w: Array) -> Array:
        """The second derivatives [2, 2]: ((−1/σ², m), (m, −2((x̄ − μ)² + s²)/σ²)) with m = −2(x̄ − μ)/σ²."""
        precision = np.exp(-2 * w[1])
        mixed = -2 * (self.mean - w[0]) * precision
        return np.array([[-precision, mixed], [mixed, -2 * self._spread(*w.tolist())]])

    def exact(self) -> Array:
        """The maximum-likelihood weights: the sample's mean, and the logarithm of its standard deviation."""
        return np.array([self.mean, 0.5 * np.log(self.variance)])

    # For a single point numbers, which are several times as fast as arrays; for K points arrays [K].

    def _cost(self, mu: Any, log_sigma: Any) -> Any:
        return -0.5 * np.log(2 * np.pi) - log_sigma - 0.5 * self._spread(mu, log_sigma)

    def _slopes(self, mu: Any, log_sigma: Any) -> tuple[Any, Any]:
        return (self.mean - mu) * np.exp(-2 * log_sigma), self._spread(mu, log_sigma) - 1

    def _spread(self, mu: Any, log_sigma: Any) -> Any:
        """((x̄ − μ)² + s²)/σ²."""
        off = self.mean - mu
        return (off * off + self.variance) * np.exp(-2 * log_sigma)
