"""Reference numbers from PyTorch, stored in torch_reference.json so that tests don't need PyTorch.

To recreate the file: `pip install torch`, then `python -m tests.torch_reference`, which prints how far the new numbers
are from the old ones. The costs are written out here and differentiated by PyTorch, independently of gd.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".json")

LEARNING_RATE = 0.02
STEPS = [*range(11), *range(15, 41, 5)]
"""The steps whose weights are stored, where 0 is the start. An error in a step in between affects those after it."""

Settings = dict[str, Any]
OPTIMIZERS: list[tuple[str, Settings]] = [
    ("SGD", {}),
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.3}),
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("SGD", {"momentum": 0.3, "nesterov": True}),
    ("Adagrad", {}),
    ("Adagrad", {"eps": 0.1}),
    ("RMSprop", {}),
    ("RMSprop", {"alpha": 0.5, "eps": 0.1}),
    ("Adam", {}),
    ("Adam", {"betas": (0.5, 0.7), "eps": 0.1}),
]


def valley(w: Any) -> Any:
    """w₁² + w₂⁴."""
    return w[0] ** 2 + w[1] ** 4


def ravine(w: Any) -> Any:
    """½ wᵀAw − bᵀw with A = (13 12; 12 13) and b = (37, 38)."""
    return 6.5 * w[0] ** 2 + 12 * w[0] * w[1] + 6.5 * w[1] ** 2 - 37 * w[0] - 38 * w[1]


def likelihood(w: Any) -> Any:
    """The mean log-likelihood of the sample 1, 2, 6 under N(μ, σ²) at w = (μ, log σ), up to a constant."""
    return -w[1] - sum((x - w[0]) ** 2 for x in (1, 2, 6)) / 3 / (2 * (2 * w[1]).exp())


PROBLEMS: dict[str, tuple[Callable[[Any], Any], list[float]]] = {
    "valley": (valley, [2, 1.5]),
    "ravine": (ravine, [3, -1]),
    "likelihood": (likelihood, [0.5, 1]),
}


def inverse_time(t: int) -> float:
    return 1 / (1 + 0.2 * t)


SCHEDULERS: list[tuple[str, Settings]] = [
    ("ConstantLR", {"factor": 1.0}),
    ("LambdaLR", {"lr_lambda": inverse_time}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 50}),
    ("CosineAnnealingLR", {"T_max": 50, "eta_min": 0.03}),
]


def frozen(*what: str) -> Any:
    """The stored numbers for a key, such as ("SGD(momentum=0.9)", "valley", "minimise")."""
    return json.loads(FILE.read_text(encoding="utf-8"))[" ".join(what)]


def call(name: str, settings: Settings) -> str:
    """The name of a constructor call in the file, such as SGD(momentum=0.9)."""
    arguments = (f"{key}={getattr(value, '__name__', value)}" for key, value in settings.items())
    return f"{name}({', '.join(arguments)})"


def path(name: str, settings: Settings, problem: str, goal: str) -> list[list[float]]:
    """The weights at the start and after the STEPS, as long as they and the cost are finite."""
    import torch

    cost, start = PROBLEMS[problem]
    w = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, name)([w], lr=LEARNING_RATE, maximize=goal == "maximise", **settings)
    weights = []
    while len(weights) <= STEPS[-1] and w.isfinite().all() and cost(w).isfinite():
        weights.append(w.tolist())
        optimizer.zero_grad()
        cost(w).backward()
        optimizer.step()
    return [weights[step] for step in STEPS if step < len(weights)]


def rates(name: str, settings: Settings) -> list[float]:
    """The learning rates of 50 epochs, starting from 0.3."""
    import torch

    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    scheduler = getattr(torch.optim.lr_scheduler, name)(optimizer, **settings)
    made = []
    for _ in range(50):
        made.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return made


def make() -> dict[str, Any]:
    import torch

    paths = {
        f"{call(*optimizer)} {problem} {goal}": path(*optimizer, problem, goal)
        for optimizer in OPTIMIZERS
        for problem in PROBLEMS
        for goal in ("minimise", "maximise")
    }
    return {"torch": torch.__version__} | paths | {call(*scheduler): rates(*scheduler) for scheduler in SCHEDULERS}


def difference(old: Any, new: Any) -> float:
    """The largest difference between numbers in the same place, relative to the old one; infinite if places differ."""
    if isinstance(old, float) and isinstance(new, float):
        return abs(new - old) / abs(old)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return max(map(difference, old, new))
    return math.inf


if __name__ == "__main__":
    old, new = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}, make()
    lines = (f"{json.dumps(name)}: {json.dumps(numbers, separators=(',', ':'))}" for name, numbers in new.items())
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    if old:
        version = old.pop("torch")
        largest = max(difference(old.get(name), new.get(name)) for name in (old | new).keys() - {"torch"})
        print(f"The largest relative difference from PyTorch {version} to {new['torch']} is {largest:.2g}.")
    print(f"{FILE.name}: {FILE.stat().st_size / 1000:.0f} kB")
