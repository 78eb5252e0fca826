import { describe, expect, it } from "vitest";
import { SilentPlayer } from "../src/audio/player";
import { Speech, STUCK_MS } from "../src/speech";
import type { Played } from "../src/wire/control";

class Rig {
  now = 0;
  sent: Played[] = [];
  readonly weights = new Float32Array(52);
  readonly speech = new Speech(new SilentPlayer(() => this.now), (played) => this.sent.push(played));

  say(utterance: number, epoch: number, text: string, sample = 0): void {
    this.speech.say({ type: "say", utterance, epoch, sample, rate: 24_000, text });
  }

  frame(utterance: number, epoch: number, seconds = 1, last = true): void {
    const count = 24_000 * seconds;
    const rows = Array.from({ length: count / 480 }, (_, i) => ({ sample: i * 480, weights: new Uint8Array(52).fill(200) }));
    this.speech.frame({ utterance, epoch, sequence: 0, sample: 0, last, pcm: new Int16Array(count), rows });
  }

  pass(ms: number) {
    let shown = this.speech.show(this.weights, 0);
    for (let t = 0; t < ms; t += 10) {
      this.now += 10;
      shown = this.speech.show(this.weights, 0);
      this.speech.measure();
      this.speech.account(this.now);
    }
    return shown;
  }

  get done(): Played[] {
    return this.sent.filter((played) => played.done);
  }
}

describe("speech", () => {
  it("drives face and captions by the samples played, and reports every 250 ms and once at the end", () => {
    const rig = new Rig();
    rig.say(1, 0, "您好。");
    rig.say(1, 0, "请说。", 12_000);
    rig.frame(1, 0);
    expect(rig.pass(300)).toMatchObject({ speaking: true, driven: true, captions: ["您好。"] });
    expect(rig.weights[0]).toBeCloseTo(200 / 255, 3);
    expect(rig.pass(400).captions).toEqual(["您好。", "请说。"]);
    expect(rig.pass(600)).toMatchObject({ speaking: false, driven: false });
    expect(rig.weights[0]).toBe(0);
    expect(rig.done).toHaveLength(1);
    expect(rig.done[0]).toMatchObject({ type: "played", utterance: 1, heard_sample: 24_000, underruns: 0 });
    expect(rig.sent.length).toBeGreaterThanOrEqual(4);
    expect(rig.sent.length).toBeLessThanOrEqual(6);
  });

  it("captions nothing that was said before a new question, and what comes after", () => {
    const rig = new Rig();
    rig.say(1, 0, "请问您想办什么业务？");
    rig.say(1, 0, "请说。", 12_000);
    rig.frame(1, 0);
    rig.pass(200);
    rig.speech.uncaption();
    expect(rig.pass(100).captions).toEqual([]);
    expect(rig.pass(400).captions).toEqual(["请说。"]);
    rig.pass(600);
    rig.speech.uncaption();
    expect(rig.pass(50).captions).toEqual([]);
    rig.say(2, 0, "您同意吗？");
    rig.frame(2, 0);
    expect(rig.pass(100).captions).toEqual(["您同意吗？"]);
  });

  it("falls silent at a stop, reports what was heard, and drops older epochs", () => {
    const rig = new Rig();
    rig.frame(1, 0, 5);
    rig.pass(500);
    rig.speech.stop({ type: "stop", utterance: 1, epoch: 1, sample: 0 }, rig.now);
    rig.frame(1, 0);
    rig.say(1, 0, "旧的");
    rig.pass(500);
    expect(rig.speech.dropped).toBe(1);
    expect(rig.done).toHaveLength(1);
    expect(rig.done[0]!.heard_sample).toBeGreaterThan(11_000);
    expect(rig.done[0]!.heard_sample).toBeLessThan(13_000);
    rig.say(2, 1, "新的");
    rig.frame(2, 1);
    expect(rig.pass(200).captions).toEqual(["新的"]);
  });

  it("reports a stopped utterance that never sounded as unheard", () => {
    const rig = new Rig();
    rig.say(1, 0, "您好");
    rig.speech.stop({ type: "stop", utterance: 1, epoch: 1, sample: 0 }, rig.now);
    rig.pass(600);
    expect(rig.done).toMatchObject([{ utterance: 1, heard_sample: 0 }]);
  });

  it("tells short utterances apart that end between two looks", () => {
    const rig = new Rig();
    rig.frame(1, 0, 0.1);
    rig.frame(2, 0, 0.1);
    rig.now += 900;
    rig.speech.account(rig.now);
    rig.pass(50);
    expect(rig.done.map((played) => [played.utterance, played.heard_sample])).toEqual([[1, 2400], [2, 2400]]);
  });

  it("takes the next conversation's numbers, which start over", () => {
    const rig = new Rig();
    rig.say(1, 7, "前一位");
    rig.frame(1, 7, 5);
    rig.pass(300);
    rig.speech.reset(24_000);
    expect(rig.pass(50).captions).toEqual([]);
    rig.say(1, 0, "下一位");
    rig.frame(1, 0);
    expect(rig.pass(300)).toMatchObject({ speaking: true, captions: ["下一位"] });
  });

  it("shuts the mouth when the sound runs dry, and counts it", () => {
    const rig = new Rig();
    rig.frame(1, 0, 0.5, false);
    expect(rig.pass(1000)).toMatchObject({ speaking: true, driven: false });
    expect(rig.weights[0]).toBe(0);
    expect(rig.speech.underruns).toBe(1);
  });

  it("counts as sounding only while samples are played", () => {
    const rig = new Rig();
    expect(rig.speech.advanced()).toBe(false);
    rig.frame(1, 0, 0.5, false);
    rig.pass(300);
    expect(rig.speech.advanced()).toBe(true);
    rig.pass(300);
    expect(rig.speech.advanced()).toBe(true);
    rig.pass(300);
    expect(rig.speech.advanced(), "the line is dead: what came has been played, and no more comes").toBe(false);
    rig.speech.frame({ utterance: 1, epoch: 0, sequence: 1, sample: 12_000, last: true, pcm: new Int16Array(24_000), rows: [] });
    rig.pass(300);
    expect(rig.speech.advanced()).toBe(true);
  });

  it.each([0, 700])("goes on after %i ms unheard on a machine whose player has died, and reports the end once", (before) => {
    const rig = new Rig();
    // A player that takes everything and plays nothing from the moment it dies.
    let died = Infinity;
    const now = (): number => Math.min(rig.now, died);
    const sent: Played[] = [];
    const speech = new Speech(new SilentPlayer(now), (played) => sent.push(played), () => speech.use(new SilentPlayer(() => rig.now), rig.now));
    const pass = (ms: number): string[] => {
      let captions: string[] = [];
      for (let t = 0; t < ms; t += 10) {
        rig.now += 10;
        ({ captions } = speech.show(rig.weights, 0));
        speech.account(rig.now);
      }
      return captions;
    };
    speech.say({ type: "say", utterance: 1, epoch: 0, sample: 0, rate: 24_000, text: "您的卡" });
    speech.say({ type: "say", utterance: 1, epoch: 0, sample: 24_000, rate: 24_000, text: "已经挂失" });
    speech.frame({ utterance: 1, epoch: 0, sequence: 0, sample: 0, last: false, pcm: new Int16Array(24_000), rows: [] });
    speech.frame({ utterance: 1, epoch: 0, sequence: 1, sample: 24_000, last: true, pcm: new Int16Array(24_000), rows: [] });
    if (before === 0) died = rig.now;
    pass(before);
    died = Math.min(died, rig.now);
    expect(pass(STUCK_MS + 300).at(0)).toBe("您的卡");
    expect(pass(2500)).toEqual(["您的卡", "已经挂失"]);
    const ends = sent.filter((played) => played.done);
    expect(ends).toMatchObject([{ utterance: 1, heard_sample: 48_000 }]);
    const heard = sent.map((played) => played.heard_sample);
    expect(heard, "never back").toEqual([...heard].sort((a, b) => a - b));
  });

  it("believes in a player that was not looked at for a while", () => {
    const rig = new Rig();
    let stuck = 0;
    const speech = new Speech(new SilentPlayer(() => 0), () => undefined, () => (stuck += 1));
    speech.frame({ utterance: 1, epoch: 0, sequence: 0, sample: 0, last: true, pcm: new Int16Array(24_000), rows: [] });
    speech.account(0);
    speech.account(600_000);
    expect(stuck).toBe(0);
    for (let now = 600_000; now < 602_000; now += 125) speech.account(now);
    expect(stuck).toBe(1);
    expect(rig.sent).toEqual([]);
  });

  it("keeps mouth and sound within a block of each other", () => {
    const rig = new Rig();
    rig.frame(1, 0, 3);
    rig.pass(500);
    rig.speech.starve(200);
    rig.pass(3000);
    expect(rig.speech.skew.summary().count).toBeGreaterThan(200);
    expect(rig.speech.skew.summary().p99).toBeLessThanOrEqual(20);
  });
});
