/** One utterance's sound as it arrives: pushed at the end, read at a fractional position, forgotten behind. */

import { Sinc } from "./sinc";

/** Longest gap that is filled with silence; a frame that claims to lie further ahead is nonsense (seconds). */
const LONGEST_GAP_S = 5;

export class Utterance {
  /** Where the loudspeaker is: source samples, fractional while resampling. */
  position = 0;
  complete = false;
  private data = new Float32Array(4096);
  /** Source index of `data[0]`, and how many samples are held. */
  private base = 0;
  private held = 0;
  private readonly sinc: Sinc | null;
  readonly step: number;

  constructor(
    readonly id: number,
    readonly epoch: number,
    readonly rate: number,
    outRate: number,
    /** Index of its first sample: not 0 where another player has played the beginning. */
    first = 0,
  ) {
    this.base = this.position = first;
    this.step = rate / outRate;
    this.sinc = rate === outRate ? null : new Sinc(rate, outRate);
  }

  get end(): number {
    return this.base + this.held;
  }

  /** Source samples waiting. */
  get buffered(): number {
    return Math.max(0, this.end - this.position);
  }

  get finished(): boolean {
    return this.complete && this.position >= this.end;
  }

  /** Takes PCM whose first sample has index `sample`: overlaps are cut, gaps become silence. */
  push(sample: number, pcm: Int16Array): void {
    const skip = Math.max(0, this.end - sample);
    const gap = Math.max(0, sample - this.end);
    if (gap > LONGEST_GAP_S * this.rate) return;
    const fresh = pcm.length - skip;
    if (fresh <= 0) return;
    this.makeRoom(gap + fresh);
    this.data.fill(0, this.held, this.held + gap);
    this.held += gap;
    for (let i = skip; i < pcm.length; i++) this.data[this.held++] = pcm[i]! / 32768;
  }

  /** How many output frames can be read now. */
  available(): number {
    const reach = this.sinc === null || this.complete ? 0 : this.sinc.reach;
    return Math.max(0, Math.ceil((this.end - reach - this.position) / this.step));
  }

  /** Reads `count` output frames (≤ `available()`) into `out` from `at` on, and moves on. */
  read(out: Float32Array, at: number, count: number): void {
    for (let i = 0; i < count; i++) {
      const local = this.position - this.base;
      out[at + i] = this.sinc === null ? this.data[local]! : this.sinc.at(this.data, this.held, local);
      this.position += this.step;
    }
    if (this.position > this.end) this.position = this.end;
  }

  private makeRoom(more: number): void {
    // Keep what the filter still looks back at.
    const keep = Math.max(0, Math.floor(this.position) - this.base - (this.sinc?.reach ?? 0));
    if (keep > this.data.length / 2) {
      this.data.copyWithin(0, keep, this.held);
      this.base += keep;
      this.held -= keep;
    }
    if (this.held + more <= this.data.length) return;
    const larger = new Float32Array(Math.max(2 * this.data.length, this.held + more));
    larger.set(this.data.subarray(0, this.held));
    this.data = larger;
  }
}
