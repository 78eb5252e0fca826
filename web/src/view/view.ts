/** The whole screen: its parts, put together and told when the page turns. */

import { guarded, PressGuard } from "../cards";
import { Attract } from "./attract";
import { Banner } from "./banner";
import { Board } from "./board";
import { Captions } from "./captions";
import { Dock } from "./dock";
import { Enrolment } from "./enrolment";
import { h } from "./dom";
import { Header } from "./header";
import { Overlays } from "./overlays";
import type { Part, ViewActions } from "./part";
import { Simulator } from "./simulator";
import { fitStage, type StageBox } from "./stage-fit";
import { TypeSheet } from "./type-sheet";
import { Waiting } from "./waiting";
import type { Page } from "../page";

export class View {
  /** Where the figure is drawn. */
  readonly figure = h("div.figure");
  private readonly stage = h("div.stage", { attrs: { "aria-hidden": "true" } }, this.figure, h("div.desk"));
  private readonly page = h("div.page");
  private box: StageBox | null = null;
  private readonly dock: Dock;
  private readonly board: Board;
  private readonly banner: Banner;
  private bannerEnds = 0;
  private readonly parts: Part[];

  constructor(host: HTMLElement, unguarded: ViewActions) {
    const guard = new PressGuard((unread) => this.board.settle(unread));
    const actions = guarded(unguarded, guard);
    this.dock = new Dock(actions);
    this.board = new Board(actions, guard, () => this.fit());
    this.banner = new Banner(actions);
    this.parts = [new Header(), new Attract(actions), new Waiting(), new Captions(), this.board, this.dock, this.banner, new Simulator(actions), new TypeSheet(actions), new Overlays(actions), new Enrolment(actions)];
    this.page.append(h("div.scene", { attrs: { "aria-hidden": "true" } }), this.stage, ...this.parts.map((part) => part.element));
    host.replaceChildren(this.page);
  }

  show(page: Page): void {
    const { dataset } = this.page;
    const mode = modeOf(page);
    const moved = dataset["mode"] !== mode;
    dataset["mode"] = mode;
    dataset["turn"] = page.visit.turn;
    dataset["board"] = page.talking && page.visit.cards.length > 0 ? "full" : "empty";
    dataset["link"] = page.link;
    const { classList } = document.documentElement;
    const grown = classList.contains("elderly") !== page.elderly;
    classList.toggle("elderly", page.elderly);
    for (const part of this.parts) part.show(page);
    if (grown || moved || this.box === null || this.banner.ends() !== this.bannerEnds) this.fit();
  }

  /** Gives the figure what room the cards leave, and lets it glide there. */
  fit(): void {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const { clientWidth: width, clientHeight: height } = this.page;
    const talking = this.page.dataset["mode"] === "talk";
    this.bannerEnds = this.banner.ends();
    const box = fitStage({ width, height, rem, talking, board: this.board.height(), banner: this.bannerEnds });
    this.page.style.setProperty("--desk", `${box.desk}px`);
    this.board.settleIn();
    const before = this.box;
    if (before !== null && before.left === box.left && before.top === box.top && before.width === box.width) return;
    this.box = box;
    const { style } = this.stage;
    style.left = `${box.left}px`;
    style.top = `${box.top}px`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
    // One em = one rem of the full-sized stage: the desk's own measure.
    style.fontSize = `${box.width / 64}px`;
    if (before !== null && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.glide(before, box);
  }

  /** Already there, the stage is shown where it was and moves over (FLIP: a transform for the way, none at rest). */
  private glide(from: StageBox, to: StageBox): void {
    const move = `translate(${from.left - to.left}px, ${from.top - to.top}px) scale(${from.width / to.width})`;
    this.stage.animate?.([{ transform: move }, { transform: "none" }], { duration: 650, easing: "cubic-bezier(0.3, 0.9, 0.3, 1)" });
  }

  /** Loudness at the microphone, 0..1, many times a second. */
  level(level: number): void {
    this.dock.level(level);
  }
}

function modeOf(page: Page): "talk" | "wait" | "attract" {
  if (page.talking) return "talk";
  return page.visit.waiting === null ? "attract" : "wait";
}
