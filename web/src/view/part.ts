/** What a part of the screen is, and what it may ask for. */

import type { CardActions } from "../cards";
import type { Page } from "../page";

export interface ViewActions extends CardActions {
  start(): void;
  leave(): void;
  stay(): void;
  elderly(on: boolean): void;
  typing(open: boolean): void;
  /** Do something with a simulated device: the id of one of `Page.simulator`. */
  simulate(action: string): void;
  /** Staff have entered a code that makes this an enrolled kiosk. */
  enrol?(code: string): void;
}

/** One part of the screen. */
export interface Part {
  readonly element: HTMLElement;
  show(page: Page): void;
}
