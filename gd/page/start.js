// The start of the path on the landscape: a handle that can be dragged, moved by the arrow keys, or placed by a click.
//
// It calls `drag(start)` with the weights while it is moved, and `release(start)` when it is let go.

const LANDSCAPE = ".st-key-view-landscape";
const KEYS_GO = 1 / 50; // of the landscape's sides; with Shift ten times as far

class Start extends Held {
  constructor({ drag, release }) {
    super();
    Object.assign(this, { drag, release });
    this.handle = document.createElement("button");
    Object.assign(this.handle, { type: "button", className: "gd-start", title: "Drag the start, or use the arrow keys." });
    this.handle.setAttribute("role", "slider");
    this.handle.setAttribute("aria-label", "Initial weights");
    this.handle.onpointerdown = (event) => this.handle.setPointerCapture(event.pointerId);
    this.handle.onpointermove = (event) => this.handle.hasPointerCapture(event.pointerId) && this.moveTo(this.under(event));
    this.handle.onlostpointercapture = () => this.letGo();
    this.handle.onkeydown = (event) => this.keyed(event);
    this.handle.onblur = () => this.letGo();
    document.addEventListener("click", (this.clicked = (event) => this.click(event)));
    window.addEventListener("resize", (this.resized = () => this.placeSoon()));
  }

  close() {
    this.handle.remove();
    document.removeEventListener("click", this.clicked);
    window.removeEventListener("resize", this.resized);
  }

  // facts: the page's numbers about the landscape, see `_of_landscape` in gd/page/instrument.py. A start that is being
  // moved stays where it is.
  load(facts) {
    this.facts = facts;
    const [low, high] = facts.window;
    this.handle.setAttribute("aria-valuemin", String(low[0]));
    this.handle.setAttribute("aria-valuemax", String(high[0]));
    this.show(this.moving ? this.start : facts.start);
  }

  // The cost on the graph of J is computed elsewhere if it is known.
  show(start, cost) {
    const { axes, graph, start: from, point } = this.facts;
    this.start = start;
    const moved = [0, 1].map((j) => point[j] + start.reduce((sum, w, d) => sum + (w - from[d]) * (axes[d][j] ?? 0), 0));
    this.point = graph ? [start[0], cost ?? point[1]] : moved;
    this.handle.setAttribute("aria-valuenow", String(this.point[0]));
    this.handle.setAttribute("aria-valuetext", this.said());
    this.place();
  }

  said() {
    const { names } = this.facts;
    return this.start.slice(0, 3).map((w, d) => `${names[d]} = ${plain(w, 4)}`).join(", ");
  }

  // The plot's rectangle in the window; undefined while there is none.
  get plot() {
    return document.querySelector(`${LANDSCAPE} .vega-embed svg path.background`)?.getBoundingClientRect();
  }

  // The ends of the axes as they are drawn: see `axes` in gd/charts/sketch.py.
  corners({ width, height }) {
    const { equal, window: [low, high] } = this.facts;
    if (!equal) return [low, high];
    const pixel = Math.max((high[0] - low[0]) / width, (high[1] - low[1]) / height);
    const middle = [0, 1].map((j) => (low[j] + high[j]) / 2);
    const half = [(width * pixel) / 2, (height * pixel) / 2];
    return [middle.map((m, j) => m - half[j]), middle.map((m, j) => m + half[j])];
  }

  // Charts come, go and change their size without telling: put the handle where its point is now.
  place() {
    const view = document.querySelector(LANDSCAPE);
    const { plot } = this;
    if (!view || !plot || !this.facts) return;
    if (this.handle.parentElement !== view) view.append(this.handle);
    const [low, high] = this.corners(plot);
    const box = view.getBoundingClientRect();
    const shares = [0, 1].map((j) => Math.min(Math.max((this.point[j] - low[j]) / (high[j] - low[j]), 0), 1));
    this.handle.style.left = `${plot.left - box.left - view.clientLeft + shares[0] * plot.width}px`;
    this.handle.style.top = `${plot.top - box.top - view.clientTop + (1 - shares[1]) * plot.height}px`;
  }

  placeSoon() {
    cancelAnimationFrame(this.placing);
    this.placing = requestAnimationFrame(() => this.place());
  }

  // The point under the pointer, in as many digits as its pixel can tell.
  under(event) {
    const { plot } = this;
    const [low, high] = this.corners(plot);
    const shares = [(event.clientX - plot.left) / plot.width, (plot.bottom - event.clientY) / plot.height];
    const pixels = [plot.width, plot.height];
    return shares.map((share, j) => {
      return rounded(low[j] + Math.min(Math.max(share, 0), 1) * (high[j] - low[j]), (high[j] - low[j]) / pixels[j]);
    });
  }

  moveTo(point) {
    const { axes, graph } = this.facts;
    const along = [0, 1].map((j) => point[j] - this.point[j]);
    const start = graph
      ? [point[0]]
      : this.start.map((w, d) => {
          const only = axes[d].indexOf(1); // a weight that is itself an axis gets the point's own digits
          return only < 0 ? w + axes[d][0] * along[0] + axes[d][1] * along[1] : point[only];
        });
    Object.assign(this, { moving: true, point, start });
    this.drag(start);
  }

  released() {
    this.release(this.start);
  }

  keyed(event) {
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const { plot } = this;
    const [low, high] = this.corners(plot);
    const far = KEYS_GO * (event.shiftKey ? 10 : 1);
    const step = this.facts.graph ? [way[0] || way[1], 0] : way;
    this.moveTo(
      this.point.map((p, j) => {
        const length = far * (high[j] - low[j]);
        return step[j] ? rounded(p + step[j] * length, length) : p;
      }),
    );
    this.rest();
  }

  click(event) {
    const { plot } = this;
    if (!plot || !event.target.closest?.(`${LANDSCAPE} .vega-embed`)) return;
    const { clientX: x, clientY: y } = event;
    if (x < plot.left || x > plot.right || y < plot.top || y > plot.bottom) return;
    this.moveTo(this.under(event));
    this.letGo();
  }
}
