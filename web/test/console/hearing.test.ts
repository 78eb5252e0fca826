/** Listening in by ear: the frames, and when they are played. */

import { describe, expect, it } from "vitest";
import { readSound, Schedule, SOUND_FRAME } from "../../console/live/sound-frames";

function frame(samples: number, skipped = 0, kind = 3): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(8 + 2 * samples));
  view.setUint8(0, 1);
  view.setUint8(1, kind);
  view.setUint32(4, skipped, true);
  for (let n = 0; n < samples; n++) view.setInt16(8 + 2 * n, -n, true);
  return view.buffer;
}

describe("frames", () => {
  it("are read, silence too, and nothing else is", () => {
    const read = readSound(frame(SOUND_FRAME, 7));
    expect([read.skipped, read.pcm?.length, read.pcm?.[5]]).toEqual([7, SOUND_FRAME, -5]);
    expect(readSound(frame(0)).pcm).toBeNull();
    for (const wrong of [new ArrayBuffer(0), frame(3), frame(0, 0, 1)]) expect(() => readSound(wrong)).toThrow("sound");
  });
});

describe("when they are played", () => {
  it("one after the other, a moment after they came", () => {
    const schedule = new Schedule();
    expect([10, 10.1, 10.25].map((now) => schedule.place(now)).map((at) => Math.round(at! * 100) / 100)).toEqual([10.2, 10.3, 10.4]);
  });

  it("after a stall anew, and a burst never delays what follows for long", () => {
    const schedule = new Schedule();
    schedule.place(10);
    expect(schedule.place(15)).toBeCloseTo(15.2);
    const burst = Array.from({ length: 40 }, () => schedule.place(16));
    expect(burst.filter((at) => at !== null).length).toBeLessThan(13);
    expect(schedule.place(17)).toBeLessThan(18.3);
  });
});
