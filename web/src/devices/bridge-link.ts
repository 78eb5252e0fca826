/** The life of the connection with the bridge, without the connection: events in, actions out. No socket, no clock. */

import { Backoff } from "../link/backoff";
import { DEVICES_PROTOCOL, type BridgeDown, type BridgeUp } from "./messages";

/** The page's own machine, always. */
export interface BridgeAddress {
  port: number;
  token: string;
}

export type BridgeEvent =
  | { kind: "start" }
  | { kind: "opened" }
  /** `code`: of the WebSocket. */
  | { kind: "closed"; code: number }
  | { kind: "timer" }
  /** Somebody touches this page. */
  | { kind: "touched" }
  | { kind: "message"; message: BridgeDown };

export type BridgeAction =
  | { kind: "connect" }
  | { kind: "disconnect" }
  | { kind: "send"; message: BridgeUp }
  /** Replaces the running timer; feed `timer` when it fires. */
  | { kind: "wait"; ms: number }
  | { kind: "cancel" }
  | { kind: "deliver"; message: BridgeDown }
  /** The bridge cannot be reached; told once for each loss. */
  | { kind: "lost"; why: string };

/** Another page has the devices: this one leaves them to it until somebody touches this page. */
export const DISPLACED = 4409;
const PATIENCE_MS = 5_000;

export class BridgeLink {
  private phase: "idle" | "waiting" | "connecting" | "greeting" | "ready" | "displaced" = "idle";
  private told = false;

  constructor(
    private readonly token: string,
    private readonly backoff = new Backoff(),
  ) {}

  get ready(): boolean {
    return this.phase === "ready";
  }

  feed(event: BridgeEvent): BridgeAction[] {
    switch (event.kind) {
      case "start":
        return this.phase === "idle" ? this.connect() : [];
      case "opened":
        return this.phase === "connecting" ? this.greet() : [];
      case "touched":
        return this.phase === "displaced" ? this.connect() : [];
      case "timer":
        if (this.phase === "waiting") return this.connect();
        return this.phase === "connecting" || this.phase === "greeting" ? [{ kind: "disconnect" }, ...this.retry("it does not answer")] : [];
      case "closed":
        return this.phase === "waiting" || this.phase === "idle" ? [] : this.closed(event.code);
      case "message":
        return this.hear(event.message);
    }
  }

  private connect(): BridgeAction[] {
    this.phase = "connecting";
    return [{ kind: "connect" }, { kind: "wait", ms: PATIENCE_MS }];
  }

  private greet(): BridgeAction[] {
    this.phase = "greeting";
    return [
      { kind: "send", message: { type: "hello", v: DEVICES_PROTOCOL, token: this.token } },
      { kind: "wait", ms: PATIENCE_MS },
    ];
  }

  private closed(code: number): BridgeAction[] {
    if (code !== DISPLACED) return this.retry(`closed, code ${code}`);
    this.phase = "displaced";
    return [{ kind: "cancel" }, ...this.lose("another page has the devices")];
  }

  private retry(why: string): BridgeAction[] {
    this.phase = "waiting";
    return [...this.lose(why), { kind: "wait", ms: this.backoff.next() }];
  }

  private lose(why: string): BridgeAction[] {
    if (this.told) return [];
    this.told = true;
    return [{ kind: "lost", why }];
  }

  private hear(message: BridgeDown): BridgeAction[] {
    if (this.phase === "ready") return [{ kind: "deliver", message }];
    if (this.phase !== "greeting" || message.type !== "welcome") return [];
    this.phase = "ready";
    this.told = false;
    this.backoff.reset();
    return [{ kind: "cancel" }, { kind: "deliver", message }];
  }
}

/** Where the bridge is, as the page's address says: `#devices=TOKEN&port=8765`. What follows # is sent to no server. */
export function bridgeIn(hash: string): BridgeAddress | null {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const token = query.get("devices") ?? "";
  const port = Number(query.get("port") ?? "8765");
  return token !== "" && Number.isInteger(port) && port > 0 && port < 65_536 ? { port, token } : null;
}
