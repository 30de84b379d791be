// Python, in a thread of its own: it answers one question at a time.
import { loadPyodide } from "../../python/pyodide.mjs";

async function start() {
  const source = fetch(new URL("answer.py", import.meta.url)).then((found) => found.text());
  const lockFileURL = new URL("../../python/playground-lock.json", import.meta.url).href;
  const python = await loadPyodide({ lockFileURL, packages: ["minigrad-classroom"] });
  python.runPython(await source);
  const answer = python.globals.get("answer");
  function answered({ view, text, numbers }) {
    const given = python.toPy(numbers);
    const found = answer(view, text, given);
    const asObject = found.toJs({ dict_converter: Object.fromEntries });
    found.destroy();
    given.destroy();
    return asObject;
  }
  onmessage = ({ data }) => postMessage(answered(data));
  postMessage("ready");
  // Graphviz is compiled for its first picture, and nobody should wait for that.
  setTimeout(answered, 0, { view: "explore", text: "w", numbers: {} });
}

start().catch((error) => postMessage({ failure: String(error) }));
