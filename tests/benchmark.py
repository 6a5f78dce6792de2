"""How long things take, beside what was aimed at: python -m tests.benchmark

Medians of several runs in one process; the machine's mood shows in the spread (smallest and largest).
"""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from streamlit.testing.v1 import AppTest

from gd import PowerSum, descend
from gd.dataset import read_csv
from gd.experiment import prepare
from gd.scenarios import DATA
from gd.settings import defaults

PAGE = Path(__file__).parents[1] / "dashboard.py"


def milliseconds(task: Callable[[], object], repeats: int = 9) -> list[float]:
    """How long each of the repeats took, after one that doesn't count."""
    task()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        task()
        times.append(1000 * (time.perf_counter() - began))
    return times


def report(what: str, aim: float, times: list[float]) -> None:
    median = statistics.median(times)
    verdict = "met" if median <= aim else "MISSED"
    print(f"{what:<58}{median:8.1f} ms  ({min(times):.1f} to {max(times):.1f})   aim {aim:g} ms: {verdict}")


def main() -> None:
    trap = prepare(defaults("dummy-trap"), read_csv(DATA / "dummy-trap.csv"))
    report("1,000 epochs of the trap", 10, milliseconds(trap.run))
    exercise = PowerSum((2, 4))
    walk = lambda: descend(exercise, [2, 1.5], learning_rate=0.05, epochs=10_000)  # noqa: E731
    report("10,000 epochs of the exercise", 100, milliseconds(walk))
    for problem in ("parabola", "valley", "dummy-trap", "unscaled"):
        page = AppTest.from_file(str(PAGE), default_timeout=60)
        page.query_params.update({"v": "1", "problem": problem})
        page.run()
        rates = iter(rate * page.number_input(key="lr").value for rate in [0.5 + k / 40 for k in range(20)])

        def another_rate(page: AppTest = page, rates: Iterator[float] = rates) -> None:
            page.number_input(key="lr").set_value(next(rates)).run()

        report(f"the page's script at a new rate, {problem}", 60, milliseconds(another_rate))


if __name__ == "__main__":
    main()
