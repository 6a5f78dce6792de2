"""Measure the speed of the page in Chromium beside a bare page: python -m tests.browser.speed

All by the browser's own clock: pictures a second while the rate is dragged and during playback; the time from letting
go of the rate until the last chart is redrawn; and the first paint. The bare page has a slider and a chart, no more.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import QUIET, Lab, chromium
from tests.serving import serve

# The time when each chart was last painted: its SVG changed, or its canvas was cleared to be redrawn.
WATCH = """
window.painted = {};
const note = (node) => {
  const view = node.closest?.('[class*="st-key-view-"]');
  if (view) window.painted[view.className.match(/st-key-view-(\\w+)/)[1]] = performance.now();
};
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...box) { note(this.canvas); return clear.apply(this, box); };
addEventListener('DOMContentLoaded', () => new MutationObserver((changes) => {
  for (const svg of new Set(changes.map(({ target }) => target.ownerSVGElement))) if (svg) note(svg);
}).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true }));
const press = () => { window.pressed = performance.now(); };
for (const kind of ['keydown', 'pointerup']) addEventListener(kind, press, true);
"""
QUIET_FOR = 700  # milliseconds without repainting after which all charts count as drawn
# How often each view is painted in a second, while at each frame `act` is called with the seconds that have passed.
COUNT = """const count = (seconds, act) => new Promise((done) => {
  const seen = {}, began = performance.now();
  const look = () => {
    for (const [view, at] of Object.entries(window.painted)) (seen[view] ??= new Set()).add(at);
    const passed = (performance.now() - began) / 1000;
    act(passed);
    if (passed < seconds) requestAnimationFrame(look);
    else done(Object.fromEntries(Object.entries(seen).map(([view, times]) => [view, times.size / seconds])));
  };
  look();
});"""
# The rate goes to and fro between about a hundredth of the limit and nine tenths of it.
DRAG = (
    """(track, seconds) => { """
    + COUNT
    + """
  return count(seconds, (passed) => {
    track.value = 0.3 + 0.55 * Math.abs(Math.sin(passed));
    track.dispatchEvent(new Event('input'));
  });
}"""
)
BARE = """import pandas, streamlit as st
st.set_page_config(layout="wide")
rate = st.slider("rate", 1, 100, key="slider")
with st.container(key="view-bare"):
    points = pandas.DataFrame({"x": range(100), "y": [rate * x for x in range(100)]})
    encoding = {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}
    st.vega_lite_chart(points, {"mark": "line", "encoding": encoding}, width="stretch")
"""


def last_paint(page: Page) -> float:
    """Wait until nothing more is painted; return the milliseconds from the last key or letting go until then."""
    page.wait_for_function(
        f"""() => {{ const times = Object.values(window.painted);
            return times.length && performance.now() - Math.max(...times) > {QUIET_FOR}; }}"""
    )
    return float(page.evaluate("Math.max(...Object.values(window.painted)) - window.pressed"))


def let_go(lab: Lab, steps: int = 12) -> list[float]:
    """Milliseconds from letting go of the rate until the last chart of the new run is drawn."""
    page, taken = lab.page, []
    for step in range(steps + 1):
        box = lab.track.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] * (0.5 if step % 2 else 0.55), box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.wait_for_timeout(QUIET_FOR)
        page.evaluate("window.painted = {}")
        page.mouse.up()
        taken.append(last_paint(page))
    return taken[1:]


def bare_steps(page: Page, steps: int = 12) -> list[float]:
    """The same of the bare page: milliseconds from a step of its slider until its chart is redrawn."""
    slider = page.locator(".st-key-slider input[type=range]")
    slider.focus()
    taken = []
    for step in range(steps + 1):
        page.evaluate("window.painted = {}")
        slider.press("ArrowLeft" if step % 2 else "ArrowRight")
        taken.append(last_paint(page))
    return taken[1:]


def pictures_a_second(page: Page, seconds: float = 4) -> dict[str, float]:
    """How often per second each chart is redrawn during playback."""
    page.locator(".st-key-bar button").and_(page.get_by_label("Play", exact=True)).click()
    return dict(page.evaluate(f"(seconds) => {{ {COUNT} return count(seconds, () => {{}}); }}", seconds))


def first_paint(browser: Browser, address: str, times: int = 5) -> float:
    """Milliseconds from opening a page until its last chart is first drawn: the median."""
    taken = []
    for _ in range(times):
        page = watched(browser)
        page.goto(address)
        page.wait_for_selector(".vega-embed .marks")
        page.evaluate("window.pressed = 0")
        taken.append(last_paint(page))
        page.context.close()
    return statistics.median(taken)


def watched(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(WATCH)
    return page


@contextmanager
def bare() -> Iterator[str]:
    """Serve the bare page."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE, encoding="utf-8")
        with serve(script) as address:
            yield address


def report(name: str, value: float, unit: str, aim: float, *, most: bool) -> None:
    met = value <= aim if most else value >= aim
    print(f"{name:<58}{value:8.2f} {unit:<12} aim {aim:g}: {'met' if met else 'MISSED'}", flush=True)


def main() -> None:
    with serve() as address, bare() as bare_address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        page = watched(browser)
        Lab(page, bare_address).open()
        least = statistics.median(bare_steps(page))
        page.context.close()
        print(f"{'the bare page: from a step to its chart':<58}{least:8.0f} ms")
        for problem in ("ravine", "dummy-trap", "unscaled"):
            page = watched(browser)
            lab = Lab(page, address)
            for epochs, aim in ((100, 50), (300, 30)):
                lab.open(f"v=1&problem={problem}&epochs={epochs}")
                page.wait_for_load_state("networkidle")
                pictures = min(lab.track.evaluate(DRAG, 4).values())
                report(f"{problem}: dragging η, {epochs} epochs", pictures, "pictures/s", aim, most=False)
            lab.open(f"v=1&problem={problem}&epochs=300")
            page.wait_for_load_state("networkidle")
            report(f"{problem}: playback", min(pictures_a_second(page).values()), "pictures/s", 50, most=False)
            taken = statistics.median(let_go(lab))
            report(
                f"{problem}: from letting go to the last view, {taken:.0f} ms", taken / least, "× bare", 1.5, most=True
            )
            page.context.close()
        paints = [first_paint(browser, f"{a}/?v=1&problem=ravine") for a in (bare_address, address)]
        ours = f"first paint, {paints[1]:.0f} ms; the bare page's, {paints[0]:.0f} ms"
        report(ours, paints[1] / paints[0], "× bare", 1.3, most=True)
        browser.close()


if __name__ == "__main__":
    main()
