// Python, in a thread of its own: it answers one question at a time.
import { loadPyodide } from "../../python/pyodide.mjs";

async function start() {
  const source = fetch(new URL("answer.py", import.meta.url)).then((found) => found.text());
  const python = await loadPyodide({ packages: ["minigrad-classroom"] });
  python.runPython(await source);
  const answer = python.globals.get("answer");
  onmessage = ({ data: { view, text, numbers } }) => {
    const given = python.toPy(numbers);
    const found = answer(view, text, given);
    postMessage(found.toJs({ dict_converter: Object.fromEntries }));
    found.destroy();
    given.destroy();
  };
  postMessage("ready");
}

start().catch((error) => postMessage({ failure: String(error) }));
