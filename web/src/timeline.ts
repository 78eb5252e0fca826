/** What belongs to the sound of one utterance, on its own sample clock: face rows and captions. */

import type { FaceRow } from "./wire/speech";
import { FACE_COLUMNS } from "./wire/speech";

/** Two minutes of rows at 50 Hz; beyond that the oldest go (they were drawn long ago). */
const MOST_ROWS = 6000;

interface Caption {
  sample: number;
  text: string;
}

export class Track {
  private rows: FaceRow[] = [];
  private readonly captions: Caption[] = [];

  /** Adds rows in rising order; a row not later than the last one known is dropped. */
  addRows(rows: readonly FaceRow[]): void {
    for (const row of rows) {
      const last = this.rows.at(-1);
      if (last === undefined || row.sample > last.sample) this.rows.push(row);
    }
    if (this.rows.length > MOST_ROWS) this.rows = this.rows.slice(-MOST_ROWS);
  }

  addCaption(sample: number, text: string): void {
    const at = this.captions.findIndex((each) => each.sample > sample);
    this.captions.splice(at < 0 ? this.captions.length : at, 0, { sample, text });
  }

  get rowCount(): number {
    return this.rows.length;
  }

  /** Writes the 52 weights (0..1) at `sample` into `out`, linear between neighbours. False when there are none. */
  weightsAt(sample: number, out: Float32Array): boolean {
    const next = this.firstAfter(sample);
    const before = this.rows[Math.max(0, next - 1)];
    if (before === undefined) return false;
    const after = this.rows[next] ?? before;
    const span = after.sample - before.sample;
    const share = span > 0 ? Math.min(1, Math.max(0, (sample - before.sample) / span)) : 0;
    for (let i = 0; i < FACE_COLUMNS; i++) {
      const low = before.weights[i]!;
      out[i] = (low + (after.weights[i]! - low) * share) / 255;
    }
    return true;
  }

  /** The clauses begun at or before `sample` and later than `after`, in order; the last one is being spoken. */
  captionsAt(sample: number, after = -1): string[] {
    return this.captions.filter((each) => each.sample <= sample && each.sample > after).map((each) => each.text);
  }

  /** Index of the first row later than `sample` (binary search). */
  private firstAfter(sample: number): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle]!.sample <= sample) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
