/** The devices beside this page, through the bridge: carries out what `BridgeLink` decides, and knows how they are. */

import { WireError } from "../wire/check";
import { BridgeLink, type BridgeAction, type BridgeAddress, type BridgeEvent } from "./bridge-link";
import { DEVICES_PROTOCOL, readBridge, type BridgeDown, type BridgeUp, type DeviceState, type Printed, type Sheet } from "./messages";

export interface DevicesListener {
  /** All devices, as they are now. */
  states(states: readonly DeviceState[]): void;
  message(message: Exclude<BridgeDown, { type: "devices" | "welcome" | "error" | "printed" }>): void;
  /** `left_s` of the bridge's welcome. */
  welcome(leftS: number): void;
  printed(message: Printed): void;
  garbled(reason: string): void;
}

/** Devices that cannot be reached. */
function away(why: string): DeviceState[] {
  return [{ device: "bridge", state: "unplugged", text: why.slice(0, 200) }];
}

export class Devices {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private link: BridgeLink | null = null;
  private address: BridgeAddress | null = null;
  private now: readonly DeviceState[] = [];

  constructor(private readonly listener: DevicesListener) {}

  /** How the devices are; none: this page has no bridge. */
  get states(): readonly DeviceState[] {
    return this.now;
  }

  /** There is a printer beside this page. It may be out of paper. */
  get hasPrinter(): boolean {
    return this.now.some((one) => one.device === "printer");
  }

  /** Connect with the bridge there; with another than before where it has moved. */
  use(address: BridgeAddress): void {
    if (this.address?.port === address.port && this.address.token === address.token) return;
    clearTimeout(this.timer);
    this.close();
    this.address = address;
    this.link = new BridgeLink(address.token);
    this.become(away("not connected yet"));
    this.feed({ kind: "start" });
  }

  touched(): void {
    this.feed({ kind: "touched" });
  }

  /** False: there is no bridge to print it. */
  print(job: string, sheet: Sheet): boolean {
    return this.send({ type: "print", job, sheet });
  }

  simulate(action: string): void {
    this.send({ type: "simulate", action });
  }

  private send(message: BridgeUp): boolean {
    if (!this.link?.ready || this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private feed(event: BridgeEvent): void {
    for (const action of this.link?.feed(event) ?? []) this.carryOut(action);
  }

  private carryOut(action: BridgeAction): void {
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
        this.listener.message({ type: "simulator", actions: [] });
        return this.become(away(action.why));
    }
  }

  private deliver(message: BridgeDown): void {
    if (message.type === "devices") this.become(message.devices);
    else if (message.type === "printed") this.listener.printed(message);
    else if (message.type === "welcome") this.listener.welcome(message.left_s);
    else if (message.type === "error") this.listener.garbled(`the bridge refused: ${message.text}`);
    else this.listener.message(message);
  }

  private become(states: readonly DeviceState[]): void {
    this.now = states;
    this.listener.states(states);
  }

  private open(): void {
    this.close();
    const socket = new WebSocket(`ws://127.0.0.1:${this.address!.port}/devices`, DEVICES_PROTOCOL);
    // Events of a socket we have let go of must not reach the link.
    const mine = (handle: () => void) => (): void => {
      if (this.socket === socket) handle();
    };
    socket.onopen = mine(() => this.feed({ kind: "opened" }));
    socket.onclose = (event) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.feed({ kind: "closed", code: event.code });
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      if (this.socket === socket) this.read(event.data);
    };
    this.socket = socket;
  }

  private close(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  private read(data: unknown): void {
    try {
      this.feed({ kind: "message", message: readBridge(String(data)) });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.listener.garbled(error.message);
    }
  }
}
