/** The sound of a conversation as the hall sends it, and when each piece of it is played. No socket, no sound device. */

import { WireError } from "../../src/wire/check";

/** Hz, and samples of one frame. */
export const SOUND_RATE = 16_000;
export const SOUND_FRAME = 1_600;
const HEAD = 8;
const FRAME_S = SOUND_FRAME / SOUND_RATE;
/** Seconds between a frame's coming and its playing, after a pause: the network's jitter; and the most that may wait. */
const LEAD_S = 0.2;
const MOST_S = 1.2;

/** `skipped`: frames so far that this console was too slow to read. `pcm` null: silence. */
export interface SoundFrame {
  readonly skipped: number;
  readonly pcm: Int16Array<ArrayBuffer> | null;
}

/** Throws `WireError` for anything else. */
export function readSound(buffer: ArrayBuffer): SoundFrame {
  const view = new DataView(buffer);
  if (buffer.byteLength !== HEAD && buffer.byteLength !== HEAD + 2 * SOUND_FRAME) throw new WireError(`sound: ${buffer.byteLength} bytes`);
  if (view.getUint8(0) !== 1 || view.getUint8(1) !== 3) throw new WireError(`sound: version ${view.getUint8(0)}, type ${view.getUint8(1)}; expected 1 and 3`);
  const skipped = view.getUint32(4, true);
  if (buffer.byteLength === HEAD) return { skipped, pcm: null };
  const pcm = new Int16Array(SOUND_FRAME);
  for (let n = 0; n < SOUND_FRAME; n++) pcm[n] = view.getInt16(HEAD + 2 * n, true);
  return { skipped, pcm };
}

/** One frame after the other. */
export class Schedule {
  private next = 0;

  /** When the frame that came at `now` is played (s on the sound device's clock); null: too many wait, it is dropped. */
  place(now: number): number | null {
    if (this.next < now) this.next = now + LEAD_S;
    if (this.next - now > MOST_S) return null;
    const at = this.next;
    this.next += FRAME_S;
    return at;
  }
}
