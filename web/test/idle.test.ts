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

  it("comes sooner where the sensor sees nobody, and not at all while somebody speaks", () => {
    const idle = new Idle(0, 60_000);
    idle.setGone(8);
    idle.present(false, 1_000);
    expect(idle.left(8_500)).toBe(null);
    expect(idle.left(9_000)).toBe(10);
    idle.alive(12_000);
    expect(idle.left(12_000)).toBe(null);
    idle.present(false, 13_000);
    expect(idle.left(20_000)).toBe(10);
    expect(idle.left(30_000)).toBe(0);
  });

  it("forgets the sensor when somebody is back, and knows none without it", () => {
    const idle = new Idle(0, 60_000);
    idle.present(false, 0);
    expect(idle.left(40_000)).toBe(null);
    idle.setGone(8);
    idle.present(true, 15_000);
    expect(idle.left(40_000)).toBe(null);
    expect(idle.left(50_000)).toBe(10);
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
  const kiosk = { width: 1080, height: 1920, rem: 16, talking: true, banner: 0 };

  it("gives way to the cards, within limits, and never covers them", () => {
    let before = Infinity;
    for (let board = 0; board <= 1280; board += 80) {
      const { width, desk } = fitStage({ ...kiosk, board });
      expect(width).toBeLessThanOrEqual(before);
      expect(width).toBeGreaterThanOrEqual(440);
      if (width > 441 && board > 0) expect(desk + 15 * 16 + board + 13 * 16).toBeLessThanOrEqual(1920);
      before = width;
    }
  });

  it("keeps her face below a banner, and the cards below her", () => {
    for (let banner = 200; banner <= 340; banner += 20) {
      for (let board = 0; board <= 640; board += 40) {
        const { top, width, desk } = fitStage({ ...kiosk, board, banner });
        expect(top + (8.6 / 64) * width).toBeGreaterThanOrEqual(banner);
        if (width > 0.361 * 64 * 16 && board > 0) expect(desk + 15 * 16 + board + 13 * 16).toBeLessThanOrEqual(1920);
      }
    }
  });

  it("stands on whole pixels, in the middle of a kiosk and on the left of a laptop", () => {
    const waiting = fitStage({ ...kiosk, talking: false, board: 0 });
    expect(waiting.left + waiting.width / 2).toBe(540);
    const laptop = fitStage({ width: 1366, height: 768, rem: 11.38, talking: true, board: 300, banner: 0 });
    expect(laptop.left + laptop.width).toBeLessThan(1366 / 2);
    for (const value of [...Object.values(waiting), ...Object.values(laptop)]) expect(Number.isInteger(value)).toBe(true);
  });
});
