// Small makers of elements.
const SVG = "http://www.w3.org/2000/svg";

function make(tag, className = "", text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function makeSvg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function button(text, label, action) {
  const element = make("button", "", text);
  element.type = "button";
  element.title = label;
  if (text.length < 3) element.setAttribute("aria-label", label);
  element.addEventListener("click", action);
  return element;
}

const clamp = (low, x, high) => Math.max(low, Math.min(high, x));
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
