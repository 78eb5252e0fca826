import { describe, expect, it } from "vitest";
import { Backoff } from "../../src/link/backoff";
import { Link, type LinkAction } from "../../src/link/link";
import type { Ready } from "../../src/wire/control";

const READY: Ready = {
  type: "ready", v: "kiosk.v1", hall: { name: "", clerk: "", notice: "" },
  face: { columns: [], rate: 50 }, audio: { up: 16000, down: 24000 }, resumed: false, idle_s: 60, page: "",
};

function make(): Link {
  const abilities = { screen: true, voice: true, touch: true, print: true };
  return new Link({ device: "k1", elderly: () => false, abilities: () => abilities }, new Backoff({ first: 500, cap: 8000, random: () => 1 }));
}

const kinds = (actions: LinkAction[]): string[] => actions.map((action) => action.kind);
const hello = (actions: LinkAction[]): unknown => actions.find((action) => action.kind === "send")?.message;

function connected(link: Link, ready: Partial<Ready> = {}): LinkAction[] {
  link.feed({ kind: "boot" });
  link.feed({ kind: "opened" });
  return link.feed({ kind: "message", message: { ...READY, ...ready } });
}

describe("backoff", () => {
  it("doubles to its cap, with jitter in the upper half, and starts over", () => {
    const low = new Backoff({ first: 500, cap: 4000, random: () => 0 });
    const high = new Backoff({ first: 500, cap: 4000, random: () => 1 });
    expect([1, 2, 3, 4, 5].map(() => low.next())).toEqual([250, 500, 1000, 2000, 2000]);
    expect([1, 2, 3, 4, 5].map(() => high.next())).toEqual([500, 1000, 2000, 4000, 4000]);
    high.reset();
    expect(high.next()).toBe(500);
  });

  it("never overflows, however long the night", () => {
    const backoff = new Backoff();
    for (let i = 0; i < 5000; i++) expect(backoff.next()).toBeLessThanOrEqual(15_000);
  });
});

describe("the link", () => {
  it("says hello when opened, and is ready when answered", () => {
    const link = make();
    expect(kinds(link.feed({ kind: "boot" }))).toEqual(["connect", "wait"]);
    const greeting = link.feed({ kind: "opened" });
    expect(hello(greeting)).toMatchObject({ type: "hello", v: "kiosk.v1", device: "k1" });
    expect(hello(greeting)).not.toHaveProperty("resume");
    expect(kinds(link.feed({ kind: "message", message: READY }))).toEqual(["cancel", "deliver"]);
    expect(link.state).toBe("ready");
  });

  it("resumes a conversation that broke, with the token it was given", () => {
    const link = make();
    connected(link);
    link.feed({ kind: "message", message: { type: "begun", conversation: "c", resume: "secret" } });
    expect(kinds(link.feed({ kind: "closed" }))).toEqual(["lost", "wait"]);
    link.feed({ kind: "timer" });
    expect(hello(link.feed({ kind: "opened" }))).toMatchObject({ resume: "secret" });
    expect(kinds(link.feed({ kind: "message", message: { ...READY, resumed: true } }))).toEqual(["cancel", "deliver"]);
    expect(link.resumable).toBe(true);
  });

  it("says so when the hall has forgotten the conversation", () => {
    const link = make();
    connected(link);
    link.feed({ kind: "message", message: { type: "begun", conversation: "c", resume: "secret" } });
    link.feed({ kind: "closed" });
    expect(kinds(connected(link))).toEqual(["cancel", "forgotten", "deliver"]);
    expect(link.resumable).toBe(false);
  });

  it.each([["goodbye from the hall", true], ["forget from the page", false]])("drops the token after %s", (_, byHall) => {
    const link = make();
    connected(link);
    link.feed({ kind: "message", message: { type: "begun", conversation: "c", resume: "secret" } });
    if (byHall) link.feed({ kind: "message", message: { type: "goodbye", reason: "completed" } });
    else link.forget();
    link.feed({ kind: "closed" });
    link.feed({ kind: "timer" });
    expect(hello(link.feed({ kind: "opened" }))).not.toHaveProperty("resume");
  });

  it("tells of a loss once, and waits longer each time", () => {
    const link = make();
    connected(link);
    expect(link.feed({ kind: "closed" })).toEqual([{ kind: "lost" }, { kind: "wait", ms: 500 }]);
    link.feed({ kind: "timer" });
    expect(link.feed({ kind: "closed" })).toEqual([{ kind: "wait", ms: 1000 }]);
    link.feed({ kind: "timer" });
    link.feed({ kind: "opened" });
    // A socket that opens but never says ready is no success.
    expect(link.feed({ kind: "timer" })).toEqual([{ kind: "disconnect" }, { kind: "wait", ms: 2000 }]);
  });

  it("gives up a dead socket, and tries at once when the network is back", () => {
    const link = make();
    connected(link);
    expect(kinds(link.feed({ kind: "dead" }))).toEqual(["disconnect", "lost", "wait"]);
    expect(kinds(link.feed({ kind: "online" }))).toEqual(["cancel", "connect", "wait"]);
  });

  it("lets go of the socket at once when the network is lost, and tries again although nobody says it is back", () => {
    const link = make();
    connected(link);
    link.feed({ kind: "message", message: { type: "begun", conversation: "c", resume: "secret" } });
    expect(link.feed({ kind: "offline" })).toEqual([{ kind: "disconnect" }, { kind: "lost" }, { kind: "wait", ms: 2000 }]);
    expect(link.feed({ kind: "offline" })).toEqual([]);
    expect(kinds(link.feed({ kind: "timer" }))).toEqual(["connect", "wait"]);
    expect(hello(link.feed({ kind: "opened" }))).toMatchObject({ resume: "secret" });
  });

  it.each([["connecting", false], ["greeting", true]])("a try that began without a network is begun anew when there is one (%s)", (_, opened) => {
    const link = make();
    connected(link);
    link.feed({ kind: "offline" });
    link.feed({ kind: "timer" });
    if (opened) link.feed({ kind: "opened" });
    expect(kinds(link.feed({ kind: "online" }))).toEqual(["cancel", "disconnect", "connect", "wait"]);
    link.feed({ kind: "opened" });
    link.feed({ kind: "message", message: READY });
    expect(link.feed({ kind: "online" })).toEqual([]);
  });

  it("hands over nothing before ready but an error", () => {
    const link = make();
    link.feed({ kind: "boot" });
    link.feed({ kind: "opened" });
    expect(link.feed({ kind: "message", message: { type: "state", state: "hearing" } })).toEqual([]);
    expect(kinds(link.feed({ kind: "message", message: { type: "error", code: "full", text: "满", fatal: true } }))).toEqual(["deliver"]);
  });
});
