/** A scanner that types (keyboard wedge): its characters come faster than a hand's, and end with Enter. */

/** A hand leaves more than this between two keys (ms). */
const QUICK_MS = 60;
const SHORTEST = 4;
const LONGEST = 500;

export class Wedge {
  private typed = "";
  private last = -Infinity;

  /** A key that went into no text box: the code that is complete with it, or null. `now`: milliseconds. */
  feed(key: string, now: number): string | null {
    if (now - this.last > QUICK_MS) this.typed = "";
    this.last = now;
    if (key === "Enter") {
      const code = this.typed;
      this.typed = "";
      return code.length >= SHORTEST && code.length <= LONGEST ? code : null;
    }
    if ([...key].length === 1 && this.typed.length <= LONGEST) this.typed += key;
    return null;
  }
}
