// The charts on the page. Each has hidden inputs that Vega binds to its parameters: `at_epoch`, the epoch to show, and
// `live`, the numbers to draw in place of the server's. In one more of the cost chart stands the epoch under the pointer.

const END = Infinity; // past every run: here every chart shows the last epoch
const VIEWS = '[class*="st-key-view-"]';

class Charts {
  // changed: called when charts come, go, or are drawn in another size.
  constructor(changed) {
    this.epoch = END;
    this.texts = {};
    this.known = new WeakSet();
    // A chart whose specification changes is made anew, and its inputs with it.
    this.watcher = new MutationObserver(() => {
      this.greet();
      changed();
    });
    // A chart that is drawn in another size has another background.
    this.watcher.observe(document.body, { childList: true, subtree: true, attributeFilter: ["d"] });
  }

  close() {
    this.watcher.disconnect();
  }

  inputs(name) {
    return document.querySelectorAll(`${VIEWS} input[name="${name}"]`);
  }

  showEpoch(epoch) {
    this.epoch = epoch;
    for (const input of this.inputs("at_epoch")) this.tellEpoch(input);
  }

  // texts: the numbers of each view, by its name; a view without any shows the server's.
  showNumbers(texts) {
    this.texts = texts;
    for (const input of this.inputs("live")) this.tell(input, this.texts[viewOf(input)] ?? "");
  }

  get pointed() {
    return document.querySelector('.st-key-view-cost input[name="pointed_epoch"]')?.value;
  }

  greet() {
    for (const input of this.inputs("at_epoch")) if (!this.known.has(input)) this.tellEpoch(input);
    for (const input of this.inputs("live")) {
      if (!this.known.has(input)) this.tell(input, this.texts[viewOf(input)] ?? "");
    }
  }

  // END in gd/charts/style.py is the most that the input takes.
  tellEpoch(input) {
    this.tell(input, Math.min(this.epoch, input.max));
  }

  tell(input, value) {
    this.known.add(input);
    if (input.value === String(value)) return;
    input.value = value;
    input.dispatchEvent(new Event("input"));
  }
}

function viewOf(element) {
  return element.closest(VIEWS).className.match(/st-key-view-(\w+)/)[1];
}
