// The parts of the page around the picture.
function makeHeading(text) {
  const element = make("div", "mg-heading"), title = make("div", "mg-title", text);
  const points = make("span", "mg-score");
  title.setAttribute("role", "heading");
  title.setAttribute("aria-level", document.querySelector("h1") ? 2 : 1);
  element.append(title, points);
  return { element, points };
}

function makeWords() {
  const words = make("div", "mg-words");
  words.tabIndex = 0; // it scrolls
  words.setAttribute("role", "region");
  words.setAttribute("aria-label", "what happens");
  words.setAttribute("aria-live", "polite");
  return words;
}

// The list of all steps; those to come are without their numbers.
function makeList(steps, data, go) {
  const element = make("ol", "mg-list");
  const links = steps.map((step) => {
    const item = make("li"), link = button("", "", () => go(step.index));
    link.removeAttribute("title");
    item.append(link);
    element.append(item);
    return link;
  });
  function show(position, known) {
    links.forEach((link, index) => {
      const text = titleOf(steps[index], index <= known, data);
      if (link.textContent !== text) link.textContent = text;
      if (index === position) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    const item = links[position].parentElement;
    element.scrollTop = item.offsetTop - element.clientHeight / 2 + item.offsetHeight / 2;
  }
  return { element, show };
}

function makeLegend(root) {
  const legend = make("div", "mg-legend");
  for (const [className, text] of [
    ["mg-positive", `δ > 0: more of it, more ${root}`],
    ["mg-negative", `δ < 0: more of it, less ${root}`],
    ["mg-unknown", "? not known yet"], ["mg-at-work", "at work"], ["mg-receives", "receives"]]) {
    legend.append(make("span", className, text));
  }
  return legend;
}
