/** The microphone's core: any rate in, frames of exactly 20 ms of 16 kHz PCM out. Pure; runs inside the capture worklet. */

import { MIC_FRAME, MIC_RATE } from "../wire/microphone";
import { Sinc } from "./sinc";

export class Capture {
  private readonly sinc: Sinc | null;
  private readonly step: number;
  /** Source samples not yet used up, and where in them the next output sample lies. */
  private pending = new Float32Array(0);
  private position = 0;
  private frame = new Int16Array(MIC_FRAME);
  private filled = 0;

  /** `emit` gets a fresh frame and its root-mean-square level, 0..1. */
  constructor(
    rate: number,
    private readonly emit: (frame: Int16Array<ArrayBuffer>, level: number) => void,
  ) {
    this.step = rate / MIC_RATE;
    this.sinc = rate === MIC_RATE ? null : new Sinc(rate, MIC_RATE);
  }

  feed(block: Float32Array): void {
    if (this.sinc === null) {
      for (const value of block) this.put(value);
      return;
    }
    const data = new Float32Array(this.pending.length + block.length);
    data.set(this.pending);
    data.set(block, this.pending.length);
    while (this.position + this.sinc.reach < data.length) {
      this.put(this.sinc.at(data, data.length, this.position));
      this.position += this.step;
    }
    const used = Math.max(0, Math.floor(this.position) - this.sinc.reach);
    this.pending = data.slice(used);
    this.position -= used;
  }

  private put(value: number): void {
    this.frame[this.filled++] = Math.max(-32768, Math.min(32767, Math.round(value * 32768)));
    if (this.filled < MIC_FRAME) return;
    const whole = this.frame;
    this.frame = new Int16Array(MIC_FRAME);
    this.filled = 0;
    this.emit(whole, rms(whole));
  }
}

function rms(frame: Int16Array): number {
  let sum = 0;
  for (const value of frame) sum += value * value;
  return Math.sqrt(sum / frame.length) / 32768;
}
