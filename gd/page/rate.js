// The learning rate: a logarithmic track with the rates that theory marks, and a field for its exact value.
//
// It calls `drag(rate)` while the rate is moved, and `release(rate, momentum)` when it is let go; only the mark of a
// rate that belongs with a momentum names one.

// Round numbers, each 2 to 5 % more than the one before: 1, 1.05, …, 2, 2.1, …, 5, 5.2, …
const MANTISSAS = Array.from({ length: 75 }, (_, i) => (i < 20 ? 100 + 5 * i : i < 50 ? 10 * i : 20 * i - 500) / 100);

class Rate extends Held {
  constructor(root, { drag, release }) {
    super();
    Object.assign(this, { drag, release });
    this.track = root.querySelector(".track");
    this.slider = root.querySelector(".stops");
    this.field = root.querySelector(".exact");
    this.note = root.querySelector(".note");
    this.refusal = root.querySelector(".refused");
    this.marks = { fastest: root.querySelector(".fastest"), limit: root.querySelector(".limit") };

    this.slider.oninput = () => this.move(this.nearest(this.rateAt(Number(this.slider.value))));
    this.slider.onchange = () => this.letGo();
    this.slider.onkeydown = (event) => this.keyed(event);
    this.slider.onblur = () => this.letGo();
    this.field.onchange = () => this.enter();
    this.field.onkeydown = (event) => this.typed(event);
    this.marks.fastest.onclick = () => this.release(this.facts.fastest, this.facts.momentum);
    this.marks.limit.onclick = () => this.release(this.facts.limit);
  }

  // facts: the page's numbers about the rate, see `rate_facts` in gd/page/instrument.py. A rate that is being moved
  // stays where it is.
  load(facts) {
    this.facts = facts;
    this.stops = this.allStops();
    this.slider.disabled = this.field.disabled = Boolean(facts.disabled);
    this.slider.title = facts.disabled || facts.note;
    this.note.textContent = facts.disabled || (facts.limit === null ? facts.note : "");
    for (const [name, mark] of Object.entries(this.marks)) {
      mark.hidden = facts[name] === null;
      if (mark.hidden) continue;
      mark.disabled = facts[name] < facts.least || facts[name] > facts.most;
      mark.querySelector(".value").textContent = facts[`${name}Text`];
      mark.style.setProperty("--place", this.placeOf(facts[name]));
    }
    this.marks.fastest.querySelector(".name").textContent = facts.fastestName;
    this.marks.fastest.title = facts.fastestNote;
    this.track.classList.toggle("limited", facts.limit !== null);
    this.track.style.setProperty("--edge", this.placeOf(facts.limit ?? facts.high));
    this.show(this.moving ? this.value : facts.value);
  }

  placeOf(rate) {
    const { low, high } = this.facts;
    return Math.min(Math.max(Math.log(rate / low) / Math.log(high / low), 0), 1);
  }

  rateAt(place) {
    const { low, high } = this.facts;
    return low * (high / low) ** place;
  }

  // Round numbers, and the marked rates themselves.
  allStops() {
    const { low, high, fastest, limit, least, most } = this.facts;
    const decades = [];
    for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++) decades.push(exponent);
    const round = decades.flatMap((exponent) => MANTISSAS.map((mantissa) => Number(`${mantissa}e${exponent}`)));
    const marked = [fastest, limit].filter((rate) => rate !== null);
    const between = round.filter((rate) => rate >= low && rate <= high && !marked.includes(rate));
    return [...between, ...marked].filter((rate) => rate >= least && rate <= most).sort((a, b) => a - b);
  }

  nearest(rate) {
    const distance = (stop) => Math.abs(Math.log(stop / rate));
    return this.stops.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best));
  }

  // Show a rate on both controls.
  show(rate) {
    this.value = rate;
    this.slider.value = this.placeOf(rate);
    this.track.classList.toggle("off", rate < this.facts.low || rate > this.facts.high);
    this.field.value = fieldText(rate);
    this.refuse("");
    const { limit } = this.facts;
    const share = limit === null ? "" : `, ${plain((100 * rate) / limit, 3)} % of the stability limit`;
    this.slider.setAttribute("aria-valuetext", plain(rate, 4) + share);
  }

  move(rate) {
    this.moving = true;
    this.show(rate);
    this.drag(rate);
  }

  released() {
    this.release(this.value);
  }

  keyed(event) {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    const end = { Home: 0, End: this.stops.length - 1 }[event.key];
    if (way === undefined && end === undefined) return;
    event.preventDefault();
    this.move(this.stops[end ?? this.stopFrom(way)]);
    this.rest();
  }

  // The stop so many further from here, which may itself lie between two.
  stopFrom(way) {
    const near = 1e-9 * this.value;
    const above = this.stops.findIndex((stop) => stop > this.value + near);
    const below = this.stops.findLastIndex((stop) => stop < this.value - near);
    const stop = way > 0 ? (above < 0 ? Infinity : above + way - 1) : below + way + 1;
    return Math.min(Math.max(stop, 0), this.stops.length - 1);
  }

  typed(event) {
    if (event.key === "Enter") this.enter();
    if (event.key === "Escape") this.show(this.value);
  }

  enter() {
    const rate = readNumber(this.field.value);
    const { least, most } = this.facts;
    if (rate === this.value) this.show(rate);
    else if (rate >= least && rate <= most) {
      this.show(rate);
      this.release(rate);
    } else this.refuse(`A number from ${plain(least, 3)} to ${plain(most, 3)} is wanted, such as 0.05.`);
  }

  refuse(sentence) {
    this.refusal.textContent = sentence;
    this.field.setAttribute("aria-invalid", String(sentence !== ""));
  }
}
