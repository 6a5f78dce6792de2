// Speaks up as soon as the page is connected again after a cut, and hands back the file that a new session lacks.

const SETTLED = '[data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"], .st-key-stop';
let facts; // what this page last heard, from gd/page/connection.py
let send;
let times = 0; // that it came back
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
}).observe(app, { attributeFilter: ["data-test-connection-state"] });

// Nothing can be changed until the answer is there: a session that doesn't know the controls yet would lose the change.
function comeBack() {
  times += 1;
  document.body.inert = true;
  send();
  requestAnimationFrame(settle);
}

function settle() {
  if (facts.answered !== times || !document.querySelector(SETTLED)) return requestAnimationFrame(settle);
  document.body.inert = false;
  document.dispatchEvent(new Event("gd-settled"));
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
