"""Every sentence that the page can say, each once, for a person to read aloud: `python -m tests.sentences [FILE]`.

Sentences that differ only in their numbers or in the names of columns count as one, of which an example is shown.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from gd.charts.breakdown import by_direction, by_rate
from gd.charts.landscape import view_of
from gd.charts.style import AXES
from gd.charts.views import more_views, views
from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.first_run import choose_columns
from gd.experiments.link import from_link, pins_from_link
from gd.experiments.pins import Pin, label
from gd.experiments.scenarios import FUNCTION, SCENARIOS, defaults, expression
from gd.experiments.settings import Settings, from_controls, from_values, kinds
from gd.experiments.upload import read_table
from gd.explain.answers import answer
from gd.explain.code import code
from gd.explain.details import comparison, exact_note, notes
from gd.explain.far_weights import far_weights
from gd.explain.gallery import GALLERY
from gd.explain.introduction import INTRODUCTION
from gd.explain.lesson import with_changes
from gd.explain.lessons import LESSONS
from gd.explain.long_run import long_run
from gd.explain.null_space import null_space_note, solvers, three_starts
from gd.explain.prediction import predicted_and_actual
from gd.explain.scaling import scaling_of
from gd.explain.standing import standing
from gd.explain.verdict import verdict
from gd.expression.expression import Expression
from gd.factor import Factor
from gd.optimizers import OPTIMIZERS, PLAIN
from gd.page.markdown import APART
from gd.problem import MAXIMISE, MINIMISE
from gd.schedules import CONSTANT, SCHEDULES
from gd.tables.folded import FoldedFile
from gd.tables.folding import fold_files
from gd.tables.regression import Table
from gd.theory.analysis import Analysis
from gd.theory.outcome import outcome
from gd.theory.predict import forecast
from gd.theory.rates import marks
from tests.page.app import opened, tab, uploaded

RATES = 1e-9, 1e-4, 0.01, 0.3, 0.5, 0.98, 1 - 1e-9, 1.0, 1 + 1e-9, 1.02, 1.5, 30.0
"""Learning rates to run, as multiples of the largest stable one."""
OTHER_RATES = 0.001, 0.3, 1.2, 3.0
"""The same for runs that aren't plain descent."""


NUMBER = re.compile(r"−?\d(?:[\d,.]*\d)?(?:\s×\s10)?[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]*")
TERM = r"(?:# · )?(?:log σ|[^\s,:;.]+)"
DIRECTION = rf"{TERM}(?: [+−] {TERM})*"
ALONG = re.compile(rf"\b([Aa]long|direction is) {DIRECTION}(?:, {DIRECTION})*(?: and (?!still\b){DIRECTION})?")


class Said:
    """What was said: an example of each pattern, with the place where it was said first."""

    def __init__(self) -> None:
        self.examples: dict[str, tuple[str, str]] = {}
        self.runs = 0

    def add(self, place: str, *texts: str) -> None:
        """Split the texts into sentences, and keep each that is new."""
        for sentence in (sentence for text in texts for sentence in sentences(text)):
            self.examples.setdefault(pattern(sentence), (place, sentence))

    def __str__(self) -> str:
        """The sentences, sorted, below their places."""
        lines, before = [], ""
        for place, sentence in sorted(self.examples.values()):
            lines += [sentence] if place == before else [f"\n# {place}\n", sentence]
            before = place
        return "\n".join(lines).strip()


def sentences(text: str) -> list[str]:
    """The sentences of a text, each paragraph or item of a list by itself, without the marks of Markdown."""
    plain = re.sub(r"\\([^\w\s\\])", r"\1", text.replace(APART, "").replace("\\_", "_"))
    plain = re.sub(r":\w+-badge\[([^]]*)\]", r"\1\n\n", re.sub(r":small\[:gray\[(.*?)\]\]", r"\1", plain))
    paragraphs = re.split(r"\n\s*\n|\n(?=- )", plain)
    flat = (re.sub(r"\s*\n\s*", " ", paragraph).strip() for paragraph in paragraphs)
    return [s for line in flat for s in re.split(r"(?<=[.!?][”)*]|.[.!?])\s(?=[A-Z“`*])", line) if s]


def pattern(sentence: str) -> str:
    """The sentence without its numbers, 0 and 1 excepted, and without the names of directions and columns."""
    numberless = NUMBER.sub(lambda found: found[0] if found[0] in ("0", "1", "−1") else "#", sentence)
    return re.sub(r"“[^”]*”|\([−#01, ]*\)", "“…”", ALONG.sub(r"\1 …", numberless))


# --- tables ---------------------------------------------------------------------------------------------------------


def tables() -> dict[str, Table]:
    """Tables that a visitor might load: dependent columns, unlike units, values missing, many rows, folded, levels."""
    rng = np.random.default_rng(0)
    a, b, noise = rng.normal(size=(3, 400))
    levels = rng.choice(["north", "south", "a_level_whose_name_is_longer_than_forty_characters"], 400)
    made = {
        "dependent": {"a": a, "b": b, "c": a + b, "d": a - b, "e": b - 2 * a, "f": 3 * b, "y": a - b + noise},
        "two alike": {"a": a[:9], "b": 2 * a[:9], "y": a[:9]},
        "scaled": {"large": 1e14 * a[:50], "small": b[:50], "y": a[:50] + 3 * b[:50] + noise[:50] / 9},
        "correlated": {"a": a[:60], "b": a[:60] + b[:60] / 200, "y": a[:60] + noise[:60]},
        "levels": {"region": levels, "same": np.ones(400), "year": np.arange(1600, 2000), "size": a, "y": a + noise},
        "one level": {"group": levels[:20], "y": a[:20]},
    }
    read = {name: read_table(csv(columns)) for name, columns in made.items()}
    sparse = "day;x;z;kind;y", "2020-01-01;1,5;;a;2,5", "2020-01-02;2,5;3;b;", "2020-01-03;3;4;b;1", ";4;9;b;2"
    read["sparse"] = read_table("\n".join(sparse).encode())
    folded = Factor.of(np.column_stack([a, b, a + b]), a - b + noise, names=["a", "b", "c"], target="y")
    with TemporaryDirectory() as folder:
        (file := Path(folder, "levels.csv")).write_bytes(csv(made["levels"]))
        levels = fold_files(file, "y")
    return {**read, "folded": FoldedFile.of(folded), "folded levels": levels}


def csv(columns: dict[str, Any]) -> bytes:
    rows = zip(*columns.values(), strict=True)
    return "\n".join([",".join(columns), *(",".join(map(str, row)) for row in rows)]).encode()


BAD_FILES = (
    b"", b"\0\1\2", b"PK\3\4zip", b"x,y\n", b"x,y\n1,2\n", b"x\na\nb\n", b"x,y\na,b\nc,d\n", b'x,y\n1,"2\n3,4\n',
    b"{}", b'{"what": 1}', b"{nonsense", b"x,y\n1,2\n3,4,5,6\n7,8\n", b"x\n1\n2\n", b"id,y\na,1\nb,2\nc,3\n",
    ",".join(f"c{j}" for j in range(1200)).encode(),
)  # fmt: skip
BAD_FORMULAS = (
    "", "x +", "x + * 2", "(x", "x)", "sin x", "foo(x)", "x = 2", "0,5 x", "x y + xy", "5", "9^9^9^9 x", "1/0 + x",
    "log(-1) x", "a+b+c+d+e1+f+g", "x" * 201, "(" * 60 + "x" + ")" * 60, "max(x)", "sin(x, 2)", "x # 2", "1e999", "x 2",
    "|x", "x\u202ey", "+".join(["x1"] * 66) + "+x^2^2^2",
)  # fmt: skip
PLACES = (
    ("(w^2 - 1)^2", 0.0, 0.1), ("x^3 - 3 x y^2", 0.0, 0.1), ("x^3 - 3 x y^2", 1.0, 0.1), ("sqrt(x)", 1.0, 0.5),
    ("x + log(x)", 1.0, 1.0), ("1 - exp(-w^2 / 2)", 6.0, 0.01), ("|w|", 1.0, 0.5), ("|w|", 1.0, 0.3),
    ("max(w, -w)", 1.0, 0.5), ("-log(x)", 1.0, 0.1), ("sqrt(x)", 0.25, 0.25), ("x^1.5 + x", 1.0, 1.0),
)  # fmt: skip
"""Formulas whose runs end where something is to be said, with a start (0 for weights after the first) and a rate."""
NOT_QUADRATIC = "valley", "likelihood", FUNCTION
BAD_WORDS = "abc", "", "-1", "nan", "1e999", "1.5,x", "0"

# --- runs -----------------------------------------------------------------------------------------------------------


def runs(every: int = 1) -> Iterator[tuple[Experiment, Table | None]]:
    """Experiments of all kinds, around every threshold; with `every` above 1 only a sample of each problem's."""
    built_in = {name: s.table and read_table((DATA / s.table).read_bytes()) for name, s in SCENARIOS.items()}
    problems: list[tuple[Settings, Table | None]] = [(defaults(n), t) for n, t in built_in.items() if n != "table"]
    for table in tables().values():
        target, features, _ = choose_columns(table, "", [])
        problems.append((replace(defaults("table"), target=target, features=tuple(features)), table))
    for base, table in problems:
        for settings in list(choices(base, table))[::every]:
            yield prepare(settings, table), table
    typed = [replace(defaults(FUNCTION), **example.settings) for example in GALLERY]
    for formula, first, rate in PLACES:
        start = (first, *(0.0,) * (len(expression(formula).names) - 1))
        typed.append(replace(defaults(FUNCTION), formula=formula, w0=start, learning_rate=rate, epochs=20))
    for settings in typed[:: max(1, every // 10)]:
        yield prepare(settings), None


def choices(base: Settings, table: Table | None) -> Iterator[Settings]:
    """Settings of one problem: goals or reductions, starts, rates around the stable one, epochs, and optimizers."""
    for given in variants(base, table):
        experiment = prepare(given, table)
        D, exact = len(experiment.problem.names), experiment.problem.exact()
        best = tuple(exact.tolist()) if exact is not None else (0.0,) * D
        starts = given.w0, best, tuple(x + 1e-9 for x in best), (0.0,) * D, tuple(3.0 * (-1) ** d for d in range(D))
        for k, w0 in enumerate(starts):
            own = given if not w0 or k == 0 else replace(given, init="given", w0=w0)
            for rate, epochs in product(rates_around(experiment, best, RATES), (1, own.epochs)):
                yield replace(own, learning_rate=rate, epochs=epochs)
        small, moderate, stable = rates_around(experiment, best, (1e-4, 0.3, 1.0))
        yield replace(given, learning_rate=moderate, tolerance=1e-3)
        yield replace(given, learning_rate=small, epochs=9, tolerance=1e3)
        yield replace(given, learning_rate=stable, epochs=10**9) if table else given
        yield from with_optimizers(given, rates_around(experiment, best, OTHER_RATES), table)


def variants(base: Settings, table: Table | None) -> list[Settings]:
    """The problem's settings with both goals, or with both reductions and with and without what tables offer."""
    if table is None:
        return [replace(base, goal=goal) for goal in (MINIMISE, MAXIMISE)]
    return [
        replace(base, scale=not base.scale),
        replace(base, drop_first=not base.drop_first, reduction="sum"),
    ]


def rates_around(experiment: Experiment, best: tuple[float, ...], multiples: tuple[float, ...]) -> list[float]:
    """Multiples of the stability limit at the start or at the optimum, whichever is smaller, and at most 1."""
    goal = experiment.problem.goal
    rates = [forecast(experiment.problem, w, 1.0, goal).largest_stable_rate for w in (experiment.start, best)]
    stable = min(1.0, *rates)
    return [min(max(stable * m, 1e-15), 1e6) for m in multiples]


def with_optimizers(given: Settings, rates: list[float], table: Table | None) -> Iterator[Settings]:
    """The settings with each optimizer, with each schedule, and with batches."""
    batches = (0, 1, 7) if table is not None and not isinstance(table, FoldedFile) else (0,)
    short = replace(given, epochs=min(given.epochs, 200))
    for optimizer, rate, epochs in product(OPTIMIZERS.values(), rates, (5, short.epochs)):
        if optimizer != PLAIN and (optimizer.name != "linesearch" or given.problem not in NOT_QUADRATIC):
            yield replace(short, optimizer=optimizer, learning_rate=rate, epochs=epochs)
    for schedule, batch, rate in product(SCHEDULES.values(), batches, rates):
        if schedule != CONSTANT or batch:
            yield replace(short, schedule=schedule, batch=batch, learning_rate=rate, epochs=min(30, short.epochs))


# --- what is said ---------------------------------------------------------------------------------------------------


def tell(said: Said, experiment: Experiment, table: Table | None) -> None:
    """Add what is said of one run."""
    run = experiment.run()
    analysis = Analysis(experiment.arguments, run)
    said.runs += 1
    said.add("badge", outcome(analysis).value)
    scaling = scaling_of(analysis, experiment, lambda settings: prepare(settings, table))
    said.add("verdict", verdict(analysis, lambda: scaling), run.stop.value)
    said.add("note on weights that are far off", far_weights(analysis))
    said.add("note on where it ends", standing(analysis))
    said.add("note on the exact weights", exact_note(experiment))
    said.add("note on the table", *notes(experiment, table))
    said.add("note on dependent columns", null_space_note(analysis))
    said.add("table of weights", *comparison(experiment, run))
    said.add("code", *re.findall(r"#.*", code(experiment, run)))
    if marked := marks(analysis):
        said.add("mark", marked.sentence)
    if scaling:
        said.add("scaling", scaling.sentence)
    for row in [*predicted_and_actual(analysis), *solvers(experiment)]:
        said.add("table", *row.keys(), *row.values())
    if experiment.arguments.plain:
        found = long_run(experiment.arguments)
        said.add("regime", found.regime.value)
        said.add("long run", found.sentence, found.in_words)


def tell_charts(said: Said, experiment: Experiment) -> None:
    """Add the words in all charts of one run."""
    run = experiment.run()
    analysis = Analysis(experiment.arguments, run)
    drawn: list[Any] = [by_direction(analysis), by_rate(experiment, analysis)]
    for axes in AXES:
        drawn += views(experiment, run, view_of(experiment, run), axes=axes).values()
        drawn += more_views(experiment, run, axes=axes).values()
    for spec in drawn:
        said.add("chart", *words({k: v for k, v in (spec or {}).items() if k != "datasets"}))


def words(spec: Any) -> Iterator[str]:
    """Titles, names of series and calculated texts in a chart's specification."""
    if isinstance(spec, list):
        for part in spec:
            yield from words(part)
    if not isinstance(spec, dict):
        return
    for key, value in spec.items():
        if key == "title" and isinstance(value, dict | str):
            yield value if isinstance(value, str) else value.get("text", "")
        elif key == "calculate" and str(spec.get("as")) in ("text", "series"):
            yield from (
                word for word in re.findall(r"'([^']*)'", value) if re.search("[a-z∇]", word) and "~" not in word
            )
        elif key == "domain" and isinstance(value, list):
            yield from (word for word in value if isinstance(word, str))
        else:
            yield from words(value)


def tell_lessons(said: Said) -> None:
    """Add the introduction, and all lessons with their buttons, questions and answers."""
    said.add("introduction", INTRODUCTION)
    for name, lesson in LESSONS.items():
        scenario = SCENARIOS[name]
        said.add("lesson", scenario.title, scenario.lesson, scenario.source)
        said.add("button of a lesson", *(f"{name}: {one.label}. {one.look}" for one in lesson.tries))
        table = read_table((DATA / (scenario.table or "penguins.csv")).read_bytes()) if scenario.on_table else None
        target, features, _ = choose_columns(table, "", []) if table else ("", [], [])
        columns = {"target": target, "features": tuple(features)}
        for question in lesson.questions:
            i, words, why, formula = answer(question, prepare(with_changes(name, columns, question.changes), table))
            said.add("question", f"{name}: {question.text(with_changes(name, columns, {}))}")
            said.add("option", *question.options)
            said.add(
                "answer", f"{question.ask} — {question.options[i]}. {words}", why, f"{formula}." if formula else ""
            )


def tell_pages(said: Said, problems: list[str]) -> None:
    """Add all labels, tooltips, options and texts of the page, with every tab opened."""
    pages = [opened(problem=name, more="1") for name in problems]
    links: list[dict[str, str]] = [{"rule": rule} for rule in OPTIMIZERS]
    links += [{"schedule": schedule, "batch": "5"} for schedule in SCHEDULES]
    links += [{"init": init} for init in ("normal", "given")]
    pages += [opened(problem="line", **link) for link in links[:: len(SCENARIOS) // len(problems)]]
    for page in pages:
        tell_page(said, page)
        for name in [t.label for t in page.tabs][1:]:
            tell_page(said, tab(page, name))
    for content in BAD_FILES[:: len(SCENARIOS) // len(problems)]:
        tell_page(said, uploaded(content))
    tell_page(said, opened(problem="line", pin="lr=0.02", starts="own"))


def tell_page(said: Said, page: Any) -> None:
    """Add the texts of all elements that are on a page."""
    assert not page.exception, [e.message for e in page.exception]
    for element in (element for block in (page.main, page.sidebar) for element in block):
        proto = getattr(element, "proto", None)
        for part in (proto, getattr(proto, "popover", None)):
            said.add("page: label", *filter(None, [getattr(part, "label", ""), getattr(part, "placeholder", "")]))
            said.add("page: tooltip", getattr(part, "help", "") or "")
        if element.type in ("markdown", "caption", "error", "warning", "info", "success", "subheader"):
            said.add(f"page: {element.type}", proto.body)
        if element.type in ("selectbox", "radio", "multiselect"):
            said.add("page: option", *element.options)
        if element.type == "button_group":
            said.add("page: option", *(option.content for option in proto.options))


def tell_errors(said: Said) -> None:
    """Add what is said of links, settings, pins and files that can't be used."""
    for problem in ("parabola", "line", "nonsense"):
        for key, word in product([*kinds(), "problem", "v", "unknown"], BAD_WORDS):
            said.add("link", *from_link({"problem": [problem], key: [word]})[1])
    said.add("link", *from_link({"init": ["given"], "w0": [""], "problem": ["line"]})[1])
    said.add("link", *pins_from_link({"pin": ["lr=x", "what=1"] * 4, "starts": ["mine"]}, defaults("line"))[2])
    values = defaults("line").values()
    for key, value in product(values, (-1, 1e301, float("nan"), "abc", ("a",) * 300)):
        if isinstance(value, type(values[key])) and key != "w0":
            said.add("settings", *failure(lambda k=key, v=value: from_values({**values, k: v})))
    for w0 in ("", "abc", "1,,x", "inf"):
        said.add("settings", *failure(lambda w=w0: from_controls({**defaults("parabola").controls(), "w0": w})))
    for content in BAD_FILES:
        said.add("file", *failure(lambda c=content: read_table(c)))
    own, table = defaults("table"), tables()["levels"]
    for changes in BAD_CHOICES:
        said.add("experiment", *failure(lambda c=changes: prepare(replace(own, **c), table)))
    for problem, changes in BAD_RUNS:
        data = SCENARIOS[problem].table
        given = data and read_table((DATA / data).read_bytes())
        settings = replace(defaults(problem), **changes)
        said.add("experiment", *failure(lambda s=settings, t=given: prepare(s, t).run()))
    for formula in BAD_FORMULAS:
        said.add("experiment", *failure(lambda f=formula: Expression(f)))
    said.add("experiment", *choose_columns(table, "region", ["none"])[2])
    for changes in ({"seed": 2, "init": "normal"}, {"batch": 5}, {"scale": True}, {"optimizer": OPTIMIZERS["adam"]}):
        said.add("pin", label(Pin(replace(defaults("line"), **changes)), defaults("line")))


BAD_CHOICES: tuple[dict[str, Any], ...] = (
    {"target": "y", "features": ()},
    {"target": "region", "features": ("size",)},
    {"target": "none", "features": ("size",)},
    {"target": "y", "features": ("y", "size")},
    {"target": "y", "features": ("same",)},
    {"target": "y", "features": ("size",), "batch": 1, "epochs": 10**6},
    {"target": "y", "features": ("size",), "init": "given", "w0": (1.0,)},
)
BAD_RUNS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("valley", {"epochs": 10**9}),
    ("valley", {"optimizer": OPTIMIZERS["linesearch"]}),
    ("valley", {"w0": (1.0, 2.0, 3.0)}),
    ("valley", {"w0": (1e200, 1e200)}),
    ("line", {"init": "given", "w0": (1e200, 1e200)}),
)


def failure(attempt: Callable[[], object]) -> list[str]:
    """The message of the ValueError that the attempt raises, if it does."""
    try:
        attempt()
    except ValueError as error:
        return [str(error)]
    return []


def collected(*, every: int = 1) -> Said:
    """What the page says; with `every` above 1 only of a sample."""
    said = Said()
    for k, (experiment, table) in enumerate(runs(every)):
        tell(said, experiment, table)
        if k % 150 == 0:
            tell_charts(said, experiment)
        if k % 50 == 0:
            said.add("table", *(cell for row in three_starts(experiment) for cell in map(str, row)))
    tell_lessons(said)
    tell_errors(said)
    tell_pages(said, list(SCENARIOS) if every == 1 else ["line", "parabola"])
    return said


if __name__ == "__main__":
    found = collected()
    text = f"{found}\n\n{len(found.examples):,} sentences from {found.runs:,} runs\n"
    Path(sys.argv[1]).write_text(text, encoding="utf-8") if len(sys.argv) > 1 else print(text)
