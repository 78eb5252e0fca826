/** The capture worklet: a thin coat around `Capture`. */

import { Capture } from "./capture";

export interface CaptureNews {
  frame: Int16Array<ArrayBuffer>;
  level: number;
}

class CaptureProcessor extends AudioWorkletProcessor {
  private readonly capture = new Capture(sampleRate, (frame, level) => {
    const news: CaptureNews = { frame, level };
    this.port.postMessage(news, [frame.buffer]);
  });

  override process(inputs: Float32Array[][]): boolean {
    const mono = inputs[0]?.[0];
    if (mono !== undefined) this.capture.feed(mono);
    return true;
  }
}

registerProcessor("hall-capture", CaptureProcessor);
