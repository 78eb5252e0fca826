/** The whole screen: its parts, put together and told when the page turns. */

import { Attract } from "./attract";
import { Board } from "./board";
import { Captions } from "./captions";
import { Dock } from "./dock";
import { h } from "./dom";
import { Header } from "./header";
import { Overlays } from "./overlays";
import { fitStage } from "./stage-fit";
import { TypeSheet } from "./type-sheet";
import type { Page } from "../page";
import type { CardActions } from "../cards";

export interface ViewActions extends CardActions {
  start(): void;
  leave(): void;
  stay(): void;
  elderly(on: boolean): void;
  typing(open: boolean): void;
}

/** One part of the screen. */
export interface Part {
  readonly element: HTMLElement;
  show(page: Page): void;
}

export class View {
  /** Where the figure is drawn. */
  readonly figure = h("div.figure");
  private readonly page = h("div.page");
  private readonly dock: Dock;
  private readonly board: Board;
  private readonly parts: Part[];

  constructor(host: HTMLElement, actions: ViewActions) {
    this.dock = new Dock(actions);
    this.board = new Board(actions, () => this.fit());
    this.parts = [new Header(), new Attract(actions), new Captions(), this.board, this.dock, new TypeSheet(actions), new Overlays(actions)];
    const stage = h("div.stage", { attrs: { "aria-hidden": "true" } }, this.figure, h("div.desk"));
    this.page.append(h("div.scene", { attrs: { "aria-hidden": "true" } }), stage, ...this.parts.map((part) => part.element));
    host.replaceChildren(this.page);
  }

  show(page: Page): void {
    const { dataset } = this.page;
    dataset["mode"] = page.talking ? "talk" : "attract";
    dataset["turn"] = page.visit.turn;
    dataset["board"] = page.talking && page.visit.cards.length > 0 ? "full" : "empty";
    dataset["link"] = page.link;
    const { classList } = document.documentElement;
    const grown = classList.contains("elderly") !== page.elderly;
    classList.toggle("elderly", page.elderly);
    for (const part of this.parts) part.show(page);
    if (grown) this.fit();
  }

  /** Gives the figure what room the cards leave. */
  fit(): void {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
    const { scale, desk } = fitStage(this.page.clientHeight / rem, this.board.height() / rem);
    this.page.style.setProperty("--fit", scale.toFixed(3));
    this.page.style.setProperty("--desk", `${desk.toFixed(2)}rem`);
    this.board.showMore();
  }

  /** Loudness at the microphone, 0..1, many times a second. */
  level(level: number): void {
    this.dock.level(level);
  }
}
