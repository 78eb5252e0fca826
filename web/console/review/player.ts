/** Plays one stretch of a recording at a time. */

import { shallowRef } from "vue";
import { mixed, type Recording, type Span } from "./recording";

export class TurnPlayer {
  /** The turn that is being played; "": none. */
  readonly playing = shallowRef("");
  private context: AudioContext | null = null;
  private source: AudioBufferSourceNode | null = null;

  /** `ended`: called when it was played to its end, not when it was stopped. */
  play(turn: string, recording: Recording, span: Span, ended: () => void): void {
    this.stop();
    const context = (this.context ??= new AudioContext());
    void context.resume();
    const sound = mixed(recording, span);
    const buffer = context.createBuffer(1, sound.length, recording.rate);
    buffer.copyToChannel(sound, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => {
      if (this.source !== source) return;
      this.source = null;
      this.playing.value = "";
      ended();
    };
    this.source = source;
    this.playing.value = turn;
    source.start();
  }

  stop(): void {
    const source = this.source;
    this.source = null;
    this.playing.value = "";
    source?.stop();
  }

  close(): void {
    this.stop();
    void this.context?.close();
    this.context = null;
  }
}
