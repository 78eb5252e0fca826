import { describe, expect, it } from "vitest";
import { countsOf, folds, inOrder, minutes, newest, readState, rings, whereIs, type Call } from "../../src/bell/calls";
import { WireError } from "../../src/wire/check";

const CALL: Call = {
  id: "a",
  kiosk: "kiosk-1",
  channel: "screen",
  place: "一楼东侧",
  window: "",
  why: "群众要求",
  danger: "",
  service: "社保卡挂失",
  values: [["手机号", "••••8000"]],
  waited: 42,
  state: "calling",
  who: "",
  told: false,
  gone: "",
  document: false,
};

function told(call: object): string {
  return JSON.stringify({ hall: "市民中心", on_duty: 1, failing: ["second"], calls: [call], documents: ["身份证", "护照"], overdue: 2 });
}

const SENT = { ...CALL, waited_s: CALL.waited };

describe("what the hall tells a bell page", () => {
  it("is read whole", () => {
    expect(readState(told(SENT))).toEqual({ hall: "市民中心", onDuty: 1, failing: ["second"], calls: [CALL], documents: ["身份证", "护照"], overdue: 2 });
  });

  it.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["a call without an id", told({ ...SENT, id: 7 })],
    ["a state that no call has", told({ ...SENT, state: "closed" })],
    ["a citizen who went a way that nobody goes", told({ ...SENT, gone: "up" })],
    ["a call that does not say what the citizen was told", told({ ...SENT, told: 1 })],
    ["a call that does not say whether a document is to be looked at", told({ ...SENT, document: "yes" })],
    ["a value without a label", told({ ...SENT, values: [["x"]] })],
    ["a value that is no text", told({ ...SENT, values: [["x", 1]] })],
  ])("is refused where it is %s", (_, text) => {
    expect(() => readState(text)).toThrow(WireError);
  });
});

describe("the calls", () => {
  it("ring until somebody says 我来", () => {
    expect((["calling", "nobody", "coming", "there"] as const).map((state) => rings({ ...CALL, state }))).toEqual([true, true, false, false]);
  });

  const calls: Call[] = [
    { ...CALL, id: "left", gone: "bye" },
    { ...CALL, id: "missed", state: "coming", gone: "lost" },
    { ...CALL, id: "taken", state: "coming" },
    { ...CALL, id: "smoke", danger: "fire", gone: "lost" },
    { ...CALL, id: "old" },
    { ...CALL, id: "fire", danger: "fire" },
    { ...CALL, id: "new" },
  ];

  it("stand with dangers first, the newest first; then who waits, who is gone to, who has gone; each the oldest first", () => {
    expect(inOrder(calls).map((call) => call.id)).toEqual(["fire", "smoke", "old", "new", "taken", "missed", "left"]);
  });

  it("of a citizen who has gone do not ring and are folded, but for a danger", () => {
    expect(calls.filter(rings).map((call) => call.id)).toEqual(["smoke", "old", "fire", "new"]);
    expect(calls.filter(folds).map((call) => call.id)).toEqual(["left"]);
  });

  it("are counted, and the newest that rings is known", () => {
    expect(countsOf(calls)).toBe("等人去 4 个（紧急 2 个） · 有人去了 2 个");
    expect(countsOf([CALL])).toBe("等人去 1 个");
    expect(newest(calls)?.id).toBe("new");
    expect(newest([])).toBeNull();
  });

  it("say where the citizen is", () => {
    expect(whereIs(CALL)).toBe("一楼东侧（kiosk-1）");
    expect(whereIs({ ...CALL, place: "" })).toBe("kiosk-1");
    expect(whereIs({ ...CALL, window: "3" })).toBe("一楼东侧3号窗口（kiosk-1）");
    expect(whereIs({ ...CALL, channel: "phone", kiosk: "sip" })).toBe("电话 sip");
  });

  it("tell how long somebody has waited", () => {
    expect([0, 42, 59.9, 60, 725].map(minutes)).toEqual(["0:00", "0:42", "0:59", "1:00", "12:05"]);
  });
});
