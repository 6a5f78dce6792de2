// Chooses the epoch that all charts show: a slider, step by step, playing, or by a click on the cost curve.

const PLAYS_SECONDS = 6;
const LOOKED_AT_FOR = 300; // milliseconds until an epoch is written into the address
// These outlive a player that the page takes away and makes anew: the epoch that the reader chose, END for the last of
// any run; and which of the opened links named it.
let readersEpoch = END;
let opened;

class Player {
  constructor(root, charts, changed) {
    this.charts = charts;
    this.changed = changed;
    this.box = root.querySelector(".player");
    this.slider = root.querySelector(".epoch");
    this.output = root.querySelector("output");
    this.button = root.querySelector(".play");
    this.epochs = [0];

    this.slider.oninput = () => this.stopAndGo(Number(this.slider.value));
    this.slider.onkeydown = (event) => this.keyed(event);
    root.querySelector(".back").onclick = () => this.stopAndGo(this.place - 1);
    root.querySelector(".next").onclick = () => this.stopAndGo(this.place + 1);
    this.button.onclick = () => (this.playing ? this.stop() : this.play());
    document.addEventListener("pointermove", (this.hovered = (event) => this.hover(event)));
    document.addEventListener("click", (this.clicked = (event) => this.click(event)));
    window.addEventListener("popstate", (this.left = () => clearTimeout(this.noting)));
  }

  close() {
    this.stop();
    clearTimeout(this.noting);
    document.removeEventListener("pointermove", this.hovered);
    document.removeEventListener("click", this.clicked);
    window.removeEventListener("popstate", this.left);
  }

  // The reader's epoch stays from run to run, also past one that ends before it.
  load(epochs) {
    this.epochs = epochs;
    this.slider.max = epochs.length - 1;
    this.show();
    this.noteSoon(); // the server writes addresses without it
  }

  // An opened link, as in gd/page/session.py: its epoch, or null for the last one.
  open(link) {
    if (link.opened === opened) return;
    opened = link.opened;
    readersEpoch = link.epoch ?? END;
  }

  get last() {
    return this.epochs.length - 1;
  }

  get place() {
    return this.placeOf(readersEpoch);
  }

  // The epoch that the charts show.
  get epoch() {
    return this.epochs[this.placeOf(this.previewed ?? readersEpoch)];
  }

  placeOf(epoch) {
    const after = this.epochs.findIndex((other) => other > epoch);
    return after < 0 ? this.last : Math.max(after - 1, 0);
  }

  go(place) {
    readersEpoch = place >= this.last ? END : this.epochs[Math.max(place, 0)];
    this.show();
    this.noteSoon();
  }

  show() {
    this.slider.value = this.place;
    const words = (epoch) => epoch.toLocaleString("en");
    const text = `epoch ${words(this.epochs[this.place])} of ${words(this.epochs[this.last])}`;
    this.output.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
    this.charts.showEpoch(this.epoch === this.epochs[this.last] ? END : this.epoch);
    this.changed();
  }

  noteSoon() {
    clearTimeout(this.noting);
    this.noting = setTimeout(() => this.note(), LOOKED_AT_FOR);
  }

  // Keep the epoch in the address, so that it can be sent; the page itself never needs to know.
  note() {
    const address = new URL(location.href);
    if (readersEpoch === END) address.searchParams.delete("epoch");
    else address.searchParams.set("epoch", readersEpoch);
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  }

  // Pointing at the cost curve shows that epoch for as long as the pointer is there; a click moves the player to it.
  hover(event) {
    const inside = overCost(event);
    if (this.playing || (!inside && this.previewed === undefined)) return;
    requestAnimationFrame(() => {
      this.previewed = inside ? Number(this.charts.pointed) : undefined;
      this.show();
    });
  }

  click(event) {
    if (overCost(event) && this.charts.pointed) this.stopAndGo(this.placeOf(Number(this.charts.pointed)));
  }

  keyed(event) {
    const ten = { PageUp: 10, PageDown: -10 }[event.key];
    if (!ten && event.key !== " ") return;
    event.preventDefault();
    if (ten) this.stopAndGo(this.place + ten);
    else this.button.click();
  }

  stopAndGo(place) {
    this.stop();
    this.go(place);
  }

  play(from = this.place === this.last ? 0 : this.place) {
    this.stop();
    this.previewed = undefined;
    const began = performance.now();
    const step = (now) => {
      const place = from + Math.floor(((now - began) / 1000) * (this.last / PLAYS_SECONDS));
      if (place !== this.place) this.go(place);
      if (this.place === this.last) this.stop();
      else this.playing = requestAnimationFrame(step);
    };
    this.playing = requestAnimationFrame(step);
    this.label();
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = undefined;
    this.label();
  }

  label() {
    const label = this.playing ? "Pause" : "Play";
    this.box.classList.toggle("playing", Boolean(this.playing));
    this.button.title = label;
    this.button.setAttribute("aria-label", label);
  }
}

function overCost(event) {
  return Boolean(event.target.closest?.(".st-key-view-cost .vega-embed"));
}
