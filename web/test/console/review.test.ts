import { describe, expect, it } from "vitest";
import type { Shown, ShownTurn } from "../../console/review/api";
import { bodyOf, moreSet, neighbours, NO_FILTER } from "../../console/review/filter";
import { commandOf, type Key } from "../../console/review/keys";
import { mixed, readWav, spanOf, type Recording } from "../../console/review/recording";
import { heardTurns, timeline } from "../../console/review/timeline";
import { duration, endingSign } from "../../console/review/words";

const key = (name: string, more: Partial<Key> = {}): Key => ({ key: name, isComposing: false, keyCode: 0, ctrlKey: false, altKey: false, metaKey: false, ...more });

describe("the keys of correcting", () => {
  it.each([["j", "next"], ["k", "previous"], [" ", "play"], ["e", "edit"], ["Enter", "right"], ["?", "help"], ["？", "help"]])("%s is %s", (name, meaning) => {
    expect(commandOf(key(name), false)).toEqual({ do: meaning });
  });

  it("choose a rival by its number", () => {
    expect(commandOf(key("2"), false)).toEqual({ do: "rival", number: 2 });
    expect(commandOf(key("0"), false)).toBeNull();
  });

  it.each([["an input method composes", { isComposing: true }], ["an input method has taken the key", { keyCode: 229 }], ["it is a shortcut of the browser", { ctrlKey: true }]])("mean nothing where %s", (_, more) => {
    expect(commandOf(key("j", more), false)).toBeNull();
    expect(commandOf(key("Enter", more), false)).toBeNull();
  });

  it("leave a button its own", () => {
    expect([" ", "Enter", "1"].map((name) => commandOf(key(name), true))).toEqual([null, null, null]);
    expect(commandOf(key("j"), true)).toEqual({ do: "next" });
  });
});

/** 3 s at 8 kHz: the caller is loud from 1.0 to 1.5 s, the clerk from 2.0 s on. */
function recording(): Recording {
  const samples = new Int16Array(2 * 24_000);
  for (let n = 8000; n < 12_000; n++) samples[2 * n] = n % 2 === 0 ? 8000 : -8000;
  for (let n = 16_000; n < 24_000; n++) samples[2 * n + 1] = n % 2 === 0 ? 8000 : -8000;
  return { rate: 8000, samples };
}

function wav(samples: Int16Array, more: { channels?: number; extra?: boolean } = {}): ArrayBuffer {
  const extra = more.extra === true ? 10 : 0;
  const view = new DataView(new ArrayBuffer(44 + extra + samples.byteLength));
  const tag = (at: number, text: string): void => [...text].forEach((letter, n) => view.setUint8(at + n, letter.charCodeAt(0)));
  tag(0, "RIFF"); tag(8, "WAVE"); tag(12, "fmt ");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, more.channels ?? 2, true); view.setUint32(24, 8000, true); view.setUint16(34, 16, true);
  if (extra > 0) { tag(36, "AIGC"); view.setUint32(40, 2, true); }
  tag(36 + extra, "data"); view.setUint32(40 + extra, samples.byteLength, true);
  samples.forEach((sample, n) => view.setInt16(44 + extra + 2 * n, sample, true));
  return view.buffer;
}

describe("a recording", () => {
  it("is read, also behind the mark of generated speech", () => {
    const samples = Int16Array.from([1, -2, 3, 4]);
    expect([...readWav(wav(samples)).samples]).toEqual([1, -2, 3, 4]);
    expect(readWav(wav(samples, { extra: true }))).toMatchObject({ rate: 8000, samples });
    expect(() => readWav(wav(samples, { channels: 1 }))).toThrow("two channels");
    expect(() => readWav(new ArrayBuffer(4))).toThrow("WAV");
  });

  it("has a turn where its speaker begins to be loud", () => {
    expect(spanOf(recording(), "citizen", 0, 1800)).toEqual({ from: 6000, to: 16_800 });
    expect(spanOf(recording(), "clerk", 1800, 3000)).toEqual({ from: 14_400, to: 24_000 });
  });

  it("has all the time since the turn before, where nobody was loud, and nothing beyond its end", () => {
    expect(spanOf(recording(), "citizen", 1600, 2400)).toEqual({ from: 12_800, to: 21_600 });
    expect(spanOf(recording(), "clerk", 9000, 9500)).toEqual({ from: 24_000, to: 24_000 });
  });

  it("is both sides together", () => {
    expect([...mixed({ rate: 8000, samples: Int16Array.from([16384, 8192, -32768, -32768]) }, { from: 0, to: 2 })]).toEqual([0.75, -1]);
  });
});

const turn = (number: number, who: string, atMs: number, more: Partial<ShownTurn> = {}): ShownTurn => ({ id: `t${number}`, number, at_ms: atMs, who, via: "voice", text: "", heard: null, timings: {}, confidence: null, rivals: [], corrected: null, corrected_by: "", corrected_ms: null, ...more });

describe("the timeline", () => {
  const shown: Pick<Shown, "turns" | "events" | "asks" | "runs"> = {
    turns: [turn(1, "citizen", 1000), turn(2, "clerk", 3000), turn(3, "citizen", 5000, { via: "key" })],
    events: [{ at_ms: 1100, kind: "back end", detail: "sbk.loss timeout 8000 ms", title: "调用接口", told: "sbk.loss：超时，8.0 秒", bad: true }],
    asks: [{ at_ms: 1000, service: "挂失", step: "手机号", reask: "" }, { at_ms: 5100, service: "挂失", step: "手机号", reask: "no_match" }],
    runs: [{ service: "挂失", began_ms: 900, ended_ms: 6000, outcome: "left", reason: "idle", step: "手机号" }],
  };

  it("has what was decided behind the turn that it follows from", () => {
    const told = timeline(shown).map((row) => (row.kind === "turn" ? row.turn.id : row.notes.map((note) => `${note.title}：${note.detail}`)));
    expect(told).toEqual([["开始办：挂失"], "t1", ["问：手机号", "调用接口：sbk.loss：超时，8.0 秒"], "t2", "t3", ["问：手机号，没听懂，再问一次", "人走了：挂失，人走了，停在“手机号”"]]);
  });

  it("is walked through by what was heard", () => {
    expect(heardTurns(shown).map((one) => one.id)).toEqual(["t1"]);
  });
});

describe("words", () => {
  it("say how it ended and how long it took", () => {
    expect(endingSign("", false).text).toBe("还在办");
    expect(endingSign("lost", true)).toEqual({ kind: "bad", text: "断线" });
    expect([duration(59_400), duration(65_000)]).toEqual(["59 秒", "1 分 5 秒"]);
  });
});

describe("the filter", () => {
  it("is what the hall is asked, whole days", () => {
    const day = new Date(2026, 11, 1);
    expect(bodyOf({ ...NO_FILTER, words: " 社保卡 ", days: [day, day], tag: "loop", rating: "2", unsure: "0.7" }, "9-a")).toMatchObject({ words: "社保卡", since_ms: day.getTime(), until_ms: day.getTime() + 86_400_000, tag: "loop", best_score: 2, unsure: 0.7, cursor: "9-a" });
    expect(bodyOf(NO_FILTER)).toMatchObject({ since_ms: null, tag: null, best_score: null, unsure: null });
    expect(moreSet({ ...NO_FILTER, service: "挂失", kiosk: "k", rating: "2" })).toBe(2);
  });

  it("has a conversation before and after", () => {
    expect(neighbours(["a", "b", "c"], "b")).toEqual({ place: 1, previous: "a", next: "c" });
    expect(neighbours(["a"], "x")).toEqual({ place: -1, previous: "", next: "" });
  });
});
