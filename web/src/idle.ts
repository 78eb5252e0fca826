/** When has everyone gone? A citizen who leaves without a word must not leave their papers on the screen. */

/** The last seconds are counted down on the screen. */
export const WARN_S = 10;

export class Idle {
  private last: number;

  constructor(
    now: number,
    private limitMs = 60_000,
  ) {
    this.last = now;
  }

  setLimit(seconds: number): void {
    this.limitMs = seconds * 1000;
  }

  /** Somebody touched, spoke or typed, or the clerk is still speaking to them. */
  alive(now: number): void {
    this.last = now;
  }

  /** Whole seconds left once the countdown has begun, 0 = gone, null = not yet. */
  left(now: number): number | null {
    const left = Math.ceil((this.last + this.limitMs - now) / 1000);
    return left > Math.min(WARN_S, this.limitMs / 2000) ? null : Math.max(0, left);
  }
}
