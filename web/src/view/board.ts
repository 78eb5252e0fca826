import { drawCard, type CardActions, type PressGuard } from "../cards";
import type { Page } from "../page";
import type { Card } from "../wire/cards";
import { h } from "./dom";
import type { Part } from "./part";

/** Long enough to look a list over; then the question under it comes into sight by itself. */
const READING_MS = 5000;

/** A number to call must not move away, nor an answer for the sake of the whole menu. */
function staysInSight(cards: readonly Card[]): boolean {
  const last = cards[cards.length - 1];
  return cards[0]?.id.startsWith("danger:") === true || (cards[0]?.kind === "answer" && last?.kind === "choices" && last.id === "services");
}

/** What the cards ask, without what the citizen has entered or chosen so far: the same question may come again. */
function questionOf(cards: readonly Card[]): string {
  return JSON.stringify(cards, (_, value: unknown) => (isEntry(value) ? { ...value, value: "" } : isOption(value) ? { ...value, note: "" } : value));
}

function isEntry(value: unknown): value is { kind: "input" } {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "input";
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
    this.element.addEventListener("scroll", () => this.showMore(), { passive: true });
  }

  /** Natural height of the cards in pixels, gaps included (a card may stick to the lower edge: places say nothing). */
  height(): number {
    const cards = [...this.element.children].filter((card): card is HTMLElement => card instanceof HTMLElement);
    if (cards.length === 0) return 0;
    const gap = parseFloat(getComputedStyle(this.element).rowGap) || 0;
    return cards.reduce((sum, card) => sum + card.offsetHeight + gap, -gap);
  }

  /** Fades the lower edge while there is something below it. */
  showMore(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    this.element.dataset["more"] = scrollHeight - scrollTop - clientHeight > 12 ? "yes" : "no";
  }

  /** Unless somebody has scrolled to where they want to be. */
  private showQuestion(): void {
    if (this.element.scrollTop === 0) this.element.scrollTo({ top: this.element.scrollHeight, behavior: "smooth" });
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
      const key = JSON.stringify(card);
      this.drawn.set(key, kept.get(key) ?? drawCard(card, this.actions));
    }
    this.element.replaceChildren(...this.drawn.values());
    this.guard.drawn(fresh);
    this.element.scrollTop = 0;
    clearTimeout(this.reading);
    if (cards.length > 1 && !staysInSight(cards)) this.reading = setTimeout(() => this.showQuestion(), READING_MS);
    this.changed();
  }
}
