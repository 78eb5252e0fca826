/** The WebSocket of the bell page: opened again until it stays open, and found dead when the hall is silent. */

import { WireError } from "../wire/check";
import { readState, type BellState } from "./calls";

export interface LineListener {
  state(state: BellState): void;
  /** The line is up, or lost: what is shown may be old. */
  connected(up: boolean): void;
}

/** Milliseconds: between two signs of life, without an answer until the line counts as dead, and before it is reopened. */
export const BEAT_MS = 4000;
export const SILENT_MS = 10_000;
export const AGAIN_MS = [500, 1000, 2000, 5000] as const;

export class Line {
  private socket: WebSocket | null = null;
  private heardAt = 0;
  private sentAt = 0;
  private tries = 0;
  private openAt: number | null = null;
  private who = "";

  constructor(
    private readonly url: string,
    private readonly listener: LineListener,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Call once, then `tick` several times a second. */
  start(): void {
    this.open();
  }

  /** This page may ring from now on; the hall is told again after each lost line. */
  onDuty(who: string): void {
    this.who = who;
    this.send();
  }

  tick(): void {
    const now = this.now();
    if (this.openAt !== null && now >= this.openAt) this.open();
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    // A browser slows the clock of a page in the background: only an unanswered sign of life shows a dead line.
    const answered = this.heardAt >= this.sentAt;
    if (!answered && now - this.sentAt > SILENT_MS) this.lost();
    else if (answered && now - this.sentAt >= BEAT_MS) this.send();
  }

  private open(): void {
    this.openAt = null;
    const socket = new WebSocket(this.url);
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.send();
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (this.socket === socket) this.hear(event.data);
    };
    this.socket = socket;
  }

  private hear(text: string): void {
    this.heardAt = this.now();
    try {
      const state = readState(text);
      this.tries = 0;
      this.listener.connected(true);
      this.listener.state(state);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      console.warn(error.message);
    }
  }

  private send(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    this.sentAt = this.now();
    this.socket.send(JSON.stringify(this.who === "" ? {} : { on_duty: this.who }));
  }

  private lost(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.openAt = this.now() + AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)]!;
    this.tries += 1;
    this.listener.connected(false);
  }
}
