// Speaks up as soon as the page is connected again after a cut, and hands back the file that a new session lacks.

const SETTLED = '[data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"], .st-key-stop';
const PATIENCE = 10_000; // milliseconds: two hundred pages that come back at once are answered within eight seconds
let facts; // what this page last heard, from gd/page/connection.py
let send;
let times = 0; // that it came back
let waiting; // for the answer: the next look at whether it is there
let file; // that was loaded last: the browser reads it again if it is asked for
let handedTo; // the visit that it was handed back to

// Streamlit calls this whenever `data` has changed.
export default function ({ data, setStateValue }) {
  facts = data;
  send = () => setStateValue("returned", { times, visit: facts.visit, opened: facts.opened });
  if (file) handBack();
}

const app = document.querySelector('[data-testid="stApp"]');
let connected = true;
new MutationObserver(() => {
  const before = connected;
  connected = app.dataset.testConnectionState === "CONNECTED";
  if (connected && !before) comeBack();
  if (!connected) stopWaiting();
}).observe(app, { attributeFilter: ["data-test-connection-state"] });

// Nothing can be changed until the answer is there: a session that doesn't know the controls yet would lose the change.
function comeBack() {
  times += 1;
  document.body.inert = true;
  send();
  settle(performance.now() + PATIENCE);
}

// Without an answer a change may be lost, but a page that stayed dead would lose every one, and all that it shows.
function settle(end) {
  const answered = facts.answered === times && document.querySelector(SETTLED);
  if (!answered && performance.now() < end) {
    waiting = requestAnimationFrame(() => settle(end));
    return;
  }
  stopWaiting();
  document.dispatchEvent(new Event("gd-settled"));
}

// Also where the connection is cut again: the page is then as free as after the first cut, until it comes back.
function stopWaiting() {
  cancelAnimationFrame(waiting);
  document.body.inert = false;
}

for (const kind of ["change", "drop"]) document.addEventListener(kind, keep, true);

function keep(event) {
  const { files } = event.dataTransfer ?? event.target;
  if (files?.length && event.target.closest('[class*="st-key-upload"]')) [file] = files;
}

function handBack() {
  if (!facts.uploader || handedTo === facts.visit) return;
  const input = document.querySelector(`.st-key-${facts.uploader} input[type="file"]`);
  if (!input) return requestAnimationFrame(handBack);
  handedTo = facts.visit;
  const files = new DataTransfer();
  files.items.add(file);
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
