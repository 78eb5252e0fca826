import { describe, expect, it } from "vitest";
import { PlayedClock, SHARED_BYTES, SharedClockWriter } from "../../src/audio/clock";
import { Playback, type Chunk, type Mark } from "../../src/audio/playback";

const RATE = 24_000;
const BLOCK = 128;

class Rig {
  marks: Mark[] = [];
  frame = 0;
  heard: number[] = [];
  readonly playback: Playback;

  constructor(readonly rate = RATE) {
    this.playback = new Playback(rate, (mark) => this.marks.push(mark));
  }

  push(change: Partial<Chunk> & { count?: number; value?: number }): void {
    const { count = 2400, value = 1000, ...rest } = change;
    const pcm = new Int16Array(count).fill(value);
    this.playback.push({ utterance: 1, epoch: 0, rate: RATE, sample: 0, pcm, last: false, ...rest });
  }

  run(frames: number): number[] {
    const from = this.heard.length;
    for (let done = 0; done < frames; done += BLOCK) {
      const out = new Float32Array(BLOCK);
      this.playback.render(out, this.frame);
      this.frame += BLOCK;
      this.heard.push(...out);
    }
    return this.heard.slice(from);
  }

  causes(): string[] {
    return this.marks.map((mark) => mark.cause);
  }
}

const loud = (values: number[]): number => values.filter((value) => Math.abs(value - 1000 / 32768) < 1e-6).length;

describe("playing", () => {
  it("plays every sample once and ends exactly at the last", () => {
    const rig = new Rig();
    rig.push({ last: true });
    expect(loud(rig.run(4096))).toBe(2400);
    expect(rig.marks).toMatchObject([
      { cause: "start", frame: 0, sample: 0, step: 1 },
      { cause: "end", frame: 2400, sample: 2400, step: 0 },
    ]);
    expect(rig.playback.underruns).toBe(0);
  });

  it("waits for a little store before it starts", () => {
    const rig = new Rig();
    rig.push({ count: 1000 });
    expect(loud(rig.run(1280))).toBe(0);
    rig.push({ sample: 1000, count: 1000 });
    expect(loud(rig.run(1280))).toBe(1280);
  });

  it("stands still when it runs dry, counts it once, and goes on where it stood", () => {
    const rig = new Rig();
    rig.push({});
    rig.run(6400);
    expect(rig.playback.underruns).toBe(1);
    expect(rig.playback.current?.position).toBe(2400);
    rig.push({ sample: 2400, last: true });
    rig.run(6400);
    expect(rig.causes()).toEqual(["start", "underrun", "resume", "end"]);
    expect(loud(rig.heard)).toBe(4800);
  });

  it("lets a dry end down softly instead of with a click", () => {
    const rig = new Rig();
    rig.push({ value: 20000 });
    rig.run(6400);
    const steps = rig.heard.slice(1, 4000).map((value, i) => Math.abs(value - rig.heard[i]!));
    expect(Math.max(...steps.slice(10))).toBeLessThan(0.03);
  });

  it("plays utterances one after the other without a gap", () => {
    const rig = new Rig();
    rig.push({ last: true });
    rig.push({ utterance: 2, last: true });
    expect(loud(rig.run(6400))).toBe(4800);
    expect(rig.marks.map((mark) => [mark.utterance, mark.cause, mark.frame])).toEqual([
      [1, "start", 0], [1, "end", 2400], [2, "start", 2400], [2, "end", 4800],
    ]);
  });

  it("cuts what overlaps, fills small gaps with silence, and refuses leaps", () => {
    const rig = new Rig();
    rig.push({ count: 2000 });
    rig.push({ sample: 1500, count: 1000 });
    rig.push({ sample: 2600, count: 100, last: true });
    rig.push({ sample: 99_000_000, count: 100 });
    expect(loud(rig.run(6400))).toBe(2600);
    expect(rig.marks.at(-1)).toMatchObject({ cause: "end", sample: 2700 });
  });
});

describe("stopping", () => {
  it("fades within 10 ms and drops all that is older", () => {
    const rig = new Rig();
    rig.push({ count: 24000 });
    rig.push({ utterance: 2, count: 24000 });
    rig.run(1280);
    rig.playback.stop(1);
    const tail = rig.run(2560);
    expect(tail.slice(0, 240).some((value) => value > 0)).toBe(true);
    expect(tail.slice(240).every((value) => value === 0 || Math.abs(value) < 1e-3)).toBe(true);
    expect(rig.marks.at(-1)).toMatchObject({ utterance: 1, cause: "stop", sample: 1280 + 240, step: 0 });
    rig.push({ utterance: 2 });
    rig.run(1280);
    expect(rig.marks).toHaveLength(2);
  });

  it("keeps what is newer, even if told twice", () => {
    const rig = new Rig();
    rig.push({ count: 24000 });
    rig.run(128);
    rig.push({ utterance: 2, epoch: 5, last: true });
    rig.playback.stop(5);
    rig.run(6400);
    expect(rig.causes()).toEqual(["start", "stop", "start", "end"]);
    expect(rig.marks.at(-1)).toMatchObject({ utterance: 2, sample: 2400 });
  });

  it("says so for an utterance that had not sounded yet", () => {
    const rig = new Rig();
    rig.push({ count: 100 });
    rig.playback.stop(1);
    expect(loud(rig.run(1280))).toBe(0);
    expect(rig.marks).toMatchObject([{ cause: "stop", sample: 0 }]);
  });
});

describe("starving on purpose", () => {
  it("is one underrun for the time asked", () => {
    const rig = new Rig();
    rig.push({ count: 24000, last: true });
    rig.run(2560);
    rig.playback.starve(rig.frame + 2560);
    rig.run(30000);
    expect(rig.causes()).toEqual(["start", "underrun", "resume", "end"]);
    expect(rig.marks[2]!.frame - rig.marks[1]!.frame).toBe(2560);
    expect(rig.marks[3]).toMatchObject({ sample: 24000, frame: 24000 + 2560 });
  });
});

describe("another output rate", () => {
  it("keeps the pitch and counts source samples", () => {
    const rig = new Rig(48_000);
    const pcm = Int16Array.from({ length: 24000 }, (_, i) => 12000 * Math.sin((2 * Math.PI * 440 * i) / RATE));
    rig.playback.push({ utterance: 1, epoch: 0, rate: RATE, sample: 0, pcm, last: true });
    rig.run(50_000);
    expect(rig.marks.at(-1)).toMatchObject({ cause: "end", sample: 24000 });
    expect(Math.abs(rig.marks.at(-1)!.frame - 48_000)).toBeLessThanOrEqual(1);
    const worst = rig.heard.slice(2000, 46_000).reduce((most, value, i) => {
      const ideal = (12000 / 32768) * Math.sin((2 * Math.PI * 440 * (i + 2000)) / 48_000);
      return Math.max(most, Math.abs(value - ideal));
    }, 0);
    expect(worst).toBeLessThan(0.002);
  });
});

describe("the played clock", () => {
  it("says the same through shared memory as through messages", () => {
    const rig = new Rig();
    const memory = new SharedArrayBuffer(SHARED_BYTES);
    const writer = new SharedClockWriter(memory);
    const shared = new PlayedClock(memory);
    const plain = new PlayedClock();
    rig.push({});
    for (let i = 0; i < 60; i++) {
      if (i === 40) rig.push({ sample: 2400, last: true });
      rig.marks = [];
      rig.run(BLOCK);
      const current = rig.playback.current;
      const head = { frame: rig.frame, utterance: 1, sample: current?.position ?? 4800, underruns: rig.playback.underruns, buffered: 0, rate: RATE };
      writer.write(head, rig.marks);
      plain.receive(head, rig.marks);
      shared.refresh();
      expect(shared.head).toEqual(head);
      for (const back of [0, 100, 700, 3000]) expect(shared.at(rig.frame - back)).toEqual(plain.at(rig.frame - back));
    }
    expect(plain.at(rig.frame)).toMatchObject({ utterance: 1, sample: 4800, running: false, cause: "end" });
    expect(plain.endOf(1, rig.frame)).toBe(4800);
    expect(plain.endOf(2, rig.frame)).toBe(null);
  });

  it("stands still during an underrun, and looks back correctly past it", () => {
    const clock = new PlayedClock();
    const head = { frame: 10_000, utterance: 1, sample: 3000, underruns: 1, buffered: 0, rate: RATE };
    clock.receive(head, [
      { frame: 1000, utterance: 1, sample: 0, step: 1, cause: "start" },
      { frame: 3000, utterance: 1, sample: 2000, step: 0, cause: "underrun" },
      { frame: 9000, utterance: 1, sample: 2000, step: 1, cause: "resume" },
    ]);
    expect([500, 1000, 2500, 3000, 8999, 9500, 10_000, 12_000].map((frame) => clock.at(frame)?.sample)).toEqual([
      undefined, 0, 1500, 2000, 2000, 2500, 3000, 3000,
    ]);
  });
});
