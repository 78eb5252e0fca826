/**
 * The player's core: utterances in, output blocks out, and a truthful account of what was played when.
 * Pure; runs inside the playback worklet (or, on a machine without sound, beside a timer).
 *
 * The account is a list of marks: "from output frame `frame` on, utterance `utterance` stands at `sample` and
 * runs / stands still". Whoever knows which output frame is leaving the loudspeaker knows the sample heard.
 */

import { Utterance } from "./queue";

export type MarkCause = "start" | "underrun" | "resume" | "end" | "stop";

export interface Mark {
  /** Output frame, counted by the audio context. */
  frame: number;
  utterance: number;
  /** Source sample reached at that frame. */
  sample: number;
  /** Source samples per output frame from here on; 0 = standing still. */
  step: number;
  cause: MarkCause;
}

export interface Chunk {
  utterance: number;
  epoch: number;
  /** Hz of the source. */
  rate: number;
  sample: number;
  pcm: Int16Array;
  last: boolean;
  /** Where the utterance begins in this player, if not at 0. */
  first?: number;
}

/** Sound held back before (re)starting, so that the next network hiccup does not stop it again. */
const PREBUFFER_S = 0.06;
const FADE_S = 0.01;
/** A sudden silence is let down over this time constant, or it clicks. */
const DECAY_S = 0.002;
/** Utterances waiting; more than this is a hall gone mad, and the newest are refused. */
const MOST_WAITING = 16;

export class Playback {
  underruns = 0;
  private readonly queue: Utterance[] = [];
  private state: "idle" | "filling" | "playing" | "fading" = "idle";
  private epoch = 0;
  private starvedUntil = 0;
  private fadeLeft = 0;
  private lastValue = 0;
  private readonly fadeFrames: number;
  private readonly decay: number;

  constructor(
    private readonly rate: number,
    private readonly mark: (mark: Mark) => void,
  ) {
    this.fadeFrames = Math.max(1, Math.round(FADE_S * rate));
    this.decay = Math.exp(-1 / (DECAY_S * rate));
  }

  /** The utterance at the loudspeaker and its counter, for the head of the clock. */
  get current(): Utterance | undefined {
    return this.queue[0];
  }

  push(chunk: Chunk): void {
    if (chunk.epoch < this.epoch) return;
    if (chunk.epoch > this.epoch) this.stop(chunk.epoch);
    let utterance = this.queue.find((each) => each.id === chunk.utterance && each.epoch === chunk.epoch);
    if (utterance === undefined) {
      if (this.queue.length >= MOST_WAITING) return;
      utterance = new Utterance(chunk.utterance, chunk.epoch, chunk.rate, this.rate, chunk.first);
      this.queue.push(utterance);
    }
    utterance.push(chunk.sample, chunk.pcm);
    if (chunk.last) utterance.complete = true;
  }

  /** A new epoch: everything older falls silent within 10 ms. */
  stop(epoch: number): void {
    this.epoch = Math.max(this.epoch, epoch);
    const current = this.queue[0];
    if (current === undefined || current.epoch >= this.epoch) return;
    const newer = this.queue.filter((each) => each.epoch >= this.epoch);
    this.queue.splice(1, this.queue.length, ...newer);
    if (this.state === "fading") return;
    // What has not sounded yet, or has run dry, has nothing to fade.
    this.fadeLeft = this.state === "playing" ? this.fadeFrames : 0;
    this.state = "fading";
  }

  /** Pretends that nothing arrives until output frame `frame`: for tests of underruns. */
  starve(frame: number): void {
    this.starvedUntil = frame;
  }

  /** Fills `out`, whose first frame is the context's frame `frame`. */
  render(out: Float32Array, frame: number): void {
    let done = 0;
    while (done < out.length) {
      const step = this.renderSome(out, done, frame);
      if (step === 0) break;
      done += step;
    }
    for (; done < out.length; done++) {
      this.lastValue *= this.decay;
      out[done] = Math.abs(this.lastValue) < 1e-5 ? 0 : this.lastValue;
    }
  }

  private renderSome(out: Float32Array, at: number, frame: number): number {
    const utterance = this.queue[0];
    if (utterance === undefined) {
      this.state = "idle";
      return 0;
    }
    const starved = frame + at < this.starvedUntil;
    if (this.state === "idle" || this.state === "filling") {
      if (starved || !this.enough(utterance)) return 0;
      this.note(utterance, frame + at, this.state === "idle" ? "start" : "resume");
      this.state = "playing";
    }
    const ready = starved ? 0 : utterance.available();
    const room = out.length - at;
    const count = Math.min(ready, room, this.state === "fading" ? this.fadeLeft : room);
    utterance.read(out, at, count);
    if (this.state === "fading") this.fade(out, at, count);
    if (count > 0) this.lastValue = out[at + count - 1]!;
    this.settle(utterance, frame + at + count, count < room);
    return count;
  }

  private enough(utterance: Utterance): boolean {
    return utterance.complete || utterance.buffered >= PREBUFFER_S * utterance.rate;
  }

  private fade(out: Float32Array, at: number, count: number): void {
    for (let i = 0; i < count; i++) out[at + i]! *= (this.fadeLeft - i) / this.fadeFrames;
    this.fadeLeft -= count;
  }

  private settle(utterance: Utterance, frame: number, short: boolean): void {
    const faded = this.state === "fading" && (this.fadeLeft <= 0 || short);
    if (faded || utterance.finished) {
      this.note(utterance, frame, faded ? "stop" : "end");
      this.queue.shift();
      this.state = "idle";
    } else if (short) {
      this.underruns += 1;
      this.note(utterance, frame, "underrun");
      this.state = "filling";
    }
  }

  private note(utterance: Utterance, frame: number, cause: MarkCause): void {
    const runs = cause === "start" || cause === "resume";
    const { id, position, step } = utterance;
    this.mark({ frame, utterance: id, sample: Math.floor(position), step: runs ? step : 0, cause });
  }
}
