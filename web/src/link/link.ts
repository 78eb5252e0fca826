/**
 * The life of the connection, without the connection: events in, actions out. No socket, no clock.
 *
 * The resume token lives here and nowhere else: in memory, and only as long as its conversation.
 */

import { PROTOCOL, type Down, type Up } from "../wire/control";
import { Backoff } from "./backoff";

export type LinkState = "waiting" | "connecting" | "greeting" | "ready";

export type LinkEvent =
  | { kind: "boot" }
  | { kind: "opened" }
  | { kind: "closed" }
  | { kind: "timer" }
  /** The browser says that the machine has a network again. */
  | { kind: "online" }
  /** The browser says that the machine has lost its network. */
  | { kind: "offline" }
  /** The heartbeat has found the open connection dead. */
  | { kind: "dead" }
  | { kind: "message"; message: Down };

export type LinkAction =
  | { kind: "connect" }
  | { kind: "disconnect" }
  | { kind: "send"; message: Up }
  /** Replaces the running timer; feed `timer` when it fires. */
  | { kind: "wait"; ms: number }
  | { kind: "cancel" }
  /** Hand this message to the page. */
  | { kind: "deliver"; message: Down }
  /** The hall can no longer be reached (told once per loss). */
  | { kind: "lost" }
  /** The hall is back, but the conversation is not. */
  | { kind: "forgotten" };

export interface Introduction {
  device: string;
  elderly: () => boolean;
  abilities: () => { screen: boolean; voice: boolean; touch: boolean; print: boolean };
}

/** A connection that does not open, or a hall that does not answer `hello`, is given up after this. */
const PATIENCE_MS = 10_000;
/** Without a network the next try comes after this: a hall on the same machine is still reached. */
const OFFLINE_MS = 2_000;

export class Link {
  private phase: LinkState = "waiting";
  private token: string | null = null;
  private lost = false;

  constructor(
    private readonly self: Introduction,
    private readonly backoff = new Backoff(),
  ) {}

  get state(): LinkState {
    return this.phase;
  }

  get resumable(): boolean {
    return this.token !== null;
  }

  /** The conversation is over for this page: it must never be taken up again. */
  forget(): void {
    this.token = null;
  }

  feed(event: LinkEvent): LinkAction[] {
    switch (event.kind) {
      case "boot":
        return this.connect();
      case "opened":
        return this.phase === "connecting" ? this.greet() : [];
      case "online":
        return this.reconnect();
      case "offline":
        return this.phase === "waiting" ? [] : [{ kind: "disconnect" }, ...this.retry(OFFLINE_MS)];
      case "timer":
        return this.phase === "waiting" ? this.connect() : this.phase === "ready" ? [] : this.giveUp();
      case "dead":
        return this.phase === "ready" ? this.giveUp() : [];
      case "closed":
        return this.phase === "waiting" ? [] : this.retry();
      case "message":
        return this.hear(event.message);
    }
  }

  private connect(): LinkAction[] {
    this.phase = "connecting";
    return [{ kind: "connect" }, { kind: "wait", ms: PATIENCE_MS }];
  }

  /** At once, also in place of a try that began without a network and would wait for its time-out. */
  private reconnect(): LinkAction[] {
    if (this.phase === "ready") return [];
    const idle = this.phase === "waiting";
    return [{ kind: "cancel" }, ...(idle ? [] : [{ kind: "disconnect" } as const]), ...this.connect()];
  }

  private greet(): LinkAction[] {
    this.phase = "greeting";
    const hello: Up = {
      type: "hello",
      v: PROTOCOL,
      device: this.self.device,
      elderly: this.self.elderly(),
      abilities: this.self.abilities(),
      ...(this.token ? { resume: this.token } : {}),
    };
    return [
      { kind: "send", message: hello },
      { kind: "wait", ms: PATIENCE_MS },
    ];
  }

  private giveUp(): LinkAction[] {
    return [{ kind: "disconnect" }, ...this.retry()];
  }

  private retry(ms = this.backoff.next()): LinkAction[] {
    this.phase = "waiting";
    const actions: LinkAction[] = [{ kind: "wait", ms }];
    if (!this.lost) actions.unshift({ kind: "lost" });
    this.lost = true;
    return actions;
  }

  private hear(message: Down): LinkAction[] {
    if (this.phase === "greeting") return this.hearGreeting(message);
    if (this.phase !== "ready") return [];
    if (message.type === "begun") this.token = message.resume;
    if (message.type === "goodbye") this.token = null;
    return [{ kind: "deliver", message }];
  }

  private hearGreeting(message: Down): LinkAction[] {
    if (message.type === "error") return [{ kind: "deliver", message }];
    if (message.type !== "ready") return [];
    this.phase = "ready";
    this.lost = false;
    this.backoff.reset();
    const actions: LinkAction[] = [{ kind: "cancel" }];
    if (this.token !== null && !message.resumed) {
      this.token = null;
      actions.push({ kind: "forgotten" });
    }
    actions.push({ kind: "deliver", message });
    return actions;
  }
}
