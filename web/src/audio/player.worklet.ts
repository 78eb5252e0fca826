/** The playback worklet: a thin coat around `Playback` that owns the counter of samples really played. */

import { SharedClockWriter, type Head } from "./clock";
import { Playback, type Chunk, type Mark } from "./playback";

export type PlayerOrder =
  | { kind: "chunk"; chunk: Chunk }
  | { kind: "stop"; epoch: number }
  | { kind: "starve"; seconds: number };

export interface PlayerNews {
  head: Head;
  marks: Mark[];
}

/** Without shared memory the head is told this often (blocks of 128 frames: 21 ms at 24 kHz). */
const NEWS_EVERY = 4;

class PlayerProcessor extends AudioWorkletProcessor {
  private marks: Mark[] = [];
  private readonly playback = new Playback(sampleRate, (mark) => this.marks.push(mark));
  private readonly shared: SharedClockWriter | null;
  private blocks = 0;
  private lastRate = sampleRate;
  private lastMark: Mark | null = null;

  constructor(options: AudioWorkletNodeOptions) {
    super(options);
    const memory = (options.processorOptions as { memory?: SharedArrayBuffer }).memory;
    this.shared = memory === undefined ? null : new SharedClockWriter(memory);
    this.port.onmessage = (event: MessageEvent<PlayerOrder>) => this.obey(event.data);
  }

  private obey(order: PlayerOrder): void {
    if (order.kind === "chunk") this.playback.push(order.chunk);
    else if (order.kind === "stop") this.playback.stop(order.epoch);
    else this.playback.starve(currentFrame + order.seconds * sampleRate);
  }

  override process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const out = outputs[0]?.[0];
    if (out === undefined) return true;
    this.playback.render(out, currentFrame);
    const head = this.head(currentFrame + out.length);
    if (this.shared !== null) this.shared.write(head, this.marks);
    else if (this.marks.length > 0 || this.blocks % NEWS_EVERY === 0) this.tell(head);
    this.marks = [];
    this.blocks += 1;
    return true;
  }

  private head(frame: number): Head {
    const current = this.playback.current;
    if (current !== undefined) this.lastRate = current.rate;
    this.lastMark = this.marks.at(-1) ?? this.lastMark;
    return {
      frame,
      utterance: current?.id ?? this.lastMark?.utterance ?? 0,
      sample: Math.floor(current?.position ?? this.lastMark?.sample ?? 0),
      underruns: this.playback.underruns,
      buffered: Math.floor(current?.buffered ?? 0),
      rate: this.lastRate,
    };
  }

  private tell(head: Head): void {
    const news: PlayerNews = { head, marks: this.marks };
    this.port.postMessage(news);
  }
}

registerProcessor("hall-player", PlayerProcessor);
