/** The machine's sound: one AudioContext for loudspeaker and microphone, and patience with what browsers allow. */

import { openMicrophone, MicrophoneError, type Microphone, type MicrophoneListener } from "./audio/microphone";
import { openPlayer, type Player } from "./audio/player";
import type { MicState } from "./page";

export interface SoundListener extends MicrophoneListener {
  /** The real loudspeaker can be used from now on. */
  player(player: Player): void;
  mic(state: MicState): void;
}

export class Sound {
  private context: AudioContext | null = null;
  private microphone: Microphone | null = null;
  private opening: Promise<void> | null = null;
  private hasPlayer = false;

  constructor(
    private readonly rate: number,
    private readonly listener: SoundListener,
  ) {}

  get state(): string {
    return this.context?.state ?? "none";
  }

  get listening(): boolean {
    return this.microphone !== null && this.context?.state === "running";
  }

  get captured(): number {
    return this.microphone?.samples ?? 0;
  }

  /**
   * Opens what can be opened. Called at load (a kiosk has the permission and a browser started with
   * `--autoplay-policy=no-user-gesture-required`) and at every touch (everywhere else the first touch unlocks).
   */
  async wake(withMicrophone: boolean): Promise<void> {
    const context = (this.context ??= this.newContext());
    // Not awaited: without a touch the browser leaves this promise open for ever.
    if (context.state !== "running") void context.resume();
    if (withMicrophone && this.microphone === null) await (this.opening ??= this.openMic(context));
    if (context.state === "running") await this.playThrough(context);
  }

  private newContext(): AudioContext {
    let context: AudioContext;
    try {
      context = new AudioContext({ sampleRate: this.rate, latencyHint: "interactive" });
    } catch {
      context = new AudioContext(); // A browser that will not take the rate: the player resamples.
    }
    context.onstatechange = () => {
      if (context.state === "running") void this.playThrough(context);
    };
    return context;
  }

  private async playThrough(context: AudioContext): Promise<void> {
    if (this.hasPlayer) return;
    this.hasPlayer = true;
    this.listener.player(await openPlayer(context));
  }

  private async openMic(context: AudioContext): Promise<void> {
    this.listener.mic("asking");
    try {
      this.microphone = await openMicrophone(context, {
        frame: (sample, pcm, level) => this.listener.frame(sample, pcm, level),
        ended: () => this.lostMic(),
      });
      this.listener.mic("on");
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      this.listener.mic(error.fault);
    } finally {
      this.opening = null;
    }
  }

  private lostMic(): void {
    this.microphone?.close();
    this.microphone = null;
    this.listener.mic("missing");
    this.listener.ended();
  }
}
