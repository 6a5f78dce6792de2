"""The page: controls, then the run, then the pictures. All that it shows is computed in gd/; here it is placed."""

import gc
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from gd.charts import breakdown as why
from gd.charts import views as charts
from gd.charts.gauge import gauge
from gd.charts.overlay import overlaid
from gd.charts.plane import planes
from gd.charts.style import AXES
from gd.experiments.experiment import Experiment, columns_for, prepare, to_csv
from gd.experiments.link import from_link
from gd.experiments.pins import KEYS as OF_PINS
from gd.experiments.pins import MAX_NAME, MAX_PINS, Pin, compared, from_query, label, with_pins
from gd.experiments.scenarios import DATA, INTRODUCTION, SCENARIOS, defaults
from gd.experiments.settings import (
    MAX_EPOCHS,
    MAX_FEATURES,
    MAX_FILE_BYTES,
    MAX_LINK,
    MAX_RATE,
    MAX_ROWS,
    MAX_SEED,
    MIN_RATE,
    Settings,
    from_controls,
    rate_stops,
)
from gd.explain import details as words
from gd.explain import formulas
from gd.explain import null_space as trap
from gd.explain.answers import answer
from gd.explain.code import code
from gd.explain.comparison import rates_to_compare
from gd.explain.lessons import LESSONS, changed, next_problem
from gd.explain.optimizer_text import optimizer_formula
from gd.explain.prediction import predicted_and_actual
from gd.explain.scaling import scaling_of
from gd.explain.verdict import verdict
from gd.optimizers import OPTIMIZERS, PLAIN
from gd.parameters import Parametric
from gd.run import Run
from gd.schedules import CONSTANT, SCHEDULES
from gd.tables.dataset import Dataset, read_csv
from gd.tables.regression import Folded, FoldedFile, Table, fold_table
from gd.tables.upload import read_table
from gd.text import DataError, listed, plain, unique_names
from gd.theory.analysis import Analysis
from gd.theory.outcome import Outcome, outcome
from gd.theory.rates import marks

INITIAL = {"normal": "normal: drawn from N(0, 1/D)", "zeros": "zeros", "ones": "ones", "given": "by hand"}
PLAINLY = {"rule": PLAIN.name, "schedule": CONSTANT.name, "batch": 0}
BADGES = {
    Outcome.CONVERGED: "green",
    Outcome.AT_REST: "green",
    Outcome.ARRIVED: "green",
    Outcome.MOVING: "blue",
    Outcome.CRAWLING: "orange",
    Outcome.CYCLING: "orange",
    Outcome.GROWING: "orange",
    Outcome.DIVERGED: "red",
}
PAGE = Path(charts.__file__).parents[1] / "page"
# Seconds after which a run shows its progress, and then between two signs of it.
SLOW = 0.3
# Choices of columns, folded, that a visitor's session keeps.
FOLDS = 4

state = st.session_state


# --- what the controls do -------------------------------------------------------------------------------------------


def load(settings: Settings) -> None:
    """Set every control; of the columns, those that the table in use has."""
    state.update(settings.controls())
    state.slider = settings.learning_rate
    state.refused += fit_columns()


def fit_columns() -> list[str]:
    """Choose a target and features that the table in use has; a sentence for each asked for in vain."""
    table = table_in_use()
    if table is None:
        return []
    state.target, state.features, refused = columns_for(table, state.target, state.features)
    if state.batch and isinstance(table, FoldedFile):
        state.batch = 0
        refused.append("The table came folded, without the rows that batches are made of: all are used at once.")
    return refused


def load_defaults() -> None:
    state.upload_error = ""
    load(defaults(state.problem))


def table_in_use() -> Table | None:
    """The built-in table of the problem, or the person's own; None for a function of w, and before an upload."""
    scenario = SCENARIOS[state.problem]
    if scenario.table:
        return built_in(scenario.table)
    return state.get("table") if scenario.problem is None else None


def change_target() -> None:
    state.features = [name for name in state.features if name != state.target]


def take_upload() -> None:
    """Read the file just chosen, or forget the one taken away; a bad one leaves the table from before in use."""
    state.upload_error = ""
    if state.upload is None:
        state.pop("table", None)
        return
    try:
        table = read_table(state.upload.getvalue())
    except DataError as error:
        state.upload_error = str(error)
        return
    asked_for = "table" not in state  # the columns in use then are a link's, and not those of a table from before
    state.table, state.table_name = table, state.upload.name
    refused = fit_columns()
    if asked_for:
        state.upload_error = " ".join(refused)


def refill(key: str) -> None:
    """An emptied field gets back what it had."""
    if state[key] is None:
        state[key] = state.settings.controls()[key]


def change_rate() -> None:
    refill("lr")
    state.slider = state.lr


def set_rate(rate: float, momentum: float | None = None) -> None:
    state.lr = state.slider = rate
    if momentum is not None:
        state.momentum = momentum


def descend_plainly() -> None:
    state.update(PLAINLY)


def standardise(rate: float) -> None:
    state.scale = True
    set_rate(rate)


def try_out(changes) -> None:
    """Load the problem's own settings with the changes that a lesson asks for."""
    load(changed(state.settings, changes))


def go_to(problem: str) -> None:
    state.problem = problem
    load_defaults()


def pin(settings: Settings, name: str = "") -> None:
    """Keep a run to compare with; of too many the oldest goes."""
    state.pins = [*state.pins, Pin(settings, name)][-MAX_PINS:]


def pin_rates() -> None:
    """Pin the ready-made comparison: a rate too small, a good one, the edge, and one too large."""
    kept = state.get("run")
    compared_rates = rates_to_compare(kept[2].arguments) if kept and kept[0] == state.settings else []
    for name, rate in compared_rates:
        pin(replace(state.settings, learning_rate=rate), name)
    if not compared_rates:
        state.refused = ["There are no four rates to compare: no rate leads to an optimum from here."]


def change_pin(k: int, **changes) -> None:
    state.pins = [replace(one, **changes) if i == k else one for i, one in enumerate(state.pins)]


def rename_pin(k: int, key: str) -> None:
    change_pin(k, name=state[key].strip())


def remove_pin(k: int) -> None:
    state.pins = [one for i, one in enumerate(state.pins) if i != k]


def draw_again() -> None:
    state.seed = (state.seed + 1) % (MAX_SEED + 1)


def halt() -> None:
    state.halted = True


@st.cache_resource(show_spinner=False)
def player():
    """The slider that moves all charts, in the browser alone."""
    html, css, js = ((PAGE / f"player.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js"))
    return st.components.v2.component("player", html=html, css=css, js=js)


@st.cache_resource(max_entries=len(SCENARIOS), show_spinner=False)
def built_in(file: str) -> Dataset:
    return read_csv(DATA / file)


def numbers_of(choice: Parametric) -> None:
    """A field for each parameter of an optimizer or schedule."""
    for parameter in choice.parameters:
        key = parameter.key
        st.number_input(parameter.symbol, value=None, step=None, format="%.17g", key=key, on_change=refill, args=[key])


# --- the link is the run --------------------------------------------------------------------------------------------

query = {key: st.query_params.get_all(key) for key in st.query_params}
arrived = query != state.get("query")
if arrived:
    state.query = query
    settings, state.refused = from_link({key: texts for key, texts in query.items() if key not in OF_PINS})
    state.pins, state.own_starts, refused = from_query(query, settings)
    state.refused += refused
    load(settings)
else:
    # Streamlit forgets the value of a control that is not shown; written again, it stays.
    for key in (*Settings().controls(), "own_starts"):
        state[key] = state[key]

# --- the controls ---------------------------------------------------------------------------------------------------

st.set_page_config("gd: a laboratory for gradient descent", page_icon="📉", layout="wide")

st.html(PAGE / "page.css")

with st.sidebar:
    st.selectbox(
        "Problem",
        list(SCENARIOS),
        format_func=lambda key: SCENARIOS[key].title,
        key="problem",
        on_change=load_defaults,
    )
    scenario = SCENARIOS[state.problem]
    if state.problem == "table":
        st.file_uploader(
            "CSV file, or a table folded with gd.tables.fold",
            type=["csv", "tsv", "txt", "json"],
            key="upload",
            on_change=take_upload,
            max_upload_size=MAX_FILE_BYTES // 2**20,
        )
        if state.get("upload_error"):
            st.error(plain(state.upload_error))
        if "table" in state:
            st.caption(plain(f"In use: {state.table_name}, {state.table.rows:,} rows"))
    table = table_in_use()
    if table is not None:
        st.selectbox("Target (to predict)", table.numbers, key="target", on_change=change_target)
        st.multiselect(
            "Features (to predict from)",
            [name for name in table.names if name != state.target],
            key="features",
            max_selections=MAX_FEATURES,
        )
        if not set(table.categories).isdisjoint(state.features):
            st.toggle(
                "Drop each category's first level",
                key="drop_first",
                help="Off, the levels of a category add up to the intercept: the dummy-variable trap.",
            )
        st.toggle(
            "Standardise",
            key="scale",
            help="Shift and scale each column of numbers to mean 0 and standard deviation 1. "
            "The weights are then shown in both units.",
        )
    finds_its_own = OPTIMIZERS[state.rule].finds_own_rate
    st.select_slider(
        "Learning rate η",
        rate_stops(state.lr),
        key="slider",
        format_func=lambda rate: f"{rate:g}",
        on_change=lambda: state.update(lr=state.slider),
        disabled=finds_its_own,
        help="Exact line search finds its own rate in every epoch." if finds_its_own else None,
    )
    st.number_input(
        "Learning rate, exactly",
        MIN_RATE,
        MAX_RATE,
        value=None,
        step=None,
        format="%.17g",
        key="lr",
        on_change=change_rate,
        help=f"From {MIN_RATE:g} to {MAX_RATE:g}.",
        label_visibility="collapsed",
        disabled=finds_its_own,
    )
    rates = st.container(key="rates", gap="small")
    st.number_input(
        "Epochs",
        1,
        MAX_EPOCHS,
        None,
        key="epochs",
        on_change=refill,
        args=["epochs"],
        help=f"How many updates, at most: 1 to {MAX_EPOCHS:,}.",
    )
    st.selectbox("Initial weights", list(INITIAL), key="init", format_func=lambda init: INITIAL[init])
    if state.init == "normal" or state.batch:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.number_input(
                "Seed",
                0,
                MAX_SEED,
                None,
                key="seed",
                on_change=refill,
                args=["seed"],
                help="The same seed always draws the same weights, and the same order of the rows.",
            )
            st.button("Draw again", on_click=draw_again)
    if state.init == "given":
        st.text_input("One number for each weight", key="w0", help="With commas between, for example 1.5, −2")
    with st.expander("More"):
        st.selectbox(
            "Optimizer: how a gradient becomes a step",
            list(OPTIMIZERS),
            key="rule",
            format_func=lambda name: OPTIMIZERS[name].title,
        )
        numbers_of(OPTIMIZERS[state.rule])
        st.selectbox(
            "Rate over the epochs e",
            list(SCHEDULES),
            key="schedule",
            format_func=lambda name: SCHEDULES[name].title,
        )
        numbers_of(SCHEDULES[state.schedule])
        if table is not None and not isinstance(table, FoldedFile):
            st.number_input(
                "Rows in a batch",
                0,
                MAX_ROWS,
                None,
                key="batch",
                on_change=refill,
                args=["batch"],
                help="An epoch goes once through the shuffled rows, with an update for each batch. "
                "1: after every row. 0: one update with all of them.",
            )
        st.number_input(
            "Stop tolerance",
            0.0,
            1e300,
            None,
            step=None,
            format="%.17g",
            key="tol",
            on_change=refill,
            args=["tol"],
            help="The run ends after an epoch in which every weight changed by less than this. 0: run all epochs.",
        )
        if scenario.problem is None:
            st.segmented_control(
                "Cost over the rows",
                ["sum", "mean"],
                key="reduction",
                required=True,
                help="With the mean, the same learning rate suits any number of rows.",
            )
        else:
            st.segmented_control("Goal", ["minimise", "maximise"], key="goal", required=True)

# --- the run --------------------------------------------------------------------------------------------------------


def run_of(settings: Settings, table: Table | None, place) -> tuple[Experiment, Run]:
    """The run that the settings describe; the last one is kept, so that what isn't a setting runs nothing again."""
    kept = state.get("run")
    if kept and kept[0] == settings and kept[1] is table:
        return kept[2], kept[3]
    experiment = prepared(settings, table)
    run = experiment.run(shows_progress(place, settings.epochs))
    place.empty()
    state.run = settings, table, experiment, run
    return experiment, run


def runs_of_pins(settings: Settings, table: Table | None) -> dict[str, tuple[Experiment, Run]]:
    """The runs of the pins that are shown and belong to the problem in use; kept, so that each is made once."""
    of_table, kept = state.get("pinned_runs", (None, {}))
    kept = kept if of_table is table else {}
    names, runs, made = unique_names(pin_label(one, settings) for one in state.pins), {}, {}
    for name, one in zip(names, state.pins, strict=True):
        to_run = compared(one, settings, own_start=state.own_starts)
        if not one.shown or to_run.problem != settings.problem or to_run == settings:
            continue
        try:
            made[to_run] = kept.get(to_run) or _made(to_run, table)
        except ValueError as error:
            told.warning(plain(f"The pinned run “{name}” can't be made on this table: {error}"))
            continue
        runs[name] = made[to_run]
    state.pinned_runs = table, made
    return runs


def pin_label(one: Pin, settings: Settings) -> str:
    return label(replace(one, settings=compared(one, settings, own_start=state.own_starts)), settings)


def _made(settings: Settings, table: Table | None) -> tuple[Experiment, Run]:
    experiment = prepared(settings, table)
    return experiment, experiment.run()


def prepared(settings: Settings, table: Table | None) -> Experiment:
    """`prepare`; the last FOLDS choices of columns are kept, so that nothing else goes through the rows again."""
    of_table, kept = state.get("folded", (None, {}))
    kept = kept if of_table is table else {}

    def fold(table: Table, *choice, **options) -> Folded:
        key = choice, tuple(options.items())
        folded = kept.pop(key, None) or fold_table(table, *choice, **options)
        state.folded = table, dict([*kept.items(), (key, folded)][-FOLDS:])
        return folded

    return prepare(settings, table, fold=fold)


def shows_progress(place, epochs):
    """A callback for `descend` that shows a long run's progress, with a button to stop it."""
    shown = time.monotonic()
    bar = None

    def progress(epoch: int) -> None:
        nonlocal shown, bar
        if time.monotonic() - shown < SLOW:
            return
        shown = time.monotonic()
        if bar is None:
            with place.container(horizontal=True, vertical_alignment="center"):
                bar = st.progress(0.0)
                st.button("Stop", key="stop", on_click=halt)
        bar.progress(epoch / epochs, f"Epoch {epoch:,} of {epochs:,}")

    return progress


with st.container(key="head", horizontal=True, vertical_alignment="center"):
    st.subheader(scenario.title, anchor=False)
    intro = st.popover("New here?", icon=":material/school:")
    questions = st.popover("Predict", icon=":material/help:")
    pinned = st.popover("Pins", icon=":material/keep:")
    share = st.popover("Share", icon=":material/link:")
intro.markdown(INTRODUCTION)
st.markdown(f"{scenario.lesson} :small[:gray[Source: {scenario.source}]]")

lesson, following = LESSONS[state.problem], next_problem(state.problem)
with st.container(horizontal=True, gap="small", key="tries"):
    for one in lesson.tries:
        st.button(one.label, on_click=try_out, args=[one.changes])
    st.button(
        "Compare four rates",
        on_click=pin_rates,
        icon=":material/stacked_line_chart:",
        help="Of plain descent: too small, good, at the edge, too large. They are pinned beside this run.",
        disabled=any(state[key] != value for key, value in PLAINLY.items()),
    )
    if following:
        st.button(
            f"Next: {SCENARIOS[following].title}",
            on_click=go_to,
            args=[following],
            type="tertiary",
            icon=":material/arrow_forward:",
        )

try:
    settings = from_controls(state)
except ValueError as error:
    st.error(plain(str(error)))
    st.stop()

# A link just opened stays as it came, so that Back and Forward find it again; a change writes the whole new one.
room = MAX_LINK - len(st.context.url or "")
link, left_out = with_pins(settings, state.pins, room, own_starts=state.own_starts)
if not arrived and (settings, state.pins, state.own_starts) != state.get("linked"):
    state.refused = []  # said of a link that is no longer the one on the page
    st.query_params.from_dict(link)
    state.query = {key: st.query_params.get_all(key) for key in st.query_params}
state.settings, state.linked = settings, (settings, list(state.pins), state.own_starts)

with share:
    address = f"{(st.context.url or '').rstrip('/')}/?{urlencode(link, doseq=True)}"
    st.markdown("This link opens this very run.")
    st.code(address, language=None, wrap_lines=True)
    if settings.problem == "table":
        st.caption("The table itself is not in the link: whoever opens it loads the same file.")
    if left_out:
        st.caption(
            plain(f"Some programs cut links after {MAX_LINK:,} characters, so it leaves out: {listed(left_out)}.")
        )
    elif len(address) > MAX_LINK:
        st.caption(f"The link has {len(address):,} characters; some mail programs cut links after {MAX_LINK:,}.")

# What comes and goes has a place of its own: what stands below keeps its own then, and the charts aren't made anew.
told, progress, formula, summary = (st.container(key=key) for key in ("told", "progress", "formula", "summary"))

for sentence in state.refused:
    told.warning(plain(sentence))

if scenario.on_table and table is None:
    if state.get("upload_error"):
        told.error(plain(state.upload_error))
    told.info("Load a CSV file in the sidebar to begin.")
    st.stop()
if state.pop("halted", False):
    told.info("Stopped. Set fewer epochs, or run again.")
    told.button("Run again")
    st.stop()
try:
    experiment, run = run_of(settings, table, progress.empty())
except ValueError as error:
    told.error(plain(str(error)))
    if not settings.plain:
        told.button("Back to plain descent", on_click=descend_plainly)
    st.stop()

# --- the questions, answered once the reader has answered them ------------------------------------------------------

with questions:
    for k, question in enumerate(lesson.questions):
        key = f"question {k} of {settings.problem}"
        chosen = st.radio(question.ask, question.options, index=None, key=key)
        if chosen:
            try:
                asked = prepared(changed(settings, question.changes), table)
            except ValueError as error:
                st.error(plain(str(error)))
                continue
            i, reason = answer(question, asked)
            right = question.options[i]
            say = st.success if chosen == right else st.error
            say(plain(f"{'Right' if chosen == right else f'No: it {right}'}. {reason}"))
            st.button("Run it", key=f"run {key}", on_click=try_out, args=[question.changes])

# --- the pinned runs ------------------------------------------------------------------------------------------------

with pinned:
    st.markdown("Keep this run in the pictures while you change the settings.")
    st.button("Pin this run", on_click=pin, args=[settings], type="primary")
    if state.pins:
        st.toggle(
            "Each from its own start",
            key="own_starts",
            help="Off, all begin where this run does, so that what differs is the settings' doing.",
        )
    for k, one in enumerate(state.pins):
        name = f"name {k} of {one.settings}"
        st.text_input(
            pin_label(one, settings), one.name, key=name, on_change=rename_pin, args=[k, name], max_chars=MAX_NAME
        )
        with st.container(horizontal=True, gap="small"):
            shown = {"shown": not one.shown}
            st.button("Hide" if one.shown else "Show", key=f"hide {k}", on_click=change_pin, args=[k], kwargs=shown)
            st.button("Use", key=f"use {k}", on_click=load, args=[one.settings], help="Use these settings again.")
            st.button("Remove", key=f"remove {k}", on_click=remove_pin, args=[k])

# --- what happened --------------------------------------------------------------------------------------------------

if settings.plain:
    left, right = formula.columns(2, vertical_alignment="center")
    left.latex(formulas.cost_formula(experiment.problem))
    right.latex(formulas.update_formula(experiment))
else:
    formula.latex(formulas.cost_formula(experiment.problem))
    formula.latex(optimizer_formula(settings))

analysis = Analysis(experiment.arguments, run)
became = outcome(analysis)
summary.markdown(
    f":{BADGES[became]}-badge[{became.value}] {plain(verdict(analysis, can_standardise=experiment.can_standardise))}"
)
if notes := words.notes(experiment, table):
    summary.caption(plain(" ".join(notes)))

with st.container(key="bar", horizontal=True, vertical_alignment="center"):
    place = st.empty()
    axis = st.segmented_control(
        "Cost axis",
        AXES,
        key="axis",
        required=True,
        default="linear",
        label_visibility="collapsed",
        width="content",
    )
choices = planes(experiment.problem)
if state.get("plane") not in choices:
    state.plane = choices[0] if choices else None
views = charts.views(experiment, run, axes=axis, plane=state.plane)
views = overlaid(views, experiment, run, runs_of_pins(settings, table), axes=axis, plane=state.plane)
if state.get("more"):
    views |= charts.more_views(experiment, run, axes=axis)
with place:
    player()(data={"epochs": views["cost"]["datasets"]["frames"]["epoch"].tolist()}, key="player")
names = list(views)
with st.container(key="views"):
    for first in range(0, len(names), 2):
        row = names[first : first + 2]
        for column, name in zip(st.columns(len(row)), row, strict=True):
            with column.container(key=f"view-{name}", border=True):
                st.vega_lite_chart(spec=views[name], width="stretch")
with st.container(horizontal=True, vertical_alignment="center"):
    st.toggle("More pictures: one update spelled out, the weights' paths, residuals", key="more")
    if len(choices) > 1:
        st.selectbox("Plane of the landscape", choices, key="plane", width=320)

# --- the rate, beside what theory says of it ------------------------------------------------------------------------

if marked := marks(analysis):
    with rates:
        st.html(gauge(settings.learning_rate, marked.fastest, marked.stable))
        st.caption(marked.sentence)
        with st.container(horizontal=True, gap="small"):
            for name, rate, momentum, says in (
                ("Fastest", marked.fastest, marked.momentum, "The slowest direction as fast as can be."),
                ("Largest", marked.stable, None, "The edge of stability: an endless cycle."),
            ):
                out_of_range = not MIN_RATE <= rate <= MAX_RATE
                st.button(name, on_click=set_rate, args=[rate, momentum], help=says, disabled=out_of_range)
elif not settings.plain:
    rates.caption("Theory marks no rates for this optimizer, schedule or batch.")

# --- details --------------------------------------------------------------------------------------------------------

against_exact, reasons, by_hand, trapped, in_code, download = st.tabs(
    ["Weights against the exact ones", "Why", "Step by step", "Dependent columns", "Code", "Download"],
    key="details",
    on_change="rerun",
)
if against_exact.open:
    with against_exact:
        comparison = words.comparison(experiment, run)
        digits = st.column_config.NumberColumn(format="%.6g")
        numbers = {name: digits for name, cells in comparison.items() if isinstance(cells[0], float)}
        st.dataframe(comparison, hide_index=True, column_config=numbers)
        st.markdown(words.exact_note(experiment))
if reasons.open:
    with reasons:
        charts_of_reasons = [
            chart for chart in (why.by_direction(analysis), why.by_rate(experiment, analysis)) if chart
        ]
        for column, chart in zip(st.columns(2), charts_of_reasons, strict=False):
            with column.container(border=True):
                st.vega_lite_chart(spec=chart, width="stretch")
        if not charts_of_reasons:
            optimum = "has no optimum here" if experiment.exact is None else "would have to be run anew for every rate"
            st.markdown(f"J {optimum}, so there is no picture of the way to it.")
        st.markdown("What theory predicted before the run, and what the run did:")
        st.dataframe(predicted_and_actual(analysis), hide_index=True)
        if scaling := scaling_of(experiment, lambda scaled: prepared(scaled, table)):
            st.markdown(scaling.sentence)
            st.button("Standardise", key="standardise", on_click=standardise, args=[scaling.rate])
if by_hand.open:
    with by_hand:
        if by_hand_rows := words.arithmetic(experiment, run):
            st.markdown("The first epochs as one would write them by hand: weight, minus the rate times its slope.")
            st.dataframe(by_hand_rows, hide_index=True)
        else:
            st.markdown("Only plain descent is short enough to be written out by hand.")
if trapped.open:
    with trapped:
        if note := trap.null_space_note(analysis):
            st.markdown(plain(note))
            st.markdown("Three starts: different weights in the end, and how far their predictions are apart:")
            st.dataframe(trap.three_starts(experiment), hide_index=True)
        if solvers := trap.solvers(experiment):
            st.markdown("What three ways to solve it exactly give:")
            st.dataframe(solvers, hide_index=True)
        else:
            st.markdown("Columns depend on each other only in a table. Choose the dummy-variable trap to see it.")
if in_code.open:
    with in_code:
        st.markdown("This very run in plain NumPy:")
        st.code(code(experiment, run, state.get("table_name", "table.csv")), language="python")
if download.open:
    with download:
        st.markdown("Every recorded epoch with its cost and weights, all digits.")
        st.download_button(
            "Download the run as CSV",
            data=lambda: to_csv(experiment, run),
            file_name=f"gd-{settings.problem}.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
        )


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Take what the imports made out of the garbage collector's sight: Streamlit collects after every run."""
    gc.collect()
    gc.freeze()


settle()
