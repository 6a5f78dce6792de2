"""Small text and text on the theme's colour can be read: a contrast of 4.5 or more, as WCAG 2 computes it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Lab

# The contrast of an element's text with what lies behind it.
CONTRAST = """(element) => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const chain = [];
  for (let e = element; e; e = e.parentElement) chain.unshift(getComputedStyle(e));
  const paint = (colour, opacity) => {
    canvas.globalAlpha = opacity;
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
  };
  const luminance = () => [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
    .map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  for (const style of chain) paint(style.backgroundColor, 1);
  const behind = luminance();
  paint(chain.at(-1).color, chain.reduce((product, style) => product * style.opacity, 1));
  const [dark, light] = [behind, luminance()].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}"""
SMALL = [
    '[data-testid="stCaptionContainer"] p',
    '[data-testid="stMultiSelectTagsContainer"] span span:not(:has(*))',
    '[data-testid="stBaseButton-primary"] p',
    '.st-key-reduction [aria-checked="true"] p',
]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("of_the_theme", [True, False])
def test_small_text_has_contrast(browser: Browser, server: str, theme: str, of_the_theme: bool) -> None:
    # Dark or light by the system's choice, or by the page's own against the system's.
    system = theme if of_the_theme else {"light": "dark", "dark": "light"}[theme]
    context = browser.new_context(color_scheme=system)
    query = "" if of_the_theme else f"&embed=true&embed_options={theme}_theme"
    lab = Lab(context.new_page(), server).open(f"v=1&problem=unscaled{query}")
    lab.page.get_by_text("More: optimizer").click()
    for selector in SMALL:
        found = lab.page.locator(selector).filter(visible=True)
        expect(found).not_to_have_count(0)  # some are there only once “More” is unfolded
        for element in found.all():
            assert element.evaluate(CONTRAST) >= 4.5, (selector, element.text_content())
    context.close()
