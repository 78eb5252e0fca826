/**
 * Printing one card with the browser, where no printer is connected to the bridge: it is copied onto a sheet that only
 * the printer sees, and the sheet is emptied afterwards.
 */

import { h } from "./view/dom";
import { PRINT_NOTE } from "./words";

export class Printer {
  private readonly sheet = h("div.print-sheet", { attrs: { "aria-hidden": "true" } });

  constructor(host: HTMLElement) {
    host.append(this.sheet);
    addEventListener("afterprint", () => this.wipe());
  }

  print(card: HTMLElement, hall: string): void {
    const copy = card.cloneNode(true) as HTMLElement;
    for (const control of copy.querySelectorAll("button, .card-foot")) control.remove();
    this.sheet.replaceChildren(h("p.print-hall", {}, hall), copy, h("p.print-note", {}, PRINT_NOTE));
    window.print();
  }

  wipe(): void {
    this.sheet.replaceChildren();
  }
}
