/** What the wall's line tells, read strictly, and what the page knows after each message. No DOM, no socket, no clock. */

import { readCall, rings, type Call } from "../../src/bell/calls";
import { bool, count, fail, list, object, oneOf, str, type Json } from "../../src/wire/check";
import { readLine, type CaptionLine } from "./captions";

export const MICROPHONES = ["ok", "muted", "dead", "far", "loud"] as const;

/** A conversation that is going on. Times: ms on the hall's clock. Empty: none. */
export interface LiveConversation {
  readonly id: string;
  readonly channel: string;
  readonly device: string;
  readonly place: string;
  readonly window: string;
  readonly beganMs: number;
  readonly state: string;
  /** The line to the kiosk is cut; it may come back. */
  readonly away: boolean;
  readonly service: string;
  readonly step: string;
  readonly partial: string;
  readonly latencyMs: number | null;
  readonly flags: readonly string[];
  readonly handoff: string;
  readonly microphone: (typeof MICROPHONES)[number];
  readonly owner: string;
  readonly ownerAccount: string;
  /** The newest two lines. */
  readonly captions: readonly CaptionLine[];
}

export interface WallKiosk {
  readonly name: string;
  readonly place: string;
  readonly window: string;
  readonly stage: string;
  readonly serving: boolean;
  readonly down: boolean;
  readonly devices: readonly (readonly [string, string])[];
  readonly alarm: string;
}

export interface WallCall extends Call {
  readonly conversation: string;
}

/** A conversation of another hall in which a colleague answers. */
export interface AnsweredElsewhere {
  readonly conversation: string;
  readonly hall: string;
  readonly owner: string;
  readonly account: string;
  readonly place: string;
  readonly service: string;
}

/** Parts that a message leaves out did not change. */
export interface WallMessage {
  readonly whole: boolean;
  readonly life: string;
  readonly revision: number;
  readonly nowMs: number;
  readonly conversations: readonly LiveConversation[];
  readonly ended: readonly string[];
  readonly kiosks?: readonly WallKiosk[];
  readonly calls?: readonly WallCall[];
  readonly elsewhere?: readonly AnsweredElsewhere[];
  readonly queue?: { readonly waiting: number; readonly longestS: number };
  readonly onDuty?: number;
}

/** `aheadMs`: the hall's clock less the page's. `conversations`: the oldest first. */
export interface Wall {
  readonly life: string;
  readonly revision: number;
  readonly aheadMs: number;
  readonly conversations: readonly LiveConversation[];
  readonly kiosks: readonly WallKiosk[];
  readonly calls: readonly WallCall[];
  readonly elsewhere: readonly AnsweredElsewhere[];
  readonly queue: { readonly waiting: number; readonly longestS: number };
  readonly onDuty: number;
}

export const NOTHING: Wall = { life: "", revision: 0, aheadMs: 0, conversations: [], kiosks: [], calls: [], elsewhere: [], queue: { waiting: 0, longestS: 0 }, onDuty: 0 };

/** The wall after a message. `nowMs`: the page's clock when it came. */
export function afterMessage(wall: Wall, told: WallMessage, nowMs: number): Wall {
  const before = told.whole ? [] : wall.conversations;
  const newer = new Map(told.conversations.map((one) => [one.id, one]));
  const over = new Set(told.ended);
  const kept = before.filter((one) => !over.has(one.id)).map((one) => newer.get(one.id) ?? one);
  const known = new Set(before.map((one) => one.id));
  const fresh = told.conversations.filter((one) => !known.has(one.id) && !over.has(one.id));
  return {
    life: told.life,
    revision: told.revision,
    aheadMs: told.nowMs - nowMs,
    conversations: [...kept, ...fresh],
    kiosks: told.kiosks ?? wall.kiosks,
    calls: told.calls ?? wall.calls,
    elsewhere: told.elsewhere ?? wall.elsewhere,
    queue: told.queue ?? wall.queue,
    onDuty: told.onDuty ?? wall.onDuty,
  };
}

/** Throws `WireError` for anything else. */
export function readWall(text: string): WallMessage {
  const of = object(parsed(text), "wall");
  return {
    whole: oneOf(of, "type", ["whole", "changes"], "wall") === "whole",
    life: str(of, "life", "wall"),
    revision: count(of, "revision", "wall"),
    nowMs: count(of, "now_ms", "wall"),
    conversations: list(of, "conversations", "wall", readConversation),
    ended: list(of, "ended", "wall", word),
    ...(of["kiosks"] === undefined ? {} : { kiosks: list(of, "kiosks", "wall", readKiosk) }),
    ...(of["calls"] === undefined ? {} : { calls: list(of, "calls", "wall", wallCall) }),
    ...(of["elsewhere"] === undefined ? {} : { elsewhere: list(of, "elsewhere", "wall", readElsewhere) }),
    ...(of["queue"] === undefined ? {} : { queue: readQueue(object(of["queue"], "wall.queue")) }),
    ...(of["on_duty"] === undefined ? {} : { onDuty: count(of, "on_duty", "wall") }),
  };
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail("message", "JSON", text.slice(0, 20));
  }
}

function readConversation(value: unknown, path: string): LiveConversation {
  const of = object(value, path);
  return { ...readAbout(of, path), captions: list(of, "captions", path, readLine) };
}

/** All but its lines. */
export function readAbout(of: Json, path: string): Omit<LiveConversation, "captions"> {
  return {
    id: str(of, "id", path), channel: str(of, "channel", path), device: str(of, "device", path), place: str(of, "place", path), window: str(of, "window", path),
    beganMs: count(of, "began_ms", path), state: str(of, "state", path), away: bool(of, "away", path),
    service: str(of, "service", path), step: str(of, "step", path), partial: str(of, "partial", path),
    latencyMs: of["latency_ms"] === null ? null : count(of, "latency_ms", path),
    flags: list(of, "flags", path, word), handoff: str(of, "handoff", path), microphone: oneOf(of, "microphone", MICROPHONES, path),
    owner: str(of, "owner", path), ownerAccount: str(of, "owner_account", path),
  };
}

function readKiosk(value: unknown, path: string): WallKiosk {
  const of = object(value, path);
  const devices = { ...object(of["reported"], `${path}.reported`), ...object(of["devices"], `${path}.devices`) };
  return {
    name: str(of, "name", path), place: str(of, "place", path), window: str(of, "window", path), stage: str(of, "stage", path),
    serving: bool(of, "serving", path), down: bool(of, "down", path),
    devices: Object.entries(devices).map(([name, state]) => [name, word(state, `${path}.devices`)] as const),
    alarm: of["alarm"] === null ? "" : str(object(of["alarm"], `${path}.alarm`), "address", `${path}.alarm`),
  };
}

function readElsewhere(value: unknown, path: string): AnsweredElsewhere {
  const of = object(value, path);
  return {
    conversation: str(of, "conversation", path), hall: str(of, "hall", path), owner: str(of, "owner", path),
    account: str(of, "account", path), place: str(of, "place", path), service: str(of, "service", path),
  };
}

function wallCall(value: unknown, path: string): WallCall {
  return { ...readCall(value, path), conversation: str(object(value, path), "conversation", path) };
}

function readQueue(of: Json): { waiting: number; longestS: number } {
  return { waiting: count(of, "waiting", "wall.queue"), longestS: count(of, "longest_s", "wall.queue") };
}

function word(value: unknown, path: string): string {
  return typeof value === "string" ? value : fail(path, "a string", value);
}

/** How loud the calls are: silent, a usual ring, a danger's. */
export function ringOf(calls: readonly Call[]): "" | "usual" | "danger" {
  const open = calls.filter(rings);
  if (open.length === 0) return "";
  return open.some((call) => call.danger !== "") ? "danger" : "usual";
}
