import { QUICK_PHRASES } from "../words";
import type { Page } from "../page";
import { TEXT_LIMIT } from "../wire/control";
import { h, icon, ICONS } from "./dom";
import type { Part, ViewActions } from "./part";

/** For when speaking is impossible: a text box, and the phrases that help in every service. */
export class TypeSheet implements Part {
  private readonly field = h("textarea.text-field", {
    label: "输入您想说的话",
    attrs: { rows: "2", maxlength: String(TEXT_LIMIT), autocomplete: "off", spellcheck: "false", placeholder: "在这里输入您想说的话", enterkeyhint: "send" },
  });
  private open = false;
  readonly element: HTMLElement;

  constructor(private readonly actions: ViewActions) {
    const phrases = h("div.phrases");
    for (const phrase of QUICK_PHRASES) phrases.append(h("button.soft", { onPress: () => this.send(phrase) }, phrase));
    const close = h("button.sheet-close", { label: "收起", onPress: () => actions.typing(false) }, icon(...ICONS.cross));
    const send = h("button.primary", { onPress: () => this.send(this.field.value) }, "发送");
    this.field.addEventListener("keydown", (event) => {
      // Enter also ends a word in a Chinese input method: only a plain Enter sends.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.send(this.field.value);
    });
    const head = h("div.sheet-head", {}, h("h2.card-title", {}, "打字告诉我"), close);
    this.element = h("section.type-sheet", { role: "dialog", label: "打字" }, head, phrases, h("div.type-line", {}, this.field, send));
    this.element.hidden = true;
  }

  show(page: Page): void {
    const open = page.talking && page.visit.typing;
    if (open === this.open) return;
    this.open = open;
    this.element.hidden = !open;
    this.field.value = "";
    if (open) this.field.focus();
  }

  private send(text: string): void {
    const trimmed = text.trim();
    if (trimmed === "") return;
    // A question that came up this moment is not what was typed for: the words stay, to be sent again or not.
    if (this.actions.text(trimmed)) this.actions.typing(false);
  }
}
