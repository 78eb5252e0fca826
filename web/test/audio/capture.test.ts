import { describe, expect, it } from "vitest";
import { Capture } from "../../src/audio/capture";

function record(rate: number, signal: (t: number) => number, seconds = 1): number[] {
  const out: number[] = [];
  const capture = new Capture(rate, (frame) => {
    expect(frame.length).toBe(320);
    out.push(...frame);
  });
  for (let at = 0; at < rate * seconds; at += 128) {
    capture.feed(Float32Array.from({ length: 128 }, (_, i) => signal((at + i) / rate)));
  }
  return out;
}

const rms = (values: number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
const tone = (hz: number) => (t: number) => 0.5 * Math.sin(2 * Math.PI * hz * t);

describe("the microphone's core", () => {
  it.each([16_000, 24_000, 44_100, 48_000])("gives 16 kHz frames from %d Hz, in time and in level", (rate) => {
    const out = record(rate, tone(440));
    expect(Math.abs(out.length - 16_000)).toBeLessThanOrEqual(320 + 200);
    expect(rms(out.slice(1000))).toBeCloseTo(0.5 / Math.SQRT2 * 32768, -3);
  });

  it.each([24_000, 44_100, 48_000])("keeps what would alias out (%d Hz)", (rate) => {
    const out = record(rate, tone(9_500));
    expect(20 * Math.log10(rms(out.slice(1000)) / rms(record(rate, tone(1000)).slice(1000)))).toBeLessThan(-60);
  });

  it("clips instead of wrapping round", () => {
    const out = record(16_000, () => 1.5, 0.1);
    expect(new Set(out)).toEqual(new Set([32767]));
  });

  it("tells the level of every frame", () => {
    const levels: number[] = [];
    const capture = new Capture(16_000, (_, level) => levels.push(level));
    capture.feed(new Float32Array(320).fill(0.25));
    capture.feed(new Float32Array(320));
    expect(levels[0]).toBeCloseTo(0.25, 3);
    expect(levels[1]).toBe(0);
  });
});
