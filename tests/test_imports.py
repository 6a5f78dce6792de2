"""Who may import whom: the algorithm stands without the page, and `import gd` loads numpy alone."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = {file.stem: file for file in sorted((ROOT / "gd").glob("*.py")) if file.stem != "__init__"}

# What these may import of ours. The modules that are not named may import any other, but never in a circle.
MAY_IMPORT = {
    "arrays": set(),
    "spectrum": {"arrays"},
    "problems": {"arrays", "spectrum"},
    "phrases": set(),
    "numerals": set(),
    "initial": {"arrays", "problems"},
    "names": {"phrases"},
    "tall": {"arrays"},
    "sample": {"arrays"},
    "factor_file": {"arrays", "names", "sample"},
    "factor": {"arrays", "problems", "phrases", "names", "tall", "sample", "factor_file"},
    "chunks": {"phrases", "source", "layout", "table"},
    "readers": {"arrays", "phrases", "layout", "columns", "numerals", "texts"},
    "passes": {"arrays", "phrases", "chunks", "readers", "factor"},
    "fold": {"phrases", "texts", "chunks", "readers", "passes", "factor"},
    "cluster": {"factor"},
    "least_squares": {"arrays", "problems", "spectrum", "phrases", "names", "tall", "factor"},
    "leap": {"arrays", "problems", "spectrum"},
    "rule": {"arrays", "problems"},
    "adaptive": {"arrays", "rule"},
    "rules": {"arrays", "problems", "rule", "adaptive"},
    "schedules": set(),
    "batches": {"problems"},
    "rows": {"arrays", "problems", "factor", "least_squares"},
    "momentum_forecast": {"arrays", "problems", "spectrum", "regime"},
    "chosen": {"batches", "rules", "schedules", "settings"},
    "rule_formulas": {"problems", "formulas", "rules", "adaptive", "schedules", "settings", "chosen"},
    "rates": {"course", "forecast", "formulas", "momentum_forecast"},
    "arguments": {"arrays", "problems", "batches", "rules", "schedules"},
    "descent": {"arrays", "problems", "spectrum", "leap", "arguments", "batches", "rules", "schedules"},
    "source": {"phrases"},
    "header": {"phrases", "numerals"},
    "layout": {"phrases", "numerals", "header"},
    "table": {"phrases", "numerals", "layout"},
    "texts": {"phrases", "numerals", "layout"},
    "columns": {"phrases", "layout", "texts"},
    "design": {"arrays", "names", "phrases"},
    "told": {"texts"},
    "reading": {"layout", "phrases", "table", "told"},
    "dataset": {"phrases", "source", "layout", "table", "columns", "design", "reading"},
    "regime": {"arrays"},
    "forecast": {"arrays", "spectrum", "problems", "least_squares", "regime"},
    "milestones": {"arrays", "problems", "forecast"},
    "quantities": {"formulas"},
    "directions": {"arrays", "phrases", "formulas", "forecast", "regime"},
    "course": {
        "arrays",
        "problems",
        "descent",
        "experiment",
        "forecast",
        "milestones",
        "regime",
        "chosen",
        "momentum_forecast",
        "rules",
        "schedules",
    },
    "outcome": {"problems", "descent", "forecast", "regime", "course"},
    "prediction": {"descent", "milestones", "quantities", "course"},
    "reasons": {"formulas", "forecast", "milestones", "regime", "quantities", "directions", "course"},
    "scenarios": {"problems", "dataset"},
    "window": {"arrays"},
    "plane": {"arrays", "descent", "directions", "experiment", "problems"},
    "ground": {"arrays", "descent", "experiment", "pictures", "plane", "problems", "window"},
    "style": set(),
    "sketch": {"style"},
    "fit": {"style"},
    "table_code": {"dataset", "experiment", "regression", "scenarios"},
    "rule_code": {
        "adaptive",
        "chosen",
        "descent",
        "experiment",
        "least_squares",
        "problems",
        "rules",
        "schedules",
        "settings",
        "table_code",
    },
    "snippet": {"arrays", "problems", "least_squares", "descent", "experiment", "settings", "table_code", "rule_code"},
    "fate": {"arrays", "course", "directions", "experiment", "forecast", "formulas", "outcome", "regime"},
    "questions": {
        "initial",
        "least_squares",
        "descent",
        "course",
        "experiment",
        "fate",
        "forecast",
        "formulas",
        "milestones",
        "quantities",
        "regime",
    },
    "lessons": {"questions", "scenarios", "settings"},
    "comparison": {"course", "experiment", "fate", "forecast", "settings"},
    "settings": {"problems", "rules", "scenarios", "schedules"},
    "verdict": {
        "arrays",
        "phrases",
        "problems",
        "least_squares",
        "descent",
        "forecast",
        "experiment",
        "formulas",
        "milestones",
        "regime",
        "quantities",
        "directions",
        "course",
        "outcome",
        "reasons",
        "rules",
        "schedules",
    },
}
MAY_IMPORT_LIBRARY = {
    "streamlit": set(),
    "altair": {"charts", "style", "why", "landscape", "sketch", "bowl", "fit", "paths", "update", "overlay"},
    "pandas": {
        "overlay",
        "table",
        "texts",
        "columns",
        "dataset",
        "design",
        "scenarios",
        "pictures",
        "charts",
        "chunks",
        "readers",
        "passes",
        "why",
        "ground",
        "bowl",
    },
    "dask": {"cluster"},
}


def imports(file: Path) -> set[str]:
    """Every module that a file imports, anywhere but under `if TYPE_CHECKING`."""
    return set(_imported(ast.parse(file.read_text())))


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module="gd", names=names):
            yield from (f"gd.{alias.name}" for alias in names)
        case ast.ImportFrom(level=level, module=module):
            assert level == 0, "imports are written in full"
            yield str(module)
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
            for child in orelse:
                yield from _imported(child)
            return
    for child in ast.iter_child_nodes(node):
        yield from _imported(child)


def ours(file: Path) -> set[str]:
    """The modules of gd that a file imports."""
    return {name.split(".")[1] for name in imports(file) if name.startswith("gd.")}


def libraries(file: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(file)}


def test_only_the_page_imports_streamlit() -> None:
    pages = {file.name for file in ROOT.glob("*.py") if "streamlit" in libraries(file)}
    assert pages == {"dashboard.py"}


@pytest.mark.parametrize("library", MAY_IMPORT_LIBRARY)
def test_a_heavy_library_is_imported_only_where_it_is_needed(library: str) -> None:
    assert {name for name, file in MODULES.items() if library in libraries(file)} <= MAY_IMPORT_LIBRARY[library]


def test_altair_and_pandas_are_imported_where_charts_and_tables_are_made() -> None:
    assert "altair" in libraries(MODULES["charts"])
    assert "pandas" in libraries(MODULES["pictures"])


@pytest.mark.parametrize("module", sorted(MAY_IMPORT.keys() & MODULES.keys()))
def test_a_module_imports_only_those_it_builds_on(module: str) -> None:
    assert ours(MODULES[module]) <= MAY_IMPORT[module]


@pytest.mark.parametrize("module", MODULES)
def test_nothing_imports_the_page_or_the_package_as_a_whole(module: str) -> None:
    assert not imports(MODULES[module]) & {"dashboard", "gd"}
    assert ours(MODULES[module]) <= MODULES.keys()


def test_there_is_no_circle_of_imports() -> None:
    order = TopologicalSorter({name: ours(file) for name, file in MODULES.items()}).static_order()
    assert set(order) == set(MODULES)


def test_the_package_loads_numpy_alone() -> None:
    code = "import sys, gd; print(*sorted({'numpy', 'pandas', 'altair', 'streamlit'} & sys.modules.keys()))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == ["numpy"]
