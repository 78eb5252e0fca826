import type { Page } from "../page";
import { h, icon, ICONS } from "./dom";
import type { Part } from "./part";

/** The hall is full: where one stands, that it goes on, and what else one can do. */
export class Waiting implements Part {
  private readonly number = h("strong.waiting-number");
  private readonly text = h("p.waiting-text", { attrs: { "aria-live": "polite" } });
  private readonly said = h("p.waiting-said");
  readonly element = h(
    "section.waiting",
    { label: "排队等候" },
    h(
      "div.waiting-box",
      {},
      h(
        "div.waiting-place",
        {},
        h("span.waiting-ring", { attrs: { "aria-hidden": "true" } }),
        h("span.waiting-ring.late", { attrs: { "aria-hidden": "true" } }),
        h("span.waiting-label", {}, "第"),
        this.number,
        h("span.waiting-label", {}, "位"),
      ),
      h("div.waiting-words", {}, this.text, h("p.waiting-hint", {}, "轮到您时会自动开始"), this.said),
      h(
        "ul.waiting-else",
        { label: "不想等的话" },
        h("li", {}, icon(...ICONS.human), h("span", {}, "着急的话，可以到人工窗口办理")),
        h("li", {}, icon(...ICONS.paper), h("span", {}, "也可以到取号机取号，坐下来等叫号")),
      ),
    ),
  );

  show(page: Page): void {
    const { waiting, clerk } = page.visit;
    this.element.hidden = page.talking || waiting === null;
    this.number.textContent = waiting === null ? "" : String(waiting.position);
    this.text.textContent = waiting?.text ?? "";
    // Whatever she says stands in writing too.
    this.said.textContent = waiting === null ? "" : clerk.join("");
    this.said.hidden = this.said.textContent === "";
  }
}
