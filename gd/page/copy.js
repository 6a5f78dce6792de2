// Copies the link with the epoch that the browser shows, which only the browser knows.

const SAID_FOR = 2000; // milliseconds

export default function ({ data, parentElement }) {
  const [button, said] = [parentElement.querySelector("button"), parentElement.querySelector("span")];
  let clearing;
  button.onclick = async () => {
    const link = new URL(data.link);
    const epoch = new URL(location.href).searchParams.get("epoch");
    if (epoch) link.searchParams.set("epoch", epoch);
    said.textContent = (await copied(link.href)) ? "Copied." : "Your browser doesn’t allow it: copy the link above.";
    clearTimeout(clearing);
    clearing = setTimeout(() => (said.textContent = ""), SAID_FOR);
  };
  return () => clearTimeout(clearing);
}

// The clipboard is there only where the page came by https, or from this computer; elsewhere the old way may work.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
