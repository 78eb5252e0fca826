import type { Page } from "../page";
import type { TestCard } from "../wire/control";
import { h } from "./dom";
import type { Part, ViewActions } from "./part";

/** In a demonstration, cards of fictional people in place of a reader: shown only where the hall offers some. */
export class TestCards implements Part {
  private readonly cards = h("span.test-cards-list");
  private shown: readonly TestCard[] = [];
  readonly element: HTMLElement;

  constructor(private readonly actions: ViewActions) {
    this.element = h("aside.test-cards", { label: "演示读卡器" }, h("strong", {}, "演示读卡器"), this.cards);
    this.element.hidden = true;
  }

  show(page: Page): void {
    this.element.hidden = !page.talking || page.testCards.length === 0;
    if (page.testCards === this.shown) return;
    this.shown = page.testCards;
    this.cards.replaceChildren(
      ...this.shown.map((card) => h("button.test-card", { label: `刷${card.name}的身份证`, onPress: () => this.actions.card?.(card) }, card.name)),
    );
  }
}
