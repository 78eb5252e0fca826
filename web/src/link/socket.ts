/** Carries out what `Link` and `beat` decide: the WebSocket, its timer, its heartbeat, and the reading of frames. */

import { WireError } from "../wire/check";
import { PROTOCOL, readControl, type Down, type Up } from "../wire/control";
import { readSpeech, type SpeechFrame } from "../wire/speech";
import { beat, HEARTBEAT, NO_HEARTBEAT, type HeartbeatEvent, type HeartbeatTimes, type Moment } from "./heartbeat";
import type { Link, LinkAction, LinkEvent } from "./link";

export interface Listener {
  message(message: Down): void;
  speech(frame: SpeechFrame): void;
  lost(): void;
  forgotten(): void;
  /** The hall has been unreachable for so long that the page must delete everything of the citizen. */
  expired(): void;
  /** A frame from the hall that is no `kiosk.v1`. The reason never holds the frame's contents. */
  garbled(reason: string): void;
}

/** Bytes of microphone sound queued in the socket (16,000 = half a second). Above this, new frames are dropped. */
export const BACKLOG_BYTES = 16_000;

export class Socket {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private heartbeat = NO_HEARTBEAT;
  /** Shortened by tests only. */
  times: HeartbeatTimes = HEARTBEAT;

  constructor(
    private readonly url: string,
    private readonly link: Link,
    private readonly listener: Listener,
    private readonly now: () => Moment = () => ({ steady: performance.now(), wall: Date.now() }),
  ) {}

  start(): void {
    addEventListener("online", () => this.feed({ kind: "online" }));
    addEventListener("offline", () => this.feed({ kind: "offline" }));
    this.feed({ kind: "boot" });
  }

  /** Connect anew at once, where there is no connection that is ready. */
  retry(): void {
    this.feed({ kind: "online" });
  }

  /** Call at least once a second. */
  tick(): void {
    this.beat({ kind: "tick" });
  }

  /** Sends if the hall has answered `hello`; otherwise the message is of no use to anyone. */
  send(message: Up): boolean {
    if (this.link.state !== "ready" || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends a media frame, unless more than BACKLOG_BYTES are queued; false = dropped. */
  sendMedia(frame: ArrayBuffer): boolean {
    const socket = this.socket;
    if (this.link.state !== "ready" || socket?.readyState !== WebSocket.OPEN) return false;
    if (socket.bufferedAmount > BACKLOG_BYTES) return false;
    socket.send(frame);
    return true;
  }

  private feed(event: LinkEvent): void {
    for (const action of this.link.feed(event)) this.carryOut(action);
  }

  private beat(event: HeartbeatEvent): void {
    const [state, actions] = beat(this.heartbeat, event, this.now(), this.times);
    this.heartbeat = state;
    for (const action of actions) {
      if (action.kind === "ping") this.send({ type: "ping", n: action.n });
      else if (action.kind === "dead") this.feed({ kind: "dead" });
      else this.listener.expired();
    }
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
        this.timer = setTimeout(() => this.feed({ kind: "timer" }), action.ms);
        return;
      case "cancel":
        return clearTimeout(this.timer);
      case "deliver":
        return this.deliver(action.message);
      case "lost":
        this.beat({ kind: "lost" });
        return this.listener.lost();
      case "forgotten":
        return this.listener.forgotten();
    }
  }

  private deliver(message: Down): void {
    if (message.type === "pong") return this.beat({ kind: "pong", n: message.n });
    if (message.type === "ready") this.beat({ kind: "ready" });
    this.listener.message(message);
  }

  private open(): void {
    this.close();
    const socket = new WebSocket(this.url, PROTOCOL);
    socket.binaryType = "arraybuffer";
    // Events of a socket we have let go of must not reach the link.
    const mine = (handle: () => void) => (): void => {
      if (this.socket === socket) handle();
    };
    socket.onopen = mine(() => this.feed({ kind: "opened" }));
    socket.onclose = mine(() => {
      this.socket = null;
      this.feed({ kind: "closed" });
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
      if (typeof data === "string") this.feed({ kind: "message", message: readControl(data) });
      else if (this.link.state === "ready") this.listener.speech(readSpeech(data));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.listener.garbled(error.message);
    }
  }
}
