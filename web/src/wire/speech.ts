/** A binary speech frame, hall → page: PCM and the face rows for it, both on the utterance's own sample clock. */

import { WireError } from "./check";

export const SPEECH_HEADER = 28;
export const FACE_COLUMNS = 52;

export interface FaceRow {
  /** Sample index in the utterance at which the weights hold. */
  sample: number;
  /** 52 bytes, 0..255 = 0..1. */
  weights: Uint8Array;
}

export interface SpeechFrame {
  utterance: number;
  epoch: number;
  sequence: number;
  /** Index of the first PCM sample in the utterance. */
  sample: number;
  last: boolean;
  pcm: Int16Array<ArrayBuffer>;
  rows: FaceRow[];
}

/** Reads one binary frame. Throws `WireError` when a length, a version or a type is not what the protocol says. */
export function readSpeech(buffer: ArrayBuffer): SpeechFrame {
  if (buffer.byteLength < SPEECH_HEADER) throw new WireError(`speech: ${buffer.byteLength} bytes, no header`);
  const view = new DataView(buffer);
  if (view.getUint8(0) !== 1) throw new WireError(`speech: version ${view.getUint8(0)}, expected 1`);
  if (view.getUint8(1) !== 1) throw new WireError(`speech: type ${view.getUint8(1)}, expected 1`);
  const samples = view.getUint32(20, true);
  const rowCount = view.getUint16(24, true);
  const columns = view.getUint16(26, true);
  if (rowCount > 0 && columns !== FACE_COLUMNS) {
    throw new WireError(`speech: ${columns} face columns, expected ${FACE_COLUMNS}`);
  }
  const wanted = SPEECH_HEADER + 2 * samples + rowCount * (4 + columns);
  if (buffer.byteLength !== wanted) throw new WireError(`speech: ${buffer.byteLength} bytes, expected ${wanted}`);
  return {
    utterance: view.getUint32(4, true),
    epoch: view.getUint32(8, true),
    sequence: view.getUint32(12, true),
    sample: view.getUint32(16, true),
    last: (view.getUint16(2, true) & 1) === 1,
    pcm: readPcm(view, samples),
    rows: readRows(view, SPEECH_HEADER + 2 * samples, rowCount),
  };
}

function readPcm(view: DataView, samples: number): Int16Array<ArrayBuffer> {
  const pcm = new Int16Array(samples);
  for (let i = 0; i < samples; i++) pcm[i] = view.getInt16(SPEECH_HEADER + 2 * i, true);
  return pcm;
}

function readRows(view: DataView, start: number, count: number): FaceRow[] {
  const rows: FaceRow[] = [];
  let previous = -1;
  for (let i = 0; i < count; i++) {
    const at = start + i * (4 + FACE_COLUMNS);
    const sample = view.getUint32(at, true);
    if (sample <= previous) throw new WireError(`speech: face row at ${sample} does not follow ${previous}`);
    previous = sample;
    // Copied: a view into the frame would keep its PCM alive for as long as the row.
    rows.push({ sample, weights: new Uint8Array(view.buffer.slice(at + 4, at + 4 + FACE_COLUMNS)) });
  }
  return rows;
}
