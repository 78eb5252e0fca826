import { drawCard, type CardActions } from "../cards";
import type { Page } from "../page";
import type { Card } from "../wire/cards";
import { h } from "./dom";
import type { Part } from "./view";

/** The cards on screen. A card that comes again unchanged keeps its element, and so what was keyed into it. */
export class Board implements Part {
  readonly element = h("section.board", { attrs: { "aria-live": "polite" } });
  private shown: readonly Card[] = [];
  private drawn = new Map<string, HTMLElement>();

  constructor(private readonly actions: CardActions) {}

  show(page: Page): void {
    const cards = page.talking ? page.visit.cards : [];
    if (cards === this.shown) return;
    this.shown = cards;
    const kept = this.drawn;
    this.drawn = new Map();
    for (const card of cards) {
      const key = JSON.stringify(card);
      this.drawn.set(key, kept.get(key) ?? drawCard(card, this.actions));
    }
    this.element.replaceChildren(...this.drawn.values());
    this.element.scrollTop = 0;
    this.element.dataset["kinds"] = cards.map((card) => card.kind).join(" ");
  }
}
