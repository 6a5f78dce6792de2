"""Measure the speed of the page in Chromium: python -m tests.browser.speed

It measures the time from a step of the learning rate's slider until the last chart is redrawn, and the frame rate of
playback with all charts shown, both by the browser's own clock.
"""

import statistics

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import QUIET, Lab, chromium, serve

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
addEventListener('keydown', () => { window.pressed = performance.now(); }, true);
"""
QUIET_FOR = 700  # milliseconds without repainting after which all charts count as drawn


def redraws(page: Page, steps: int = 20) -> list[float]:
    """Milliseconds from each step of the rate's slider until the last chart is redrawn."""
    slider = page.locator(".st-key-slider input[type=range]")
    slider.focus()
    taken = []
    for step in range(steps + 1):
        page.evaluate("window.painted = {}")
        slider.press("ArrowRight" if step % 2 else "ArrowLeft")
        page.wait_for_function(
            f"""() => {{ const times = Object.values(window.painted);
                return times.length && performance.now() - Math.max(...times) > {QUIET_FOR}; }}"""
        )
        if step:
            taken.append(page.evaluate("Math.max(...Object.values(window.painted)) - window.pressed"))
    return taken


def pictures_a_second(page: Page, seconds: float = 4) -> dict[str, float]:
    """How often per second each chart is redrawn during playback."""
    page.locator(".st-key-bar button").and_(page.get_by_label("Play")).click()
    count = """(seconds) => new Promise((done) => {
        const seen = {}, began = performance.now();
        const look = () => {
          for (const [view, at] of Object.entries(window.painted)) (seen[view] ??= new Set()).add(at);
          if (performance.now() - began < 1000 * seconds) requestAnimationFrame(look);
          else done(Object.fromEntries(Object.entries(seen).map(([view, times]) => [view, times.size / seconds])));
        };
        look();
    })"""
    return dict(page.evaluate(count, seconds))


def main() -> None:
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for problem in ("parabola", "ravine", "line", "dummy-trap", "unscaled"):
            page = browser.new_page(viewport={"width": 1280, "height": 1600})
            page.add_init_script(WATCH)
            Lab(page, address).open(f"v=1&problem={problem}&epochs=1000")
            page.wait_for_load_state("networkidle")
            taken = redraws(page)
            median = statistics.median(taken)
            verdict = "met" if median <= 150 else "MISSED"
            print(
                f"{problem:<12} a new rate to the last view {median:6.0f} ms ({min(taken):.0f} to {max(taken):.0f})",
                end="",
            )
            print(f"   aim 150 ms: {verdict}", end="")
            rate = min(pictures_a_second(page).values())
            print(f"   playback {rate:5.1f} pictures a second   aim 20: {'met' if rate >= 20 else 'MISSED'}")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
