/** One call on the bell page. It is changed in place, so that a button keeps the keyboard's focus. */

import { h } from "../view/dom";
import { minutes, untaken, whereIs, type Call } from "./calls";
import { VouchForm, type Vouch } from "./vouch";

export interface CardActions {
  take(id: string): void;
  arrive(id: string): void;
  close(id: string): void;
  vouch(id: string, vouch: Vouch): void;
}

export class CallCard {
  private readonly where = h("h2");
  private readonly mark = h("span.mark", {}, "最新");
  private readonly waited = h("span.waited");
  private readonly why = h("p.why");
  private readonly service = h("p.service");
  private readonly values = h("dl");
  private readonly told = h("p.told", { role: "status" });
  private readonly take: HTMLButtonElement;
  private readonly arrive: HTMLButtonElement;
  private readonly close: HTMLButtonElement;
  private readonly form: VouchForm;
  private call: Call;
  private seenAt: number;
  readonly element: HTMLElement;

  /** `documents`: that staff may have looked at. */
  constructor(call: Call, actions: CardActions, now: number, documents: readonly string[] = []) {
    this.call = call;
    this.seenAt = now;
    this.take = h("button.take", { onPress: () => actions.take(call.id) }, "我来");
    this.arrive = h("button.arrive", { onPress: () => actions.arrive(call.id) }, "到了");
    this.close = h("button.close", { onPress: () => actions.close(call.id) }, "办完了");
    this.form = new VouchForm(documents, (vouch) => actions.vouch(call.id, vouch));
    const head = h("header", {}, this.where, this.mark, this.waited);
    const buttons = h("div.buttons", {}, this.take, this.arrive, this.close);
    this.element = h("article.call", {}, head, this.why, this.service, this.values, this.told, this.form.element, buttons);
    this.show(call, now);
  }

  /** The 我来 of this card has the keyboard's focus. */
  get focused(): boolean {
    return document.activeElement === this.take;
  }

  /** `newest`: of all that ring, and there are several. */
  show(call: Call, now: number, newest = false): void {
    this.mark.hidden = !newest;
    this.call = call;
    this.seenAt = now;
    this.element.dataset["state"] = call.state;
    this.element.dataset["gone"] = call.gone === "" ? "no" : "yes";
    this.element.dataset["danger"] = call.danger === "" ? "no" : "yes";
    this.where.textContent = whereIs(call);
    this.why.textContent = `原因：${call.why}`;
    this.service.textContent = call.service === "" ? "" : `业务：${call.service}`;
    this.values.replaceChildren(...call.values.flatMap(([label, value]) => [h("dt", {}, label), h("dd", {}, value)]));
    this.told.textContent = `${told(call)}${GONE[call.gone]}`;
    this.take.hidden = !untaken(call);
    this.arrive.hidden = call.state !== "coming";
    // A document that was not looked at is no end of the call: the citizen waits for an answer.
    this.close.hidden = call.state === "calling" || (call.document && call.gone === "");
    this.form.element.hidden = !call.document || call.state !== "there" || call.gone !== "";
    this.tick(now);
  }

  tick(now: number): void {
    const since = untaken(this.call) ? Math.max(0, (now - this.seenAt) / 1000) : 0;
    this.waited.textContent = `等了 ${minutes(this.call.waited + since)}`;
  }

  /** `up` false: the line is lost, and a press would reach nobody. */
  enable(up: boolean): void {
    for (const button of [this.take, this.arrive, this.close]) button.disabled = !up;
    this.form.enable(up);
  }

  focus(): void {
    this.take.focus();
  }
}

const GONE: Record<Call["gone"], string> = {
  "": "",
  bye: "群众按了“结束”，离开了。",
  lost: "自助机断线了，群众可能已经离开。",
  over: "自助机上的对话已经结束。",
};

function told(call: Call): string {
  switch (call.state) {
    case "calling":
      return "";
    case "nobody":
      return call.told ? "一直没有人去，已经如实告诉群众。" : "一直没有人去。";
    case "coming":
      return `${call.who}正在过去。`;
    case "there":
      return `${call.who}已经到了。`;
  }
}
