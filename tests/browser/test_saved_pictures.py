"""The pictures that are saved, PNG and SVG: those of the page, without what makes sense on the page alone."""

import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Lab
from tests.browser.test_take_away import offered, saved

SVG = "{http://www.w3.org/2000/svg}"


WHITE, BLACK = (255, 255, 255), (20, 22, 27)


def colours(image: Image.Image) -> set[tuple[int, ...]]:
    return {colour[:3] for _, colour in image.convert("RGB").getcolors(1 << 24) or []}


@pytest.mark.parametrize(("scheme", "ground"), [("light", WHITE), ("dark", BLACK)])
def test_the_pictures_are_those_of_the_page(lab: Lab, scheme: Any, ground: tuple[int, ...], tmp_path: Path) -> None:
    lab.page.emulate_media(color_scheme=scheme)
    lab.open("v=1&problem=ravine&epoch=3")
    offered(lab)
    lab.expect_everywhere(3)
    svg, png = saved(lab, "SVG", tmp_path), saved(lab, "PNG", tmp_path)
    root = ElementTree.parse(svg).getroot()
    words = ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]
    assert any(re.fullmatch(r"epoch 3:\s+−22\.72", text) for text in words)
    assert {"Cost: J", "Landscape", "Weights"} <= set(words)
    assert len(root.findall(f"{SVG}svg")) == lab.page.locator(".vega-embed").count() == 4
    # Nothing from outside: an address is one of a part of the file, or data.
    text = svg.read_text(encoding="utf-8")
    assert {address[:1] for address in re.findall(r"url\((#|data:|.)", text)} == {"#", "d"}
    assert {value[:1] for node in root.iter() for name, value in node.items() if name.endswith("href")} <= {"#"}
    assert "currentColor" not in text
    # What page.css does for words on contours, and for cells without seams.
    assert any(node.get("paint-order") == "stroke" for node in root.iter(f"{SVG}text"))
    assert any(node.get("shape-rendering") == "crispEdges" for node in root.iter(f"{SVG}path"))
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    image = Image.open(png)
    boxes = [lab.view(name).bounding_box() or {} for name in ("cost", "landscape", "weights", "update")]
    width = max(box["x"] + box["width"] for box in boxes) - min(box["x"] for box in boxes)
    assert abs(image.width - 2 * width) <= 2
    assert image.convert("RGB").getpixel((image.width // 4, 2 * 14)) == ground
    assert {(163, 91, 201), (21, 145, 106)} <= colours(image)  # the path, and the exact weights


@pytest.mark.parametrize("view", ["cost", "landscape", "predictions"])
def test_a_drawn_picture_is_the_one_on_the_page(lab: Lab, view: str, tmp_path: Path) -> None:
    lab.open("v=1&problem=unscaled&epoch=2")
    offered(lab)
    lab.page.add_style_tag(content=".gd-start { visibility: hidden }")  # it lies over the picture
    seen = Image.open(io.BytesIO(lab.view(view).locator(".vega-embed").screenshot())).convert("RGB")
    whole = Image.open(saved(lab, "PNG", tmp_path)).convert("RGB")
    small = whole.resize((whole.width // 2, whole.height // 2), Image.Resampling.BOX)
    first, box = lab.view("cost").bounding_box() or {}, lab.view(view).locator(".vega-embed").bounding_box() or {}
    x, y = round(box["x"] - first["x"]), round(box["y"] - first["y"])
    # The choice of axes or plane lies over the head, and a card begins between two pixels.
    wanted = np.asarray(seen, dtype=int)[40:-2, 2:-2]

    def apart(right: int, down: int) -> float:
        drawn = small.crop((x + right, y + down, x + right + seen.width, y + down + seen.height))
        return float((np.abs(np.asarray(drawn, dtype=int)[40:-2, 2:-2] - wanted).max(axis=2) > 100).mean())

    shares = [apart(right, down) for right in (-2, -1, 0, 1, 2) for down in (-2, -1, 0, 1, 2)]
    assert min(shares) < 0.015  # but for how edges are smoothed; two pixels beside it is more


def test_a_point_far_outside_the_landscape_is_not_in_the_picture(lab: Lab, tmp_path: Path) -> None:
    """At a rate that is too high, Rosenbrock's function sends the weights to 10⁷⁰."""
    lab.open("v=1&problem=function&lr=0.05&f=(1 - x)^2 %2B 100 (y - x^2)^2")
    offered(lab)
    png, svg = saved(lab, "PNG", tmp_path), saved(lab, "SVG", tmp_path).read_text(encoding="utf-8")
    whole = np.asarray(Image.open(png).convert("RGB"), dtype=int)
    plot = lab.view("landscape").locator(".role-frame.root > g > path.background").bounding_box() or {}
    first = lab.view("cost").bounding_box() or {}
    x, y = (round(2 * (plot[side] - first[side])) for side in ("x", "y"))
    corner = whole[y : y + 20, x : x + 20]
    assert not (np.abs(corner - (163, 91, 201)).max(axis=2) < 20).any()
    places = [float(n) for place in re.findall(r"translate\(([^)]*)\)", svg) for n in place.split(",")]
    assert max(map(abs, places)) < 1e5
    assert svg.count('fill="#a35bc9"') > 5  # what is nearer is there


# The legend's words, and how far each symbol is from the words before it.
LEGEND = """(legend) => {
  const words = [...legend.querySelectorAll('.role-legend-label text')];
  const boxes = (all) => all.map((e) => e.getBoundingClientRect());
  const symbols = boxes([...legend.querySelectorAll('.role-legend-symbol path')]);
  const gaps = boxes(words).slice(0, -1).map(({ right }, k) => symbols[k + 1].left - right);
  return [words.map((e) => e.textContent), gaps];
}"""


@pytest.mark.parametrize("query", ["ravine", "parabola", "line&batch=4&epochs=9"])
def test_a_picture_does_not_ask_to_be_dragged(lab: Lab, query: str, tmp_path: Path) -> None:
    lab.open(f"v=1&problem={query}")
    label = lab.view("landscape").get_by_text("path: drag its start", exact=True)
    expect(label).to_have_count(1)
    offered(lab)
    files = [saved(lab, name, tmp_path) for name in ("SVG", "Report")]
    expect(label).to_have_count(1)  # on the page it can be dragged
    for file in files:
        assert "drag its start" not in file.read_text(encoding="utf-8")
        lab.page.goto(file.as_uri())
        words, gaps = lab.page.locator(".role-legend", has_text="path").evaluate(LEGEND)
        assert words[1] == "path"
        assert len(words) == (4 if "batch" in query else 3)
        assert max(gaps) - min(gaps) < 4 < min(gaps)  # none has a hole


def test_where_a_chart_cannot_be_read_it_says_so(lab: Lab) -> None:
    lab.open("v=1&problem=parabola")
    offered(lab)
    lab.page.evaluate("() => document.querySelectorAll('.vega-embed svg *').forEach((node) => delete node.__data__)")
    lab.page.locator(".st-key-take-away").get_by_role("button", name="SVG").click()
    expect(lab.page.locator(".st-key-take-away").get_by_role("status")).to_contain_text("can't be saved here")
