// The instrument: the learning rate's track, the player and the start on the landscape, together with the charts.
//
// While the rate or the start is dragged, the run is redrawn here; letting go sends it to the server, whose answer is
// the run. Where there is no closed form, the charts wait for that answer.

const instruments = new WeakMap();

// Streamlit calls this for each new run; `data` comes from gd/page/instrument.py.
export default function ({ data, parentElement, setTriggerValue }) {
  if (!instruments.has(parentElement)) instruments.set(parentElement, new Instrument(parentElement));
  const instrument = instruments.get(parentElement);
  instrument.send = (chosen) => setTriggerValue("chosen", chosen);
  instrument.load(data);
  return () => {
    instrument.close();
    instruments.delete(parentElement);
  };
}

class Instrument {
  constructor(root) {
    this.charts = new Charts();
    this.player = new Player(root, this.charts, () => this.draw());
    this.rate = new Rate(root, {
      drag: (rate) => this.drag({ rate }),
      release: (rate, momentum) => this.release({ rate, momentum }),
    });
    this.start = new Start({
      drag: (start) => this.drag({ start }),
      release: (start) => this.release({ start }),
    });
    this.charts.changed = () => this.start.placeSoon();
    this.formula = new Formula();
  }

  close() {
    this.charts.close();
    this.player.close();
    this.start.close();
    document.body.classList.remove("gd-dragging", "gd-waiting");
  }

  load(data) {
    const played = this.data && data.play !== this.data.play;
    const opened = data.link.opened !== this.data?.link.opened;
    this.data = data;
    this.wanted = undefined;
    this.formula.restore();
    document.body.classList.remove("gd-dragging", "gd-waiting");
    this.charts.showNumbers({});
    this.rate.load(data.rate);
    if (opened) this.player.look(data.link.epoch);
    this.player.load(data.epochs);
    this.start.load(data.views.landscape);
    if (played) this.player.play(0);
  }

  // Show the run with these changes, as far as it can be computed here.
  drag(changes) {
    this.wanted = { ...this.wanted, ...changes };
    document.body.classList.add("gd-dragging");
    document.body.classList.toggle("gd-waiting", !this.data.closedForm);
    if (changes.rate) this.formula.show(plain(changes.rate, 4));
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.follow());
  }

  follow() {
    const { closedForm, rate, views: { landscape } } = this.data;
    if (!this.wanted) return;
    const { rate: wantedRate = rate.value, start = landscape.start } = this.wanted;
    this.descent = closedForm && new Descent(closedForm, wantedRate, start);
    if (this.wanted.start) this.start.show(start, this.descent?.cost(0));
    if (this.descent) this.player.load(this.descent.epochs());
  }

  draw() {
    if (!this.wanted || !this.descent) return;
    const texts = {};
    for (const [name, columns] of Object.entries(COLUMNS)) {
      if (name in this.data.views) {
        const numbers = columns(this.descent, this.player.epochs, this.player.epoch, this.data.views);
        texts[name] = [this.data.run, ...numbers].join(",");
      }
    }
    this.charts.showNumbers(texts);
  }

  release(changes) {
    cancelAnimationFrame(this.drawing);
    const { rate } = this.data;
    const same = (changes.rate ?? rate.value) === rate.value && !changes.momentum && !changes.start;
    if (same) this.load(this.data);
    else {
      this.drag(changes);
      this.send(changes);
    }
  }
}

// The rate in the update formula, which is set in colour: page.css shows the attribute in its place.
class Formula {
  show(text) {
    for (const rate of this.rates()) {
      rate.style.setProperty("--size", rate.dataset.live ? rate.style.getPropertyValue("--size") : getComputedStyle(rate).fontSize);
      rate.dataset.live = text;
    }
  }

  restore() {
    for (const rate of this.rates()) delete rate.dataset.live;
  }

  rates() {
    return document.querySelectorAll('.st-key-formula .katex-html [style*="color"]');
  }
}
