"""Allowed imports: the algorithm doesn't depend on the page, and `import gd` loads only NumPy."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import gd

ROOT = Path(__file__).parents[1]


def name_of(file: Path) -> str:
    """The module's import path, such as gd.theory.forecast."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(file): file for file in [*sorted((ROOT / "gd").rglob("*.py")), ROOT / "dashboard.py"]}
LAYERS = (
    ("dashboard",),
    ("gd.page",),
    ("gd.charts",),
    ("gd.explain",),
    ("gd.experiments",),
    ("gd.theory", "gd.tables", "gd.expression"),
    ("gd.cluster",),
    ("gd",),
)
"""The layers from top to bottom. A module imports from its own folder and from lower layers."""
DEEPEST = 10
"""The longest chain of modules of gd in which each imports the next."""
LONGEST = 200
"""Most lines in a module."""
MAY_IMPORT_LIBRARY = {
    "streamlit": ("gd.page", "dashboard"),
    "altair": ("gd.charts",),
    "pandas": ("gd.tables",),
    "pyarrow": ("gd.charts.columns", "gd.tables"),
    "dask": ("gd.cluster", "gd.tables.cluster"),
    "distributed": ("gd.tables.cluster_files",),
    "sympy": ("gd.expression.symbolic",),
    "segno": ("gd.page.qr",),
}
"""The modules and folders in which each heavy library may be imported."""


FUNCTIONS = "parabola", "valley", "ravine", "likelihood"
"""The built-in functions of the weights."""


def imports(file: Path) -> set[str]:
    """Every module that a file imports outside of `if TYPE_CHECKING`."""
    return set(_imported(ast.parse(file.read_text())))


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(level=level, module=module, names=names):
            assert level == 0, "imports are written in full"
            whole = [f"{module}.{alias.name}" for alias in names]
            yield from (name if name in MODULES else str(module) for name in whole)
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
            for child in orelse:
                yield from _imported(child)
            return
    for child in ast.iter_child_nodes(node):
        yield from _imported(child)


@cache
def ours(file: Path) -> set[str]:
    """The modules of gd that a file imports."""
    return {name for name in imports(file) if name.split(".")[0] == "gd"}


def libraries(file: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(file)}


@pytest.mark.parametrize("library", MAY_IMPORT_LIBRARY)
def test_a_heavy_library_is_imported_only_where_it_is_needed(library: str) -> None:
    found = {name for name, file in MODULES.items() if library in libraries(file)}
    assert {name for name in found if not name.startswith(MAY_IMPORT_LIBRARY[library])} == set()


def test_altair_and_pandas_are_imported_where_charts_and_tables_are_made() -> None:
    assert "altair" in libraries(MODULES["gd.charts.cost"])
    assert "pandas" in libraries(MODULES["gd.tables.dataset"])


def folder(module: str) -> str:
    """The folder of a module: gd.theory for gd.theory.forecast, gd for gd.descent."""
    return module.rpartition(".")[0] or module


def lower(module: str) -> set[str]:
    """The folders that a module may import from: its own, and those of lower layers."""
    own = next(i for i, layer in enumerate(LAYERS) if folder(module) in layer)
    return {folder(module), *(name for layer in LAYERS[own + 1 :] for name in layer)}


@pytest.mark.parametrize("module", sorted(MODULES.keys() - {"gd"}))
def test_imports_go_one_way(module: str) -> None:
    assert {name for name in ours(MODULES[module]) if folder(name) not in lower(module)} == set()
    assert ours(MODULES[module]) <= MODULES.keys() - {"gd"}


@cache
def depth(module: str) -> int:
    """The number of modules in the longest chain of imports that starts with this module."""
    return 1 + max(map(depth, ours(MODULES[module])), default=0)


def test_the_chain_of_imports_is_short() -> None:
    assert {module: depth(module) for module in MODULES if module != "dashboard" and depth(module) > DEEPEST} == {}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_short(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= LONGEST


def test_there_is_no_circle_of_imports() -> None:
    order = TopologicalSorter({name: ours(file) for name, file in MODULES.items()}).static_order()
    assert set(order) == set(MODULES)


@pytest.mark.parametrize(("use", "libraries"), [("import gd", []), ("from gd import *", ["numpy"])])
def test_the_package_loads_numpy_alone_and_that_when_it_is_used(use: str, libraries: list[str]) -> None:
    heavy = "{'numpy', 'pandas', 'altair', 'streamlit', 'sympy'}"
    code = f"import sys\n{use}\nprint(*sorted({heavy} & sys.modules.keys()))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == libraries


def test_the_package_has_the_names_that_it_says() -> None:
    assert [name for name in gd.__all__ if getattr(gd, name).__name__ != name] == []
    assert not hasattr(gd, "pandas")


@pytest.mark.parametrize(("problem", "loaded"), [*((p, False) for p in FUNCTIONS), ("function", True)])
def test_sympy_is_loaded_only_where_a_typed_function_is_shown(problem: str, loaded: bool) -> None:
    code = f"""
import sys
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.explain.code import code
from gd.explain.formulas import cost_formula, update_formula
experiment = prepare(defaults({problem!r}))
code(experiment, experiment.run()), cost_formula(experiment.problem), update_formula(experiment)
print("sympy" in sys.modules)
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == [str(loaded)]


def test_a_run_without_rows_does_without_pandas() -> None:
    code = """
import sys
from dataclasses import replace
import numpy as np
from gd.experiments.experiment import prepare
from gd.experiments.scenarios import defaults
from gd.factor import Factor
from gd.tables.folded import FoldedFile
prepare(defaults("parabola")).run()
table = FoldedFile.of(Factor.of(np.arange(6.0).reshape(3, 2), np.arange(3.0), names=["a", "b"]))
prepare(replace(defaults("table"), target="y", features=("a", "b")), table).run()
print("pandas" in sys.modules)
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False"]
