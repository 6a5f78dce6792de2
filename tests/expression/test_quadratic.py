"""A typed quadratic: its spectrum and its exact optimum, by NumPy."""

import numpy as np
import pytest

from gd import Expression
from gd.problem import MAXIMISE


@pytest.mark.parametrize(
    ("text", "A", "b"),
    [
        ("w^2", [[2]], [0]),
        ("(x + 2y - 7)^2 + (2x + y - 5)^2", [[10, 8], [8, 10]], [34, 38]),
        ("x^2 - y^2", [[2, 0], [0, -2]], [0, 0]),
        ("(x + y)^2/3", [[2 / 3, 2 / 3], [2 / 3, 2 / 3]], [0, 0]),
        ("x + 2y", [[0, 0], [0, 0]], [-1, -2]),
        ("3x y - z(x - 4) + 2z^2/5", [[0, 3, -1], [3, 0, 0], [-1, 0, 0.8]], [0, 0, -4]),
        ("-w^2 + sqrt(4)*w + log(3)", [[-2]], [-2]),
    ],
)
def test_a_quadratic_is_seen_with_its_spectrum(text: str, A: list[list[float]], b: list[float]) -> None:
    formula = Expression(text)
    spectrum, size = formula.spectrum, np.abs(A).max()
    assert spectrum is not None
    V = spectrum.directions
    np.testing.assert_allclose(V.T @ V, np.eye(len(b)), atol=1e-12)
    np.testing.assert_allclose(V @ np.diag(spectrum.eigenvalues) @ V.T, A, atol=1e-12 * size)
    np.testing.assert_allclose(V @ spectrum.slopes, b, atol=1e-12 * max(1, np.abs(b).max()))
    np.testing.assert_allclose(spectrum.eigenvalues, np.linalg.eigvalsh(A), atol=1e-12 * size)


def test_the_exact_minimum_of_a_quadratic() -> None:
    def exact(text: str) -> list[float] | None:
        found = Expression(text).exact()
        return None if found is None else found.round(12).tolist()

    assert exact("(x + 2y - 7)^2 + (2x + y - 5)^2") == [1, 3]
    assert exact("w^2 - 3w") == [1.5]
    assert exact("(x + y - 2)^2/3") == [1, 1]  # the shortest of a line of them
    assert exact("x + 2y") is None  # falls for ever
    assert exact("x^2 - y^2") is None  # a saddle
    assert exact("4w - w^2") == [2.0]
    assert Expression("4w - w^2").goal == MAXIMISE
    assert exact("x^2 + y") is None
    assert exact("w^4") is None  # no quadratic


@pytest.mark.parametrize(
    "text",
    [
        "w1^2 + w2^4",
        "|w|",
        "w|w|",
        "max(w, 2w)",
        "min(w, 0) w",
        "relu(w)",
        "sin(w)",
        "w^2.5",
        "1/w",
        "x^2/y",
        "w^2/e^w",
    ],
)
def test_what_is_no_quadratic_has_no_spectrum(text: str) -> None:
    formula = Expression(text)
    assert formula.spectrum is None
    assert formula.exact() is None
    assert formula.gradient_rounding(np.ones(len(formula.names))).tolist() == [0] * len(formula.names)


def test_a_quadratic_out_of_range_is_not_seen() -> None:
    for within in ("1e99x^2 - y", "1e-99x^2 + x y", "0x^2 + y^2"):
        assert Expression(within).spectrum is not None
    for beyond in ("1e101x^2 - y", "1e-101x^2 + x y", "x^2 - 1e101x", "1e300*(1e300*x)"):
        assert Expression(beyond).spectrum is None


def test_at_the_minimum_of_a_quadratic_the_gradient_is_below_its_rounding() -> None:
    formula = Expression("(0.1x + 0.7y - 0.3)^2 + (0.2x - 0.1y - 0.7)^2")
    minimum = formula.exact()
    assert minimum is not None
    assert (np.abs(formula.gradient(minimum)) <= formula.gradient_rounding(minimum)).all()
    beside = minimum + 1e-6
    assert (np.abs(formula.gradient(beside)) > formula.gradient_rounding(beside)).all()
