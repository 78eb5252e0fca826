import { AI_LABEL, WEEKDAYS } from "../words";
import type { Page } from "../page";
import { h } from "./dom";
import type { Part } from "./part";

/** The top of every screen: the hall's name, the time, and the AI label (AI disclosure), followed by `hall.notice`. */
export class Header implements Part {
  private readonly hall = h("h1.hall-name");
  private readonly clerk = h("span.ai-clerk");
  private readonly notice = h("span.ai-notice");
  private readonly time = h("time.clock-time");
  private readonly date = h("span.clock-date");
  readonly element = h(
    "header.top",
    {},
    h("div.hall", {}, h("span.hall-mark", { attrs: { "aria-hidden": "true" } }), this.hall),
    h("div.clock", {}, this.time, this.date),
    h("p.ai", {}, h("strong.ai-label", {}, AI_LABEL), this.clerk, this.notice),
  );

  constructor() {
    this.tick();
    setInterval(() => this.tick(), 5000);
  }

  show(page: Page): void {
    this.hall.textContent = page.hall?.name ?? "政务服务大厅";
    this.clerk.textContent = page.hall?.clerk ?? "";
    const notice = page.hall?.notice ?? "";
    this.notice.textContent = notice === AI_LABEL ? "" : notice;
  }

  private tick(): void {
    const now = new Date();
    const two = (n: number): string => String(n).padStart(2, "0");
    this.time.textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
    this.date.textContent = `${now.getMonth() + 1}月${now.getDate()}日 ${WEEKDAYS[now.getDay()]!}`;
  }
}
