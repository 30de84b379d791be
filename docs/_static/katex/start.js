// Sets the formulas of a page with the KaTeX that stands beside this file.
(() => {
  const folder = new URL(".", document.currentScript.src);
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("katex.min.css", folder);
  const script = document.createElement("script");
  script.src = new URL("katex.min.js", folder);
  script.addEventListener("load", () => {
    for (const element of document.querySelectorAll(".math")) {
      const [, opening, tex] = /^\s*\\([([])([^]*)\\[)\]]\s*$/.exec(element.textContent) ?? [];
      if (tex) katex.render(tex, element, { displayMode: opening === "[", throwOnError: false });
    }
  });
  document.head.append(style, script);
})();
