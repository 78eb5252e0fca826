import { describe, expect, it } from "vitest";
import { BridgeLink, bridgeIn, DISPLACED, type BridgeAction, type BridgeEvent } from "../../src/devices/bridge-link";
import { Backoff } from "../../src/link/backoff";

const WELCOME: BridgeEvent = { kind: "message", message: { type: "welcome", left_s: 8 } };
const link = () => new BridgeLink("t", new Backoff({ first: 100, cap: 1000, random: () => 1 }));
const kinds = (actions: BridgeAction[]) => actions.map((action) => action.kind);

function connected(of = link()): BridgeLink {
  for (const event of [{ kind: "start" }, { kind: "opened" }, WELCOME] satisfies BridgeEvent[]) of.feed(event);
  return of;
}

describe("the connection with the bridge", () => {
  it("shows the token, and delivers nothing before the welcome", () => {
    const one = link();
    expect(kinds(one.feed({ kind: "start" }))).toEqual(["connect", "wait"]);
    expect(one.feed({ kind: "opened" })[0]).toEqual({ kind: "send", message: { type: "hello", v: "kiosk.devices.v1", token: "t" } });
    expect(one.feed({ kind: "message", message: { type: "presence", present: true } })).toEqual([]);
    expect(one.ready).toBe(false);
    expect(kinds(one.feed(WELCOME))).toEqual(["cancel", "deliver"]);
    expect(one.ready).toBe(true);
  });

  it("comes again after a loss, later each time, and tells each loss once", () => {
    const one = connected();
    const waits: number[] = [];
    let told = 0;
    for (let n = 0; n < 6; n += 1) {
      for (const action of one.feed({ kind: "closed", code: 1006 })) {
        if (action.kind === "wait") waits.push(action.ms);
        if (action.kind === "lost") told += 1;
      }
      one.feed({ kind: "timer" });
    }
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000]);
    expect(told).toBe(1);
    one.feed({ kind: "opened" });
    one.feed(WELCOME);
    expect(kinds(one.feed({ kind: "closed", code: 1006 }))).toContain("lost");
  });

  it("gives a bridge up that does not answer", () => {
    const one = link();
    one.feed({ kind: "start" });
    expect(kinds(one.feed({ kind: "timer" }))).toEqual(["disconnect", "lost", "wait"]);
    one.feed({ kind: "timer" });
    one.feed({ kind: "opened" });
    expect(kinds(one.feed({ kind: "timer" }))).toEqual(["disconnect", "wait"]);
  });

  it("leaves the devices to another page until somebody touches this one", () => {
    const one = connected();
    expect(kinds(one.feed({ kind: "closed", code: DISPLACED }))).toEqual(["cancel", "lost"]);
    expect(one.feed({ kind: "timer" })).toEqual([]);
    expect(kinds(one.feed({ kind: "touched" }))).toEqual(["connect", "wait"]);
    expect(connected().feed({ kind: "touched" })).toEqual([]);
  });
});

describe("the page's address", () => {
  it("names the bridge behind #", () => {
    expect(bridgeIn("#devices=abc&port=9000")).toEqual({ port: 9000, token: "abc" });
    expect(bridgeIn("#devices=abc")).toEqual({ port: 8765, token: "abc" });
    for (const hash of ["", "#", "#devices=", "#port=1", "#devices=a&port=0", "#devices=a&port=70000", "#devices=a&port=x"]) expect(bridgeIn(hash)).toBe(null);
  });
});
