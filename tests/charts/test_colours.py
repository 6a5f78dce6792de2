"""The colours: the same on the page as in the charts, legible on both backgrounds, and told apart."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import gd.page
from gd.arrays import Array
from gd.charts import basins, paths, style

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]
SHEETS = sorted(Path(gd.page.__path__[0]).glob("*.css"))
CSS = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)


@pytest.mark.parametrize("name", ["target", "prediction", "path", "exact", "quiet"])
def test_the_page_has_the_same_colours_as_the_charts_and_each_is_written_once(name: str) -> None:
    assert {"instrument.css", "page.css"} <= {sheet.name for sheet in SHEETS}
    colour, used = getattr(style, name.upper()), f"var(--{name})" in CSS
    assert used or name not in ("path", "quiet")
    assert re.findall(rf"--{name}:\s*([^;]*);", CSS) == [colour] * used
    assert re.findall(rf"{colour}\w*", CSS, re.IGNORECASE) == [colour] * used


def test_the_colour_of_a_card_is_the_themes_background_and_is_written_once() -> None:
    light, dark = (THEME[theme]["backgroundColor"] for theme in ("light", "dark"))
    assert re.findall(r"--card:\s*([^;]*);", CSS) == re.findall(r"light-dark\([^)]*\)", CSS)
    assert re.findall(r"--card:\s*([^;]*);", CSS) == [f"light-dark({light}, {dark})"]
    assert re.findall(rf"#fff(?:fff)?\b|{dark}\b", CSS, re.IGNORECASE) == [light, dark]


def linear(colour: str) -> Array:
    """Red, green and blue light of a colour #rrggbb, from 0 to 1 (the sRGB standard, as in WCAG 2.2)."""
    written = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(written <= 0.04045, written / 12.92, ((written + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colour", ["TARGET", "PREDICTION", "PATH", "EXACT", "QUIET", *paths.COLOURS[:6]])
def test_every_colour_has_a_contrast_of_3_on_both_backgrounds(colour: str, theme: str) -> None:
    both = (getattr(style, colour, colour), THEME[theme]["backgroundColor"])
    shades = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in both)  # relative luminance (WCAG 2.2)
    assert (shades[1] + 0.05) / (shades[0] + 0.05) >= 3


def lab(light: Array) -> Array:
    """CIE L*a*b* of linear light."""
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ light
    x, y, z = np.cbrt(np.maximum(xyz, 1e-4) / [0.9505, 1, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def gaps(seen: list[Array]) -> list[float]:
    """How far each two of them are apart, the nearest first."""
    return sorted(float(np.linalg.norm(seen[i] - seen[j])) for i in range(len(seen)) for j in range(i))


def test_each_look_on_the_map_of_basins_has_a_colour_of_its_own() -> None:
    looks = [*basins.COLOURS, *basins.OTHERS, basins.QUIET, basins.UNKNOWN, basins.NO_VALUE_LOOK]
    assert gaps([lab(linear(colour)) for colour in looks])[0] > 8


DEFICIENT = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""G. Machado, M. Oliveira and L. Fernandes, A physiologically-based model for simulation of color vision deficiency,
IEEE Transactions on Visualization and Computer Graphics 15, 2009: matrices for linear light."""


@pytest.mark.parametrize("eyes", DEFICIENT)
def test_basins_are_told_apart_by_people_who_see_few_colours(eyes: str) -> None:
    seen = [lab((np.array(DEFICIENT[eyes]) @ linear(colour)).clip(0, 1)) for colour in basins.COLOURS]
    assert gaps(seen)[0] > 10, gaps(seen)[:4]


@pytest.mark.parametrize("fixed", [style.PATH, style.EXACT])
def test_no_basin_has_a_colour_near_that_of_the_path_or_the_optimum(fixed: str) -> None:
    here = lab(linear(fixed))
    assert min(np.linalg.norm(lab(linear(colour)) - here) for colour in basins.COLOURS) > 25
