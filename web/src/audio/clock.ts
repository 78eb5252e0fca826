/**
 * The played clock, shared between the playback worklet and the page.
 *
 * The worklet writes marks (see `playback.ts`) and the head (how far it has rendered). The page reads them: through
 * shared memory where the page is cross-origin isolated, through messages where it is not. Either way the page then
 * asks one question: which sample of which utterance is at the loudspeaker at output frame f?
 */

import type { Mark, MarkCause } from "./playback";

/** How far the worklet has rendered. */
export interface Head {
  /** Output frames rendered so far. */
  frame: number;
  utterance: number;
  /** Samples of that utterance handed to the loudspeaker: the counter. */
  sample: number;
  underruns: number;
  /** Source samples waiting behind the counter. */
  buffered: number;
  /** Hz of the utterance. */
  rate: number;
}

/** What is at the loudspeaker. */
export interface Position {
  utterance: number;
  sample: number;
  running: boolean;
  cause: MarkCause;
}

const CAUSES: readonly MarkCause[] = ["start", "underrun", "resume", "end", "stop"];
const KEPT = 32;
const MARK_FIELDS = 5;
const HEAD_FIELDS = 6;
/** Two 32-bit words (lock, marks written), then doubles: the head, then a ring of marks. */
const WORDS = 2;
export const SHARED_BYTES = 8 * (1 + HEAD_FIELDS + KEPT * MARK_FIELDS);

function views(memory: SharedArrayBuffer): { words: Int32Array; doubles: Float64Array } {
  return { words: new Int32Array(memory, 0, WORDS), doubles: new Float64Array(memory, 8) };
}

/** The worklet's side. Never waits: a sequence lock tells the reader when it read a half-written state. */
export class SharedClockWriter {
  private readonly words: Int32Array;
  private readonly doubles: Float64Array;

  constructor(memory: SharedArrayBuffer) {
    ({ words: this.words, doubles: this.doubles } = views(memory));
  }

  write(head: Head, marks: readonly Mark[]): void {
    Atomics.add(this.words, 0, 1);
    let written = Atomics.load(this.words, 1);
    for (const mark of marks) {
      const at = HEAD_FIELDS + (written % KEPT) * MARK_FIELDS;
      this.doubles.set([mark.frame, mark.utterance, mark.sample, mark.step, CAUSES.indexOf(mark.cause)], at);
      written += 1;
    }
    Atomics.store(this.words, 1, written);
    this.doubles.set([head.frame, head.utterance, head.sample, head.underruns, head.buffered, head.rate]);
    Atomics.add(this.words, 0, 1);
  }
}

/** The page's side: the last marks and the head, however they came. */
export class PlayedClock {
  head: Head = { frame: 0, utterance: 0, sample: 0, underruns: 0, buffered: 0, rate: 24_000 };
  private marks: Mark[] = [];
  private seen = 0;
  private readonly shared: { words: Int32Array; doubles: Float64Array } | null;

  constructor(memory?: SharedArrayBuffer) {
    this.shared = memory === undefined ? null : views(memory);
  }

  /** For the way by messages. */
  receive(head: Head, marks: readonly Mark[]): void {
    this.head = head;
    this.append(marks);
  }

  /** Brings head and marks up to date from shared memory; returns the marks that are new. */
  refresh(): readonly Mark[] {
    if (this.shared === null) return [];
    const { words, doubles } = this.shared;
    for (let tries = 0; tries < 64; tries++) {
      const before = Atomics.load(words, 0);
      if (before % 2 === 1) continue;
      const copy = doubles.slice();
      const written = Atomics.load(words, 1);
      if (Atomics.load(words, 0) === before) return this.take(copy, written);
    }
    return [];
  }

  /** Where the sound stood at output frame `frame`. Null before anything was played. */
  at(frame: number): Position | null {
    for (let i = this.marks.length - 1; i >= 0; i--) {
      const mark = this.marks[i]!;
      if (mark.frame > frame) continue;
      const next = this.marks[i + 1];
      const until = Math.min(frame, next?.frame ?? this.head.frame);
      const sample = mark.sample + Math.max(0, until - mark.frame) * mark.step;
      return { utterance: mark.utterance, sample, running: mark.step > 0, cause: mark.cause };
    }
    return null;
  }

  /** The sample at which `utterance` ended or was stopped, if that was at or before output frame `frame`. */
  endOf(utterance: number, frame: number): number | null {
    const mark = this.marks.findLast((each) => each.utterance === utterance && each.step === 0 && isEnd(each.cause));
    return mark !== undefined && mark.frame <= frame ? mark.sample : null;
  }

  private take(copy: Float64Array, written: number): readonly Mark[] {
    const [frame, utterance, sample, underruns, buffered, rate] = copy as unknown as [
      number, number, number, number, number, number,
    ];
    this.head = { frame, utterance, sample, underruns, buffered, rate };
    const fresh: Mark[] = [];
    for (let n = Math.max(this.seen, written - KEPT); n < written; n++) {
      const at = HEAD_FIELDS + (n % KEPT) * MARK_FIELDS;
      fresh.push({
        frame: copy[at]!,
        utterance: copy[at + 1]!,
        sample: copy[at + 2]!,
        step: copy[at + 3]!,
        cause: CAUSES[copy[at + 4]!]!,
      });
    }
    this.seen = written;
    this.append(fresh);
    return fresh;
  }

  private append(marks: readonly Mark[]): void {
    this.marks.push(...marks);
    if (this.marks.length > KEPT) this.marks = this.marks.slice(-KEPT);
  }
}

function isEnd(cause: MarkCause): boolean {
  return cause === "end" || cause === "stop";
}
