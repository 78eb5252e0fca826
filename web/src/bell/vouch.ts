/** The form of a call to look at a document: what was seen, why it is needed, and whether it is this person's. */

import { h } from "../view/dom";

export interface Vouch {
  document: string;
  reason: string;
  agrees: boolean;
}

/** Why a card cannot be read: to be touched in place of typing. */
export const REASONS = ["没带身份证", "身份证读不出来", "手机收不到验证码", "不愿意比对人脸"] as const;
const SHORTEST = 2;

export class VouchForm {
  private readonly document = h("select", { attrs: { "aria-label": "看的是什么证件" } });
  private readonly reason = h("input", { attrs: { maxlength: "100", autocomplete: "off", placeholder: "为什么要人工核对，必填" } });
  private readonly wrong = h("p.wrong", { role: "alert" });
  private readonly buttons: HTMLButtonElement[];
  readonly element: HTMLElement;

  constructor(documents: readonly string[], send: (vouch: Vouch) => void) {
    for (const name of documents) this.document.append(h("option", {}, name));
    const answer = (agrees: boolean) => () => {
      const reason = this.reason.value.trim();
      this.wrong.textContent = reason.length < SHORTEST ? "请先写为什么要人工核对。" : "";
      if (reason.length < SHORTEST) return this.reason.focus();
      send({ document: this.document.value, reason, agrees });
    };
    const yes = h("button.vouch", { onPress: answer(true) }, "是本人，证件一致");
    const no = h("button.plain", { onPress: answer(false) }, "不一致");
    const usual = REASONS.map((text) => h("button.plain", { onPress: () => (this.reason.value = text) }, text));
    this.buttons = [yes, no, ...usual];
    this.element = h(
      "div.vouch-form",
      {},
      h("p.ask", {}, "看证件原件，和上面的姓名、号码、本人对一对。谁核对的、为什么，都写进审计记录。"),
      h("div.row", {}, this.document, this.reason),
      h("div.usual", {}, ...usual),
      this.wrong,
      h("div.buttons", {}, yes, no),
    );
  }

  enable(up: boolean): void {
    for (const button of this.buttons) button.disabled = !up;
  }
}
