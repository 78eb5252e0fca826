import { describe, expect, it } from "vitest";
import { Idle } from "../src/idle";
import { Histogram } from "../src/histogram";
import { fitStage } from "../src/view/stage-fit";

describe("idleness", () => {
  it("counts down the last ten seconds and starts over at a sign of life", () => {
    const idle = new Idle(0, 60_000);
    expect(idle.left(49_000)).toBe(null);
    expect(idle.left(50_000)).toBe(10);
    expect(idle.left(59_500)).toBe(1);
    expect(idle.left(60_000)).toBe(0);
    expect(idle.left(90_000)).toBe(0);
    idle.alive(90_000);
    expect(idle.left(90_000)).toBe(null);
  });
});

describe("the histogram", () => {
  it("gives percentiles of the absolute value and never grows", () => {
    const histogram = new Histogram(-200, 200, 1);
    for (let i = 0; i < 1000; i++) histogram.add(i % 10 === 0 ? -30.5 : 4.2);
    histogram.add(99_999);
    expect(histogram.summary()).toMatchObject({ count: 1001, p50: 5, p95: 31, p99: 31, max: 99_999 });
    expect(histogram.bins).toHaveLength(400);
    histogram.clear();
    expect(histogram.summary()).toEqual({ count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 });
  });
});

describe("the stage", () => {
  it("gives way to the cards, within limits, and never covers them", () => {
    let before = Infinity;
    for (let board = 0; board <= 80; board += 5) {
      const { scale, desk } = fitStage(120, board);
      expect(scale).toBeLessThanOrEqual(before);
      expect(scale).toBeGreaterThanOrEqual(0.43);
      if (scale > 0.43 && board > 0) expect(desk + 15 + board + 13).toBeLessThanOrEqual(120);
      before = scale;
    }
  });
});
