/** Listening in by ear, in the page: a line to the hall, and the loudspeaker. */

import { markRaw, reactive } from "vue";
import { WireError } from "../../src/wire/check";
import { address } from "../http";
import { recall } from "../session";
import { socketAddress } from "./link";
import { readSound, Schedule, SOUND_FRAME, SOUND_RATE, type SoundFrame } from "./sound-frames";

/** Milliseconds without a frame after which the line counts as dead: the hall sends ten a second. */
const SILENT_MS = 6000;
const CUT = "声音断了。再点一次“听声音”；还不行，看看网络，字幕照样有。";
const NEVER = "声音连不上。再点一次“听声音”；还不行，请管理员看代理是不是放行 WebSocket，字幕照样有。";

/** `trouble`: why nothing is heard. `skipped`: some sound was left out, because the network is slow. */
export interface HearingState {
  on: "off" | "opening" | "on";
  trouble: string;
  skipped: boolean;
}

export class Hearing {
  readonly state: HearingState = reactive({ on: "off", trouble: "", skipped: false });
  private socket: WebSocket | null = null;
  private context: AudioContext | null = null;
  private schedule = new Schedule();
  private timer = 0;
  private heardAt = 0;

  constructor(private readonly conversation: string) {
    markRaw(this);
  }

  /** Called by a press of a button: browsers let sound begin then alone. */
  start(): void {
    this.stop();
    Object.assign(this.state, { on: "opening", trouble: "", skipped: false });
    this.context = new AudioContext();
    void this.context.resume();
    this.schedule = new Schedule();
    const socket = (this.socket = new WebSocket(socketAddress(address(`/live/conversations/${encodeURIComponent(this.conversation)}/sound`), location.href)));
    socket.binaryType = "arraybuffer";
    this.heardAt = performance.now();
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (this.socket === socket) this.hear(event.data);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
    this.timer = window.setInterval(() => {
      if (performance.now() - this.heardAt > SILENT_MS) this.lost();
    }, 1000);
  }

  stop(): void {
    this.end("");
  }

  private hear(data: string | ArrayBuffer): void {
    this.heardAt = performance.now();
    if (typeof data === "string") return this.stop(); // the conversation is over, which the captions tell
    try {
      this.play(readSound(data));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      console.warn(error.message);
      this.lost(); // the hall is newer or older than this page
    }
  }

  private play(frame: SoundFrame): void {
    Object.assign(this.state, { on: "on", skipped: frame.skipped > 0 });
    const context = this.context;
    const at = context === null ? null : this.schedule.place(context.currentTime);
    if (context === null || at === null || frame.pcm === null) return;
    const buffer = context.createBuffer(1, SOUND_FRAME, SOUND_RATE);
    buffer.copyToChannel(Float32Array.from(frame.pcm, (value) => value / 32768), 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.start(at);
  }

  private lost(): void {
    this.end(this.state.on === "on" ? CUT : NEVER);
    void recall({ background: true }); // 401 signs the page off
  }

  private end(trouble: string): void {
    window.clearInterval(this.timer);
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    void this.context?.close();
    this.context = null;
    Object.assign(this.state, { on: "off", trouble });
  }
}
