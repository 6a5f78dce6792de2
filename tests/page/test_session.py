"""The state of a visit: what is cached, and what each change on the page recomputes."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

import gd.tables.design
from gd.experiments import experiment
from gd.experiments.scenarios import SCENARIOS, defaults
from gd.experiments.shared import SHARED_RUNS, Shared, built_in
from gd.explain.lessons import LESSONS
from gd.page.session import KEPT_FOLDS, Session, Workbench
from gd.run import Stop
from tests.page.app import chip, instrument, link, opened, press, tab, uploaded, with_rate

LINE = defaults("line")


class Counted:
    """Counts the passes over the rows of a table, and the runs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passes, self.runs = 0, 0
        design, descend = gd.tables.design.design, experiment.descend
        monkeypatch.setattr(gd.tables.design, "design", lambda *a, **k: (self._passed(), design(*a, **k))[1])
        monkeypatch.setattr(experiment, "descend", lambda *a, **k: (self._ran(), descend(*a, **k))[1])

    def _passed(self) -> None:
        self.passes += 1

    def _ran(self) -> None:
        self.runs += 1

    def during(self, change: Callable[[], object]) -> tuple[int, int]:
        """The numbers of passes and runs that a change causes."""
        self.passes = self.runs = 0
        change()
        return self.passes, self.runs


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def table_of(problem: str) -> Workbench:
    file = SCENARIOS[problem].table
    assert file is not None
    return Workbench(built_in(file))


def test_a_first_visit_is_one_pass_and_one_run(counted: Counted) -> None:
    assert counted.during(lambda: opened(problem="unscaled")) == (1, 1)
    assert counted.during(lambda: opened(problem="parabola")) == (0, 1)


CHANGES: dict[str, tuple[Callable[[AppTest], AppTest], tuple[int, int]]] = {
    "rate": (lambda page: with_rate(page, 2e-7), (0, 1)),
    "epochs": (lambda page: page.number_input(key="epochs").set_value(7).run(), (0, 1)),
    "initial weights": (lambda page: page.selectbox(key="init").set_value("ones").run(), (0, 1)),
    "optimizer": (lambda page: page.selectbox(key="rule").set_value("momentum").run(), (0, 1)),
    "cost over the rows": (lambda page: page.segmented_control(key="reduction").set_value("sum").run(), (0, 1)),
    "standardise": (lambda page: page.toggle(key="scale").set_value(True).run(), (0, 1)),
    "features": (lambda page: page.multiselect(key="features").set_value(["body_mass_g"]).run(), (1, 1)),
    "target": (lambda page: page.selectbox(key="target").set_value("body_mass_g").run(), (1, 1)),
    "batch": (lambda page: page.number_input(key="batch").set_value(64).run(), (0, 1)),
    "another table": (lambda page: page.segmented_control(key="problem").set_value("line").run(), (1, 1)),
    "pin": (lambda page: press(page, "Pin this run"), (0, 0)),
    "cost axis": (lambda page: page.segmented_control(key="axis").set_value("logarithmic").run(), (0, 0)),
    "plane": (lambda page: page.selectbox(key="plane").set_value(page.selectbox(key="plane").options[1]).run(), (0, 0)),
    "more pictures": (lambda page: page.toggle(key="more").set_value(True).run(), (0, 0)),
    "tab Step by step": (lambda page: tab(page, "Step by step"), (0, 0)),
    "tab Dependent columns": (lambda page: tab(page, "Dependent columns"), (0, 0)),
    "tab Code": (lambda page: tab(page, "Code"), (0, 0)),
    "tab Download": (lambda page: tab(page, "Download"), (0, 0)),
    "tab Why": (lambda page: tab(page, "Why"), (0, 0)),
    "nothing": (lambda page: page.run(), (0, 0)),
}


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_a_change_makes_no_more_than_follows_from_it(
    change: Callable[[AppTest], AppTest], expected: tuple[int, int], counted: Counted
) -> None:
    page = opened(problem="unscaled", epochs="30")
    assert counted.during(lambda: change(page)) == expected
    assert not page.exception
    assert counted.during(page.run) == (0, 0)


def test_standardised_or_not_it_is_the_same_pass(counted: Counted) -> None:
    page = opened(problem="unscaled", scale="1", lr="0.1")
    assert counted.during(lambda: page.toggle(key="scale").set_value(False).run()) == (0, 1)


def test_columns_chosen_before_are_still_folded(counted: Counted) -> None:
    page = opened(problem="unscaled")
    all_of_them = page.multiselect(key="features").value
    page.multiselect(key="features").set_value(all_of_them[:1]).run()
    with_rate(page, 2e-7)
    assert counted.during(lambda: page.multiselect(key="features").set_value(all_of_them).run()) == (0, 1)


def test_what_a_visitor_has_run_is_not_run_again_for_another(counted: Counted) -> None:
    first, second = (opened(problem="unscaled") for _ in range(2))
    assert counted.during(lambda: with_rate(first, 2e-7)) == (0, 1)
    assert counted.during(lambda: with_rate(second, 2e-7)) == (0, 0)
    assert {**instrument(first), "visit": ""} == {**instrument(second), "visit": ""}  # which is each visitor's own
    assert counted.during(lambda: opened(problem="unscaled", lr="3e-7")) == (0, 1)


def test_a_table_of_ones_own_is_shared_with_nobody(counted: Counted) -> None:
    for _ in range(2):
        assert counted.during(lambda: uploaded(b"x,y\n1,2\n2,4\n3,7\n")) == (1, 1)


def test_only_the_latest_runs_are_shared_and_none_that_the_clock_ended() -> None:
    runs, valley = Shared(), experiment.prepare(defaults("valley"))
    run = valley.run()
    for epochs in range(1, SHARED_RUNS + 2):
        runs.add(replace(valley.settings, epochs=epochs), valley, run)
    assert runs.get(replace(valley.settings, epochs=1)) is None
    assert runs.get(replace(valley.settings, epochs=2)) == (valley, run)
    runs.add(replace(valley.settings, epochs=SHARED_RUNS + 2), valley, run)  # the one just asked for doesn't give way
    assert runs.get(replace(valley.settings, epochs=3)) is None
    runs.add(valley.settings, valley, replace(run, stop=Stop.INTERRUPTED))
    assert runs.get(valley.settings) is None
    assert runs.get(replace(valley.settings, epochs=2)) == (valley, run)


def test_another_upload_is_another_table(counted: Counted) -> None:
    page = uploaded(b"x,y\n1,2\n2,4\n3,7\n")
    file = page.file_uploader(key="upload")
    assert counted.during(lambda: file.upload("other.csv", b"x,y\n1,2\n2,4\n3,7\n", "text/csv").run()) == (1, 1)
    assert counted.during(lambda: with_rate(page, 0.2)) == (0, 1)


def test_a_pinned_run_is_made_once(counted: Counted) -> None:
    page = press(opened(problem="line"), "Pin this run")
    assert counted.during(lambda: with_rate(page, 0.02)) == (0, 1)
    assert counted.during(lambda: press(chip(page), "Hide")) == (0, 0)
    assert counted.during(lambda: press(chip(page), "Show")) == (0, 0)
    assert counted.during(lambda: press(chip(page), "Use")) == (0, 0)  # it was run just before, as a pinned run


def test_pins_and_questions_go_through_no_rows_again(monkeypatch: pytest.MonkeyPatch) -> None:
    passes: list[object] = []
    made = gd.tables.design.design
    monkeypatch.setattr(gd.tables.design, "design", lambda *a, **k: (passes.append(a), made(*a, **k))[1])
    page = press(opened(problem="line"), "Compare four rates")
    page = press(press(page, "Predict"), LESSONS["line"].questions[0].options[0])
    page = with_rate(page, 0.02)
    assert len(link(page)["pin"]) == 4
    assert len(passes) == 1


def test_a_workbench_folds_and_runs_once(counted: Counted) -> None:
    bench = table_of("line")
    assert counted.during(lambda: bench.run(LINE)) == (1, 1)
    assert counted.during(lambda: bench.run(replace(LINE))) == (0, 0)
    assert bench.run(LINE)[1] is bench.run(replace(LINE))[1]
    assert bench.finished(replace(LINE, epochs=7)) is None
    assert counted.during(lambda: bench.experiment(replace(LINE, scale=True))) == (0, 0)


def test_a_workbench_keeps_only_the_runs_that_are_shown(counted: Counted) -> None:
    bench = table_of("line")
    other = replace(LINE, epochs=7)
    bench.run(LINE), bench.run(other)
    bench.keep_only({other})
    assert bench.finished(LINE) is None
    assert counted.during(lambda: bench.run(other)) == (0, 0)
    assert counted.during(lambda: bench.run(LINE)) == (0, 1)


def test_a_workbench_keeps_its_last_folds(counted: Counted) -> None:
    bench, penguins = table_of("unscaled"), defaults("unscaled")
    columns = "bill_length_mm", "bill_depth_mm", "body_mass_g"
    choices = [columns[:1], columns[:2], columns, columns[1:], columns[2:]]
    experiments = [replace(penguins, features=choice) for choice in choices[: KEPT_FOLDS + 1]]
    assert counted.during(lambda: [bench.experiment(one) for one in experiments]) == (KEPT_FOLDS + 1, 0)
    assert counted.during(lambda: bench.experiment(experiments[1])) == (0, 0)
    assert counted.during(lambda: bench.experiment(experiments[0])) == (1, 0)


def test_a_run_that_is_interrupted_leaves_nothing_behind() -> None:
    class Interrupted(BaseException):
        """Like Streamlit's own, it isn't derived from Exception."""

    def stop(epoch: int) -> None:
        raise Interrupted

    bench, long = Workbench(), replace(defaults("valley"), epochs=20_000)
    with pytest.raises(Interrupted):
        bench.run(long, stop)
    assert bench.finished(long) is None
    assert bench.run(long)[1].epochs[-1] == long.epochs


def test_what_cannot_be_run_is_not_kept() -> None:
    bench, bad = Workbench(), replace(defaults("valley"), w0=(1.0,))
    for _ in range(2):
        with pytest.raises(ValueError, match="1 number for 2 weights"):
            bench.run(bad)
    assert bench.finished(bad) is None


def test_each_table_has_a_workbench_of_its_own() -> None:
    visit, other = Session(), Session()
    assert visit.workbench("line") is visit.workbench("line")
    assert visit.workbench("line").table is other.workbench("line").table
    assert visit.workbench("line") is not other.workbench("line")
    assert visit.workbench("line") is not visit.workbench("dummy-trap")
    assert visit.workbench("parabola") is visit.workbench("valley")
    assert visit.workbench("parabola").table is None
    assert visit.workbench("table") is visit.own
    visit.own = Workbench(built_in("hubble.csv"), "mine.csv")
    assert visit.workbench("table").name == "mine.csv"
