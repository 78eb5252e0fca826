/** What a part of the screen is, and what it may ask for. */

import type { CardActions } from "../cards";
import type { Page } from "../page";
import type { TestCard } from "../wire/control";

export interface ViewActions extends CardActions {
  start(): void;
  leave(): void;
  stay(): void;
  elderly(on: boolean): void;
  typing(open: boolean): void;
  /** A card of a demonstration is read. */
  card?(card: TestCard): void;
  /** Staff have entered a code that makes this an enrolled kiosk. */
  enrol?(code: string): void;
}

/** One part of the screen. */
export interface Part {
  readonly element: HTMLElement;
  show(page: Page): void;
}
