// Moves all charts of the page to one epoch, in the browser alone: a slider, step by step, or playing.
//
// Each chart has a hidden input that Vega binds to its parameter at_epoch. The player writes the epoch into all of
// them. In another input of the cost chart stands the epoch under the pointer, which the player reads and passes on.

const PLAYS_SECONDS = 6;
const END = 1e12; // past every run: as END in gd/charts/style.py
const INPUTS = '.st-key-views input[name="at_epoch"]';
const POINTED = '.st-key-view-cost input[name="pointed_epoch"]';

const players = new WeakMap();
// Kept here, so that it outlives a player that the page takes away and makes anew.
let readersEpoch = END;

// Streamlit calls this for each new run; `epochs` are those that can be looked at, rising from 0.
export default function ({ data, parentElement }) {
  if (!players.has(parentElement)) players.set(parentElement, new Player(parentElement));
  const player = players.get(parentElement);
  player.load(data.epochs);
  return () => {
    player.close();
    players.delete(parentElement);
  };
}

class Player {
  constructor(root) {
    this.box = root.querySelector(".player");
    this.slider = root.querySelector("input");
    this.output = root.querySelector("output");
    this.button = root.querySelector(".play");
    this.epochs = [0];
    this.known = new WeakSet();

    this.slider.oninput = () => this.stopAndGo(Number(this.slider.value));
    this.slider.onkeydown = (event) => this.keyed(event);
    root.querySelector(".back").onclick = () => this.stopAndGo(this.place - 1);
    root.querySelector(".next").onclick = () => this.stopAndGo(this.place + 1);
    this.button.onclick = () => (this.playing ? this.stop() : this.play());

    this.pointed = (event) => event.target.closest?.(".st-key-view-cost") && requestAnimationFrame(() => this.adopt());
    document.addEventListener("pointermove", this.pointed);
    // A chart whose specification changes is made anew, and its input with it.
    this.watcher = new MutationObserver(() => this.greet());
    this.watcher.observe(document.body, { childList: true, subtree: true });
  }

  close() {
    this.stop();
    this.watcher.disconnect();
    document.removeEventListener("pointermove", this.pointed);
  }

  // The reader's epoch stays from run to run; at the end of one it is the end of the next.
  load(epochs) {
    this.stop();
    this.epochs = epochs;
    this.slider.max = epochs.length - 1;
    this.go(this.placeOf(readersEpoch));
  }

  get last() {
    return this.epochs.length - 1;
  }

  placeOf(epoch) {
    const after = this.epochs.findIndex((other) => other > epoch);
    return after < 0 ? this.last : Math.max(after - 1, 0);
  }

  go(place) {
    this.place = Math.min(Math.max(place, 0), this.last);
    readersEpoch = this.place === this.last ? END : this.epochs[this.place];
    this.slider.value = this.place;
    const words = (epoch) => epoch.toLocaleString("en");
    const text = `epoch ${words(this.epochs[this.place])} of ${words(this.epochs[this.last])}`;
    this.output.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
    document.querySelectorAll(INPUTS).forEach((input) => this.tell(input));
  }

  tell(input) {
    this.known.add(input);
    if (Number(input.value) === readersEpoch) return;
    input.value = readersEpoch;
    input.dispatchEvent(new Event("input"));
  }

  greet() {
    for (const input of document.querySelectorAll(INPUTS)) if (!this.known.has(input)) this.tell(input);
  }

  adopt() {
    const input = document.querySelector(POINTED);
    if (!input || input.value === this.lastPointed) return;
    this.lastPointed = input.value;
    this.stopAndGo(this.placeOf(Number(input.value)));
  }

  keyed(event) {
    const ten = { PageUp: 10, PageDown: -10 }[event.key];
    if (!ten) return;
    event.preventDefault();
    this.stopAndGo(this.place + ten);
  }

  stopAndGo(place) {
    this.stop();
    this.go(place);
  }

  play() {
    const from = this.place === this.last ? 0 : this.place;
    const began = performance.now();
    const step = (now) => {
      const place = from + Math.floor(((now - began) / 1000) * (this.last / PLAYS_SECONDS));
      if (place !== this.place) this.go(place);
      if (this.place === this.last) this.stop();
      else this.playing = requestAnimationFrame(step);
    };
    this.playing = requestAnimationFrame(step);
    this.show();
  }

  stop() {
    cancelAnimationFrame(this.playing);
    this.playing = undefined;
    this.show();
  }

  show() {
    const label = this.playing ? "Pause" : "Play";
    this.box.classList.toggle("playing", Boolean(this.playing));
    this.button.title = label;
    this.button.setAttribute("aria-label", label);
  }
}
