/**
 * When a press on the board counts. One guard for the whole board: two presses close together are one press, whatever
 * was drawn between them, and a question that has just come up has not been read yet. Times in milliseconds.
 */

import type { CardActions } from "./actions";

/** A question is unread for this long after it was first painted. The hall waits as long by its own clock. */
export const SETTLE_MS = 800;
/** A press that brings up no new cards leaves the board deaf for this long. */
const PRESS_MS = 1500;
/** Two presses closer together are a double tap, even if the same question came back in between. */
const AGAIN_MS = 400;
/**
 * A question brought up by a press is unread until this long after its cards came. The hall counts as long from the
 * press, by its own clock, when the press arrives there: it has always waited long enough when the page has.
 */
const NEXT_MS = 1000;

export class PressGuard {
  /** Until when the question on the board is unread; infinite while it is not painted. */
  private readAt = 0;
  /** Until when the last press keeps the board deaf. */
  private pressedUntil = 0;
  private pressedAt = -Infinity;
  /** Until when the question on the board is too new for the press that brought it up. */
  private nextAt = -Infinity;
  private question = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `settling`: told whether the question on the board is unread. */
  constructor(
    private readonly settling: (unread: boolean) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get deaf(): boolean {
    return this.now() < Math.max(this.readAt, this.pressedUntil);
  }

  /** An answer is given: false when it does not count. */
  answer(): boolean {
    if (this.deaf) return false;
    this.pressedAt = this.now();
    this.pressedUntil = this.pressedAt + PRESS_MS;
    return true;
  }

  /** Cards were put on the board; `fresh`: they ask something else than those before. */
  drawn(fresh: boolean): void {
    const now = this.now();
    const pressed = now < this.pressedUntil;
    this.pressedUntil = Math.min(this.pressedUntil, this.pressedAt + AGAIN_MS);
    if (!fresh) return;
    this.nextAt = pressed ? now + NEXT_MS : -Infinity;
    const question = ++this.question;
    clearTimeout(this.timer);
    this.readAt = Infinity;
    this.settling(true);
    // The callback runs before the frame is painted: the one after it is the first that knows it was.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (question === this.question) this.painted();
      }),
    );
  }

  private painted(): void {
    const now = this.now();
    this.readAt = Math.max(now + SETTLE_MS, this.nextAt);
    this.timer = setTimeout(() => this.settling(false), this.readAt - now);
  }
}

/** `actions` whose answers go through the guard, from the board and from the keyboard alike. */
export function guarded<A extends CardActions>(actions: A, guard: PressGuard): A {
  return {
    ...actions,
    touch: (value, card) => guard.answer() && actions.touch(value, card),
    key: (keys) => guard.answer() && actions.key(keys),
    text: (text) => guard.answer() && actions.text(text),
  };
}
