import { askAgain, DROPPED, drawCard, tellTrouble, type CardActions, type PressGuard } from "../cards";
import type { Page } from "../page";
import type { Card } from "../wire/cards";
import { h } from "./dom";
import type { Part } from "./part";

/**
 * Which card keeps its full height where there is not room for all; the others scroll inside what is left. It is the
 * card that asks, but a number to call, and an answer beside the whole menu, come before the buttons.
 */
function keepsItsHeight(cards: readonly Card[]): "first" | "last" {
  const last = cards[cards.length - 1];
  const answered = cards[0]?.kind === "answer" && last?.kind === "choices" && last.id === "services";
  return answered || cards[0]?.id.startsWith("danger:") === true ? "first" : "last";
}

/** Long enough to read an answer; then the question under it, which was interrupted, gets its height back. */
const READING_MS = 5000;

/** Cards of one key are one element: an entry that is asked for again stays, whatever was wrong with it. */
function keyOf(card: Card): string {
  return JSON.stringify(card.kind === "input" || card.kind === "capture" ? { ...card, error: undefined } : card);
}

/** What the cards ask, without what the citizen has entered or chosen so far: the same question may come again. */
function questionOf(cards: readonly Card[]): string {
  return JSON.stringify(cards, (_, value: unknown) => (isEntry(value) ? { ...value, value: "", error: "" } : isOption(value) ? { ...value, note: "" } : value));
}

function isEntry(value: unknown): value is { kind: "input" | "capture" } {
  return typeof value === "object" && value !== null && "kind" in value && (value.kind === "input" || value.kind === "capture");
}

function isOption(value: unknown): value is { note: string } {
  return typeof value === "object" && value !== null && "note" in value && "label" in value;
}

/** The cards on screen. A card that comes again unchanged keeps its element, and so what was keyed into it. */
export class Board implements Part {
  readonly element = h("section.board", { attrs: { "aria-live": "polite" } });
  private shown: readonly Card[] = [];
  private drawn = new Map<string, HTMLElement>();
  /** The finger that is down came down while the board was deaf. */
  private early = false;
  private reading: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly actions: CardActions,
    private readonly guard: PressGuard,
    private readonly changed: () => void,
  ) {
    this.element.addEventListener("pointerdown", () => (this.early = this.guard.deaf), { capture: true });
    this.element.addEventListener("click", (event) => this.hush(event), { capture: true });
    this.element.addEventListener("click", (event) => this.unfold(event));
    this.element.addEventListener("scroll", () => this.showMore(), { passive: true, capture: true });
  }

  /** Natural height of the cards in pixels, gaps included: also of those that scroll inside. */
  height(): number {
    const cards = [...this.drawn.values()];
    if (cards.length === 0) return 0;
    const gap = parseFloat(getComputedStyle(this.element).rowGap) || 0;
    return cards.reduce((sum, card) => sum + Math.max(card.offsetHeight, card.scrollHeight) + gap, -gap);
  }

  /** The room has changed: the card that asks comes into sight, the others show their beginning. */
  settleIn(): void {
    this.element.scrollTop = this.element.dataset["keeps"] === "last" && this.drawn.size > 1 ? this.element.scrollHeight : 0;
    this.showMore();
  }

  /** A list that the citizen opens gets the room; folded again it gives it back. */
  private unfold(event: MouseEvent): void {
    const fold = event.target instanceof Element ? event.target.closest(".fold") : null;
    if (fold === null) return;
    this.keep(fold.getAttribute("aria-expanded") === "true" ? "first" : "last");
  }

  private keep(which: "first" | "last"): void {
    this.element.dataset["keeps"] = which;
    this.changed();
  }

  /** Marks what has more below its lower edge: the board, and each card that scrolls inside. */
  private showMore(): void {
    for (const box of [this.element, ...this.drawn.values()]) {
      box.dataset["more"] = "no"; // the mark itself is not to be counted
      const { scrollHeight, scrollTop, clientHeight } = box;
      box.dataset["more"] = scrollHeight - scrollTop - clientHeight > 12 ? "yes" : "no";
    }
  }

  /** Fades the buttons in while the question on the board has not been read yet. */
  settle(unread: boolean): void {
    this.element.dataset["unread"] = unread ? "yes" : "no";
    for (const button of this.element.querySelectorAll("button")) button.setAttribute("aria-disabled", String(unread));
  }

  /** No press gets through to any card while the board is deaf, nor one whose finger came down while it was. */
  private hush(event: MouseEvent): void {
    // A click without a pointer (a keyboard, a switch) has no earlier moment.
    const early = this.early && event.detail > 0;
    this.early = false;
    if (!this.guard.deaf && !early) return;
    event.stopPropagation();
    event.preventDefault();
  }

  show(page: Page): void {
    const cards = page.talking ? page.visit.cards : [];
    if (cards === this.shown) return;
    const fresh = questionOf(cards) !== questionOf(this.shown);
    this.shown = cards;
    const kept = this.drawn;
    this.drawn = new Map();
    for (const card of cards) {
      const key = keyOf(card);
      const element = kept.get(key) ?? drawCard(card, this.actions);
      if (card.kind === "input" && kept.has(key)) askAgain(element, card);
      if (card.kind === "capture" && kept.has(key)) tellTrouble(element, card);
      this.drawn.set(key, element);
    }
    for (const [key, element] of kept) if (!this.drawn.has(key)) element.dispatchEvent(new Event(DROPPED));
    const { dataset } = this.element;
    const keeps = keepsItsHeight(cards);
    const reading = keeps === "last" && cards.length > 1 && cards[0]?.kind === "answer";
    dataset["keeps"] = reading ? "first" : keeps;
    clearTimeout(this.reading);
    if (reading) this.reading = setTimeout(() => this.keep("last"), READING_MS);
    dataset["asks"] = cards[cards.length - 1]?.kind ?? "";
    this.element.replaceChildren(...this.drawn.values());
    this.guard.drawn(fresh);
    this.changed();
  }
}
