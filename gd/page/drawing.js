// A chart of the page as a drawing of its own, in the page's colours or in those of paper.

const NEUTRAL = 24; // how far from a grey between background and text a colour may be, of 255, to count as one
const FAR = 1e5; // pixels; some 10⁴⁰ away a browser loses a point's place, and draws it anywhere
const ADVICE = ": drag its start"; // what the page's legend adds to “path”: gd/charts/sketch.py

// A chart as SVG that needs nothing else. paper: the colours to draw on, if not those of the page.
async function drawing(chart, paper) {
  const svg = new DOMParser().parseFromString(await vegaOf(chart).toSVG(), "image/svg+xml").documentElement;
  const theme = themeOf(chart);
  for (const unseen of svg.querySelectorAll('[opacity="0"]')) unseen.remove();
  for (const point of svg.querySelectorAll("[clip-path] path[transform]")) if (isFar(point)) point.remove();
  for (const cell of svg.querySelectorAll(".mark-rect path")) cell.setAttribute("shape-rendering", "crispEdges"); // no seams
  withoutAdvice(svg, chart);
  for (const node of [svg, ...svg.querySelectorAll("[fill], [stroke]")]) {
    for (const name of ["fill", "stroke"]) {
      const colour = node.getAttribute(name)?.replace("currentColor", theme.text);
      if (colour) node.setAttribute(name, paper ? onPaper(colour, theme, paper) : colour);
    }
  }
  // Words that lie on contours have a rim in page.css.
  if (getComputedStyle(chart.querySelector("svg text") ?? chart).paintOrder.startsWith("stroke")) {
    const rim = { stroke: (paper ?? theme).background, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" };
    for (const text of svg.querySelectorAll("text")) set(text, rim);
  }
  return svg;
}

function isFar(point) {
  const [, ...place] = point.getAttribute("transform").match(/translate\(([^,]+),([^)]+)\)/) ?? [];
  return place.some((pixels) => Math.abs(pixels) > FAR);
}

// Nothing can be dragged in a drawing. What comes after the advice in the legend moves up; the page knows how far.
function withoutAdvice(svg, chart) {
  const advised = (text) => text.textContent.endsWith(ADVICE);
  const [label, shown] = [svg, chart].map((drawn) => [...drawn.querySelectorAll("text")].find(advised));
  if (!label) return;
  const words = label.textContent;
  const free = shown.getSubStringLength(words.length - ADVICE.length, ADVICE.length);
  label.textContent = words.slice(0, -ADVICE.length);
  const legend = label.closest(".role-legend");
  legend.setAttribute("aria-label", legend.getAttribute("aria-label").replace(ADVICE, ""));
  for (let next = label.closest(".role-scope > g").nextElementSibling; next; next = next.nextElementSibling) {
    next.setAttribute("transform", `translate(${-free},0) ${next.getAttribute("transform")}`);
  }
}

// Vega leaves with each mark the item that it draws; from its group there is a way to the view.
function vegaOf(chart) {
  for (const node of chart.querySelectorAll("svg *")) {
    const view = node.__data__?.mark?.group?.context?.dataflow;
    if (view?.toSVG) return view;
  }
  throw new Error("There is no way to Vega's view of a chart.");
}

function themeOf(chart) {
  return { background: vegaOf(chart).background(), text: hex(getComputedStyle(chart).color) };
}

// A grey between background and text takes the same place between those of the paper; other colours have a meaning.
function onPaper(colour, theme, paper) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const [given, from, to, white, black] = [colour, theme.background, theme.text, paper.background, paper.text].map(channels);
  const span = to.map((c, i) => c - from[i]);
  const place = given.reduce((sum, c, i) => sum + (c - from[i]) * span[i], 0) / span.reduce((sum, d) => sum + d * d, 0);
  if (given.some((c, i) => Math.abs(c - from[i] - place * span[i]) > NEUTRAL)) return colour;
  return `#${white.map((c, i) => twoDigits(c + place * (black[i] - c))).join("")}`;
}

function channels(colour) {
  return [1, 3, 5].map((k) => parseInt(colour.slice(k, k + 2), 16));
}

function twoDigits(channel) {
  return Math.min(Math.max(Math.round(channel), 0), 255).toString(16).padStart(2, "0");
}

// rgb(34, 37, 43) as #22252b.
function hex(colour) {
  return `#${colour.match(/[\d.]+/g).slice(0, 3).map(Number).map(twoDigits).join("")}`;
}
