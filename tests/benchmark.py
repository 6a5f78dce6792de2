"""Benchmarks with the targets next to the results: python -m tests.benchmark

Medians of several runs in one process, with the smallest and the largest as a measure of the machine's noise. Figures
to be compared with each other are measured alternately. If mlxtend or PyTorch is installed, its gradient descent is
timed too.
"""

import importlib.util
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from gd import LeastSquares, PowerSum, descend
from gd.experiments.built_in import DATA
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.factor import Factor
from gd.tables.dataset import read_csv
from tests.browser import speed
from tests.browser.conftest import chromium

PAGE = Path(__file__).parents[1] / "dashboard.py"
ROWS, COLUMNS = 1_000_000, 20


def milliseconds(*tasks: Callable[[], object], repeats: int = 9) -> list[list[float]]:
    """The duration of each repeat of each task; the tasks alternate, and a first round isn't counted."""
    times: list[list[float]] = [[] for _ in tasks]
    for repeat in range(repeats + 1):
        for task, taken in zip(tasks, times, strict=True):
            began = time.perf_counter()
            task()
            if repeat:
                taken.append(1000 * (time.perf_counter() - began))
    return times


def report(what: str, times: list[float], aim: float | None = None) -> None:
    median = statistics.median(times)
    verdict = "" if aim is None else f"aim {aim:g} ms: {'met' if median <= aim else 'MISSED'}"
    print(f"{what:<62}{median:10.3f} ms  ({min(times):.3f} to {max(times):.3f})   {verdict}")


def compare(what: str, times: list[float], others: list[float], aim: str, met: Callable[[float], bool]) -> None:
    """Print the ratio of two medians with its target."""
    ratio = statistics.median(times) / statistics.median(others)
    print(f"{what:<62}{ratio:10.3f}      aim {aim}: {'met' if met(ratio) else 'MISSED'}")


def runs() -> None:
    trap = prepare(defaults("dummy-trap"), read_csv(DATA / "dummy-trap.csv"))
    exercise = PowerSum((2, 4))
    (of_trap,) = milliseconds(trap.run)
    report("1,000 epochs of the trap", of_trap, 10)
    (of_exercise,) = milliseconds(lambda: descend(exercise, [2, 1.5], learning_rate=0.05, epochs=10_000))
    report("10,000 epochs of the exercise", of_exercise, 100)
    for name, problem, start in (
        ("trap", trap.problem, trap.start),
        ("bowl", PowerSum((2,)), [20.0]),
    ):
        few, many = milliseconds(
            lambda p=problem, w=start: descend(p, w, learning_rate=0.001, epochs=10**3),
            lambda p=problem, w=start: descend(p, w, learning_rate=0.001, epochs=10**9),
        )
        compare(f"10⁹ epochs of the {name} over 10³", many, few, "under 1.5", lambda ratio: ratio < 1.5)


def rows() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(ROWS, COLUMNS))
    y = X @ rng.normal(size=COLUMNS) + rng.normal(size=ROWS)
    w, eta = np.zeros(COLUMNS), 1e-8
    names = [f"x{d}" for d in range(COLUMNS)]

    def tutorial() -> None:
        nonlocal w
        w = w - eta * X.T @ (X @ w - y)

    epoch, fold = milliseconds(tutorial, lambda: Factor.of(X, y, names=names))
    report(f"one epoch of the tutorial's loop on {ROWS:,} × {COLUMNS}", epoch)
    report("the fold", fold)
    compare("the fold, in epochs of the tutorial", fold, epoch, "5 or fewer", lambda ratio: ratio <= 5)
    factor = Factor.of(X, y, names=names)
    problem = LeastSquares.from_factor(factor)
    run = lambda: descend(problem, np.zeros(COLUMNS), learning_rate=eta, epochs=1000)  # noqa: E731
    (after,) = milliseconds(run)
    each = [t / 1000 for t in after]
    compare("an epoch of the tutorial over one after the fold", epoch, each, "over 1,000", lambda ratio: ratio > 1000)
    for what, change in {
        "another rate (1,000 epochs)": run,
        "another reduction": lambda: LeastSquares.from_factor(factor, reduction="mean"),
        "half of the features": lambda: LeastSquares.from_factor(factor.select(names[::2])),
        "standardising": lambda: LeastSquares.from_factor(factor.standardise()),
    }.items():
        (taken,) = milliseconds(change)
        compare(f"{what}, in epochs of the tutorial", taken, epoch, "under 1: no pass", lambda ratio: ratio < 1)
    others(X, y, eta, epoch)


def others(X: np.ndarray, y: np.ndarray, eta: float, epoch: list[float]) -> None:
    """Time the full-batch gradient descent of other libraries, if installed, on the same rows."""
    if importlib.util.find_spec("torch"):
        import torch

        rows, target = torch.from_numpy(X), torch.from_numpy(y)
        w = torch.zeros(COLUMNS, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=eta)

        def step() -> None:
            optimizer.zero_grad()
            (0.5 * ((rows @ w - target) ** 2).sum()).backward()
            optimizer.step()

        (taken,) = milliseconds(step)
        report("one epoch of PyTorch's SGD, full batch", taken)
    else:
        print("PyTorch is not installed; its descent is not timed.")
    if importlib.util.find_spec("mlxtend"):
        from mlxtend.regressor import LinearRegression

        fit = lambda: LinearRegression(method="sgd", eta=eta, epochs=1, minibatches=1).fit(X, y)  # noqa: E731
        (taken,) = milliseconds(fit, repeats=3)
        report("one epoch of mlxtend's LinearRegression, full batch", taken)
    else:
        print("mlxtend is not installed; its descent is not timed.")


def memory() -> None:
    """Measure the peak memory of folding a file and one ten times as long."""
    code = (
        "import resource, sys; from gd.tables.folding import fold_files; "
        "fold_files(sys.argv[1], 'y', chunk_rows=20_000); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    numbers = np.random.default_rng(0).normal(size=(40_000, 6)).round(6)
    lines = "".join(",".join(map(str, row)) + "\n" for row in numbers.tolist())
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, 10):
            file = Path(folder) / f"{times}.csv"
            file.write_text("a,b,c,d,e,y\n" + lines * times)
            done = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=True)
            peaks.append(float(done.stdout))
    ratio = peaks[1] / peaks[0]
    print(f"{'peak memory of folding 400,000 rows over that of 40,000':<62}{ratio:10.3f}      ", end="")
    print(f"({peaks[0]:.0f} and {peaks[1]:.0f} MB)   aim flat, under 1.1: {'met' if ratio < 1.1 else 'MISSED'}")


def another_rate(lab: AppTest, rates: Iterator[float]) -> None:
    lab.session_state.lr = next(rates)
    lab.run()


def page() -> None:
    for problem in ("parabola", "valley", "dummy-trap", "unscaled"):
        lab = AppTest.from_file(str(PAGE), default_timeout=60)
        lab.query_params.update({"v": "1", "problem": problem})
        lab.run()
        rates = iter(rate * lab.session_state.lr for rate in [0.5 + k / 40 for k in range(20)])
        (taken,) = milliseconds(partial(another_rate, lab, rates))
        report(f"the page's script at a new rate, {problem}", taken, 60)
    large = np.random.default_rng(0).normal(size=(ROWS, 3))
    factor = Factor.of(large[:, :2], large[:, 2], names=["a", "b"], target="y")
    small = Factor.of(large[:10, :2], large[:10, 2], names=["a", "b"], target="y")
    labs = [_lab_with(f) for f in (small, factor)]
    rates = [iter(0.1 + k / 1000 for k in range(20)) for _ in labs]
    few, many = milliseconds(*(partial(another_rate, lab, r) for lab, r in zip(labs, rates, strict=True)))
    report("the page's script at a new rate, 1,000,000 rows", many, 60)
    compare("the same over ten rows", many, few, "about 1, under 1.3", lambda ratio: ratio < 1.3)


def _lab_with(factor: Factor) -> AppTest:
    lab = AppTest.from_file(str(PAGE), default_timeout=60)
    lab.query_params.update({"v": "1", "problem": "table"})
    lab.run()
    return lab.file_uploader(key="upload").upload("t.json", factor.to_json().encode(), "application/json").run()


def in_chromium() -> None:
    """Measure the delays that a visitor experiences, if Chromium is installed."""
    if chromium():
        speed.main()
    else:
        print("Chromium is not installed, so nothing is timed in it.")


if __name__ == "__main__":
    for part in (runs, rows, memory, page, in_chromium):
        part()
