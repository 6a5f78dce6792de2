"""What a link of version 1 leaves to the page: the defaults of that time.

They stay as they are: the page may begin otherwise one day (`gd.experiments.scenarios`), and a link means its run.
"""

from collections.abc import Mapping
from typing import Any

from gd.experiments.scenarios import defaults
from gd.experiments.settings import Settings, from_values

EVERYWHERE: Mapping[str, Any] = {
    "init": "given",
    "w0": (),
    "seed": 0,
    "rule": "plain",
    "momentum": 0.9,
    "alpha": 0.99,
    "beta1": 0.9,
    "beta2": 0.999,
    "schedule": "constant",
    "decay": 0.01,
    "gamma": 0.99,
    "tol": 0.0,
    "goal": "minimise",
    "reduction": "sum",
    "target": "",
    "features": (),
    "batch": 0,
    "scale": False,
    "drop_first": True,
    "f": "w1^2 + w2^4",
}
OF_PROBLEM: Mapping[str, Mapping[str, Any]] = {
    "parabola": {"lr": 0.1, "epochs": 30, "w0": (20.0,)},
    "valley": {"lr": 0.05, "epochs": 200, "w0": (2.0, 1.5)},
    "likelihood": {"lr": 0.05, "epochs": 100, "w0": (4.0, 0.0), "goal": "maximise"},
    "line": {"lr": 0.01, "epochs": 200, "init": "zeros", "target": "velocity_km_s", "features": ("distance_mpc",)},
    "ravine": {"lr": 0.076, "epochs": 60, "w0": (-3.0, 3.0)},
    "dummy-trap": {
        "lr": 0.001,
        "epochs": 1000,
        "init": "normal",
        "target": "y",
        "features": ("group",),
        "drop_first": False,
    },
    "unscaled": {
        "lr": 1e-07,
        "epochs": 1000,
        "init": "zeros",
        "reduction": "mean",
        "target": "flipper_length_mm",
        "features": ("bill_length_mm", "bill_depth_mm", "body_mass_g"),
    },
    "table": {"lr": 0.1, "epochs": 1000, "init": "zeros", "reduction": "mean", "scale": True},
    "function": {"lr": 0.05, "epochs": 100, "w0": (2.0, 1.5)},
}
"""The problems of that time, each with what it doesn't have in common with the others."""


def version_1(problem: str) -> Settings:
    """The settings of a link of version 1 that names this problem and nothing else; today's if it is a newer one."""
    if problem not in OF_PROBLEM:
        return defaults(problem)
    return from_values({**defaults(problem).values(), **EVERYWHERE, **OF_PROBLEM[problem]})
