import { describe, expect, it } from "vitest";
import { afterLines, NO_CAPTIONS, readCaptions } from "../../console/live/captions";
import { LiveLink, SILENT_MS, socketAddress } from "../../console/live/link";
import { mine, ownershipNotices } from "../../console/live/ownership";
import { hidesSomething, turnOf } from "../../console/live/unmasking";
import { afterMessage, NOTHING, readWall, ringOf, type LiveConversation, type Wall } from "../../console/live/wall";
import { alertSigns, inWallOrder, kioskTroubles, placeOf } from "../../console/live/words";
import type { Call } from "../../src/bell/calls";

const about = (id: string, more: object = {}): object => ({
  id, channel: "screen", device: "kiosk-1", place: "一楼", window: "3", began_ms: 1000, state: "listening", away: false, service: "", step: "", partial: "",
  latency_ms: null, flags: [], handoff: "", microphone: "ok", owner: "", owner_account: "", ...more,
});
const one = (id: string, more: object = {}): object => ({ ...about(id), captions: [], ...more });
const message = (more: object): string => JSON.stringify({ type: "changes", life: "a", revision: 1, now_ms: 5000, conversations: [], ended: [], ...more });
const after = (wall: Wall, more: object): Wall => afterMessage(wall, readWall(message(more)), 2000);
const ids = (wall: Wall): string[] => wall.conversations.map((each) => each.id);
const queue = { waiting: 2, longest_s: 61 };

describe("one masked number", () => {
  const line = (atMs: number, text = "号码是••••5678") => ({ number: 1, atMs, who: "citizen" as const, text, via: "voice" });
  const turn = (id: string, at_ms: number, who = "citizen") =>
    ({ id, at_ms, who, number: 1, via: "voice", text: "", heard: null, timings: {}, confidence: null, rivals: [], corrected: null, corrected_by: "", corrected_ms: null });

  it("is offered where a citizen's line hides something", () => {
    expect([line(1), line(1, "没有号码"), { ...line(1), who: "clerk" as const }].map(hidesSomething)).toEqual([true, false, false]);
  });

  it("is looked for in the citizen's turn of that moment", () => {
    const turns = [turn("a", 9_000), turn("b", 10_003), turn("c", 10_400), turn("d", 10_001, "clerk")];
    expect(turnOf(line(10_005), turns)?.id).toBe("b");
    expect(turnOf(line(12_000), turns)).toBeNull();
    expect(turnOf(line(10_000), [])).toBeNull();
  });
});

describe("the wall after a message", () => {
  const whole = after(NOTHING, { type: "whole", conversations: [one("a"), one("b")], queue, on_duty: 1, kiosks: [], calls: [] });

  it("tells who answers in other halls, until a message says otherwise", () => {
    const there = { conversation: "x", hall: "二号大厅", owner: "李老师", account: "a-li", place: "一楼", service: "居住证办理" };
    const told = after(whole, { elsewhere: [there] });
    expect(told.elsewhere).toEqual([there]);
    expect(after(told, {}).elsewhere).toEqual([there]);
    expect(after(told, { elsewhere: [] }).elsewhere).toEqual([]);
    expect(() => readWall(message({ elsewhere: [{ ...there, owner: 7 }] }))).toThrow();
  });

  it("has everything of a whole one", () => {
    expect(ids(whole)).toEqual(["a", "b"]);
    expect(whole).toMatchObject({ life: "a", revision: 1, aheadMs: 3000, queue: { waiting: 2, longestS: 61 }, onDuty: 1 });
  });

  it("changes what changed, in its place, and keeps the rest", () => {
    const next = after(whole, { revision: 2, conversations: [one("c"), one("a", { service: "挂失" })], ended: ["b"] });
    expect(ids(next)).toEqual(["a", "c"]);
    expect(next.conversations[0]!.service).toBe("挂失");
    expect(next.queue).toEqual(whole.queue);
  });

  it("forgets what a whole one after a restart does not have, and keeps parts that it leaves out", () => {
    const next = after(whole, { type: "whole", life: "b", revision: 0, conversations: [one("z")] });
    expect(ids(next)).toEqual(["z"]);
    expect(next).toMatchObject({ life: "b", revision: 0, onDuty: 1 });
  });

  it("is the same after a sign of life, and after what it had already", () => {
    expect(after(whole, {})).toEqual(whole);
    expect(ids(after(whole, { conversations: [one("a")], ended: ["never-seen"] }))).toEqual(["a", "b"]);
  });

  it.each([["{", "JSON"], ["[]", "an object"], [message({ conversations: [{}] }), "wall.conversations[0].id"], [message({ type: "odd" }), "wall.type"], [message({ conversations: [one("a", { microphone: "gone" })] }), "microphone"]])("is not changed by %s", (text, where) => {
    expect(() => readWall(text)).toThrow(where);
  });
});

describe("captions", () => {
  const line = (number: number, who: string, text: string, via = "voice"): object => ({ number, at_ms: 1, who, text, via });
  const lines = (had: typeof NO_CAPTIONS, of: object[], missed = 0) => afterLines(had, readCaptions(JSON.stringify({ type: "lines", missed, lines: of, conversation: about("a"), sound: true })));

  it("come once each, and what the citizen cut short says so", () => {
    const first = lines(NO_CAPTIONS, [line(3, "citizen", "卡丢了"), line(4, "clerk", "请问您的")], 2);
    const next = lines(first, [line(4, "clerk", "请问您的"), line(5, "clerk", "", "cut"), line(6, "staff", "我来说", "unsaid")]);
    expect(next.lines.map((each) => [each.number, each.text, each.cut ?? false, each.via])).toEqual([[3, "卡丢了", false, "voice"], [4, "请问您的", true, "voice"], [6, "我来说", false, "unsaid"]]);
    expect(next).toMatchObject({ missed: 2, last: 6, over: false });
  });

  it("stay in sight when the conversation is over", () => {
    const had = lines(NO_CAPTIONS, [line(1, "clerk", "您好")]);
    expect(had.sound).toBe(true);
    expect(afterLines(had, readCaptions('{"type":"over"}'))).toEqual({ ...had, over: true });
  });
});

describe("whose a conversation is", () => {
  const of = (id: string, account: string, name = account): LiveConversation => readWall(message({ conversations: [one(id, { owner: name, owner_account: account })] })).conversations[0]!;

  it("is told when it changes without the clerk", () => {
    const told = (before: LiveConversation, now: LiveConversation, own: string[] = []) => ownershipNotices([before], [now], "me", new Set(own)).map((each) => each.kind);
    expect(told(of("a", "me"), of("a", ""))).toEqual(["lost"]);
    expect(told(of("a", "li"), of("a", "me"))).toEqual(["given"]);
    expect(told(of("a", "me"), of("a", "li"))).toEqual(["moved"]);
    expect(told(of("a", "me"), of("a", "me"))).toEqual([]);
    expect(told(of("a", "li"), of("a", ""))).toEqual([]);
    expect(told(of("a", "me"), of("a", ""), ["a"]), "he gave it back himself").toEqual([]);
  });

  it("is by the account, not by the name", () => {
    expect(mine([of("a", "me", "王芳"), of("b", "other", "王芳")], "me")).toEqual(["a"]);
  });
});

describe("what a clerk is to look at", () => {
  const read = (id: string, more: object): LiveConversation => readWall(message({ conversations: [one(id, more)] })).conversations[0]!;

  it("is a danger first, then who waits for staff, then the oldest", () => {
    const all = [read("old", { began_ms: 1 }), read("deaf", { microphone: "dead" }), read("asked", { handoff: "asked" }), read("angry", { flags: ["anger"], began_ms: 9 }), read("fire", { flags: ["fire"], began_ms: 99 })];
    expect(inWallOrder(all).map((each) => each.id)).toEqual(["fire", "asked", "deaf", "old", "angry"]);
  });

  it("is said in words, a danger as one", () => {
    expect(alertSigns(read("a", { flags: ["anger", "fire", "new-kind"], handoff: "asked", microphone: "dead", latency_ms: 2600 })).map((sign) => sign.text)).toEqual([
      "危险：火情", "危险：new-kind", "情绪激动", "转人工：群众要人工", "听不见：麦克风没有声音", "答得慢",
    ]);
  });

  it("of a machine is that it is down or deaf, and what else is wrong", () => {
    const kiosk = { name: "k", place: "", window: "", stage: "connected", serving: false, down: false, alarm: null, reported: { printer: "paper_out" }, devices: { microphone: "denied", speaker: "on" } };
    const read = (more: object) => readWall(message({ kiosks: [{ ...kiosk, ...more }] })).kiosks![0]!;
    expect(kioskTroubles(read({})).map((sign) => [sign.kind, sign.text])).toEqual([["bad", "听不见。麦克风：没有权限"], ["wait", "打印机：没有纸"]]);
    expect(kioskTroubles(read({ down: true })).map((sign) => sign.text)).toEqual(["断线：没有声音也没有画面"]);
    expect(placeOf(read({}))).toBe("k");
  });

  it("rings, a danger louder, until somebody goes there", () => {
    const call: Call = { id: "1", kiosk: "k", channel: "screen", place: "", window: "", why: "", danger: "", service: "", values: [], waited: 0, state: "calling", who: "", told: false, gone: "", document: false };
    expect(ringOf([])).toBe("");
    expect(ringOf([call])).toBe("usual");
    expect(ringOf([call, { ...call, danger: "fire" }])).toBe("danger");
    expect(ringOf([{ ...call, danger: "fire", state: "coming" }])).toBe("");
  });
});

describe("the line", () => {
  function stand() {
    const sockets: { url: string; onmessage?: (event: { data: string }) => void; onclose?: () => void; close: () => void }[] = [];
    const told: (number | null)[] = [];
    let now = 0;
    let after = 0;
    const make = (url: string): WebSocket => {
      sockets.push({ url, close: () => undefined });
      return sockets.at(-1) as unknown as WebSocket;
    };
    const link = new LiveLink(() => `ws://hall/?after=${after}`, { heard: (text) => void (after = Number(text)), line: (cut) => told.push(cut) }, () => now, make);
    return { sockets, told, link, at: (ms: number) => { now = ms; link.tick(); } };
  }

  it("that closes is opened again with what the page has, and says so", () => {
    const { sockets, told, at } = stand();
    sockets[0]!.onmessage!({ data: "7" });
    at(1000);
    sockets[0]!.onclose!();
    at(1600);
    expect(sockets.map((each) => each.url)).toEqual(["ws://hall/?after=0", "ws://hall/?after=7"]);
    sockets[1]!.onmessage!({ data: "8" });
    expect(told).toEqual([null, 1000, null]);
  });

  it("that is silent counts as dead, and stays closed once the page is", () => {
    const { sockets, told, link, at } = stand();
    at(SILENT_MS + 1);
    expect(told).toEqual([SILENT_MS + 1]);
    link.close();
    at(SILENT_MS * 2);
    expect(sockets).toHaveLength(1);
  });

  it("has the address of the page, below any path, and none of its hash", () => {
    expect(socketAddress("./api/live/wall?revision=3", "https://hall/clerk/console/#/live")).toBe("wss://hall/clerk/console/api/live/wall?revision=3");
  });
});
