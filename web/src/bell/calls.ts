/** What the hall tells a bell page, read strictly, and what follows from it. No DOM, no socket, no clock. */

import { kioskName } from "../fleet/kiosks";
import { bool, count, fail, list, object, oneOf, str } from "../wire/check";

export const GONE = ["", "bye", "lost", "over"] as const;
export const STATES = ["calling", "nobody", "coming", "there"] as const;

export interface Call {
  id: string;
  kiosk: string;
  channel: string;
  place: string;
  window: string;
  why: string;
  danger: string;
  service: string;
  /** Label and value of what is filled in, masked by the hall. */
  values: readonly (readonly [string, string])[];
  /** Seconds from the call until somebody took it, or until the hall sent this. */
  waited: number;
  state: (typeof STATES)[number];
  who: string;
  /** The citizen was told that nobody came. */
  told: boolean;
  /** Why the citizen is not there any more; empty: is there. */
  gone: (typeof GONE)[number];
  /** Staff are to look at the citizen's document, and may vouch for the citizen. */
  document: boolean;
}

export interface BellState {
  hall: string;
  onDuty: number;
  /** Destinations that are told of calls and do not answer. */
  failing: readonly string[];
  /** The oldest first. */
  calls: readonly Call[];
  /** What staff may have looked at. */
  documents: readonly string[];
  /** Tickets (工单) that are overdue. */
  overdue: number;
}

/** Throws `WireError` for anything else. */
export function readState(text: string): BellState {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    fail("state", "JSON", text.slice(0, 20));
  }
  const of = object(parsed, "state");
  return {
    hall: str(of, "hall", "state"),
    onDuty: count(of, "on_duty", "state"),
    failing: list(of, "failing", "state", word),
    calls: list(of, "calls", "state", readCall),
    documents: list(of, "documents", "state", word),
    overdue: count(of, "overdue", "state"),
  };
}

export function readCall(value: unknown, path: string): Call {
  const of = object(value, path);
  return {
    id: str(of, "id", path),
    kiosk: str(of, "kiosk", path),
    channel: str(of, "channel", path),
    place: str(of, "place", path),
    window: str(of, "window", path),
    why: str(of, "why", path),
    danger: str(of, "danger", path),
    service: str(of, "service", path),
    values: list(of, "values", path, pair),
    waited: count(of, "waited_s", path),
    state: oneOf(of, "state", STATES, path),
    who: str(of, "who", path),
    told: bool(of, "told", path),
    gone: oneOf(of, "gone", GONE, path),
    document: bool(of, "document", path),
  };
}

function pair(value: unknown, path: string): readonly [string, string] {
  if (!Array.isArray(value) || value.length !== 2) fail(path, "a label and a value", value);
  const [label, shown] = value as unknown[];
  return [word(label, path), word(shown, path)];
}

function word(value: unknown, path: string): string {
  return typeof value === "string" ? value : fail(path, "a string", value);
}

/** Nobody has said 我来. */
export function untaken(call: Call): boolean {
  return call.state === "calling" || call.state === "nobody";
}

/** Nobody has said 我来, and the citizen is there, or it is a danger: it rings. */
export function rings(call: Call): boolean {
  return untaken(call) && !folds(call);
}

/** Nobody went, and the citizen has gone: it stands below, folded. A danger never does. */
export function folds(call: Call): boolean {
  return untaken(call) && call.gone !== "" && call.danger === "";
}

/** Dangers that nobody goes to, the newest first; then the others that ring, then those that somebody goes to;
 *  last those whose citizen has gone. The oldest first. */
export function inOrder<T extends Call>(calls: readonly T[]): T[] {
  const rank = (call: T): number => (rings(call) ? (call.danger === "" ? 1 : 0) : call.gone === "" ? 2 : folds(call) ? 4 : 3);
  const age = (of: number, at: number): number => (of === 0 ? -at : at);
  const ranked = calls.map((call, at) => ({ call, of: rank(call), at }));
  return ranked.sort((a, b) => a.of - b.of || age(a.of, a.at) - age(b.of, b.at)).map(({ call }) => call);
}

/** The newest of those that ring. */
export function newest(calls: readonly Call[]): Call | null {
  return calls.filter(rings).at(-1) ?? null;
}

/** What is to be done, in one line. */
export function countsOf(calls: readonly Call[]): string {
  const waiting = calls.filter(rings);
  const dangers = waiting.filter((call) => call.danger !== "").length;
  const taken = calls.filter((call) => call.state === "coming" || call.state === "there").length;
  const parts = [`等人去 ${waiting.length} 个${dangers > 0 ? `（紧急 ${dangers} 个）` : ""}`];
  if (taken > 0) parts.push(`有人去了 ${taken} 个`);
  return parts.join(" · ");
}

export function whereIs(call: Call): string {
  if (call.channel === "phone") return `电话 ${call.kiosk}`;
  const place = call.window === "" ? call.place : `${call.place}${call.window}号窗口`;
  const name = kioskName(call.kiosk);
  return place === "" || place === call.kiosk ? name : `${place}（${name}）`;
}

/** Minutes and seconds: 0:42, 12:05. */
export function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;
}
