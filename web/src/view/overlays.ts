import { FAREWELL } from "../words";
import type { Page } from "../page";
import { h, icon, ICONS } from "./dom";
import type { Part, ViewActions } from "./part";

/** What lies over the page for a while: the hall is away, are you still there, goodbye. */
export class Overlays implements Part {
  private readonly away = h(
    "div.veil.away",
    { role: "alert" },
    h("div.veil-box", {}, h("span.spinner", { attrs: { "aria-hidden": "true" } }), h("h2", {}, "服务暂时连接不上"), h("p", {}, "正在自动恢复，请稍候"), h("p.veil-small", {}, "着急办理请到人工窗口")),
  );
  private readonly idleCount = h("strong.count");
  private readonly idle: HTMLElement;
  private readonly farewellTitle = h("h2");
  private readonly farewellText = h("p");
  private readonly farewell = h("div.veil.farewell", { role: "status" }, h("div.veil-box", {}, h("span.seal", {}, icon(...ICONS.check)), this.farewellTitle, this.farewellText));
  readonly element: HTMLElement;

  constructor(actions: ViewActions) {
    const stay = h("button.primary", { onPress: () => actions.stay() }, "我还在");
    this.idle = h("div.veil.idle", { role: "alertdialog" }, h("div.veil-box", {}, h("h2", {}, "您还在吗？"), h("p", {}, this.idleCount, " 秒后返回首页，并清除屏幕上的内容"), stay));
    this.element = h("div.overlays", {}, this.idle, this.farewell, this.away);
  }

  show(page: Page): void {
    this.away.hidden = page.link !== "away" || page.enrolment.refusal !== null;
    const { idleLeft } = page.visit;
    this.idle.hidden = idleLeft === null || !page.talking;
    this.idleCount.textContent = idleLeft === null ? "" : String(idleLeft);
    this.farewell.hidden = page.farewell === null;
    const words = page.farewell === null ? null : FAREWELL[page.farewell];
    this.farewellTitle.textContent = words?.title ?? "";
    this.farewellText.textContent = words?.text ?? "";
  }
}
