/** When has everyone gone? A citizen who leaves without a word must not leave their papers on the screen. */

/** The last seconds are counted down on the screen. */
export const WARN_S = 10;

export class Idle {
  private last: number;
  /** Since when the sensor sees nobody; null: somebody is there, or there is no sensor. */
  private goneAt: number | null = null;
  private goneMs = Infinity;

  constructor(
    now: number,
    private limitMs = 60_000,
  ) {
    this.last = now;
  }

  setLimit(seconds: number): void {
    this.limitMs = seconds * 1000;
  }

  /** The sensor sees nobody for this long: the countdown begins. */
  setGone(seconds: number): void {
    this.goneMs = seconds * 1000;
  }

  /** Somebody touched, spoke or typed, or the clerk is still speaking to them. */
  alive(now: number): void {
    this.last = now;
  }

  /** What the sensor before the kiosk says. Voice and touch count for more: it may be blind. */
  present(present: boolean, now: number): void {
    if (present) this.goneAt = null;
    else this.goneAt ??= now;
  }

  /** Whole seconds left once the countdown has begun, 0 = gone, null = not yet. */
  left(now: number): number | null {
    const warn = Math.min(WARN_S, this.limitMs / 2000);
    const gone = this.goneAt === null ? Infinity : Math.max(this.last, this.goneAt) + this.goneMs + warn * 1000;
    const left = Math.ceil((Math.min(this.last + this.limitMs, gone) - now) / 1000);
    return left > warn ? null : Math.max(0, left);
  }
}
