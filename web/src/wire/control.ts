/** The control messages of `kiosk.v1` (docs/protocol.md): what the page sends, what the hall sends, and the reading of it. */

import type { CameraFault } from "../camera/camera";
import type { BridgeAddress } from "../devices/bridge-link";
import type { CardReading, DeviceState, Printed } from "../devices/messages";
import type { PrintedCard } from "../devices/sheet";
import { card, type Card } from "./cards";
import { bool, count, fail, list, maybeStr, object, oneOf, str, WireError, type Json } from "./check";

export const PROTOCOL = "kiosk.v1";
export const TURNS = ["attract", "listening", "hearing", "thinking", "speaking", "ended"] as const;
export type Turn = (typeof TURNS)[number];
export const GESTURES = ["wave", "nod", "smile", "point", "sorry", "bow"] as const;
export type GestureName = (typeof GESTURES)[number];
export const VIAS = ["voice", "text", "touch", "key", "card"] as const;
export type Via = (typeof VIAS)[number];
export const ENDINGS = ["completed", "cancelled", "idle", "handoff", "busy", "drain", "fault", "taken_over"] as const;
export type Ending = (typeof ENDINGS)[number];

export const HEARINGS = ["ok", "muted", "dead", "far", "loud"] as const;
/** How well the microphone hears whoever stands there. */
export type Hearing = (typeof HEARINGS)[number];

/** Longest text the hall takes from the text box. */
export const TEXT_LIMIT = 500;

export type Up =
  | {
      type: "hello";
      v: typeof PROTOCOL;
      device: string;
      resume?: string;
      elderly?: boolean;
      abilities: { screen: boolean; voice: boolean; touch: boolean; print: boolean };
    }
  | { type: "start" }
  /** `ask`: the showing of the question that this answers, as `cards` named it. */
  | { type: "text"; text: string; ask?: string }
  | { type: "touch"; value: string; card?: string; ask?: string }
  | { type: "key"; keys: string; ask?: string }
  /** The camera of this machine gave no picture for the card that is shown. */
  | { type: "no_picture"; why: CameraFault; ask?: string }
  /** As the bridge beside the browser signed it. */
  | CardReading
  /** All devices of this kiosk as they are now. */
  | { type: "devices"; devices: readonly DeviceState[] }
  | Printed
  | { type: "scanned"; code: string }
  | { type: "settings"; elderly: boolean }
  /** Of the machine that this page runs on; `page`: the script that it was loaded with. */
  | { type: "page_state"; page: string; microphone: string; speaker: string }
  | Played
  | { type: "ping"; n: number }
  | { type: "bye"; reason: "leave" | "reload" | "idle" };

export interface Played {
  type: "played";
  utterance: number;
  heard_sample: number;
  buffered_ms: number;
  underruns: number;
  skew_ms: number;
  done: boolean;
}

export interface Hall {
  name: string;
  clerk: string;
  notice: string;
}

/** The settings of this kiosk, as the hall keeps them. `volume`: percent. */
export interface KioskSettings {
  name: string;
  place: string;
  window: string;
  volume: number;
  elderly: boolean;
}

export interface Ready {
  type: "ready";
  v: string;
  hall: Hall;
  face: { columns: string[]; rate: number };
  audio: { up: number; down: number };
  resumed: boolean;
  idle_s: number;
  /** The build of the page that the hall serves; empty from an older hall. */
  page: string;
  /** Where the simulated devices of a demonstration are: on this machine. */
  bridge?: BridgeAddress;
  /** Null: the hall knows nothing of this kiosk. */
  kiosk?: KioskSettings | null;
}
export interface Say {
  type: "say";
  utterance: number;
  epoch: number;
  sample: number;
  rate: number;
  text: string;
}
export interface Stop {
  type: "stop";
  utterance: number;
  epoch: number;
  sample: number;
}

export type Down =
  | Ready
  | { type: "begun"; conversation: string; resume: string }
  | { type: "state"; state: Turn }
  | { type: "waiting"; position: number; text: string }
  | { type: "mic"; status: Hearing; text: string }
  | { type: "partial"; text: string; stable: number }
  | { type: "transcript"; turn: number; text: string; via: Via }
  | Say
  | { type: "cards"; cards: Card[]; ask?: string | undefined }
  | { type: "print"; job: string; card: PrintedCard }
  | { type: "gesture"; name: GestureName }
  | Stop
  | { type: "handoff"; reason: string; text: string }
  | { type: "staff"; text: string }
  | { type: "error"; code: string; text: string; fatal: boolean }
  | { type: "pong"; n: number }
  | { type: "goodbye"; reason: Ending };

function word(value: unknown, path: string): string {
  return typeof value === "string" ? value : fail(path, "a string", value);
}

function seconds(of: Json, key: string, path: string): number {
  const value = of[key];
  return typeof value === "number" && value > 0 ? value : fail(`${path}.${key}`, "a number above 0", value);
}

function bridge(value: unknown): { bridge?: BridgeAddress } {
  if (value === undefined) return {};
  const of = object(value, "ready.bridge");
  return { bridge: { port: count(of, "port", "ready.bridge"), token: str(of, "token", "ready.bridge") } };
}

function printed(value: unknown, path: string): PrintedCard {
  const found = card(value, path);
  return found.kind === "receipt" || found.kind === "materials" ? found : fail(`${path}.kind`, "a card that is printed", found.kind);
}

function kiosk(value: unknown): KioskSettings {
  const of = object(value, "ready.kiosk");
  return {
    name: str(of, "name", "ready.kiosk"),
    place: str(of, "place", "ready.kiosk"),
    window: str(of, "window", "ready.kiosk"),
    volume: Math.min(100, count(of, "volume", "ready.kiosk")),
    elderly: bool(of, "elderly", "ready.kiosk"),
  };
}

function ready(of: Json): Ready {
  const hall = object(of["hall"], "ready.hall");
  const face = object(of["face"], "ready.face");
  const audio = object(of["audio"], "ready.audio");
  const v = str(of, "v", "ready");
  if (v !== PROTOCOL) throw new WireError(`ready.v: this page speaks ${PROTOCOL}, the hall speaks ${v}`);
  return {
    type: "ready",
    v,
    hall: {
      name: str(hall, "name", "ready.hall"),
      clerk: str(hall, "clerk", "ready.hall"),
      notice: str(hall, "notice", "ready.hall"),
    },
    face: { columns: list(face, "columns", "ready.face", word), rate: seconds(face, "rate", "ready.face") },
    audio: { up: seconds(audio, "up", "ready.audio"), down: seconds(audio, "down", "ready.audio") },
    resumed: bool(of, "resumed", "ready"),
    idle_s: seconds(of, "idle_s", "ready"),
    page: of["page"] === undefined ? "" : str(of, "page", "ready"),
    ...bridge(of["bridge"]),
    kiosk: of["kiosk"] === undefined ? null : kiosk(of["kiosk"]),
  };
}

function say(of: Json): Say {
  return {
    type: "say",
    utterance: count(of, "utterance", "say"),
    epoch: count(of, "epoch", "say"),
    sample: count(of, "sample", "say"),
    rate: seconds(of, "rate", "say"),
    text: str(of, "text", "say"),
  };
}

const READERS: { [K in Down["type"]]: (of: Json) => Extract<Down, { type: K }> } = {
  ready,
  say,
  begun: (of) => ({
    type: "begun",
    conversation: str(of, "conversation", "begun"),
    resume: str(of, "resume", "begun"),
  }),
  state: (of) => ({ type: "state", state: oneOf(of, "state", TURNS, "state") }),
  waiting: (of) => ({ type: "waiting", position: count(of, "position", "waiting"), text: str(of, "text", "waiting") }),
  mic: (of) => ({ type: "mic", status: oneOf(of, "status", HEARINGS, "mic"), text: str(of, "text", "mic") }),
  partial: (of) => ({ type: "partial", text: str(of, "text", "partial"), stable: count(of, "stable", "partial") }),
  transcript: (of) => ({
    type: "transcript",
    turn: count(of, "turn", "transcript"),
    text: str(of, "text", "transcript"),
    via: oneOf(of, "via", VIAS, "transcript"),
  }),
  cards: (of) => ({ type: "cards", cards: list(of, "cards", "cards", card), ask: maybeStr(of, "ask", "cards") }),
  print: (of) => ({ type: "print", job: str(of, "job", "print"), card: printed(of["card"], "print.card") }),
  gesture: (of) => ({ type: "gesture", name: oneOf(of, "name", GESTURES, "gesture") }),
  stop: (of) => ({
    type: "stop",
    utterance: count(of, "utterance", "stop"),
    epoch: count(of, "epoch", "stop"),
    sample: count(of, "sample", "stop"),
  }),
  handoff: (of) => ({ type: "handoff", reason: str(of, "reason", "handoff"), text: str(of, "text", "handoff") }),
  staff: (of) => ({ type: "staff", text: str(of, "text", "staff") }),
  error: (of) => ({
    type: "error",
    code: str(of, "code", "error"),
    text: str(of, "text", "error"),
    fatal: bool(of, "fatal", "error"),
  }),
  pong: (of) => ({ type: "pong", n: count(of, "n", "pong") }),
  goodbye: (of) => ({ type: "goodbye", reason: oneOf(of, "reason", ENDINGS, "goodbye") }),
};

/** Reads one text frame. Throws `WireError` for anything the protocol does not know. */
export function readControl(text: string): Down {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new WireError("message: not JSON");
  }
  const of = object(parsed, "message");
  const type = of["type"];
  if (typeof type !== "string" || !Object.hasOwn(READERS, type)) fail("message.type", "a known type", type);
  return READERS[type as Down["type"]](of);
}
