// The place of the instrument. Its code and its shape are another component, whose message never changes: the browser
// keeps that one, and what comes with each run is no more than what is new.

// Streamlit calls this for each new run.
export default function (run) {
  let close = () => {};
  const show = () => { close = document.gdInstrument(run); };
  if (document.gdInstrument) show();
  else document.addEventListener("gd-instrument", show, { once: true });
  return () => {
    document.removeEventListener("gd-instrument", show);
    close();
  };
}
