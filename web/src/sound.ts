/** The machine's sound: one AudioContext for loudspeaker and microphone, and patience with what browsers allow. */

import { openMicrophone, MicrophoneError, type Microphone, type MicrophoneFault, type MicrophoneListener } from "./audio/microphone";
import { openPlayer, type Player } from "./audio/player";
import type { MicState } from "./page";

const TEND_MS = 5000;

export interface SoundListener extends MicrophoneListener {
  /** The real loudspeaker can be used from now on. */
  player(player: Player): void;
  mic(state: MicState): void;
}

export class Sound {
  private context: AudioContext | null = null;
  private microphone: Microphone | null = null;
  private opening: Promise<void> | null = null;
  private player: Player | null = null;
  private handedOver = false;
  private wanted = false;
  private fault: MicrophoneFault | null = null;
  private tendedAt = 0;

  constructor(
    private readonly rate: number,
    private readonly listener: SoundListener,
  ) {
    // A microphone that was unplugged, or was never there, is taken as soon as it is plugged in.
    navigator.mediaDevices?.addEventListener("devicechange", () => {
      if (this.wanted && this.microphone === null) void this.wake(true);
    });
  }

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
    this.wanted ||= withMicrophone;
    const context = (this.context ??= this.newContext());
    // Not awaited: without a touch the browser leaves this promise open for ever.
    if (context.state !== "running") void context.resume();
    this.opening ??= this.open(context);
    await this.opening;
  }

  /** Call now and then: sound that stopped by itself (sleep, an interruption) is started again. */
  tend(now: number): void {
    if (this.context === null || now - this.tendedAt < TEND_MS) return;
    this.tendedAt = now;
    if (this.context.state !== "running") void this.context.resume();
  }

  private async open(context: AudioContext): Promise<void> {
    try {
      this.player ??= await openPlayer(context);
      this.handOver();
      if (this.wanted && this.microphone === null) await this.openMic(context);
    } finally {
      this.opening = null;
    }
  }

  private newContext(): AudioContext {
    let context: AudioContext;
    try {
      context = new AudioContext({ sampleRate: this.rate, latencyHint: "interactive" });
    } catch {
      context = new AudioContext(); // A browser that will not take the rate: the player resamples.
    }
    context.onstatechange = () => {
      this.handOver();
    };
    return context;
  }

  /** The page plays unheard until the loudspeaker really runs. */
  private handOver(): void {
    if (this.player === null || this.handedOver || this.context?.state !== "running") return;
    this.handedOver = true;
    this.listener.player(this.player);
  }

  private async openMic(context: AudioContext): Promise<void> {
    // Asked again after a refusal, the browser answers at once: no need to flicker.
    if (this.fault === null) this.listener.mic("asking");
    try {
      this.microphone = await openMicrophone(context, {
        frame: (sample, pcm, level) => this.listener.frame(sample, pcm, level),
        ended: () => this.lostMic(),
      });
      this.fault = null;
      this.listener.mic("on");
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      this.fault = error.fault;
      this.listener.mic(error.fault);
    }
  }

  private lostMic(): void {
    this.microphone?.close();
    this.microphone = null;
    this.fault = "missing";
    this.listener.mic("missing");
    this.listener.ended();
  }
}
