/** A WebSocket of the wall: opened again until it stays open, and found dead when the hall is silent. */

import { WireError } from "../../src/wire/check";

/** Milliseconds: without a message until the line counts as dead (the hall sends one each 5 s), and before it is reopened. */
export const SILENT_MS = 14_000;
export const AGAIN_MS = [500, 1000, 2000, 5000] as const;

export interface LiveLinkListener {
  /** Throws `WireError` where it is not what was expected. */
  heard(text: string): void;
  /** `cutMs`: when the line was lost, on `now`'s clock; null: it is up. `tries`: so often it was opened in vain. */
  line(cutMs: number | null, tries: number): void;
}

export class LiveLink {
  private socket: WebSocket | null = null;
  private heardAt = 0;
  private openAt: number | null = null;
  private cutAt: number | null = null;
  private tries = 0;
  private closed = false;

  /** `url`: asked at each opening, so that the hall is told what the page has already. */
  constructor(
    private readonly url: () => string,
    private readonly listener: LiveLinkListener,
    private readonly now: () => number = () => performance.now(),
    private readonly make: (url: string) => WebSocket = (address) => new WebSocket(address),
  ) {
    this.open();
  }

  /** Call about once a second. */
  tick(): void {
    if (this.closed) return;
    if (this.openAt !== null && this.now() >= this.openAt) this.open();
    else if (this.socket !== null && this.now() - this.heardAt > SILENT_MS) this.lost();
  }

  close(): void {
    this.closed = true;
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private open(): void {
    this.openAt = null;
    this.heardAt = this.now();
    const socket = this.make(this.url());
    this.socket = socket;
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (this.socket === socket) this.hear(event.data);
    };
  }

  private hear(text: string): void {
    this.heardAt = this.now();
    try {
      this.listener.heard(text);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      console.warn(error.message);
      return this.lost(); // the hall is newer or older than this page: what is shown would be wrong
    }
    if (this.cutAt !== null || this.tries > 0) {
      this.cutAt = null;
      this.tries = 0;
    }
    this.listener.line(null, 0);
  }

  private lost(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
    this.cutAt ??= this.now();
    this.openAt = this.now() + AGAIN_MS[Math.min(this.tries, AGAIN_MS.length - 1)]!;
    this.tries += 1;
    this.listener.line(this.cutAt, this.tries);
  }
}

/** The WebSocket's address of a relative one. */
export function socketAddress(relative: string, base: string): string {
  const url = new URL(relative, base);
  url.hash = "";
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}
