"""The page's verdict on runs with a known outcome, sentence by sentence."""

from collections.abc import Callable

import numpy as np
import pytest

from gd.experiments.experiment import Experiment
from gd.experiments.settings import Settings
from gd.explain.scaling import scaling_of
from gd.explain.verdict import verdict
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome
from tests.experiments.test_scenarios import built_in
from tests.explain.test_verdict import sentences

# (problem, changes to its settings, outcome, verdict)
VERDICTS = {
    "converged by tolerance": (
        "parabola",
        {"tolerance": 0.01},  # 0.2 · 20 · 0.8²⁷ = 0.0097
        Outcome.CONVERGED,
        "J fell from 400 to 0.001497 in 28 epochs. It stopped early: the last epoch changed no weight by as "
        "much as the tolerance, 0.01. 99.9 % of the possible drop was done by epoch 16.",
    ),
    "at rest": (
        "parabola",
        {"epochs": 10_000},
        Outcome.CONVERGED,
        "J fell from 400 to 0 in 10,000 epochs. Another epoch would change nothing. 99.9 % of the possible "
        "drop was done by epoch 16.",
    ),
    "at rest from the start": (
        "ravine",
        {"w0": (1.0, 2.0)},
        Outcome.CONVERGED,
        "J stayed at −56.5 in 60 epochs. Another epoch would change nothing. The start is already the minimum.",
    ),
    "growing from the optimum": (
        "ravine",
        {"w0": (1.00000001, 2.00000001), "learning_rate": 0.1, "epochs": 300},
        Outcome.DIVERGING,
        "J rose from −56.5 to 1.129 × 10⁹¹, the wrong way, in 300 epochs. The rate 0.1 is above 0.08, the "
        "stability limit: each step lands further away on the other side; the start is the optimum except for"
        " rounding, which every step enlarges.",
    ),
    "arrived": (
        "parabola",
        {"epochs": 16},  # 0.8³² = 0.00079
        Outcome.CONVERGED,
        "J fell from 400 to 0.3169 in 16 epochs. 99.9 % of the possible drop was done by epoch 16.",
    ),
    "nearly arrived": (
        "parabola",
        {"epochs": 15},
        Outcome.IMPROVING,
        "J fell from 400 to 0.4952 in 15 epochs. 99.87 % of the possible drop is done, and 99.9 % would take "
        "until epoch 16.",
    ),
    "still moving": (
        "parabola",
        {"epochs": 1},
        Outcome.IMPROVING,
        "J fell from 400 to 256 in 1 epoch. 36 % of the possible drop is done, and 99.9 % would take until epoch 16.",
    ),
    "overshooting, and yet arriving": (
        "parabola",
        {"learning_rate": 0.75, "epochs": 2},
        Outcome.IMPROVING,
        "J fell from 400 to 25 in 2 epochs. It overshoots, but converges: 93.75 % of the possible drop is "
        "done, and 99.9 % would take until epoch 5.",
    ),
    "at the edge of stability": (
        "parabola",
        {"learning_rate": 1.0},
        Outcome.OSCILLATING,
        "J stayed at 400 in 30 epochs. At 1, the stability limit, it oscillates for ever and never gets any closer.",
    ),
    "at the edge but for rounding": (
        "dummy-trap",
        {"init": "zeros", "learning_rate": np.nextafter(2 / 15, 1)},  # ± (1/3, 1/6, 1/6) beside the optimum for ever
        Outcome.OSCILLATING,
        "The mean squared error fell from 0.5 to 0.25 in 1,000 epochs. At 0.1333, the stability limit, it "
        "oscillates along intercept + … for ever, and only 50 % of the possible drop is ever done.",
    ),
    "above the edge, not yet grown": (
        "ravine",
        {"learning_rate": 0.1, "epochs": 1, "w0": (11.001, -7.999)},  # along the floor, and a thousandth up the wall
        Outcome.DIVERGING,
        "J fell from 43.5 to 24.5 in 1 epoch. The rate 0.1 is above 0.08, the stability limit: along w₁ + w₂,"
        " each step lands further away on the other side; epoch 888 would pass 1.8 × 10³⁰⁸, the largest "
        "floating-point number.",
    ),
    "growing": (
        "parabola",
        {"learning_rate": 1.5, "epochs": 3},
        Outcome.DIVERGING,
        "J rose from 400 to 25,600, the wrong way, in 3 epochs. The rate 1.5 is above 1, the stability limit:"
        " each step lands further away on the other side; epoch 508 would pass 1.8 × 10³⁰⁸, the largest "
        "floating-point number.",
    ),
    "diverged": (
        "parabola",
        {"learning_rate": 1.1, "epochs": 100_000},
        Outcome.DIVERGING,
        "J rose from 400 to 1.744 × 10³⁰⁸, the wrong way, in 1,930 epochs, and epoch 1,931 passed "
        "1.8 × 10³⁰⁸, the largest floating-point number (predicted: 1,931). The rate 1.1 is above 1, the "
        "stability limit: each step lands further away on the other side.",
    ),
    "diverged where J isn't quadratic": (
        "valley",
        {"learning_rate": 0.5},
        Outcome.DIVERGING,
        "J rose from 9.062 to 4.342 × 10²⁸⁰, the wrong way, in 5 epochs, and epoch 6 passed 1.8 × 10³⁰⁸, the "
        "largest floating-point number. The rate 0.5 is above 0.2222, the stability limit from here: each "
        "step lands further away on the other side.",
    ),
    "ascent": (
        "likelihood",
        {"epochs": 10_000},
        Outcome.CONVERGED,
        "J rose from −1.991 to 0.1084 in 10,000 epochs. Another epoch would change nothing. 99.9 % of the "
        "possible rise was done by epoch 75.",
    ),
    "ascent on the bowl": (
        "parabola",
        {"goal": "maximise", "epochs": 3},
        Outcome.DIVERGING,
        "J rose from 400 to 1,194 in 3 epochs. J has no maximum: it rises without end; epoch 1,931 would pass"
        " 1.8 × 10³⁰⁸, the largest floating-point number.",
    ),
    "ascent on the bowl for ever": (
        "parabola",
        {"goal": "maximise", "epochs": 100_000},
        Outcome.DIVERGING,
        "J rose from 400 to 1.744 × 10³⁰⁸ in 1,930 epochs, and epoch 1,931 passed 1.8 × 10³⁰⁸, the largest "
        "floating-point number (predicted: 1,931). J has no maximum: it rises without end.",
    ),
    "regression": (
        "dummy-trap",
        {"init": "zeros", "epochs": 1},  # w = (0.005, 0, 0.005): ½ (0.005² + 0.99²)
        Outcome.IMPROVING,
        "The mean squared error fell from 0.5 to 0.4901 in 1 epoch. 1.987 % of the possible drop is done, and"
        " 99.9 % of what the features can explain would take until epoch 690; the slowest direction is "
        "group=a − group=b.",
    ),
    "regression, growing": (
        "dummy-trap",
        {"init": "zeros", "learning_rate": 0.2, "epochs": 3},  # the factors are 1 − 0.2 · 15 = −2 and 1 − 0.2 · 5 = 0
        Outcome.DIVERGING,
        "The mean squared error rose from 0.5 to 16, the wrong way, in 3 epochs. The rate 0.2 is above "
        "0.1333, the stability limit: along intercept + …, each step lands further away on the other side; "
        "epoch 512 would pass 1.8 × 10³⁰⁸, the largest floating-point number.",
    ),
    "crawling": (
        "parabola",
        {"learning_rate": 0.0001, "epochs": 30},  # 0.9998⁶⁰ = 0.988
        Outcome.TOO_SLOW,
        "J fell from 400 to 395.2 in 30 epochs. 1.192 % of the possible drop is done, and 99.9 % would take "
        "until epoch 17,268. The rate 0.0001 is far too small, and 0.5, the fastest from here, would need 1 "
        "epoch.",
    ),
    "crawling for the scale of the columns": (
        "unscaled",
        {},
        Outcome.TOO_SLOW,
        "The mean squared error fell from 40,560 to 696.7 in 1,000 epochs. 98.36 % of the possible drop is "
        "done, and 99.9 % of what the features can explain would take until epoch 7.13 × 10⁹. Even the "
        "fastest rate from here, 1.093 × 10⁻⁷, needs 6.524 × 10⁹ epochs: in its most curved direction J "
        "curves 3.986 × 10⁹ times as much as in its least curved one. Standardise the columns: then the rate "
        "0.774 needs 6 epochs.",
    ),
    "stopped while crawling": (
        "parabola",
        {"learning_rate": 1e-06, "tolerance": 0.01},
        Outcome.TOO_SLOW,
        "J fell by 0.0016 from 400 in 1 epoch. It stopped early: the last epoch changed no weight by as much "
        "as the tolerance, 0.01. Less than 0.01 % of the possible drop is done, and 99.9 % would take until "
        "epoch 1,726,938. The rate 10⁻⁶ is far too small, and 0.5, the fastest from here, would need 1 epoch.",
    ),
    "lost in rounding": (
        "dummy-trap",
        {"learning_rate": 1e-15, "init": "given", "w0": (5.0, 0.0, -4.0), "epochs": 5},
        Outcome.TOO_SLOW,
        "The mean squared error stayed near 12.5 in 5 epochs. Less than 0.01 % of the possible drop is done, "
        "and 99.9 % of what the features can explain would take until epoch 1.013 × 10¹⁵. The rate 10⁻¹⁵ is "
        "far too small, and 0.0982, the fastest from here, would need 8 epochs.",
    ),
    "shrinking and overshooting": (
        "ravine",
        {},
        Outcome.CONVERGED,
        "J fell from 6 to −56.5 in 60 epochs. It overshoots along w₁ + w₂, but converges: 99.9 % of the "
        "possible drop was done by epoch 35; the slowest direction is w₁ − w₂.",
    ),
    "overshooting along one of three": (
        "unscaled",
        {"scale": True, "learning_rate": 0.8, "epochs": 30},
        Outcome.CONVERGED,
        "The mean squared error fell from 40,560 to 33.24 in 30 epochs. It overshoots along bill_length_mm + "
        "body_mass_g + …, but converges: 99.9 % of what the features can explain was reached by epoch 6.",
    ),
    "at the edge, and the rest arrives": (
        "ravine",
        {"learning_rate": 0.08},  # 56.25 of the 62.5 are on the walls
        Outcome.OSCILLATING,
        "J fell from 6 to −0.2497 in 60 epochs. At 0.08, the stability limit, it oscillates along w₁ + w₂ for"
        " ever, and only 10 % of the possible drop is ever done.",
    ),
    "where J isn't quadratic": (
        "valley",
        {},
        Outcome.CONVERGED,
        "J fell from 9.062 to 0.0001476 in 200 epochs. 99.9 % of the possible drop was done by epoch 33.",
    ),
    "where J isn't quadratic, far from the optimum": (
        "likelihood",
        {},
        Outcome.CONVERGED,
        "J rose from −1.991 to 0.1084 in 100 epochs. 99.9 % of the possible rise was done by epoch 75.",
    ),
    "no maximum of a likelihood upside down": (
        "likelihood",
        {"goal": "minimise", "w0": (5.0, 0.0), "epochs": 3},
        Outcome.DIVERGING,
        "J fell from −1.043 to −1.156 in 3 epochs. J has no minimum to converge to.",
    ),
    "a tolerance so large that a step away is within it": (
        "parabola",
        {"learning_rate": 1.1, "tolerance": 100.0},
        Outcome.DIVERGING,
        "J rose from 400 to 576, the wrong way, in 1 epoch. It stopped early: the last epoch changed no "
        "weight by as much as the tolerance, 100. The rate 1.1 is above 1, the stability limit: each step "
        "lands further away on the other side; epoch 1,931 would pass 1.8 × 10³⁰⁸, the largest floating-point"
        " number.",
    ),
    "a tolerance so large that the first step is within it": (
        "parabola",
        {"tolerance": 100.0},
        Outcome.IMPROVING,
        "J fell from 400 to 256 in 1 epoch. It stopped early: the last epoch changed no weight by as much as "
        "the tolerance, 100. 36 % of the possible drop is done, and 99.9 % would take until epoch 16.",
    ),
    "the same where J isn't quadratic": (
        "likelihood",
        {"tolerance": 100.0},
        Outcome.IMPROVING,
        "J rose from −1.991 to −1.841 in 1 epoch. It stopped early: the last epoch changed no weight by as "
        "much as the tolerance, 100. 7.136 % of the possible rise is done, and another epoch would still "
        "change a weight by 0.06134.",
    ),
    "never settling, and at its last epoch worse off": (
        "likelihood",
        {"learning_rate": 0.5, "epochs": 10},
        Outcome.OSCILLATING,
        "J fell from −1.991 to −2.947, the wrong way, in 10 epochs. J is further from its maximum than at the"
        " start. The rate 0.5 is above 0.09426, the stability limit at the maximum, so the run can't settle "
        "there.",
    ),
    "never settling, and close by for once": (
        "likelihood",
        {"learning_rate": 0.0945, "epochs": 20_000},
        Outcome.OSCILLATING,
        "J rose from −1.991 to 0.1072 in 20,000 epochs. 99.94 % of the possible rise is done. The rate 0.0945"
        " is above 0.09426, the stability limit at the maximum, so the run can't settle there.",
    ),
    "not yet jumping": (
        "likelihood",
        {"learning_rate": 0.5, "epochs": 4},
        Outcome.OSCILLATING,
        "J rose from −1.991 to −0.4631 in 4 epochs. 72.77 % of the possible rise is done. The rate 0.5 is "
        "above 0.09426, the stability limit at the maximum, so the run can't settle there.",
    ),
    "steps lost in rounding": (
        "valley",
        {"learning_rate": 1e-15, "epochs": 5, "w0": (0.0, 0.01)},
        Outcome.TOO_SLOW,
        "J stayed at 10⁻⁸ in 5 epochs. Another epoch would change nothing. None of the possible drop is done,"
        " and each step is smaller than the rounding of the weights.",
    ),
    "past all numbers at once": (
        "valley",
        {"w0": (1.0, 1e76)},
        Outcome.DIVERGING,
        "J is 10³⁰⁴ at the start, and already epoch 1 passed 1.8 × 10³⁰⁸, the largest floating-point number. "
        "The rate 0.05 is above 5 × 10⁻¹⁵³, the stability limit from here: each step lands further away on "
        "the other side.",
    ),
    "past all numbers at once, as foretold": (
        "parabola",
        {"w0": (1e153,), "learning_rate": 1e6},
        Outcome.DIVERGING,
        "J is 10³⁰⁶ at the start, and already epoch 1 passed 1.8 × 10³⁰⁸, the largest floating-point number "
        "(predicted: 1). The rate 1,000,000 is above 1, the stability limit: each step lands further away on "
        "the other side.",
    ),
}


@pytest.mark.parametrize(("problem", "changes", "expected", "sentence"), VERDICTS.values(), ids=VERDICTS)
def test_what_happened_is_said_in_a_sentence(problem: str, changes: dict, expected: Outcome, sentence: str) -> None:
    experiment = built_in(problem, **changes)
    analysis = Analysis(experiment.arguments, experiment.run())
    said = verdict(analysis, lambda: scaling_of(analysis, experiment, standardising(problem)))
    assert said == sentence
    assert sentences(said) <= 4
    assert outcome(analysis) is expected


def standardising(problem: str) -> Callable[[Settings], Experiment]:
    return lambda settings: built_in(problem, learning_rate=settings.learning_rate, scale=settings.scale)
