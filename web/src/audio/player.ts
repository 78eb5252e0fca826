/** The page's side of the audio player: sends chunks and orders to the worklet, and reads the played position. */

import playerWorklet from "./player.worklet.ts?worker&url";
import { PlayedClock, SHARED_BYTES, type Head, type Position } from "./clock";
import { Playback, type Chunk, type Mark } from "./playback";
import type { PlayerNews, PlayerOrder } from "./player.worklet";

export interface Player {
  push(chunk: Chunk): void;
  /** Silence within 10 ms; everything of an older epoch is dropped. */
  stop(epoch: number): void;
  /** Test aid: the player pretends for `ms` that nothing arrives. */
  starve(ms: number): void;
  /** What will be at the loudspeaker `aheadMs` from now (never beyond what was rendered). */
  heard(aheadMs?: number): Position | null;
  /** The sample at which an utterance ended or was stopped, once that moment has left the loudspeaker. */
  ended(utterance: number): number | null;
  head(): Head;
  /** 0..1 of full. */
  setVolume(volume: number): void;
  close(): void;
}

/** Plays through an AudioContext. Make it with `openPlayer`. */
class WorkletPlayer implements Player {
  private readonly clock: PlayedClock;
  private readonly loudness: GainNode;

  constructor(
    private readonly context: AudioContext,
    private readonly node: AudioWorkletNode,
    memory: SharedArrayBuffer | undefined,
  ) {
    this.clock = new PlayedClock(memory);
    node.port.onmessage = (event: MessageEvent<PlayerNews>) => this.clock.receive(event.data.head, event.data.marks);
    this.loudness = context.createGain();
    node.connect(this.loudness).connect(context.destination);
  }

  push(chunk: Chunk): void {
    this.order({ kind: "chunk", chunk }, [chunk.pcm.buffer as ArrayBuffer]);
  }

  stop(epoch: number): void {
    this.order({ kind: "stop", epoch });
  }

  starve(ms: number): void {
    this.order({ kind: "starve", seconds: ms / 1000 });
  }

  heard(aheadMs = 0): Position | null {
    this.clock.refresh();
    return this.clock.at(this.leaving(aheadMs));
  }

  ended(utterance: number): number | null {
    this.clock.refresh();
    return this.clock.endOf(utterance, this.leaving(0));
  }

  head(): Head {
    this.clock.refresh();
    return this.clock.head;
  }

  setVolume(volume: number): void {
    this.loudness.gain.value = volume;
  }

  close(): void {
    this.node.disconnect();
    this.loudness.disconnect();
  }

  /** The output frame that leaves the loudspeaker `aheadMs` from now. */
  private leaving(aheadMs: number): number {
    const { context } = this;
    const stamp = context.getOutputTimestamp?.();
    const latency = context.outputLatency || context.baseLatency || 0;
    let seconds = context.currentTime - latency;
    if (stamp?.performanceTime !== undefined && stamp.contextTime !== undefined && stamp.performanceTime > 0) {
      const precise = stamp.contextTime + (performance.now() - stamp.performanceTime) / 1000;
      // Some drivers stamp nonsense after sleep or a device change: believe the stamp only near the plain estimate.
      if (Math.abs(precise - seconds) < 0.5) seconds = precise;
    }
    return (seconds + aheadMs / 1000) * context.sampleRate;
  }

  private order(order: PlayerOrder, transfer: Transferable[] = []): void {
    this.node.port.postMessage(order, transfer);
  }
}

export async function openPlayer(context: AudioContext): Promise<Player> {
  await context.audioWorklet.addModule(playerWorklet);
  const memory = globalThis.crossOriginIsolated ? new SharedArrayBuffer(SHARED_BYTES) : undefined;
  const node = new AudioWorkletNode(context, "hall-player", {
    numberOfInputs: 0,
    outputChannelCount: [1],
    processorOptions: { memory },
  });
  return new WorkletPlayer(context, node, memory);
}

const SILENT_RATE = 24_000;

/**
 * A player for machines whose loudspeaker is missing or still locked by the browser's autoplay rule: the same core
 * against the wall clock, unheard. Captions, lips and the conversation go on.
 */
export class SilentPlayer implements Player {
  private readonly clock = new PlayedClock();
  private marks: Mark[] = [];
  private readonly core = new Playback(SILENT_RATE, (mark) => this.marks.push(mark));
  private readonly began: number;
  private rendered = 0;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.began = now();
  }

  push(chunk: Chunk): void {
    this.run();
    this.core.push(chunk);
  }

  stop(epoch: number): void {
    this.run();
    this.core.stop(epoch);
  }

  starve(ms: number): void {
    this.run();
    this.core.starve(this.rendered + (ms / 1000) * SILENT_RATE);
  }

  heard(): Position | null {
    this.run();
    return this.clock.at(this.rendered);
  }

  ended(utterance: number): number | null {
    this.run();
    return this.clock.endOf(utterance, this.rendered);
  }

  head(): Head {
    this.run();
    return this.clock.head;
  }

  setVolume(): void {
    // Nothing is heard.
  }

  close(): void {
    this.marks = [];
  }

  private run(): void {
    const due = Math.floor(((this.now() - this.began) / 1000) * SILENT_RATE);
    const block = new Float32Array(480);
    // After a long sleep of the tab there is nothing to catch up with: what was unheard stays queued.
    if (due - this.rendered > SILENT_RATE) this.rendered = due - block.length;
    while (this.rendered + block.length <= due) {
      this.core.render(block, this.rendered);
      this.rendered += block.length;
    }
    const current = this.core.current;
    const head: Head = {
      frame: this.rendered,
      utterance: current?.id ?? this.clock.head.utterance,
      sample: Math.floor(current?.position ?? this.clock.head.sample),
      underruns: this.core.underruns,
      buffered: Math.floor(current?.buffered ?? 0),
      rate: current?.rate ?? this.clock.head.rate,
    };
    this.clock.receive(head, this.marks);
    this.marks = [];
  }
}
