/** How long to wait before the next try: doubling, capped, with jitter so that a hall full of kiosks does not call at once. */

export interface BackoffOptions {
  first: number;
  cap: number;
  random: () => number;
}

export class Backoff {
  private tries = 0;

  constructor(private readonly options: BackoffOptions = { first: 500, cap: 15_000, random: Math.random }) {}

  get attempts(): number {
    return this.tries;
  }

  /** Milliseconds: between a half and the whole of the present step ("equal jitter"). */
  next(): number {
    const step = Math.min(this.options.cap, this.options.first * 2 ** Math.min(this.tries, 30));
    this.tries += 1;
    return Math.round(step / 2 + (this.options.random() * step) / 2);
  }

  reset(): void {
    this.tries = 0;
  }
}
