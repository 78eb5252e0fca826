/** Carries out what `Link` decides: the WebSocket, its timer, and the reading of frames. */

import { WireError } from "../wire/check";
import { PROTOCOL, readControl, type Down, type Up } from "../wire/control";
import { readSpeech, type SpeechFrame } from "../wire/speech";
import type { Link, LinkAction } from "./link";

export interface Listener {
  message(message: Down): void;
  speech(frame: SpeechFrame): void;
  lost(): void;
  forgotten(): void;
  /** A frame from the hall that is no `kiosk.v1`. The reason never holds the frame's contents. */
  garbled(reason: string): void;
}

/** Sound waiting to leave the machine: above this the newest is worth more than the oldest (half a second). */
export const BACKLOG_BYTES = 16_000;
/** A socket that has not drained for this long is dead, whatever TCP believes. */
const STALL_MS = 10_000;

export class Socket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private jammedSince: number | null = null;

  constructor(
    private readonly url: string,
    private readonly link: Link,
    private readonly listener: Listener,
    private readonly now: () => number = () => performance.now(),
  ) {}

  start(): void {
    addEventListener("online", () => this.run(this.link.feed({ kind: "online" })));
    this.run(this.link.feed({ kind: "boot" }));
  }

  /** Sends if the hall has answered `hello`; otherwise the message is of no use to anyone. */
  send(message: Up): boolean {
    if (this.link.state !== "ready" || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends a media frame unless too much is waiting already; false = dropped. */
  sendMedia(frame: ArrayBuffer): boolean {
    const socket = this.socket;
    if (this.link.state !== "ready" || socket?.readyState !== WebSocket.OPEN) return false;
    if (socket.bufferedAmount > BACKLOG_BYTES) {
      this.jammedSince ??= this.now();
      if (this.now() - this.jammedSince > STALL_MS) this.run(this.link.feed({ kind: "stalled" }));
      return false;
    }
    this.jammedSince = null;
    socket.send(frame);
    return true;
  }

  private run(actions: LinkAction[]): void {
    for (const action of actions) this.carryOut(action);
  }

  private carryOut(action: LinkAction): void {
    switch (action.kind) {
      case "connect":
        return this.open();
      case "disconnect":
        return this.close();
      case "send":
        return this.socket?.send(JSON.stringify(action.message));
      case "wait":
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.run(this.link.feed({ kind: "timer" })), action.ms);
        return;
      case "cancel":
        return clearTimeout(this.timer);
      case "deliver":
        return this.listener.message(action.message);
      case "lost":
        return this.listener.lost();
      case "forgotten":
        return this.listener.forgotten();
    }
  }

  private open(): void {
    this.close();
    this.jammedSince = null;
    const socket = new WebSocket(this.url, PROTOCOL);
    socket.binaryType = "arraybuffer";
    // Events of a socket we have let go of must not reach the link.
    const mine = (handle: () => void) => (): void => {
      if (this.socket === socket) handle();
    };
    socket.onopen = mine(() => this.run(this.link.feed({ kind: "opened" })));
    socket.onclose = mine(() => {
      this.socket = null;
      this.run(this.link.feed({ kind: "closed" }));
    });
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (this.socket === socket) this.read(event.data);
    };
    this.socket = socket;
  }

  private close(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private read(data: string | ArrayBuffer): void {
    try {
      if (typeof data === "string") this.run(this.link.feed({ kind: "message", message: readControl(data) }));
      else if (this.link.state === "ready") this.listener.speech(readSpeech(data));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.listener.garbled(error.message);
    }
  }
}
