/** One connection of a trial by voice: messages and sound both ways. No DOM and no sound device of its own. */

import { writeMicrophone } from "../../../src/wire/microphone";
import { readSpeech, type SpeechFrame } from "../../../src/wire/speech";
import { WireError } from "../../../src/wire/check";
import { ApiError, chinese } from "../../http";
import type { TrialAnswer, TrialBody } from "./api";
import { readVoice, type VoiceMessage } from "./voice-wire";
import { NOT_PLAYED } from "./voice-words";

/** Bytes that wait in the socket, beyond which microphone frames are dropped: two seconds. */
const BEHIND = 64_000;
/** `WebSocket.OPEN`. */
const OPEN = 1;

export interface VoiceLineListener {
  told(message: VoiceMessage): void;
  sound(frame: SpeechFrame): void;
  /** It is closed, and this is why. Not called after `close`. */
  over(code: string): void;
}

export class VoiceLine {
  private socket: WebSocket | null;
  private ready = false;
  private why = "not_opened";
  private playing: { resolve(answer: TrialAnswer): void; reject(error: ApiError): void } | null = null;

  constructor(url: string, csrf: string, private readonly listener: VoiceLineListener, make: (url: string) => WebSocket = (address) => new WebSocket(address)) {
    const socket = (this.socket = make(url));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.why = "cut";
      this.send({ type: "begin", csrf });
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.hear(event.data);
    socket.onclose = () => this.lost();
  }

  get open(): boolean {
    return this.ready;
  }

  /** As `POST …/try`; the answer is spoken too. Raises `ApiError`. */
  play(body: TrialBody): Promise<TrialAnswer> {
    return new Promise((resolve, reject) => {
      this.playing = { resolve, reject };
      this.send({ type: "try", body });
    });
  }

  send(message: object): void {
    if (this.socket?.readyState === OPEN) this.socket.send(JSON.stringify(message));
  }

  microphone(sample: number, pcm: Int16Array): void {
    if (this.ready && this.socket?.readyState === OPEN && this.socket.bufferedAmount < BEHIND) this.socket.send(writeMicrophone(sample, pcm));
  }

  close(): void {
    const socket = this.socket;
    this.socket = null;
    this.ready = false;
    socket?.close();
    this.settle((one) => one.reject(new ApiError(0, "cut", NOT_PLAYED)));
  }

  private hear(data: string | ArrayBuffer): void {
    if (this.socket === null) return;
    try {
      if (typeof data !== "string") return this.listener.sound(readSpeech(data));
      const message = readVoice(data);
      if (message.type === "ready") this.ready = true;
      else if (message.type === "over") this.why = message.code;
      else if (message.type === "answer") this.settle((one) => one.resolve(message.answer));
      else if (message.type === "refused") this.settle((one) => one.reject(new ApiError(409, message.code, chinese(message.message, 409))));
      this.listener.told(message);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      console.warn(error.message);
      this.lost(); // the hall is newer or older than this page
    }
  }

  private lost(): void {
    if (this.socket === null) return;
    const why = this.why;
    this.close();
    this.listener.over(why);
  }

  private settle(done: (playing: NonNullable<VoiceLine["playing"]>) => void): void {
    const playing = this.playing;
    this.playing = null;
    if (playing !== null) done(playing);
  }
}
