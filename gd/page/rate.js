// The learning rate: a logarithmic track with the rates that theory marks, and a field for its exact value.
//
// It calls `drag(rate)` while the rate is moved, and `release(rate)` when it is let go.

// Round numbers, each 2 to 5 % more than the one before: 1, 1.05, …, 2, 2.1, …, 5, 5.2, …
const MANTISSAS = Array.from({ length: 75 }, (_, i) => (i < 20 ? 100 + 5 * i : i < 50 ? 10 * i : 20 * i - 500) / 100);
const KEYS_REST_FOR = 400; // milliseconds after the last key until the rate counts as let go

class Rate {
  constructor(root, { drag, release }) {
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
    for (const [name, mark] of Object.entries(this.marks)) mark.onclick = () => this.release(this.facts[name], this.momentumOf(name));
  }

  // facts: the page's numbers about the rate, see `rate_facts` in gd/page/instrument.py.
  load(facts) {
    this.facts = facts;
    this.moving = undefined;
    clearTimeout(this.resting);
    this.stops = this.allStops();
    this.slider.disabled = this.field.disabled = Boolean(facts.disabled);
    this.slider.title = facts.disabled || facts.note;
    this.note.textContent = facts.disabled || (facts.limit === null ? facts.note : "");
    for (const [name, mark] of Object.entries(this.marks)) {
      mark.hidden = facts[name] === null;
      mark.disabled = facts[name] < facts.least || facts[name] > facts.most;
      mark.textContent = facts[name] === null ? "" : `${facts[`${name}Name`]} ${plain(facts[name], 4)}`;
      mark.title = facts[`${name}Note`];
      mark.style.setProperty("--place", facts[name] === null ? 0 : this.placeOf(facts[name]));
    }
    // Red from the limit on.
    const red = facts.limit === null ? "transparent" : "#d24b4baa";
    const edge = `calc(var(--thumb) / 2 + ${this.placeOf(facts.limit ?? facts.high)} * (100% - var(--thumb)))`;
    const groove = `linear-gradient(to right, #80889066 ${edge}, ${red} ${edge})`;
    this.track.style.setProperty("--groove", groove);
    this.show(facts.value);
  }

  momentumOf(name) {
    return name === "fastest" ? this.facts.momentum : null;
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
    this.moving = rate;
    this.show(rate);
    this.drag(rate);
  }

  letGo() {
    clearTimeout(this.resting);
    if (this.moving === undefined) return;
    this.moving = undefined;
    this.release(this.value, null);
  }

  keyed(event) {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    const end = { Home: 0, End: this.stops.length - 1 }[event.key];
    if (way === undefined && end === undefined) return;
    event.preventDefault();
    this.move(this.stops[end ?? this.stopFrom(way)]);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.letGo(), KEYS_REST_FOR);
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
      this.release(rate, null);
    } else this.refuse(`A number from ${plain(least, 3)} to ${plain(most, 3)} is wanted, such as 0.05.`);
  }

  refuse(sentence) {
    this.refusal.textContent = sentence;
    this.field.setAttribute("aria-invalid", String(sentence !== ""));
  }
}

// A number as people type it: 0.05, 0,05, 5e-2, 5 × 10⁻². NaN if it isn't one.
function readNumber(text) {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const typed = text
    .replace(/[⁰-⁹¹²³]/g, (digit) => digits.indexOf(digit))
    .replace(/[−⁻]/g, "-")
    .replace(/\s*[×x*·]\s*10\s*\^?\s*/, "e")
    .replace(/\s/g, "")
    .replace(",", ".");
  return typed === "" ? NaN : Number(typed);
}

// All digits, as one can type them: 0.076, 1.2e-7.
function fieldText(rate) {
  return rate < 1e-4 || rate >= 1e7 ? rate.toExponential() : String(rate);
}

// At most so many digits, as people write them; as `number` in gd/text.py.
function plain(x, digits) {
  const rounded = Number(x.toPrecision(digits));
  if (rounded === 0 || (Math.abs(rounded) >= 1e-4 && Math.abs(rounded) < 1e7)) {
    return rounded.toLocaleString("en", { maximumFractionDigits: 20 }).replace("-", "−");
  }
  const [mantissa, exponent] = rounded.toExponential().split("e");
  const power = exponent.replace("+", "").replace(/./g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]);
  return (mantissa === "1" ? "" : `${mantissa} × `) + `10${power}`;
}
