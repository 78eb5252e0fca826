import { describe, expect, it } from "vitest";
import { Life, type Posture } from "../../src/face/life";
import { GESTURES, TURNS } from "../../src/wire/control";

function seeded(seed = 11): () => number {
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}

function watch(life: Life, seconds: number, see: (posture: Posture, t: number) => void, turn: (typeof TURNS)[number] = "listening"): void {
  for (let now = 0; now < seconds * 1000; now += 1000 / 60) see(life.live({ turn, attention: 0.1 }, 0, "below", now), now);
}

describe("the figure's life", () => {
  it("blinks some fifteen times a minute, shutting the eyes quite", () => {
    let blinks = 0;
    let before = 0;
    watch(new Life(seeded()), 300, ({ blink }) => {
      if (blink === 1 && before < 1) blinks += 1;
      before = blink;
    });
    expect(blinks / 5).toBeGreaterThan(9);
    expect(blinks / 5).toBeLessThan(28);
  });

  it.each(TURNS)("stays within its bounds for ten minutes of %s, and never jumps", (turn) => {
    const worst = { roll: 0, gaze: 0, jump: 0, blink: 0, odd: 0 };
    let before: Posture | null = null;
    watch(new Life(seeded()), 600, (now) => {
      if (!Object.values(now).every(Number.isFinite)) worst.odd += 1;
      worst.roll = Math.max(worst.roll, Math.abs(now.roll));
      worst.gaze = Math.max(worst.gaze, Math.abs(now.gazeX), Math.abs(now.gazeY));
      worst.blink = Math.max(worst.blink, now.blink, -now.blink);
      if (before) worst.jump = Math.max(worst.jump, Math.abs(now.x - before.x) + Math.abs(now.y - before.y));
      before = now;
    }, turn);
    expect(worst.odd).toBe(0);
    expect(worst.blink).toBe(1);
    expect(worst.gaze).toBeLessThanOrEqual(1.2);
    expect(worst.roll).toBeLessThan(0.12);
    expect(worst.jump).toBeLessThan(1);
  });

  it("looks at the citizen most of the time while listening", () => {
    let at = 0;
    let all = 0;
    watch(new Life(seeded()), 300, ({ gazeX, gazeY }) => {
      all += 1;
      if (Math.abs(gazeX) < 0.15 && Math.abs(gazeY) < 0.15) at += 1;
    });
    expect(at / all).toBeGreaterThan(0.8);
  });

  it.each(GESTURES)("does %s visibly, and comes back", (name) => {
    const still = new Life(() => 0.5, 0);
    const moving = new Life(() => 0.5, 0);
    moving.gesture(name, 3000);
    let most = 0;
    let last = 0;
    for (let now = 0; now < 9000; now += 20) {
      const a = still.live({ turn: "listening", attention: 0 }, 0, "below", now);
      const b = moving.live({ turn: "listening", attention: 0 }, 0, "below", now);
      last = (Object.keys(a) as (keyof Posture)[]).reduce((sum, key) => sum + Math.abs(a[key] - b[key]), 0);
      most = Math.max(most, last);
    }
    expect(most).toBeGreaterThan(0.3);
    expect(last).toBeLessThan(0.02);
  });

  it("points where the cards are", () => {
    for (const [cards, axis] of [["below", "gazeY"], ["right", "gazeX"]] as const) {
      const life = new Life(() => 0.5, 0);
      life.gesture("point", 1000);
      let most = 0;
      for (let now = 0; now < 3400; now += 20) most = Math.max(most, life.live({ turn: "speaking", attention: 0 }, 0, cards, now)[axis]);
      expect(most).toBeGreaterThan(0.7);
    }
  });
});
