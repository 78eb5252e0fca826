import { describe, expect, it } from "vitest";
import { Track } from "../src/timeline";
import type { FaceRow } from "../src/wire/speech";

const row = (sample: number, value: number): FaceRow => ({ sample, weights: new Uint8Array(52).fill(value) });

function at(track: Track, sample: number): number {
  const out = new Float32Array(52);
  expect(track.weightsAt(sample, out)).toBe(true);
  return Math.round(out[24]! * 255);
}

describe("face rows on the sample clock", () => {
  it("are linear between neighbours and held at the ends", () => {
    const track = new Track();
    track.addRows([row(480, 0), row(960, 100), row(1440, 50)]);
    expect([0, 480, 600, 720, 960, 1200, 1440, 9999].map((sample) => at(track, sample))).toEqual([0, 0, 25, 50, 100, 75, 50, 50]);
  });

  it("are none before the first arrives", () => {
    expect(new Track().weightsAt(0, new Float32Array(52))).toBe(false);
  });

  it("that come late or twice are dropped", () => {
    const track = new Track();
    track.addRows([row(0, 1), row(480, 2)]);
    track.addRows([row(480, 200), row(240, 200), row(960, 3)]);
    expect(track.rowCount).toBe(3);
    expect(at(track, 480)).toBe(2);
  });

  it("are bounded: the oldest go", () => {
    const track = new Track();
    for (let i = 0; i < 7000; i++) track.addRows([row(i * 480, i % 250)]);
    expect(track.rowCount).toBe(6000);
    expect(at(track, 6999 * 480)).toBe(6999 % 250);
  });

  it("agree with a plain search, wherever one looks", () => {
    const track = new Track();
    const rows = Array.from({ length: 300 }, (_, i) => row(i * 480 + (i % 7) * 30, (i * 37) % 256));
    track.addRows(rows);
    for (let sample = 0; sample < 300 * 480; sample += 613) {
      const i = rows.findLastIndex((each) => each.sample <= sample);
      const [a, b] = [rows[Math.max(0, i)]!, rows[Math.min(299, i + 1)]!];
      const share = b.sample > a.sample ? Math.min(1, Math.max(0, (sample - a.sample) / (b.sample - a.sample))) : 0;
      const plain = a.weights[0]! + (b.weights[0]! - a.weights[0]!) * share;
      if (Math.abs(at(track, sample) - plain) > 0.51) throw new Error(`${at(track, sample)} at ${sample}, not ${plain}`);
    }
  });
});

describe("captions", () => {
  it("appear when the played counter reaches their clause, in order of the sound", () => {
    const track = new Track();
    track.addCaption(0, "您好。");
    track.addCaption(9600, "请说。");
    track.addCaption(4800, "我是小慧。");
    expect(track.captionsAt(0)).toEqual(["您好。"]);
    expect(track.captionsAt(4799)).toEqual(["您好。"]);
    expect(track.captionsAt(4800)).toEqual(["您好。", "我是小慧。"]);
    expect(track.captionsAt(99999)).toHaveLength(3);
  });
});
