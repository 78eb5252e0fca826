/** The messages of `kiosk.devices.v1` (docs/protocol.md): what the page sends to the bridge beside it, and what comes back. */

import { bool, count, fail, list, maybeStr, object, oneOf, str, WireError, type Json } from "../wire/check";

export const DEVICES_PROTOCOL = "kiosk.devices.v1";
export const DEVICE_NAMES = ["bridge", "reader", "printer", "scanner", "presence"] as const;
export const CONDITIONS = ["ready", "busy", "paper_low", "paper_out", "unplugged", "wrong"] as const;
export type Condition = (typeof CONDITIONS)[number];
export const OUTCOMES = ["printed", "sent", "failed", "unknown"] as const;

export interface DeviceState {
  device: (typeof DEVICE_NAMES)[number];
  state: Condition;
  /** For technicians. */
  text: string;
}

/** What stands on a slip, from above. */
export interface Sheet {
  hall: string;
  title: string;
  number_label: string;
  number: string;
  rows: { label: string; value: string }[];
  time: string;
  source: string;
  qr: string;
  qr_label: string;
  note: string;
}

export type BridgeUp =
  | { type: "hello"; v: typeof DEVICES_PROTOCOL; token: string }
  | { type: "print"; job: string; sheet: Sheet }
  | { type: "simulate"; action: string };

/** A reading that the bridge has signed; the hall checks it. */
export interface CardReading {
  type: "card_read";
  kind: "id_card";
  fields: { name: string; number: string };
  at: number;
  mac: string;
}
export interface Printed {
  type: "printed";
  job: string;
  outcome: (typeof OUTCOMES)[number];
  why?: Condition;
}
/** What a person can do with the simulated devices of a demonstration. */
export interface SimulatorAction {
  id: string;
  label: string;
}

export type BridgeDown =
  | { type: "welcome"; left_s: number }
  | { type: "devices"; devices: DeviceState[] }
  | { type: "simulator"; actions: SimulatorAction[] }
  | CardReading
  | { type: "scanned"; code: string }
  | { type: "presence"; present: boolean }
  | Printed
  | { type: "error"; code: string; text: string };

function device(value: unknown, path: string): DeviceState {
  const of = object(value, path);
  return { device: oneOf(of, "device", DEVICE_NAMES, path), state: oneOf(of, "state", CONDITIONS, path), text: str(of, "text", path) };
}

function action(value: unknown, path: string): SimulatorAction {
  const of = object(value, path);
  return { id: str(of, "id", path), label: str(of, "label", path) };
}

function reading(of: Json): CardReading {
  const fields = object(of["fields"], "card_read.fields");
  return {
    type: "card_read",
    kind: oneOf(of, "kind", ["id_card"] as const, "card_read"),
    fields: { name: str(fields, "name", "card_read.fields"), number: str(fields, "number", "card_read.fields") },
    at: count(of, "at", "card_read"),
    mac: str(of, "mac", "card_read"),
  };
}

function seconds(of: Json): number {
  const value = of["left_s"];
  return typeof value === "number" && value > 0 ? value : fail("welcome.left_s", "a number above 0", value);
}

const READERS: { [K in BridgeDown["type"]]: (of: Json) => Extract<BridgeDown, { type: K }> } = {
  welcome: (of) => {
    const v = str(of, "v", "welcome");
    if (v !== DEVICES_PROTOCOL) throw new WireError(`welcome.v: this page speaks ${DEVICES_PROTOCOL}, the bridge speaks ${v}`);
    return { type: "welcome", left_s: seconds(of) };
  },
  devices: (of) => ({ type: "devices", devices: list(of, "devices", "devices", device) }),
  simulator: (of) => ({ type: "simulator", actions: list(of, "actions", "simulator", action) }),
  card_read: reading,
  scanned: (of) => ({ type: "scanned", code: str(of, "code", "scanned") }),
  presence: (of) => ({ type: "presence", present: bool(of, "present", "presence") }),
  printed: (of) => {
    const why = maybeStr(of, "why", "printed") === undefined ? {} : { why: oneOf(of, "why", CONDITIONS, "printed") };
    return { type: "printed", job: str(of, "job", "printed"), outcome: oneOf(of, "outcome", OUTCOMES, "printed"), ...why };
  },
  error: (of) => ({ type: "error", code: str(of, "code", "error"), text: str(of, "text", "error") }),
};

/** Reads one text frame of the bridge. Throws `WireError` for anything the protocol does not know. */
export function readBridge(text: string): BridgeDown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new WireError("message: not JSON");
  }
  const of = object(parsed, "message");
  const type = of["type"];
  if (typeof type !== "string" || !Object.hasOwn(READERS, type)) fail("message.type", "a known type", type);
  return READERS[type as BridgeDown["type"]](of);
}
