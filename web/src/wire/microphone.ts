/** A microphone frame, page → hall: an 8-byte header and exactly 20 ms of 16 kHz mono PCM. */

export const MIC_RATE = 16_000;
export const MIC_FRAME = 320;
const HEADER = 8;

/** `pcm`: 320 samples. `sample`: index of the first one, counted from `hello`; wraps at 2³². */
export function writeMicrophone(sample: number, pcm: Int16Array): ArrayBuffer {
  if (pcm.length !== MIC_FRAME) throw new RangeError(`a microphone frame has ${MIC_FRAME} samples, not ${pcm.length}`);
  const buffer = new ArrayBuffer(HEADER + 2 * MIC_FRAME);
  const view = new DataView(buffer);
  view.setUint8(0, 1);
  view.setUint8(1, 2);
  view.setUint32(4, sample >>> 0, true);
  for (let i = 0; i < MIC_FRAME; i++) view.setInt16(HEADER + 2 * i, pcm[i]!, true);
  return buffer;
}
