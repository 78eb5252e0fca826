/**
 * Band-limited interpolation: reads a signal between its samples, and low-passes it when the new rate is lower.
 * A Kaiser-windowed sinc from a table (J. O. Smith, "Digital Audio Resampling", CCRMA).
 */

const PHASES = 256;
const KAISER_BETA = 8; // about 80 dB of stop-band
const LOBES = 16;
/** The pass-band ends here, as a share of the lower Nyquist frequency; the rest is the filter's slope. */
const PASS = 0.92;

function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
    if (term < 1e-12 * sum) break;
  }
  return sum;
}

export class Sinc {
  /** Source samples needed on each side of the reading point. */
  readonly reach: number;
  private readonly table: Float32Array;

  constructor(
    readonly from: number,
    readonly to: number,
  ) {
    const cut = Math.min(1, to / from) * PASS;
    this.reach = Math.ceil(LOBES / cut);
    this.table = new Float32Array(this.reach * PHASES + 2);
    const norm = besselI0(KAISER_BETA);
    for (let i = 0; i < this.table.length; i++) {
      const t = i / PHASES;
      const x = Math.min(1, t / this.reach);
      const window = besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / norm;
      const arg = Math.PI * cut * t;
      this.table[i] = cut * (arg === 0 ? 1 : Math.sin(arg) / arg) * window;
    }
  }

  /** The value at `position` (fractional index into `data`); samples outside [0, length) are silence. */
  at(data: Float32Array, length: number, position: number): number {
    const whole = Math.floor(position);
    const first = Math.max(0, whole - this.reach + 1);
    const last = Math.min(length - 1, whole + this.reach);
    let sum = 0;
    for (let i = first; i <= last; i++) sum += data[i]! * this.kernel(Math.abs(position - i));
    return sum;
  }

  private kernel(distance: number): number {
    const x = distance * PHASES;
    const i = x | 0;
    if (i >= this.table.length - 1) return 0;
    const low = this.table[i]!;
    return low + (x - i) * (this.table[i + 1]! - low);
  }
}
