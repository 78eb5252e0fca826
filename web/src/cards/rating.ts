import type { RatingCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { press, sheet } from "./frame";
import { h, words } from "../view/dom";

const SVG = "http://www.w3.org/2000/svg";
/** The mouths of the five faces, best first: control point of a curve from (8,y) to (16,y). */
const MOUTHS = ["M7.5 13.5q4.5 6 9 0z", "M8 14q4 3.8 8 0", "M8 15h8", "M8 16q4-3 8 0", "M7.8 16.8q4.2-4.6 8.4 0"];

/** 好差评: five levels, best first. */
export function ratingCard(card: RatingCard, actions: CardActions): HTMLElement {
  const levels = h("div.levels");
  const root = sheet("rating", card.title, levels);
  card.options.forEach((option, i) => {
    const rate = press(() => root, () => actions.touch(option.value, card.id));
    levels.append(h("button.level", { data: { level: String(i) }, onPress: rate }, smiley(i), h("span", {}, ...words(option.label))));
  });
  return root;
}

function smiley(level: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = `<circle cx="12" cy="12" r="10"/><path d="M8.5 8.5v1.8M15.5 8.5v1.8"/><path d="${MOUTHS[level] ?? MOUTHS[2]}"/>`;
  return svg;
}
