import { describe, expect, it } from "vitest";
import { START, turnPage, type Page, type PageEvent } from "../src/page";
import type { Down } from "../src/wire/control";

function after(...events: (PageEvent | Down)[]): Page {
  return events.reduce<Page>((page, event) => turnPage(page, "kind" in event ? event : { kind: "message", message: event }), START);
}

const begun: Down = { type: "begun", conversation: "c", resume: "r" };

describe("the page", () => {
  it("is in conversation from begun to goodbye", () => {
    expect(after(begun).talking).toBe(true);
    expect(after(begun, { type: "goodbye", reason: "completed" })).toMatchObject({ talking: false, farewell: "completed" });
    expect(after({ type: "goodbye", reason: "idle" }).farewell).toBe(null);
  });

  it("waits for the next citizen once it is over, in whatever order the hall says so", () => {
    const goodbye: Down = { type: "goodbye", reason: "completed" };
    const ended: Down = { type: "state", state: "ended" };
    expect(after(begun, goodbye, ended).visit.turn).toBe("attract");
    expect(after(begun, ended, goodbye).visit.turn).toBe("attract");
    expect(after(begun, ended).visit.turn).toBe("ended");
  });

  it("forgets all that is personal when wiped, and nothing that is the hall's", () => {
    const hall = { name: "厅", clerk: "小慧", notice: "AI" };
    const page = after(
      { type: "ready", v: "kiosk.v1", hall, face: { columns: [], rate: 50 }, audio: { up: 1, down: 1 }, resumed: false, idle_s: 60, page: "" },
      begun,
      { kind: "elderly", elderly: true },
      { kind: "mic", mic: "on" },
      { type: "transcript", turn: 1, text: "我叫张三丰", via: "voice" },
      { type: "cards", cards: [{ kind: "answer", id: "", title: "张三丰", text: "", source: "" }] },
      { kind: "captions", clerk: ["张三丰您好"] },
      { type: "handoff", reason: "asked", text: "张三丰请稍候" },
      { type: "error", code: "x", text: "张三丰", fatal: false },
      { kind: "typing", typing: true },
      { kind: "wipe" },
    );
    expect(JSON.stringify(page)).not.toContain("张三丰");
    expect(page).toMatchObject({ hall, mic: "on", link: "open", elderly: false, talking: false, visit: { typing: false, cards: [] } });
  });

  it("makes room when the citizen begins to speak", () => {
    const page = after(begun, { type: "transcript", turn: 1, text: "旧的", via: "voice" }, { type: "state", state: "hearing" });
    expect(page.visit.citizen).toBe(null);
    const still = turnPage(turnPage(page, { kind: "message", message: { type: "partial", text: "我想", stable: 1 } }), { kind: "message", message: { type: "state", state: "hearing" } });
    expect(still.visit.citizen).toEqual({ text: "我想", stable: 1, settled: false });
  });

  it("waits without a conversation, until one begins", () => {
    const waiting = after({ type: "waiting", position: 2, text: "前面还有 1 位" });
    expect(waiting).toMatchObject({ talking: false, visit: { waiting: { position: 2, text: "前面还有 1 位" } } });
    expect(turnPage(waiting, { kind: "message", message: begun })).toMatchObject({ talking: true, visit: { waiting: null } });
    expect(turnPage(waiting, { kind: "message", message: { type: "goodbye", reason: "busy" } })).toMatchObject({ farewell: "busy", visit: { waiting: null } });
    expect(turnPage(waiting, { kind: "wipe" }).visit.waiting).toBe(null);
  });

  it("gives a place up that the hall no longer knows of", () => {
    const ready: Down = {
      type: "ready", v: "kiosk.v1", hall: { name: "厅", clerk: "小慧", notice: "AI" }, face: { columns: [], rate: 50 }, audio: { up: 1, down: 1 }, resumed: false, idle_s: 60, page: "",
    };
    expect(after({ type: "waiting", position: 1, text: "下一位就是您" }, { kind: "lost" }, ready).visit.waiting).toBe(null);
  });

  it("knows that the microphone does not hear, until it does", () => {
    const far = after(begun, { type: "mic", status: "far", text: "请靠近一些" });
    expect(far.visit.unheard).toEqual({ status: "far", text: "请靠近一些" });
    expect(turnPage(far, { kind: "message", message: { type: "mic", status: "ok", text: "" } }).visit.unheard).toBe(null);
    expect(after({ type: "mic", status: "dead", text: "" }, begun).visit.unheard).toEqual({ status: "dead", text: "" });
  });

  it("keeps what is settled of a partial apart, in whole characters", () => {
    expect(after(begun, { type: "partial", text: "𠮷祥街道", stable: 9 }).visit.citizen).toEqual({ text: "𠮷祥街道", stable: 4, settled: false });
    expect(after(begun, { type: "partial", text: "我", stable: 0 }, { type: "partial", text: "", stable: 0 }).visit.citizen).toBe(null);
    expect(after(begun, { type: "partial", text: "我想半", stable: 2 }, { type: "transcript", turn: 1, text: "我想办", via: "voice" }).visit.citizen).toEqual({
      text: "我想办", stable: 3, settled: true,
    });
  });

  it("is the same value when nothing changed", () => {
    const page = after(begun, { kind: "captions", clerk: ["一"] });
    expect(turnPage(page, { kind: "captions", clerk: ["一"] })).toBe(page);
    expect(turnPage(page, { kind: "idle", left: null })).toBe(page);
  });
});
