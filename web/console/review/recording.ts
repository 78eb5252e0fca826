/** A recorded call as samples, and where in it a turn is. No sound device here. */

export interface Recording {
  readonly rate: number;
  /** Caller and clerk, in turn. */
  readonly samples: Int16Array;
}

/** Milliseconds of sound before and after what was found, and what is searched at most. */
const BEFORE_MS = 250;
const AFTER_MS = 300;
const LONGEST_MS = 60_000;
const FRAME_MS = 20;
/** Mean level of a frame in which somebody speaks. */
const LOUD = 250;

/** A WAV file of 16-bit samples on two channels. Throws for any other. */
export function readWav(data: ArrayBuffer): Recording {
  const view = new DataView(data);
  const tag = (at: number): string => String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
  if (data.byteLength < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE") throw new Error("expected a WAV file");
  let rate = 0;
  for (let at = 12; at + 8 <= data.byteLength; ) {
    const size = view.getUint32(at + 4, true);
    if (tag(at) === "fmt ") {
      if (view.getUint16(at + 8, true) !== 1 || view.getUint16(at + 10, true) !== 2 || view.getUint16(at + 22, true) !== 16) throw new Error("expected 16-bit samples on two channels");
      rate = view.getUint32(at + 12, true);
    } else if (tag(at) === "data") {
      if (rate === 0) throw new Error("expected the format before the samples");
      const bytes = Math.min(size, data.byteLength - at - 8) & ~3;
      return { rate, samples: new Int16Array(data.slice(at + 8, at + 8 + bytes)) };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error("expected samples in the WAV file");
}

export interface Span {
  /** Frames (both channels are one). */
  readonly from: number;
  readonly to: number;
}

/** Where a turn's sound is: from where its speaker begins to be loud, after the turn before it was over, to when it was over. `afterMs`, `overMs`: since the recording's begin. */
export function spanOf(recording: Recording, who: "citizen" | "clerk", afterMs: number, overMs: number): Span {
  const frames = recording.samples.length / 2;
  const at = (ms: number): number => Math.max(0, Math.min(frames, Math.round((ms * recording.rate) / 1000)));
  const to = at(overMs + AFTER_MS);
  const from = at(Math.max(afterMs, overMs - LONGEST_MS));
  const frame = at(FRAME_MS);
  const channel = who === "citizen" ? 0 : 1;
  for (let place = from; place + frame <= to; place += frame) {
    if (level(recording, place, frame, channel) >= LOUD) return { from: Math.max(from, place - at(BEFORE_MS)), to };
  }
  return { from: Math.min(from, to), to };
}

function level(recording: Recording, from: number, frame: number, channel: number): number {
  let sum = 0;
  for (let n = 0; n < frame; n++) sum += Math.abs(recording.samples[(from + n) * 2 + channel]!);
  return sum / frame;
}

/** Both sides together, -1 to 1. */
export function mixed(recording: Recording, span: Span): Float32Array<ArrayBuffer> {
  const mono = new Float32Array(Math.max(1, span.to - span.from));
  for (let n = 0; n < span.to - span.from; n++) {
    const at = (span.from + n) * 2;
    mono[n] = Math.max(-1, Math.min(1, (recording.samples[at]! + recording.samples[at + 1]!) / 32768));
  }
  return mono;
}
