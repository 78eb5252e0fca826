/** The whole screen: its parts, put together and told when the page turns. */

import { Attract } from "./attract";
import { Board } from "./board";
import { Captions } from "./captions";
import { Dock } from "./dock";
import { h } from "./dom";
import { Header } from "./header";
import { Overlays } from "./overlays";
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
  private readonly parts: Part[];

  constructor(host: HTMLElement, actions: ViewActions) {
    this.dock = new Dock(actions);
    const attract = new Attract(actions);
    this.parts = [new Header(), attract, new Captions(), new Board(actions), this.dock, new TypeSheet(actions), new Overlays(actions)];
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
    document.documentElement.classList.toggle("elderly", page.elderly);
    for (const part of this.parts) part.show(page);
  }

  /** Loudness at the microphone, 0..1, many times a second. */
  level(level: number): void {
    this.dock.level(level);
  }
}
