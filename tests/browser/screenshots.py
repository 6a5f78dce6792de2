"""Screenshots of every built-in problem in two themes and three windows, from the top to the bottom of the page.

python -m tests.browser.screenshots [problem ...]    writes screenshots/PROBLEM-THEME-WIDTH-PART.png
"""

import math
import sys

from playwright.sync_api import sync_playwright

from gd.experiments.scenarios import SCENARIOS
from tests.browser.conftest import QUIET, Lab, chromium
from tests.serving import ROOT, serve

SIZES = [(1280, 800), (1920, 1080), (390, 844)]


def main(problems: list[str]) -> None:
    folder = ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for theme in ("light", "dark"):
            for width, height in SIZES:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
                for problem in problems:
                    lab = Lab(page, address).open(f"v=1&problem={problem}")
                    page.wait_for_load_state("networkidle")
                    page.screenshot(path=folder / f"{problem}-{theme}-{width}-1.png")
                    lab.more_pictures()
                    whole = page.get_by_test_id("stMain")
                    for part in range(1, math.ceil(whole.evaluate("e => e.scrollHeight") / height)):
                        whole.evaluate("(e, top) => e.scrollTo(0, top)", part * height)
                        page.wait_for_load_state("networkidle")
                        page.screenshot(path=folder / f"{problem}-{theme}-{width}-{part + 1}.png")
                page.close()
        browser.close()
    print(f"{len(list(folder.iterdir()))} pictures in {folder.name}/")


if __name__ == "__main__":
    main(sys.argv[1:] or [name for name in SCENARIOS if name != "table"])
