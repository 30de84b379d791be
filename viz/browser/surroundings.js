// What a player has to do with the page around it: its address, and paper.

// `#step=7` leads to a step, and keeps up with it; of several players it means the first.
function followAddress(root, go) {
  const isFirst = document.querySelector(".minigrad-player") === root;
  const wanted = () =>
    isFirst && /^#step=\d+$/.test(location.hash) ? Number(location.hash.slice(6)) : null;
  addEventListener("hashchange", () => { if (wanted() !== null) go(wanted()); });
  if (new URLSearchParams(location.search).get("embed") === "1") root.classList.add("mg-embed");
  return {
    start: wanted() ?? 0,
    show(position) {
      if (wanted() !== null) history.replaceState(null, "", `#step=${position}`);
    },
  };
}

// On paper the last step stands with the whole table; afterwards all is as it was.
function printWhole(fold, atTheEnd) {
  let restore = null;
  addEventListener("beforeprint", () => {
    const wasOpen = fold.open, back = atTheEnd();
    fold.open = true;
    restore = () => { fold.open = wasOpen; back(); };
  });
  addEventListener("afterprint", () => { restore?.(); restore = null; });
}
