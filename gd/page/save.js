// The pictures as they stand on the page, at their epoch and in its theme, as one file; and a report that holds them.

const VIEWS = '[class*="st-key-view-"]';
const SVG = "http://www.w3.org/2000/svg";
const FINE = 2; // pixels of a PNG for each one on the page, at least
const reported = new WeakMap(); // the report that was saved last

// Streamlit calls this for each new run; `data` comes from gd/page/take_away.py.
export default function ({ data, parentElement, setTriggerValue }) {
  const told = parentElement.querySelector("p");
  const orSay = (save) => async () => {
    try {
      told.textContent = "";
      await save();
    } catch (error) {
      told.textContent = "The pictures can't be saved here. Each chart's own menu saves it.";
      throw error;
    }
  };
  parentElement.querySelector(".svg").onclick = orSay(async () => saveAs(`${data.name}.svg`, file(await picture())));
  parentElement.querySelector(".png").onclick = orSay(async () => saveAs(`${data.name}.png`, await pixels(await picture())));
  parentElement.querySelector(".report").onclick = () => setTriggerValue("report", true);
  if (data.report && data.report.number !== reported.get(parentElement)) {
    reported.set(parentElement, data.report.number);
    orSay(async () => saveAs(`${data.name}.html`, await report(data.report)))();
  }
}

function saveAs(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// All charts where they stand on the page, each in its card.
async function picture() {
  const cards = chartsOf(VIEWS).map((chart) => [chart, chart.closest(VIEWS)]);
  const boxes = cards.map(([, card]) => card.getBoundingClientRect());
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))];
  const size = { width: right - left, height: bottom - top };
  const whole = element("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}` });
  whole.append(await fontsFor(cards[0][0], whole));
  whole.append(element("rect", { ...size, fill: themeOf(cards[0][0]).background }));
  for (const [k, [chart, card]] of cards.entries()) {
    const { borderTopColor: stroke, borderTopLeftRadius: rx } = getComputedStyle(card);
    const { left: x, top: y, width, height } = boxes[k];
    whole.append(element("rect", { x: x - left, y: y - top, width, height, rx, fill: "none", stroke }));
    const at = chart.getBoundingClientRect();
    const drawn = await drawing(chart);
    drawn.setAttribute("x", at.left - left);
    drawn.setAttribute("y", at.top - top);
    whole.append(drawn);
  }
  return whole;
}

// The server's page with the charts and formulas put into it, in the colours of paper.
async function report({ html, paper }) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const [k, chart] of chartsOf(VIEWS).entries()) {
    if (k === 0) page.head.append(await fontsFor(chart, page.head));
    const drawn = await drawing(chart, paper);
    for (const length of ["width", "height"]) drawn.removeAttribute(length);
    const figure = page.createElement("figure");
    figure.append(page.adoptNode(drawn));
    page.getElementById("pictures").append(figure);
  }
  for (const formula of document.querySelectorAll(".st-key-formula math")) {
    if (formula.getClientRects().length === 0) continue; // a link may hide it
    page.getElementById("formula").append(page.importNode(formula, true));
  }
  return new Blob([`<!doctype html>\n${page.documentElement.outerHTML}\n`], { type: "text/html" });
}

function chartsOf(views) {
  return [...document.querySelectorAll(`${views} .vega-embed`)];
}

function element(name, attributes) {
  return set(document.createElementNS(SVG, name), attributes);
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function file(svg) {
  const text = new XMLSerializer().serializeToString(svg);
  return new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`], { type: "image/svg+xml" });
}

async function pixels(svg) {
  const [scale, image] = [Math.max(FINE, devicePixelRatio), new Image()];
  image.src = URL.createObjectURL(file(svg));
  await image.decode();
  URL.revokeObjectURL(image.src);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(svg.getAttribute("width") * scale);
  canvas.height = Math.round(svg.getAttribute("height") * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((made) => canvas.toBlob(made, "image/png"));
}

// The page's font, which a file doesn't see, as a style for this parent in it; letters of another width would overlap.
async function fontsFor(chart, parent) {
  const style = parent.ownerDocument.createElementNS(parent.namespaceURI, "style");
  style.textContent = await fontFace(firstName(getComputedStyle(chart).fontFamily));
  return style;
}

async function fontFace(family) {
  for (const sheet of document.styleSheets) {
    for (const { style, type } of sheet.cssRules) {
      if (type !== CSSRule.FONT_FACE_RULE || firstName(style.fontFamily) !== family || style.fontStyle === "italic") continue;
      const address = style.getPropertyValue("src").match(/url\("?([^")]+)"?\)/)[1];
      const font = await (await fetch(new URL(address, sheet.href ?? document.baseURI))).blob();
      return `@font-face { font-family: "${family}"; font-weight: ${style.fontWeight || 400}; src: url(${await asData(font)}); }`;
    }
  }
  return "";
}

function firstName(family) {
  return family.split(",")[0].replace(/["']/g, "").trim();
}

function asData(blob) {
  return new Promise((made) => {
    const reader = new FileReader();
    reader.onload = () => made(reader.result);
    reader.readAsDataURL(blob);
  });
}
