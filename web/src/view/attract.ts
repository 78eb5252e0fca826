import { CALL, CALL_SILENT } from "../words";
import type { Page } from "../page";
import { h, icon, ICONS } from "./dom";
import { hears } from "./hearing";
import type { Part, ViewActions } from "./part";

/** The hall waits for a citizen: the whole screen is one button. */
export class Attract implements Part {
  private readonly greeting = h("p.attract-greeting");
  private readonly call = h("span.attract-call");
  private readonly sign = h("span.attract-icon");
  readonly element: HTMLElement;

  constructor(actions: ViewActions) {
    const button = h("button.attract-button", {}, this.sign, this.call);
    this.element = h(
      "section.attract",
      { onPress: () => actions.start() },
      this.greeting,
      button,
      h("p.attract-hints", {}, h("span", {}, "可以这样说"), h("q", {}, "我想办业务"), h("q", {}, "需要带什么材料"), h("q", {}, "几点下班")),
    );
  }

  show(page: Page): void {
    const clerk = page.hall?.clerk;
    this.greeting.textContent = clerk ? `您好，我是${clerk}，有什么可以帮您？` : "您好，有什么可以帮您？";
    const hearing = hears(page);
    this.call.textContent = hearing ? CALL : CALL_SILENT;
    this.sign.replaceChildren(icon(...(hearing ? ICONS.mic : ICONS.touch)));
    this.element.inert = page.talking || page.visit.waiting !== null;
  }
}
