// The playground: a picture that was made beforehand, until Python is there for any expression.
const place = document.getElementById("playground");
const field = document.getElementById("expression");
const said = document.getElementById("playground-said");
const picture = document.getElementById("playground-picture");
const views = [...place.querySelectorAll(".playground-views button")];
const prepared = JSON.parse(document.getElementById("playground-prepared").textContent);

let shown = { view: "explore", text: prepared.text };
let numbers = { ...prepared.numbers }; // of all names so far, as they stand in the picture
let wanted = null; // the newest question that was not asked yet
let asked = null; // the question that Python is working on
let state = "loading"; // then "ready", or "failed"
let worker = null;

const sameNumbers = (one, other) => Object.keys(other).every((name) => one[name] === other[name]);
const isPrepared = ({ view, text, numbers }) =>
  view in prepared.html && text === prepared.text && sameNumbers(numbers, prepared.numbers);

function say(text, isError = false) {
  said.textContent = text;
  said.classList.toggle("is-error", isError);
  field.setAttribute("aria-invalid", isError);
}

function want(view, text) {
  const question = { view, text, numbers: { ...numbers } };
  if (isPrepared(question)) {
    wanted = null;
    show({ ...question, html: prepared.html[view] });
    return;
  }
  wanted = question;
  if (state === "loading") say("Python is loading: your expression is drawn in some seconds.");
  if (state === "failed") say("Python could not be loaded, so only the first expression is shown: reload the page to try again.", true);
  askNext();
}

function askNext() {
  if (state !== "ready" || asked || !wanted) return;
  [asked, wanted] = [wanted, null];
  worker.postMessage(asked);
}

function hear({ data }) {
  if (data === "ready") {
    state = "ready";
    place.dataset.python = "ready";
    if (!wanted) say("");
    keepForOffline();
  } else if (data.failure) {
    state = "failed";
    place.dataset.python = "failed";
    console.warn(data.failure);
    if (wanted) want(wanted.view, wanted.text);
  } else {
    const question = asked;
    asked = null;
    if (wanted) { /* a newer question stands before what this one gave */ }
    else if (data.error) say(data.error, true);
    else show({ ...question, ...data });
  }
  askNext();
}

function show({ view, text, html, numbers: begun }) {
  shown = { view, text };
  numbers = { ...numbers, ...begun };
  say("");
  picture.innerHTML = html;
  for (const old of picture.querySelectorAll("script")) { // what innerHTML brings does not run
    const script = document.createElement("script");
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
  for (const each of views) each.setAttribute("aria-pressed", each.dataset.view === view);
  used = Object.keys(begun);
  writeAddress();
}

// The address holds the expression and the numbers of its names: a link shows what I see.
let used = Object.keys(prepared.numbers);
let writing = null;
function writeAddress() {
  clearTimeout(writing);
  writing = setTimeout(() => {
    const address = new URLSearchParams({ e: shown.text });
    for (const name of used) address.set(`n.${name}`, String(numbers[name]));
    if (shown.view !== "explore") address.set("view", shown.view);
    const isFirst = isPrepared({ ...shown, numbers }) && shown.view === "explore";
    history.replaceState(null, "", isFirst ? location.pathname + location.search : `#${address}`);
  }, 300);
}

function readAddress() {
  const address = new URLSearchParams(location.hash.slice(1));
  if (!address.has("e")) return;
  for (const [key, value] of address) {
    const number = { inf: Infinity, "-inf": -Infinity, nan: NaN }[value] ?? Number(value);
    if (key.startsWith("n.")) numbers[key.slice(2)] = number;
  }
  field.value = address.get("e");
  want(address.get("view") === "play" ? "play" : "explore", field.value);
}

// Afterwards the playground works without a network, and so does every page that was visited.
function keepForOffline() {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.register(new URL("../../offline.js", import.meta.url)).catch(() => {});
}

let typing = null;
field.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => want(shown.view, field.value), 500);
});
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  want(shown.view, field.value);
});
for (const each of views) {
  each.addEventListener("click", () => want(each.dataset.view, field.value));
}
picture.addEventListener("minigrad-numbers", ({ detail }) => {
  numbers = { ...numbers, ...detail };
  writeAddress();
});
addEventListener("hashchange", readAddress);

function loadPython() {
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.onmessage = hear;
  worker.onerror = () => hear({ data: { failure: "the worker did not start" } });
}
readAddress();
if (document.readyState === "complete") loadPython();
else addEventListener("load", loadPython);
