import { CODE_DIGITS, entered, spaced, type Refusal } from "../enrol/enrolment";
import type { Page } from "../page";
import { ENROLMENT_WORDS } from "../words";
import { h, icon, ICONS } from "./dom";
import type { Part, ViewActions } from "./part";

/** Lies over the page of a kiosk that the hall does not let in: why, and the keys for the code that staff give out. */
export class Enrolment implements Part {
  private readonly title = h("h2");
  private readonly text = h("p");
  private readonly shown = h("output.enrol-code", { attrs: { "aria-live": "polite" } });
  private readonly told = h("p.enrol-told", { role: "alert" });
  private readonly done: HTMLButtonElement;
  private readonly pad: HTMLElement;
  private readonly again: HTMLButtonElement;
  private readonly entry: HTMLElement;
  /** In the document only while it is shown. */
  private readonly box: HTMLElement;
  private code = "";
  private refusal: Refusal | null = null;
  readonly element: HTMLElement;

  constructor(private readonly actions: ViewActions) {
    const key = (name: string, ...label: (string | Node)[]): HTMLButtonElement => h("button.pad-key", { onPress: () => this.press(name) }, ...label);
    const back = h("button.pad-key.pad-word", { label: "删除", onPress: () => this.press("back") }, icon(...ICONS.back));
    const clear = h("button.pad-key.pad-word", { onPress: () => this.press("clear") }, "清空");
    this.done = h("button.pad-key.pad-done", { onPress: () => this.send() }, icon(...ICONS.check), "确定");
    this.pad = h("div.pad", { data: { pad: "digits" } }, key("1", "1"), key("2", "2"), key("3", "3"), back);
    this.pad.append(key("4", "4"), key("5", "5"), key("6", "6"), clear, key("7", "7"), key("8", "8"), key("9", "9"), this.done, key("0", "0"));
    this.entry = h("div.enrol-entry", {}, this.shown, this.told, this.pad);
    this.again = h("button.primary", { onPress: () => this.open() }, "重新登记");
    this.box = h("div.veil-box", {}, this.title, this.text, this.entry, this.again, h("p.veil-small", {}, ENROLMENT_WORDS.citizens));
    this.element = h("div.veil.enrol", { role: "dialog" });
    this.element.hidden = true;
    addEventListener("keydown", (event) => this.typed(event));
  }

  show(page: Page): void {
    const { told, busy } = page.enrolment;
    // A code of the address that the hall did not take is told too where the hall lets this page in without one.
    const refusal = page.enrolment.refusal ?? (told === null ? null : "not_enrolled");
    this.element.hidden = refusal === null;
    if (refusal === null) this.box.remove();
    else if (!this.box.isConnected) this.element.append(this.box);
    if (refusal !== this.refusal) {
      this.refusal = refusal;
      this.code = "";
      this.entry.hidden = refusal !== "not_enrolled";
      this.again.hidden = refusal !== "revoked";
      const words = refusal === null ? null : ENROLMENT_WORDS[refusal];
      this.title.textContent = words?.title ?? "";
      this.text.textContent = words?.text ?? "";
    }
    if (told !== null && told !== this.told.textContent) this.code = ""; // it was not taken: the next one begins anew
    this.told.textContent = told ?? "";
    this.element.dataset["busy"] = busy ? "yes" : "no";
    this.paint();
  }

  private get takes(): boolean {
    return !this.element.hidden && !this.entry.hidden && this.element.dataset["busy"] !== "yes";
  }

  private open(): void {
    this.entry.hidden = false;
    this.again.hidden = true;
    this.paint();
  }

  private press(key: string): void {
    if (!this.takes) return;
    this.code = entered(this.code, key);
    this.paint();
  }

  private typed(event: KeyboardEvent): void {
    if (!this.takes) return;
    if (event.key === "Enter") this.send();
    else this.press(event.key === "Backspace" ? "back" : event.key);
  }

  private send(): void {
    if (this.takes && this.code.length === CODE_DIGITS) this.actions.enrol?.(this.code);
  }

  private paint(): void {
    this.shown.textContent = this.code === "" ? "────　────" : spaced(this.code);
    this.done.disabled = this.code.length < CODE_DIGITS || !this.takes;
  }
}
