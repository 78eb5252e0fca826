/** The wall of kiosks, for staff and technicians: which are up, and what is amiss. */

import "./fleet.css";
import { startMetronome } from "../metronome";
import { h } from "../view/dom";
import { WireError } from "../wire/check";
import { deviceWords, LIGHT_WORDS, lightOf, onTheWall, readFleet, since, type FleetState, type Kiosk } from "./kiosks";

const ASK_MS = 2000;
const TICK_MS = 500;
/** The hall has said nothing for so long: what is shown may be old (milliseconds). */
const OLD_MS = 10_000;

class Wall {
  private readonly title = h("h1");
  private readonly notice = h("p.notice", { role: "alert" }, "和大厅的连接断了，下面可能是旧的。");
  private readonly wall = h("section.wall", { label: "一体机" });
  private readonly none = h("p.none", {}, "还没有一体机。登记一台：kiosk fleet invite --name kiosk-1");
  private state: FleetState | null = null;
  private toldAt = performance.now();
  private askedAt = -ASK_MS;
  private asking = false;

  constructor(
    root: HTMLElement,
    private readonly url: string,
  ) {
    root.replaceChildren(h("div.top", {}, this.title), this.notice, this.none, this.wall);
    this.notice.hidden = true;
    this.none.hidden = true;
  }

  start(): void {
    startMetronome(TICK_MS, () => this.tick());
    this.tick();
  }

  private tick(): void {
    const now = performance.now();
    if (!this.asking && now - this.askedAt >= ASK_MS) void this.ask(now);
    this.notice.hidden = now - this.toldAt <= OLD_MS;
    if (this.state !== null) this.show(this.state, (now - this.toldAt) / 1000);
  }

  private async ask(now: number): Promise<void> {
    this.asking = true;
    this.askedAt = now;
    try {
      const answer = await fetch(this.url, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(OLD_MS) });
      if (!answer.ok) return;
      this.state = readFleet(await answer.json());
      this.toldAt = performance.now();
    } catch (error) {
      if (error instanceof WireError) console.warn(error.message);
    } finally {
      this.asking = false;
    }
  }

  private show(state: FleetState, late: number): void {
    const kiosks = onTheWall(state.kiosks, late);
    const down = kiosks.filter((one) => lightOf(one, late) === "down").length;
    this.title.textContent = `一体机 · ${state.hall}`;
    document.title = down > 0 ? `（${down}）一体机` : "一体机";
    this.none.hidden = kiosks.length > 0;
    this.wall.replaceChildren(...kiosks.map((one) => tile(one, late)));
  }
}

function tile(kiosk: Kiosk, late: number): HTMLElement {
  const light = lightOf(kiosk, late);
  const place = kiosk.window === "" ? kiosk.place : `${kiosk.place} ${kiosk.window}号窗口`;
  const silent = kiosk.silent === null ? null : kiosk.silent + late;
  const lines = [
    place,
    silent === null ? "还没有来过" : light === "down" && kiosk.alarm === null ? `${since(silent)}没有消息` : "",
    kiosk.alarm === null ? "" : `它的登记在 ${kiosk.alarm} 被使用：停用它，再重新登记`,
    kiosk.enrolled || kiosk.stage !== "connected" ? "" : "没有登记的网页",
    kiosk.current === false ? "网页是旧的，空闲时会自己更新" : "",
    ...kiosk.devices.map(([name, state]) => deviceWords(name, state)),
  ];
  const shown = lines.filter((line) => line !== "").map((line) => h("p", {}, line));
  return h("article.kiosk", { data: { light } }, h("header", {}, h("h2", {}, kiosk.name), h("span.light", {}, LIGHT_WORDS[light])), ...shown);
}

const root = document.getElementById("fleet");
if (root === null) throw new Error("no #fleet element");
new Wall(root, new URL("fleet", document.baseURI).href).start();
