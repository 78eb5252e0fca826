/** The machine's sound: one AudioContext for loudspeaker and microphone, and patience with what browsers allow. */

import { openMicrophone, MicrophoneError, type Microphone, type MicrophoneFault, type MicrophoneListener } from "./audio/microphone";
import { openPlayer, type Player } from "./audio/player";
import type { MicState } from "./page";
import { MIC_FRAME } from "./wire/microphone";

const TEND_MS = 5000;
/** An open microphone gives 50 frames a second; without one for so long it is not listening (milliseconds). */
const DEAF_MS = 2000;

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
  private woken = false;
  /** The citizen, or the kiosk's policy, has allowed the microphone; and it is still to be opened. */
  private wanted = false;
  private micDue = false;
  private fault: MicrophoneFault | null = null;
  private tendedAt = 0;
  /** Samples captured since the page was loaded, through all microphones. */
  private passed = 0;
  /** When the last frame came; null: none yet, or none for too long. */
  private framedAt: number | null = null;
  private loudness = 1;

  constructor(
    private readonly rate: number,
    private readonly listener: SoundListener,
  ) {
    // A microphone that was unplugged, or was never there, is taken as soon as it is plugged in.
    navigator.mediaDevices?.addEventListener("devicechange", () => {
      if (this.wanted && this.microphone === null) void this.wake(true);
    });
  }

  /** Of the clerk's voice, 0..1; kept for a loudspeaker that comes later. */
  set volume(volume: number) {
    this.loudness = volume;
    this.player?.setVolume(volume);
  }

  get state(): string {
    return this.context?.state ?? "none";
  }

  /** Sound is coming from the microphone. */
  get listening(): boolean {
    return this.framedAt !== null;
  }

  get captured(): number {
    return this.passed;
  }

  /**
   * Opens what can be opened. Called at load (a kiosk has the permission and a browser started with
   * `--autoplay-policy=no-user-gesture-required`) and at every touch (everywhere else the first touch unlocks).
   */
  async wake(withMicrophone: boolean): Promise<void> {
    this.woken = true;
    this.wanted ||= withMicrophone;
    this.micDue ||= withMicrophone;
    this.context ??= this.newContext();
    // Not awaited: without a touch the browser leaves this promise open for ever.
    if (this.context !== null && this.context.state !== "running") void this.context.resume();
    this.opening ??= this.open();
    await this.opening;
  }

  /** Call several times a second: sound that stopped by itself (sleep, an interruption) is started again. */
  tend(now: number): void {
    if (this.framedAt !== null && now - this.framedAt > DEAF_MS) this.wentDeaf();
    if (!this.woken || now - this.tendedAt < TEND_MS) return;
    this.tendedAt = now;
    this.context ??= this.newContext();
    if (this.context !== null && this.context.state !== "running") void this.context.resume();
    else if (this.player === null || this.micDue) this.opening ??= this.open();
  }

  /** The loudspeaker stands still although sound is waiting. Another one comes as soon as one can be opened. */
  failed(): void {
    this.player = null;
    this.handedOver = false;
    // A context that was stopped (sleep, an interruption) is only started again; one that claims to run is broken.
    if (this.context?.state !== "running") return;
    this.micDue = this.microphone !== null;
    this.closeMic();
    this.context.onstatechange = null;
    void this.context.close();
    this.context = null;
  }

  private async open(): Promise<void> {
    try {
      await this.openSpeaker();
      const due = this.micDue && this.microphone === null;
      this.micDue = false;
      if (due) await this.openMic();
    } finally {
      this.opening = null;
    }
  }

  private async openSpeaker(): Promise<void> {
    if (this.context === null) return;
    try {
      this.player ??= await openPlayer(this.context);
      this.player.setVolume(this.loudness);
      this.handOver();
    } catch {
      // Whatever the browser's reason (no AudioWorklet on an insecure address, a script that did not load): the page
      // goes on unheard with captions, and the microphone may still work.
      this.player = null;
    }
  }

  private newContext(): AudioContext | null {
    let context: AudioContext;
    try {
      context = new AudioContext({ sampleRate: this.rate, latencyHint: "interactive" });
    } catch {
      try {
        context = new AudioContext(); // A browser that will not take the rate: the player resamples.
      } catch {
        return null; // No sound on this machine at all.
      }
    }
    context.onstatechange = () => {
      if (context.state === "running" && !this.handedOver) this.opening ??= this.open();
    };
    return context;
  }

  /** The page plays unheard until the loudspeaker really runs. */
  private handOver(): void {
    if (this.player === null || this.handedOver || this.context?.state !== "running") return;
    this.handedOver = true;
    this.listener.player(this.player);
  }

  private async openMic(): Promise<void> {
    // Asked again after a refusal, the browser answers at once: no need to flicker.
    if (this.fault === null) this.listener.mic("asking");
    try {
      this.microphone = await openMicrophone(this.context, {
        frame: (_, pcm, level) => this.framed(pcm, level),
        ended: () => this.lostMic(),
      });
      this.fault = null;
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      this.fault = error.fault;
      this.listener.mic(error.fault);
    }
  }

  private framed(pcm: Int16Array, level: number): void {
    if (this.framedAt === null) this.listener.mic("on");
    this.framedAt = performance.now();
    const first = this.passed;
    this.passed += MIC_FRAME;
    this.listener.frame(first, pcm, level);
  }

  /** Open, but nothing comes. It is told as working again by its next frame. */
  private wentDeaf(): void {
    this.framedAt = null;
    this.listener.mic(this.context?.state === "running" ? "broken" : "off");
    this.listener.ended();
  }

  private lostMic(): void {
    this.closeMic();
    this.fault = "missing";
    this.listener.mic("missing");
  }

  private closeMic(): void {
    this.microphone?.close();
    this.microphone = null;
    if (this.framedAt === null) return;
    this.framedAt = null;
    this.listener.mic("off");
    this.listener.ended();
  }
}
