// Runs in the page before its own scripts: no microphone, and a log of what was painted and pressed, and when.
navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("none", "NotFoundError"));
const wall = () => performance.timeOrigin + performance.now();
window.__log = { painted: [], pressed: [] };
addEventListener("pointerdown", () => window.__log.pressed.push(wall()), { capture: true });
const kindOf = (card) => [...card.classList].find((name) => name.startsWith("card-"))?.slice(5) ?? "";
let shown = null;
const look = () => {
  const card = document.querySelector(".board")?.lastElementChild ?? null;
  if (card === shown) return;
  shown = card;
  const entry = { kind: card ? kindOf(card) : "", title: card?.getAttribute("aria-label") ?? "", at: Infinity };
  window.__log.painted.push(entry);
  requestAnimationFrame(() => (entry.at = wall()));
};
new MutationObserver(look).observe(document, { subtree: true, childList: true });
// A dozen clerks at once are too much for two cores; the cards are drawn as ever.
addEventListener("DOMContentLoaded", () => {
  const style = document.createElement("style");
  style.textContent = ".stage, .scene { display: none }";
  document.head.append(style);
});
const middle = (element) => {
  const box = element.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
};
window.__board = () => {
  const board = document.querySelector(".board");
  const card = board?.lastElementChild;
  const seen = (button) => button.checkVisibility() && button.getBoundingClientRect().height > 0;
  return {
    talking: window.__kiosk?.status().talking ?? false,
    link: window.__kiosk?.status().link ?? "",
    kind: card ? kindOf(card) : "",
    title: card?.getAttribute("aria-label") ?? "",
    buttons: [...(card?.querySelectorAll("button") ?? [])].filter(seen).map((button) => ({
      words: button.textContent, yes: button.classList.contains("yes"), at: middle(button),
    })),
  };
};
window.__drain = () => {
  const { painted, pressed } = window.__log;
  window.__log.pressed = [];
  window.__log.painted = painted.slice(-1);
  return { painted: painted.map((each) => ({ ...each, at: Number.isFinite(each.at) ? each.at : null })), pressed };
};
