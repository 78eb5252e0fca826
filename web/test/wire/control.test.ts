import { describe, expect, it } from "vitest";
import { WireError } from "../../src/wire/check";
import { readControl } from "../../src/wire/control";
import { MIC_FRAME, writeMicrophone } from "../../src/wire/microphone";

const ready = {
  type: "ready", v: "kiosk.v1", hall: { name: "厅", clerk: "小慧", notice: "AI" },
  face: { columns: ["jawOpen"], rate: 50 }, audio: { up: 16000, down: 24000 }, resumed: false, idle_s: 60,
};

const GOOD: Record<string, unknown>[] = [
  ready,
  { type: "begun", conversation: "c", resume: "r" },
  { type: "state", state: "hearing" },
  { type: "waiting", position: 2, text: "前面还有 1 位" },
  { type: "mic", status: "far", text: "请靠近一些" },
  { type: "partial", text: "社", stable: 1 },
  { type: "transcript", turn: 0, text: "社保", via: "voice" },
  { type: "say", utterance: 1, epoch: 0, sample: 0, rate: 24000, text: "您好" },
  { type: "cards", cards: [] },
  { type: "gesture", name: "bow" },
  { type: "stop", utterance: 1, epoch: 1, sample: 9 },
  { type: "handoff", reason: "asked", text: "请稍候" },
  { type: "staff", text: "现在由工作人员回答您" },
  { type: "error", code: "busy", text: "忙", fatal: false },
  { type: "pong", n: 7 },
  { type: "goodbye", reason: "idle" },
];

describe("control messages", () => {
  it.each(GOOD.map((message) => [message["type"], message] as const))("%s is read", (type, message) => {
    expect(readControl(JSON.stringify(message)).type).toBe(type);
  });

  it.each(GOOD.flatMap((message) => Object.keys(message).map((key) => [`${String(message["type"])} without ${key}`, message, key] as const)))(
    "%s is refused",
    (_, message, key) => {
      const { [key]: __, ...rest } = message;
      expect(() => readControl(JSON.stringify(rest))).toThrow(WireError);
    },
  );

  it.each([
    "", "null", "[]", "7", '"say"', "{", '{"type":"toString"}', '{"type":"__proto__"}', '{"type":"nonsense"}',
    '{"type":"state","state":"dancing"}', '{"type":"partial","text":5}',
    '{"type":"partial","text":"社","stable":-1}', '{"type":"mic","status":"sleepy","text":""}',
    '{"type":"stop","utterance":-1,"epoch":0,"sample":0}', '{"type":"stop","utterance":1.5,"epoch":0,"sample":0}',
    '{"type":"cards","cards":[{"kind":"constructor","id":"","title":""}]}', '{"type":"cards","cards":{}}',
    JSON.stringify({ ...ready, v: "kiosk.v2" }),
  ])("%s is refused with a WireError", (text) => {
    expect(() => readControl(text)).toThrow(WireError);
  });

  it("names the place of the mistake, never the value", () => {
    const bad = { type: "cards", cards: [{ kind: "confirm", id: "a", title: "t", rows: [{ label: "身份证号", value: 110105 }] }] };
    expect(() => readControl(JSON.stringify(bad))).toThrow("cards.cards[0].rows[0].value: expected a string, got number");
  });

  it("takes an empty note for none", () => {
    const message = readControl(JSON.stringify({ type: "cards", cards: [{ kind: "choices", id: "a", title: "", options: [{ label: "是", value: "y", note: "" }] }] }));
    expect(message).toMatchObject({ cards: [{ options: [{ note: undefined }] }] });
  });
});

describe("a microphone frame", () => {
  it("has a header of eight bytes and 320 samples", () => {
    const pcm = Int16Array.from({ length: MIC_FRAME }, (_, i) => (i === 1 ? -2 : i));
    const view = new DataView(writeMicrophone(640, pcm));
    expect(view.byteLength).toBe(648);
    expect([view.getUint8(0), view.getUint8(1), view.getUint16(2, true), view.getUint32(4, true)]).toEqual([1, 2, 0, 640]);
    expect([view.getInt16(8, true), view.getInt16(10, true), view.getInt16(646, true)]).toEqual([0, -2, 319]);
  });

  it("of another length is a programming error", () => {
    expect(() => writeMicrophone(0, new Int16Array(319))).toThrow(RangeError);
  });

  it("counts modulo 2^32: after 74 hours from 0 again", () => {
    const index = (sample: number): number => new DataView(writeMicrophone(sample, new Int16Array(MIC_FRAME))).getUint32(4, true);
    expect([index(2 ** 32 - MIC_FRAME), index(2 ** 32), index(2 ** 32 * 3 + 640)]).toEqual([2 ** 32 - MIC_FRAME, 0, 640]);
  });
});
