"""A table that was folded before, on the page: it opens as the table would, and says what it is."""

import hashlib
from codecs import BOM_UTF8
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gd.experiments.built_in import DATA
from gd.factor import Factor
from gd.tables.folding import fold_files
from gd.version import VERSION
from tests.page.app import charts, link, opened, shown, tab, uploaded, weights_table
from tests.tables.test_folded import OLD


def test_a_folded_table_takes_the_place_of_its_rows() -> None:
    X = np.random.default_rng(1).normal(size=(50, 2))
    factor = Factor.of(X, X @ [2, -3] + 1, names=["a", "b"], target="price")
    page = opened(problem="table", scale="0")
    page.file_uploader(key="upload").upload("big.json", factor.to_json().encode(), "application/json").run()
    assert page.selectbox(key="target").value == "price"
    assert "This table is folded" in shown(page)
    assert weights_table(page)["exact"].tolist() == pytest.approx([1, 2, -3])


def folded(path: Path, target: str) -> bytes:
    return fold_files(path, target).to_json().encode()


@pytest.fixture(scope="module")
def penguins() -> bytes:
    return folded(DATA / "penguins.csv", "body_mass_g")


def with_folded(content: bytes, **query: str | list[str]) -> AppTest:
    page = opened(problem="table", **query)
    return page.file_uploader(key="upload").upload("big.json", content, "application/json").run()


def test_a_folded_table_opens_as_the_table_would(penguins: bytes) -> None:
    page, rows = with_folded(penguins), uploaded((DATA / "penguins.csv").read_bytes())
    assert page.selectbox(key="target").value == rows.selectbox(key="target").value
    assert page.multiselect(key="features").value == rows.multiselect(key="features").value
    assert page.multiselect(key="features").options == rows.multiselect(key="features").options
    assert page.toggle(key="drop_first").value is True
    assert "species=Adelie is the level that the others are compared with." in shown(tab(page, "Weights"))
    found, wanted = weights_table(page), weights_table(rows)
    assert found["weight"].tolist() == wanted["weight"].tolist()
    assert found["exact"].tolist() == pytest.approx(wanted["exact"].tolist(), rel=1e-6)
    assert {**link(page), "table": ""} == {**link(rows), "table": ""}


def test_an_editor_may_have_put_a_mark_before_a_folded_table(penguins: bytes) -> None:
    assert "This table is folded" in shown(with_folded(BOM_UTF8 + penguins))
    as_utf_16 = shown(with_folded(penguins.decode().encode("utf-16")))
    assert "This is a folded table already: load it into the page just as the fold wrote it." in as_utf_16


def test_with_all_levels_a_folded_table_shows_the_trap(penguins: bytes) -> None:
    page = with_folded(penguins)
    page.multiselect(key="features").set_value(["species", "flipper_length_mm"]).run()
    page.toggle(key="drop_first").set_value(False).run()
    assert "The 5 columns hold only 4 independent ones" in shown(tab(page, "Weights"))
    assert "drop_first" in link(page)
    page.multiselect(key="features").set_value(["flipper_length_mm"]).run()
    assert "drop_first" not in [toggle.key for toggle in page.toggle]


def test_it_is_told_where_a_folded_table_comes_from(penguins: bytes) -> None:
    page = shown(tab(with_folded(penguins), "Weights"))
    checksum = hashlib.sha256((DATA / "penguins.csv").read_bytes()).hexdigest()[:8]
    assert f"It was folded by gd {VERSION} from “penguins.csv” (SHA-256 {checksum}…)." in page
    assert "11 of 344 rows are left out: no value in sex (11)" in page
    assert "Rows that are left out stay out" in page
    assert "333 of 344 rows" in page
    assert "In use: big.json, 344 rows" in page


def test_a_fold_without_gaps_has_no_rows_to_bring_back() -> None:
    page = shown(with_folded(folded(DATA / "hubble.csv", "velocity_km_s")))
    assert "This table is folded" in page
    assert "Rows that are left out" not in page


def test_of_a_folded_table_the_program_says_that_it_starts_from_the_fold(penguins: bytes) -> None:
    page = shown(tab(with_folded(penguins), "Code"))
    assert "Its rows are those of the small triangle that the table was folded to" in page
    assert "The page first compresses" not in page


def test_a_link_names_the_columns_of_what_was_folded(penguins: bytes) -> None:
    page = with_folded(penguins, target="flipper_length_mm", features=["species", "body_mass_g"], drop_first="0")
    assert not page.error
    assert link(page)["features"] == ["species", "body_mass_g"]
    names = ["intercept", "species=Adelie", "species=Chinstrap", "species=Gentoo", "body_mass_g"]
    assert weights_table(page)["weight"].tolist() == names


def test_a_file_that_was_folded_earlier_opens_with_each_of_its_columns() -> None:
    """Also for the link that the page gave for it then."""
    page = with_folded(
        OLD.read_bytes(), target="price", features=["size", "kind=b", "kind=c"], table="big.json_6x6_4hrRmsws"
    )
    assert not page.error
    assert not page.warning
    assert page.multiselect(key="features").options == ["size", "kind=a", "kind=b", "kind=c", "temperature=K"]
    assert link(page)["features"] == ["size", "kind=b", "kind=c"]
    assert "drop_first" not in [toggle.key for toggle in page.toggle]
    assert weights_table(page)["weight"].tolist() == ["intercept", "size", "kind=b", "kind=c"]


def test_a_folded_table_of_very_many_columns_begins_with_those_that_fit(tmp_path: Path) -> None:
    levels = [[f"l{(m * k + k // 48) % 48}" for m in (1, 5, 7, 11, 13)] for k in range(480)]
    rows = [",".join([*row, str(k % 11), str(k % 7)]) for k, row in enumerate(levels)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,c,d,e,x,y", *rows]) + "\n")
    page = with_folded(folded(tmp_path / "t.csv", "y"))
    assert page.multiselect(key="features").value == ["a", "b", "c", "d", "x"]
    assert "Not chosen to begin with: “e” (at most 200 weights are allowed)." in shown(page)


def test_what_is_no_folded_table_is_refused() -> None:
    assert "isn't a file of folded rows" in uploaded(b'{"a": 1}').error[0].value


def test_a_folded_table_is_run_on_all_rows_at_once() -> None:
    rng = np.random.default_rng(0)
    factor = Factor.of(rng.normal(size=(50, 2)), rng.normal(size=50), names=("a", "b"), target="y")
    page = opened(problem="table", batch="5", rule="adam", lr="0.1")
    page = page.file_uploader(key="upload").upload("big.json", factor.to_json().encode(), "application/json").run()
    assert "all rows are used at once" in shown(page)
    assert page.number_input(key="beta1").value == 0.9
    assert len(charts(page)) >= 3
