import type { Page } from "../page";
import { h } from "./dom";
import type { Part } from "./part";

/** Clauses shown at once: the one being spoken and those just before it. */
const SHOWN = 3;

/** Everything spoken, in writing: the clerk's clauses as they sound, and what the citizen was understood to say. */
export class Captions implements Part {
  private readonly clerk = h("p.caption-clerk", { attrs: { "aria-live": "polite" } });
  private readonly stable = h("span.caption-stable");
  private readonly maybe = h("span.caption-maybe");
  private readonly citizen = h("p.caption-citizen", { attrs: { "aria-live": "polite" } }, this.stable, this.maybe);
  /** Keeps the height of two lines, so that the first does not move when the second comes. */
  private readonly line = h("div.citizen-line", {}, this.citizen);
  private shown = "";
  readonly element = h("section.captions", { label: "字幕" }, this.line, this.clerk);

  show(page: Page): void {
    this.showCitizen(page);
    const { clerk } = page.visit;
    const key = clerk.join("\n");
    if (key === this.shown) return;
    this.shown = key;
    const recent = clerk.slice(-SHOWN);
    this.clerk.replaceChildren(
      ...recent.map((text, i) => h("span.clause", { class: i === recent.length - 1 ? "now" : "" }, text)),
    );
    this.clerk.classList.toggle("empty", clerk.length === 0);
  }

  private showCitizen(page: Page): void {
    const { citizen } = page.visit;
    const characters = [...veilNumbers(citizen?.text ?? "")];
    const settled = citizen?.stable ?? 0;
    this.stable.textContent = characters.slice(0, settled).join("");
    this.maybe.textContent = characters.slice(settled).join("");
    this.line.classList.toggle("empty", citizen === null);
    // What was said last is what matters: a third line pushes the first out at the top.
    this.citizen.scrollTop = this.citizen.scrollHeight;
    this.citizen.classList.toggle("settled", citizen?.settled === true);
  }
}

/** Long numbers are not for the people in the queue: all but the first three and last four digits become stars. */
export function veilNumbers(text: string): string {
  return text.replace(/\d{10,}[\dXx]?/g, (number) => number.slice(0, 3) + "*".repeat(number.length - 7) + number.slice(-4));
}
