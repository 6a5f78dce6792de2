"""Optimizers: against tables worked out by hand, against PyTorch step by step, and by their mathematical properties."""

import re
from typing import Any

import numpy as np
import pytest

from gd.arguments import Arguments
from gd.arrays import Array
from gd.descent import descend
from gd.likelihood import GaussianLikelihood
from gd.optimizers import OPTIMIZERS, PLAIN, AdaGrad, Adam, LineSearch, Momentum, Nesterov, Optimizer, RMSProp
from gd.problem import MAXIMISE, MINIMISE, Problem
from gd.problems import PowerSum, Quadratic
from gd.run import Stop
from gd.schedules import Exponential
from tests.test_descent import BOWL, RAVINE, VALLEY, Negative
from tests.torch_reference import LEARNING_RATE, STEPS, frozen

every_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=list(OPTIMIZERS))

# --- By hand ---


def test_plain_on_the_bowl_from_twenty() -> None:
    run = descend(BOWL, [20], learning_rate=0.1, epochs=3, optimizer=PLAIN)
    assert run.weights[:, 0] == pytest.approx([20, 16, 12.8, 10.24])


def test_momentum_by_hand() -> None:
    # J = w², g = 2w, η = ¼, β = ½.
    # t  g    v = v/2 + g   w = w − v/4
    # 1  2    2             1 − ½ = ½
    # 2  1    1 + 1 = 2     ½ − ½ = 0
    # 3  0    1 + 0 = 1     0 − ¼ = −¼
    # 4  −½   ½ − ½ = 0     −¼
    run = descend(BOWL, [1], learning_rate=0.25, epochs=4, optimizer=Momentum(0.5))
    assert run.weights[:, 0].tolist() == [1, 0.5, 0, -0.25, -0.25]


def test_nesterov_by_hand() -> None:
    # J = w², g = 2w, η = ¼, β = ½.
    # t  g     v = v/2 + g       w = w − (g + v/2)/4
    # 1  2     2                 1 − (2 + 1)/4 = ¼
    # 2  ½     1 + ½ = 3/2       ¼ − (½ + ¾)/4 = −1/16
    # 3  −1/8  ¾ − 1/8 = 5/8     −1/16 − (−1/8 + 5/16)/4 = −7/64
    run = descend(BOWL, [1], learning_rate=0.25, epochs=3, optimizer=Nesterov(0.5))
    assert run.weights[:, 0].tolist() == [1, 1 / 4, -1 / 16, -7 / 64]


def steps(optimizer: Optimizer, gradients: list[float], learning_rate: float = 1.0) -> list[float]:
    """The optimizer's steps for a sequence of gradients."""
    state = optimizer.begin(BOWL, np.zeros(1))
    made = []
    for t, g in enumerate(gradients, 1):
        step, state = optimizer.step(state, np.array([g]), learning_rate, t)
        made.append(float(step[0]))
    return made


def test_adagrad_by_hand() -> None:
    # s = 3² = 9, 9 + 4² = 25, 25 + 12² = 169; with ε = 1 the steps are 2g/(√s + 1).
    assert steps(AdaGrad(eps=1), [3, -4, 12], 2.0) == pytest.approx([2 * 3 / 4, -2 * 4 / 6, 2 * 12 / 14])


def test_rmsprop_by_hand() -> None:
    # α = ¾: s = 4²/4 = 4, 3 + 2²/4 = 4, 3 + 2²/4 = 4, 3 + 6²/4 = 12; with ε = 1 the steps are 3g/(√s + 1).
    made = steps(RMSProp(alpha=0.75, eps=1), [4, 2, -2, 6], 3.0)
    assert made == pytest.approx([4, 2, -2, 18 / (np.sqrt(12) + 1)])


def test_adam_by_hand() -> None:
    # β₁ = ½, β₂ = ¾, ε = 1.
    # t  g   m = m/2 + g/2   v = 3v/4 + g²/4   m̂ = m/(1 − ½ᵗ)   v̂ = v/(1 − ¾ᵗ)         step = m̂/(√v̂ + 1)
    # 1  4   2               4                 2/½ = 4            4/¼ = 16             4/5
    # 2  2   1 + 1 = 2       3 + 1 = 4         2/¾ = 8/3          4/(7/16) = 64/7      (8/3)/(8/√7 + 1)
    # 3  −2  1 − 1 = 0       3 + 1 = 4         0                                      0
    # 4  2   0 + 1 = 1       3 + 1 = 4         1/(15/16) = 16/15  4/(175/256)          (16/15)/(32/√175 + 1)
    made = steps(Adam(betas=(0.5, 0.75), eps=1), [4, 2, -2, 2])
    assert made == pytest.approx([4 / 5, (8 / 3) / (8 / 7**0.5 + 1), 0, (16 / 15) / (32 / 175**0.5 + 1)])


def test_line_search_by_hand() -> None:
    # J = (w₁² + 9w₂²)/2 from (9, 1): g = (9, 9), gᵀg = 162, gᵀAg = 81 + 729 = 810, so the rate is 1/5 and the next
    # weights are (36/5, −4/5): 4/5 of the previous ones, mirrored. This repeats, which is the slowest convergence.
    run = descend(Quadratic([[1, 0], [0, 9]], [0, 0]), [9, 1], learning_rate=1, epochs=3, optimizer=LineSearch())
    assert run.weights == pytest.approx(np.array([[9, 1], [7.2, -0.8], [5.76, 0.64], [4.608, -0.512]]))


# --- PyTorch's own numbers ---

PYTORCH: list[tuple[Optimizer, str]] = [
    (PLAIN, "SGD()"),
    (Momentum(), "SGD(momentum=0.9)"),
    (Momentum(0.3), "SGD(momentum=0.3)"),
    (Nesterov(), "SGD(momentum=0.9, nesterov=True)"),
    (Nesterov(0.3), "SGD(momentum=0.3, nesterov=True)"),
    (AdaGrad(), "Adagrad()"),
    (AdaGrad(eps=0.1), "Adagrad(eps=0.1)"),
    (RMSProp(), "RMSprop()"),
    (RMSProp(alpha=0.5, eps=0.1), "RMSprop(alpha=0.5, eps=0.1)"),
    (Adam(), "Adam()"),
    (Adam(betas=(0.5, 0.7), eps=0.1), "Adam(betas=(0.5, 0.7), eps=0.1)"),
]
PROBLEMS = {"valley": VALLEY, "ravine": RAVINE, "likelihood": GaussianLikelihood([1, 2, 6])}


@pytest.mark.parametrize("goal", [MINIMISE, MAXIMISE])
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("optimizer", "call"), PYTORCH, ids=[call for _, call in PYTORCH])
def test_an_optimizer_steps_as_pytorch_does(optimizer: Optimizer, call: str, problem: str, goal: str) -> None:
    weights = np.array(frozen(call, problem, goal))
    assert len(weights) > 6
    run = descend(
        PROBLEMS[problem], weights[0], learning_rate=LEARNING_RATE, epochs=STEPS[-1], optimizer=optimizer, goal=goal
    )
    # Maximising on the valley magnifies the rounding of the first steps a thousandfold before it overflows; the
    # other paths magnify it less.
    np.testing.assert_allclose(run.weights[np.isin(run.epochs, STEPS)], weights, rtol=1e-11, atol=1e-12)


# --- Properties of each optimizer ---


@every_optimizer
def test_to_maximise_is_to_minimise_the_negative(optimizer: Optimizer) -> None:
    mirror = Quadratic(-RAVINE.A, -RAVINE.b) if isinstance(optimizer, LineSearch) else Negative(RAVINE)
    down = descend(RAVINE, [3, -1], learning_rate=0.02, epochs=50, optimizer=optimizer)
    up = descend(mirror, [3, -1], learning_rate=0.02, epochs=50, optimizer=optimizer, goal=MAXIMISE)
    assert up.weights.tolist() == down.weights.tolist()
    assert down.final_cost < down.costs[0]


@every_optimizer
def test_an_optimizer_changes_nothing_that_it_is_given(optimizer: Optimizer) -> None:
    state, gradient = optimizer.begin(RAVINE, np.ones(2)), np.array([3.0, -4.0])
    _, state = optimizer.step(state, gradient, 0.1, 1)
    before = [part.copy() for part in state]
    once, again = (optimizer.step(state, gradient, 0.1, 2)[0].tolist() for _ in range(2))
    assert once == again
    assert [part.tolist() for part in state] == [part.tolist() for part in before]
    assert gradient.tolist() == [3, -4]


@every_optimizer
def test_without_a_gradient_an_optimizer_stays_where_it_begins(optimizer: Optimizer) -> None:
    run = descend(BOWL, [0], learning_rate=0.1, epochs=5, optimizer=optimizer)
    assert (run.stop, run.weights.tolist()) == (Stop.EPOCHS, [[0]] * 6)


@pytest.mark.parametrize("optimizer", [Momentum(0), Nesterov(0)])
def test_without_momentum_it_is_plain_descent(optimizer: Optimizer) -> None:
    run, plain = (descend(VALLEY, [2, 1], learning_rate=0.05, epochs=100, optimizer=r) for r in (optimizer, PLAIN))
    assert run.weights.tolist() == plain.weights.tolist()


def test_the_first_step_of_adam_is_the_rate_whatever_the_slope() -> None:
    run = descend(PowerSum((2, 2)), [1e-3, 1e3], learning_rate=0.1, epochs=1, optimizer=Adam())
    assert run.weights[0] - run.weights[1] == pytest.approx([0.1, 0.1], rel=1e-5)


@pytest.mark.parametrize("optimizer", [Momentum(), Nesterov(), RMSProp(), Adam()], ids=lambda optimizer: optimizer.name)
def test_other_optimizers_compute_every_epoch(optimizer: Optimizer) -> None:
    settings: dict[str, Any] = {"learning_rate": 0.01, "epochs": 300, "optimizer": optimizer}
    full, thinned = descend(RAVINE, [3, -1], **settings), descend(RAVINE, [3, -1], keep=10, **settings)
    assert thinned.weights.tolist() == full.weights[thinned.epochs].tolist()
    assert thinned.costs.tolist() == full.costs[thinned.epochs].tolist()


def test_only_plain_descent_on_a_quadratic_has_a_closed_form() -> None:
    start = np.zeros(2)
    assert Arguments(RAVINE, start, 0.1, 10).can_leap
    assert Arguments(RAVINE, start, 0.1, 10, optimizer=PLAIN).can_leap
    assert not Arguments(VALLEY, start, 0.1, 10).can_leap
    assert not Arguments(RAVINE, start, 0.1, 10, optimizer=Momentum(0)).can_leap
    assert not Arguments(RAVINE, start, 0.1, 10, schedule=Exponential()).can_leap


@pytest.mark.parametrize("optimizer", [Momentum(), Nesterov()])
def test_a_heavy_ball_that_diverges_keeps_what_is_finite(optimizer: Optimizer) -> None:
    run = descend(BOWL, [20], learning_rate=3, epochs=10_000, optimizer=optimizer)
    assert run.stop is Stop.DIVERGED
    assert np.isfinite(run.weights).all()
    assert run.final_cost > 1e300


def test_an_optimizer_ends_at_the_tolerance() -> None:
    run = descend(RAVINE, [3, -1], learning_rate=0.05, epochs=10_000, tolerance=1e-9, optimizer=Momentum(0.5))
    assert run.stop is Stop.TOLERANCE
    assert run.final_weights == pytest.approx([1, 2], abs=1e-7)


# --- Exact line search ---


def gradients(problem: Problem, weights: Array) -> Array:
    return np.array([problem.gradient(w) for w in weights])


def test_line_search_turns_at_right_angles_and_never_climbs() -> None:
    # (1, 2) + (−25 + 1, 25 + 1) is the worst start: an epoch leaves 24/26 of the distance.
    run = descend(RAVINE, [-23, 28], learning_rate=1, epochs=300, optimizer=LineSearch())
    g = gradients(RAVINE, run.weights)
    sizes = np.linalg.norm(g, axis=1)
    turning = sizes[1:] > 1e-6 * sizes[0]  # later it is dominated by rounding
    assert turning.sum() > 150
    assert (np.abs((g[1:] * g[:-1]).sum(axis=1)) <= 1e-9 * sizes[1:] * sizes[:-1])[turning].all()
    assert (np.diff(run.costs) <= 1e-12).all()
    assert run.final_weights == pytest.approx([1, 2], abs=1e-8)


@pytest.mark.parametrize("rate", [1e-6, 1e6])
def test_line_search_finds_its_own_rate(rate: float) -> None:
    run = descend(BOWL, [20], learning_rate=rate, epochs=1, optimizer=LineSearch())
    assert run.final_weights.tolist() == [0]


@pytest.mark.parametrize("start", [1e-170, 1e150])
def test_line_search_copes_with_slopes_whose_squares_do_not_fit(start: float) -> None:
    run = descend(BOWL, [start], learning_rate=1, epochs=1, optimizer=LineSearch())
    assert run.final_weights.tolist() == [0]


@pytest.mark.parametrize(
    ("problem", "goal"),
    [(PowerSum((1,)), MINIMISE), (BOWL, MAXIMISE), (Quadratic([[-1]], [0]), MINIMISE)],
    ids=["straight down", "bowl, upwards", "hill, downwards"],
)
def test_line_search_leaves_at_once_where_there_is_no_lowest_point(problem: Problem, goal: str) -> None:
    run = descend(problem, [1], learning_rate=1, epochs=10, optimizer=LineSearch(), goal=goal)
    assert (run.stop, run.epochs.tolist()) == (Stop.DIVERGED, [0])


@pytest.mark.parametrize("problem", [VALLEY, GaussianLikelihood([1, 2, 6]), Negative(RAVINE)])
def test_line_search_wants_a_quadratic(problem: Problem) -> None:
    with pytest.raises(
        ValueError, match=r"exact line search holds only for a quadratic J, and this J isn't quadratic\."
    ):
        descend(problem, [1, 1], learning_rate=1, epochs=0, optimizer=LineSearch())


def test_line_search_wants_no_schedule() -> None:
    with pytest.raises(ValueError, match=r"^Exact line search finds its own rate"):
        descend(RAVINE, [1, 1], learning_rate=1, epochs=3, optimizer=LineSearch(), schedule=Exponential())


# --- Names, defaults, invalid values ---


def test_the_names_and_defaults() -> None:
    assert list(OPTIMIZERS) == ["plain", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "linesearch"]
    assert all(optimizer.name == name for name, optimizer in OPTIMIZERS.items())
    assert OPTIMIZERS["momentum"] == Momentum(momentum=0.9)
    assert OPTIMIZERS["nesterov"] == Nesterov(momentum=0.9)
    assert OPTIMIZERS["adagrad"] == AdaGrad(eps=1e-10)
    assert OPTIMIZERS["rmsprop"] == RMSProp(alpha=0.99, eps=1e-8)
    assert OPTIMIZERS["adam"] == Adam(betas=(0.9, 0.999), eps=1e-8)


@pytest.mark.parametrize("optimizer", [Momentum, Nesterov])
@pytest.mark.parametrize("momentum", [-0.1, 1, np.nan, np.inf])
def test_a_momentum_out_of_bounds_is_refused(optimizer: Any, momentum: float) -> None:
    given = "not a number" if np.isnan(momentum) else momentum
    sentence = re.escape(f"momentum is {given}, but a number from 0 to below 1 is wanted.")
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        optimizer(momentum)


@pytest.mark.parametrize("optimizer", [AdaGrad, RMSProp, Adam])
@pytest.mark.parametrize("eps", [0, -1e-8, np.nan, np.inf])
def test_an_epsilon_out_of_bounds_is_refused(optimizer: Any, eps: float) -> None:
    with pytest.raises(ValueError, match=r"^eps is .*, but a finite number above 0 is wanted\.$"):
        optimizer(eps=eps)


@pytest.mark.parametrize("share", [-0.1, 1, np.nan])
def test_a_share_out_of_bounds_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match=r"^alpha is .*, but a number from 0 to below 1"):
        RMSProp(alpha=share)
    for betas in [(share, 0.999), (0.9, share)]:
        with pytest.raises(ValueError, match=r"^beta is .*, but a number from 0 to below 1"):
            Adam(betas=betas)
