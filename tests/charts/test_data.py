"""The datasets of the charts: few rows, unaltered values, and nothing that an axis can't show."""

from dataclasses import replace

import numpy as np
import pytest

from gd.charts import data, style, views
from gd.charts.epochs import AFTER_LAST
from gd.charts.landscape import view_of
from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.scenarios import defaults
from gd.experiments.settings import MAX_EPOCHS
from gd.problem import MINIMISE
from gd.problems import Quadratic
from gd.run import Run, Stop, recorded_epochs
from gd.tables.dataset import read_csv
from tests.charts import frame_of, frames_of
from tests.experiments.test_scenarios import BUILT_IN, built_in
from tests.explain.test_verdict import experiment_of


def long_run(experiment: Experiment, epochs: int) -> Run:
    """A run, recorded like one of `descend`, whose weights move in a straight line from the start to the origin."""
    recorded = recorded_epochs(epochs, 2000)
    weights = experiment.start * (1 - recorded / epochs)[:, None]
    costs = np.array([experiment.problem.cost(w) for w in weights])
    return Run(recorded, weights, costs, Stop.EPOCHS, float(np.abs(experiment.start).max() / epochs))


def table(rows: int, features: int) -> Experiment:
    """A regression on a table of random numbers."""
    numbers = np.random.default_rng(0).normal(size=(rows, features + 1)).round(3)
    names = [*(f"x{d}" for d in range(features)), "y"]
    lines = [",".join(names), *(",".join(map(str, row)) for row in numbers.tolist())]
    settings = replace(defaults("table"), init="ones", target="y", features=tuple(names[:-1]))
    return prepare(settings, read_csv("\n".join(lines).encode()))


def everything(experiment: Experiment, axes: str = "linear") -> dict[str, dict]:
    """All charts of a run of a million epochs."""
    run = long_run(experiment, 1_000_000)
    main = views.views(experiment, run, view_of(experiment, run), axes=axes)
    return main | views.more_views(experiment, run, axes=axes)


@pytest.mark.parametrize("problem", BUILT_IN)
def test_a_million_epochs_are_drawn_with_no_more_than_5000_rows(problem: str) -> None:
    experiment = built_in(problem)
    for view in everything(experiment).values():
        assert sum(map(len, frames_of(view).values())) <= 5000
        moving = frames_of(view).get("frames", frames_of(view).get("updates"))
        assert len(moving) >= 250


@pytest.mark.parametrize(("rows", "features"), [(10_000, 1), (10_000, 3), (400, 199)])
def test_a_large_table_is_drawn_with_no_more_than_5000_rows(rows: int, features: int) -> None:
    experiment = table(rows, features)
    views = everything(experiment, "logarithmic")
    tables = {name: frames_of(view) for name, view in views.items()}
    assert all(sum(map(len, of_view.values())) <= 5000 for of_view in tables.values())
    assert len(tables["predictions"]["rows"]) == 300
    assert len(tables["weights"]["weights"]) == min(features + 1, 12)
    assert tables["predictions"]["frames"].size <= 60_000


@pytest.mark.parametrize("epochs", [1, 30, 499, 500, 5_000, 1_000_000])
def test_each_epoch_belongs_to_one_frame_and_no_other(epochs: int) -> None:
    parabola = built_in("parabola")
    frames = frame_of(data.frames(parabola, long_run(parabola, epochs), logarithmic=False))
    assert frames["epoch"].iloc[0] == 0
    assert frames["next"].iloc[-1] > style.END > epochs
    assert frames["next"].tolist()[:-1] == frames["epoch"].tolist()[1:]
    assert (frames["next"] > frames["epoch"]).all()


def test_the_frames_are_recorded_epochs_with_their_weights_and_costs() -> None:
    experiment = built_in("valley", epochs=3000)
    run = experiment.run()
    frames = frame_of(data.frames(experiment, run, logarithmic=False))
    k = np.searchsorted(run.epochs, frames["epoch"])
    assert run.epochs[k].tolist() == frames["epoch"].tolist()
    assert run.weights[k].tolist() == frames[["w0", "w1"]].to_numpy().tolist()
    assert run.costs[k].tolist() == frames["shown"].tolist()


@pytest.mark.parametrize(("weights", "frames"), [(2, 300), (160, 300), (180, 277), (200, 250), (1200, 50)])
def test_of_more_than_50_000_numbers_fewer_epochs_are_shown_but_no_fewer_than_50(weights: int, frames: int) -> None:
    many = experiment_of(Quadratic(np.eye(weights), np.zeros(weights)), np.ones(weights), MINIMISE, 0.1)
    shown = frame_of(data.frames(many, long_run(many, 1_000_000), logarithmic=False))
    assert len(shown) == pytest.approx(frames, abs=2)  # two of the widening steps may be the same epoch


def test_a_short_run_is_shown_epoch_by_epoch() -> None:
    parabola = built_in("parabola")
    assert frame_of(data.frames(parabola, parabola.run(), logarithmic=False))["epoch"].tolist() == list(range(31))


@pytest.mark.parametrize(
    ("problem", "changes"),
    [
        ("parabola", {"epochs": 10_000}),
        ("valley", {}),
        ("ravine", {"epochs": 10_000}),
        ("ravine", {"goal": "maximise"}),
        ("likelihood", {"epochs": 10_000}),
        ("likelihood", {"goal": "minimise", "w0": (5.45, -1.5)}),
        ("line", {}),
    ],
)
def test_a_logarithmic_axis_is_given_no_zero_and_nothing_below(problem: str, changes: dict) -> None:
    experiment = built_in(problem, **changes)
    shown = frame_of(data.frames(experiment, experiment.run(), logarithmic=True))["shown"].dropna()
    assert len(shown) > 0
    assert (shown > 0).all()


def test_a_logarithmic_axis_shows_the_distance_from_the_optimum_if_j_can_be_negative() -> None:
    ravine = built_in("ravine")
    run = ravine.run()
    assert data.measure_name(ravine, logarithmic=True) == "distance of J from its optimum"
    assert data.measure_name(ravine, logarithmic=False) == "J"
    # J = ½ (w − w*)ᵀ A (w − w*) − ½ bᵀw*, with w* = (1, 2) and ½ bᵀw* = 56.5
    assert frame_of(data.frames(ravine, run, logarithmic=True))["shown"].to_numpy() == pytest.approx(run.costs + 56.5)


@pytest.mark.parametrize(
    ("problem", "goal", "meaning"),
    [
        ("likelihood", "maximise", "Mean log-likelihood"),
        ("likelihood", "minimise", "Mean log-likelihood"),
        ("valley", "minimise", "Cost"),
        ("valley", "maximise", "Objective"),
    ],
)
def test_what_is_to_rise_is_not_called_a_cost(problem: str, goal: str, meaning: str) -> None:
    assert data.measure_title(built_in(problem, goal=goal), logarithmic=False) == f"{meaning}: J"


@pytest.mark.parametrize(("problem", "name"), [("parabola", "J"), ("line", "mean squared error, 2J/N")])
@pytest.mark.parametrize("logarithmic", [False, True])
def test_the_cost_curve_shows_what_it_says(problem: str, name: str, logarithmic: bool) -> None:
    experiment = built_in(problem)
    run = experiment.run()
    assert data.measure_name(experiment, logarithmic=logarithmic) == name
    frames = frame_of(data.frames(experiment, run, logarithmic=logarithmic))
    assert frames["shown"].tolist() == experiment.curve(run).tolist()


def test_the_mean_squared_error_is_said_in_terms_of_the_cost() -> None:
    for problem in ("line", "unscaled"):
        experiment = built_in(problem)
        w, N = experiment.start, experiment.problem.rows
        factor = {"2J/N": 2 / N, "2J": 2}[data.measure_name(experiment, logarithmic=False).split(", ")[1]]
        assert experiment.problem.mse(w) == pytest.approx(factor * experiment.problem.cost(w))


def test_the_rows_are_in_order_of_their_targets_and_spread_over_all_of_the_sample() -> None:
    experiment = table(10_000, 1)
    rows, targets = (
        frame_of(data.rows(experiment.regression)),
        np.sort(experiment.regression.factor.sample.values[:, -1]),
    )
    assert rows["target"].is_monotonic_increasing
    assert rows["row"].tolist() == list(range(300))
    assert rows["target"].iloc[[0, 150, 299]].tolist() == targets[[0, 250, 499]].tolist()


def test_a_row_has_its_number_in_the_file_and_its_columns() -> None:
    line = built_in("line")
    first = frame_of(data.rows(line.regression)).iloc[0]
    lines = (DATA / "hubble.csv").read_text().splitlines()
    _, distance, velocity = lines[int(first["number"]) - 1].split(",")
    assert first["target"] == float(velocity) == -220
    assert first[["x0", "x1"]].tolist() == [1, float(distance)]


@pytest.mark.parametrize("scale", [False, True])
def test_the_only_feature_is_shown_in_its_own_unit(scale: bool) -> None:
    line = built_in("line", scale=scale).regression
    assert data.single_feature(line) == "distance_mpc"
    assert frame_of(data.rows(line))["feature"].sort_values().iloc[[0, -1]].tolist() == pytest.approx([0.032, 2.0])


def test_a_category_has_no_fitted_line() -> None:
    assert data.single_feature(built_in("dummy-trap", drop_first=True).regression) is None


def test_the_weights_have_their_initial_and_exact_values() -> None:
    assert frame_of(data.weights(built_in("ravine"))).to_dict("list") == {
        "key": ["w0", "w1"],
        "weight": ["w₁", "w₂"],
        "initial": [-3, 3],
        "exact": pytest.approx([1, 2]),
    }


def test_no_run_of_the_page_lasts_beyond_the_end_and_what_follows_it() -> None:
    assert MAX_EPOCHS < style.END < AFTER_LAST <= np.iinfo(np.int32).max
