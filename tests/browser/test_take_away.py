"""Each file that the page offers is downloaded and read back."""

import csv
import io
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from gd.experiments.built_in import DATA
from gd.experiments.experiment import Experiment, prepare
from gd.experiments.fingerprint import fingerprint
from gd.experiments.link import from_link
from gd.tables.dataset import read_csv
from tests.browser.conftest import Lab
from tests.explain.test_code import executed


def offered(lab: Lab) -> None:
    """Choose the downloads among the details."""
    lab.page.locator(".st-key-details button", has_text="Download").click()
    expect(lab.page.get_by_role("button", name="Report")).to_be_visible()
    lab.settle()


def saved(lab: Lab, name: str, folder: Path) -> Path:
    """The file behind the button with this name."""
    with lab.page.expect_download() as download:
        lab.page.locator(".st-key-take-away").get_by_role("button", name=name, exact=True).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def bits(numbers: Any) -> list[bytes]:
    return [struct.pack("<d", float(x)) for x in np.ravel(np.asarray(numbers, dtype=object))]


def of_page(lab: Lab, table: Any = None) -> Experiment:
    """The experiment that the page's address describes."""
    query = lab.page.evaluate("() => [...new URLSearchParams(location.search)]")
    settings, _ = from_link({key: [value] for key, value in query if key not in ("epoch", "details")})
    return prepare(settings, table)


@pytest.mark.parametrize("query", ["problem=ravine&lr=0.081&epochs=3000", "problem=line", "problem=valley&rule=adam"])
def test_the_numbers_read_back_to_the_same_bits(lab: Lab, query: str, tmp_path: Path) -> None:
    lab.open(f"v=1&{query}")
    offered(lab)
    experiment = of_page(lab, read_csv(DATA / "hubble.csv") if "line" in query else None)
    run = experiment.run()
    _, *lines = csv.reader(io.StringIO(saved(lab, "CSV", tmp_path).read_text(encoding="utf-8")))
    told = json.loads(saved(lab, "JSON", tmp_path).read_text(encoding="utf-8"))
    assert bits([line[-len(experiment.start) :] for line in lines]) == bits(run.weights) == bits(told["weights"])
    assert bits([line[1] for line in lines]) == bits(run.costs) == bits(told["costs"])
    assert told["link"].startswith(f"{lab.address}/?v=1&problem=")
    assert f"result={fingerprint(experiment, run)}" in told["link"]
    assert "details=" not in told["link"]
    notebook = json.loads(saved(lab, "Notebook", tmp_path).read_text(encoding="utf-8"))
    program = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    size = float(np.abs(run.final_weights).max())
    assert executed(program, tmp_path)["w"] == pytest.approx(run.final_weights, rel=1e-9, abs=1e-9 * size)
    assert lab.complaints == []


def test_on_a_phone_every_button_is_in_sight(lab: Lab) -> None:
    lab.page.set_viewport_size({"width": 390, "height": 844})
    lab.open("v=1&problem=ravine")
    offered(lab)
    for name in ("CSV", "JSON", "Notebook", "Report", "PNG", "SVG"):
        box = lab.page.locator(".st-key-take-away").get_by_role("button", name=name, exact=True).bounding_box() or {}
        assert 0 <= box["x"] < box["x"] + box["width"] <= 390


@pytest.mark.parametrize(("name", "shown"), [("size", True), ("=1+1", False)])
def test_a_tables_own_menu_writes_no_formulas(lab: Lab, name: str, shown: bool) -> None:
    lab.page.goto(f"{lab.address}/?v=1&problem=table")
    text = f"{name},y\n1,2\n2,3\n4,9\n"
    lab.page.locator('input[type="file"]').set_input_files(
        {"name": "t.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    lab.page.wait_for_selector(".vega-embed .marks")
    lab.page.locator(".st-key-details button", has_text="Weights").click()
    table = lab.page.locator(".st-key-detail .stDataFrame")
    table.hover()
    expect(table.get_by_role("button", name="Search")).to_be_visible()
    expect(table.get_by_role("button", name="Download as CSV")).to_be_visible(visible=shown)
