import { describe, expect, it } from "vitest";
import { WireError } from "../../src/wire/check";
import { readSpeech } from "../../src/wire/speech";

/** A frame written byte by byte, as docs/protocol.md lays it out. */
function bytes(change: { version?: number; type?: number; columns?: number; samples?: number[]; rows?: number[]; cut?: number; extra?: number } = {}): ArrayBuffer {
  const samples = change.samples ?? [1, -1, 32767, -32768];
  const rows = change.rows ?? [480, 960];
  const columns = change.columns ?? 52;
  const out: number[] = [change.version ?? 1, change.type ?? 1, 1, 0];
  const u32 = (value: number): void => void out.push(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
  u32(7); // utterance
  u32(3); // epoch
  u32(12); // sequence
  u32(480); // first sample
  u32(samples.length);
  out.push(rows.length, 0, columns, 0);
  for (const sample of samples) out.push(sample & 255, (sample >> 8) & 255);
  for (const row of rows) {
    u32(row);
    for (let i = 0; i < columns; i++) out.push(i);
  }
  for (let i = 0; i < (change.extra ?? 0); i++) out.push(0);
  return new Uint8Array(out.slice(0, out.length - (change.cut ?? 0))).buffer;
}

describe("a speech frame", () => {
  it("is read to the last bit", () => {
    const frame = readSpeech(bytes());
    expect(frame).toMatchObject({ utterance: 7, epoch: 3, sequence: 12, sample: 480, last: true });
    expect([...frame.pcm]).toEqual([1, -1, 32767, -32768]);
    expect(frame.rows.map((row) => row.sample)).toEqual([480, 960]);
    expect([...frame.rows[1]!.weights]).toEqual(Array.from({ length: 52 }, (_, i) => i));
  });

  it("may be without sound and without rows", () => {
    expect(readSpeech(bytes({ samples: [] })).pcm.length).toBe(0);
    expect(readSpeech(bytes({ rows: [], columns: 0 })).rows).toEqual([]);
  });

  it.each([
    ["another version", { version: 2 }],
    ["another type", { type: 2 }],
    ["another number of columns", { columns: 51 }],
    ["a byte too few", { cut: 1 }],
    ["a byte too many", { extra: 1 }],
    ["rows out of order", { rows: [960, 480] }],
    ["a row twice", { rows: [480, 480] }],
  ])("with %s is refused", (_, change) => {
    expect(() => readSpeech(bytes(change))).toThrow(WireError);
  });

  it("survives garbage of every length with a WireError or a frame, never anything else", () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 48271) % 2147483647) & 255;
    for (let length = 0; length < 400; length++) {
      const data = Uint8Array.from({ length }, random);
      if (length > 1 && length % 3 === 0) data.set([1, 1]);
      try {
        readSpeech(data.buffer);
      } catch (error) {
        expect(error).toBeInstanceOf(WireError);
      }
    }
  });

  it("claiming four billion samples is refused without taking the memory", () => {
    const data = new Uint8Array(bytes());
    data.set([255, 255, 255, 255], 20);
    expect(() => readSpeech(data.buffer)).toThrow(/expected/);
  });
});
