// The instrument: the learning rate's track, the player and the start on the landscape, together with the charts.
//
// While the rate or the start is dragged, the run is redrawn here; letting go sends it to the server, whose answer is
// the run. Where there is no closed form, the charts wait for that answer.

const instruments = new WeakMap();
let released = 0; // how many times something was let go

// Streamlit calls this once, for the code is a component of its own: place.js waits for it.
export default function () {
  document.gdInstrument = show;
  document.dispatchEvent(new Event("gd-instrument"));
}

// Called for each new run; `data` comes from gd/page/instrument.py.
function show({ data, parentElement, setStateValue }) {
  if (!instruments.has(parentElement)) instruments.set(parentElement, new Instrument(parentElement));
  const instrument = instruments.get(parentElement);
  // Not a trigger, which is sent but once: where the server stalls, the next message would take its place.
  instrument.send = (chosen) => setStateValue("chosen", chosen);
  instrument.load(data);
  return () => {
    instrument.close();
    instruments.delete(parentElement);
  };
}

class Instrument {
  constructor(root) {
    root.innerHTML = SHAPE; // instrument.css and instrument.html
    this.charts = new Charts(() => this.start.placeSoon());
    this.player = new Player(root, this.charts, () => this.draw());
    this.rate = new Rate(root, {
      drag: (rate) => this.drag({ rate }),
      release: (rate, momentum) => this.release({ rate, momentum }),
    });
    this.start = new Start({
      drag: (start) => this.drag({ start }),
      release: (start) => this.release({ start }),
    });
    this.formula = new Formula();
    // What a server that was killed hasn't answered is sent to the next one, once it knows the page: connection.js.
    document.addEventListener("gd-settled", (this.settled = () => this.unanswered && this.release(this.unanswered)));
  }

  close() {
    document.removeEventListener("gd-settled", this.settled);
    this.charts.close();
    this.player.close();
    this.start.close();
    document.body.classList.remove("gd-dragging", "gd-waiting");
  }

  // The answer to what was let go, or another run. What is being moved meanwhile stays in hand.
  load(data) {
    const played = this.data && data.play !== this.data.play;
    const anew = this.data && data.visit !== this.data.visit;
    cancelAnimationFrame(this.drawing);
    this.data = data;
    this.descent = undefined;
    this.wanted = {};
    if (data.taken === this.unanswered?.number) this.unanswered = undefined;
    this.formula.restore();
    document.body.classList.remove("gd-dragging", "gd-waiting");
    // Texts of another run no longer count, and would leave the charts empty-handed until they have this one.
    if (this.drawnFor === data.run) this.charts.showNumbers({});
    this.rate.load(data.rate);
    this.start.load(data.views.landscape);
    this.player.open(data.link);
    this.player.load(data.epochs);
    if (played) this.player.play(0);
    if (this.rate.moving) this.drag({ rate: this.rate.value });
    if (this.start.moving) this.drag({ start: this.start.start });
    // A new session takes only what comes after it has shown the instrument.
    if (anew && this.unanswered) this.release(this.unanswered);
  }

  // Show the run with these changes, as far as it can be computed here.
  drag(changes) {
    Object.assign(this.wanted, changes);
    document.body.classList.add("gd-dragging");
    document.body.classList.toggle("gd-waiting", !this.data.closedForm);
    if (changes.rate) this.formula.show(plain(changes.rate, 4));
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.follow());
  }

  follow() {
    const { closedForm, rate, views: { landscape } } = this.data;
    const { rate: wantedRate = rate.value, start = landscape.start } = this.wanted;
    this.descent = closedForm && new Descent(closedForm, wantedRate, start);
    if (this.wanted.start) this.start.show(start, this.descent?.cost(0));
    if (this.descent) this.player.load(this.descent.epochs());
  }

  draw() {
    if (!this.descent) return;
    const texts = {};
    for (const [name, columns] of Object.entries(COLUMNS)) {
      if (name in this.data.views) {
        const numbers = columns(this.descent, this.player.epochs, this.player.epoch, this.data.views);
        texts[name] = [this.data.run, ...numbers].join(",");
      }
    }
    this.drawnFor = this.data.run;
    this.charts.showNumbers(texts);
  }

  // With what was let go before, if the server hasn't answered yet.
  release(changes) {
    this.drag(changes);
    this.unanswered = { ...this.wanted, number: (released += 1) };
    if (!document.body.inert) this.send(this.unanswered);
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
