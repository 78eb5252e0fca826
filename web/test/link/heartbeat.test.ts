import { describe, expect, it } from "vitest";
import { beat, HEARTBEAT, NO_HEARTBEAT, type HeartbeatAction, type HeartbeatEvent, type Moment } from "../../src/link/heartbeat";

/** A page's heartbeat on two clocks. The hall answers while `line` is up; a dead connection is made anew only if it is. */
class Rig {
  now: Moment = { steady: 1000, wall: 1_790_000_000_000 };
  state = NO_HEARTBEAT;
  line = true;
  said: { what: string; at: number }[] = [];

  feed(event: HeartbeatEvent): HeartbeatAction[] {
    const [state, actions] = beat(this.state, event, this.now);
    this.state = state;
    for (const action of actions) {
      this.said.push({ what: action.kind, at: this.now.wall });
      if (action.kind === "ping" && this.line) this.feed({ kind: "pong", n: action.n });
    }
    return actions;
  }

  /** `step`: milliseconds between two ticks. */
  pass(ms: number, step = 250, clocks: Partial<Record<keyof Moment, number>> = {}): void {
    for (let t = 0; t < ms; t += step) {
      this.now = { steady: this.now.steady + step * (clocks.steady ?? 1), wall: this.now.wall + step * (clocks.wall ?? 1) };
      this.feed({ kind: "tick" });
    }
  }

  when(what: string): number[] {
    return this.said.filter((each) => each.what === what).map((each) => each.at);
  }
}

function ready(): Rig {
  const rig = new Rig();
  rig.feed({ kind: "ready" });
  return rig;
}

describe("the heartbeat", () => {
  it("asks every four seconds, and says nothing else while it is answered", () => {
    const rig = ready();
    rig.pass(600_000);
    expect(rig.when("ping").length).toBe(150);
    expect(rig.said.every((each) => each.what === "ping")).toBe(true);
  });

  it("finds a socket dead that stays open, and forgets the citizen within 45 s of the cut, wherever in a beat that falls", () => {
    for (let phase = 0; phase < 4000; phase += 130) {
      const rig = ready();
      rig.pass(20_000);
      rig.pass(phase, 10);
      const cut = rig.now.wall;
      rig.line = false;
      rig.pass(60_000, 1000);
      expect(rig.when("dead")).toHaveLength(1);
      expect(rig.when("dead")[0]! - cut).toBeLessThanOrEqual(HEARTBEAT.dead + 1000);
      expect(rig.when("forget")).toHaveLength(1);
      expect(rig.when("forget")[0]! - cut).toBeLessThanOrEqual(45_000);
      expect(rig.when("forget")[0]! - cut).toBeGreaterThan(30_000);
    }
  });

  it("does not count what the hall sends as proof that the hall hears", () => {
    const rig = ready();
    rig.line = false;
    // `pong`s to questions nobody asked, and to those of an earlier connection.
    for (let i = 0; i < 50; i++) {
      rig.pass(1000);
      rig.feed({ kind: "pong", n: 9999 });
    }
    expect(rig.when("forget")).toHaveLength(1);
  });

  it("a late answer proves only the moment at which it was asked for", () => {
    const rig = ready();
    rig.line = false;
    rig.pass(4000);
    const asked = rig.when("ping")[0]!;
    rig.pass(9000);
    rig.feed({ kind: "pong", n: 1 });
    rig.pass(30_000);
    expect(rig.when("dead")[0]! - asked).toBeLessThanOrEqual(HEARTBEAT.dead + 250);
  });

  it("forgets at the first tick after the machine slept, though its steady clock stood still", () => {
    const rig = ready();
    rig.pass(10_000);
    rig.now = { steady: rig.now.steady + 5, wall: rig.now.wall + 3_600_000 };
    expect(rig.feed({ kind: "tick" }).map((action) => action.kind)).toEqual(["forget", "dead"]);
  });

  it("is not stopped by a wall clock that is set back, or by ticks once a minute", () => {
    const back = ready();
    back.now = { ...back.now, wall: back.now.wall - 86_400_000 };
    back.line = false;
    back.pass(45_000);
    expect(back.when("forget")).toHaveLength(1);
    const slow = ready();
    slow.line = false;
    slow.pass(60_000, 60_000);
    expect(slow.when("forget")).toHaveLength(1);
  });

  it("goes on counting through reconnections that fail, and starts over with one that succeeds", () => {
    const rig = ready();
    rig.line = false;
    rig.feed({ kind: "lost" });
    rig.pass(30_000);
    expect(rig.said).toEqual([]);
    rig.feed({ kind: "ready" });
    rig.line = true;
    rig.pass(60_000);
    expect(rig.when("forget")).toEqual([]);
    rig.feed({ kind: "lost" });
    rig.pass(41_000);
    expect(rig.when("forget")).toHaveLength(1);
    rig.pass(600_000);
    expect(rig.when("forget"), "once for each silence").toHaveLength(1);
  });

  it("says nothing before there was a connection", () => {
    const rig = new Rig();
    rig.pass(120_000);
    expect(rig.said).toEqual([]);
  });
});
