/** Counts of a measure in equal bins; never grows, so it can run for months. */

export interface Summary {
  count: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export class Histogram {
  readonly bins: Uint32Array;
  private total = 0;
  private sum = 0;
  private largest = 0;

  /** Bins of `width` from `low` to `high`; what lies outside is counted in the outermost bins. */
  constructor(
    readonly low: number,
    readonly high: number,
    readonly width: number,
  ) {
    this.bins = new Uint32Array(Math.ceil((high - low) / width));
  }

  add(value: number): void {
    const bin = Math.floor((value - this.low) / this.width);
    this.bins[Math.max(0, Math.min(this.bins.length - 1, bin))]! += 1;
    this.total += 1;
    this.sum += value;
    this.largest = Math.max(this.largest, Math.abs(value));
  }

  clear(): void {
    this.bins.fill(0);
    this.total = this.sum = this.largest = 0;
  }

  /** Percentiles and the maximum are of the absolute value; the mean keeps its sign. */
  summary(): Summary {
    const quantile = (q: number): number => this.quantile(q);
    const mean = this.total > 0 ? this.sum / this.total : 0;
    return { count: this.total, mean, p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), max: this.largest };
  }

  private quantile(q: number): number {
    const sizes = [...this.bins].map((count, i) => {
      const from = this.low + i * this.width;
      return { size: Math.max(Math.abs(from), Math.abs(from + this.width)), count };
    });
    sizes.sort((a, b) => a.size - b.size);
    let left = q * this.total;
    for (const { size, count } of sizes) {
      left -= count;
      if (left <= 0 && this.total > 0) return size;
    }
    return 0;
  }
}
