/** The lines of one conversation. No DOM, no socket, no clock. */

import { bool, count, fail, list, object, oneOf, str } from "../../src/wire/check";
import { parsed, readAbout, type LiveConversation } from "./wall";

export interface CaptionLine {
  readonly number: number;
  readonly atMs: number;
  readonly who: "citizen" | "clerk" | "staff";
  readonly text: string;
  /** How it came: voice, text, touch, key, card; unsaid: the citizen broke in before it. */
  readonly via: string;
  /** The citizen cut it short. */
  readonly cut?: boolean;
}

/** `missed`: lines that came and went unread. `about`: null: nothing was told yet. `sound`: the hall allows to hear it. */
export interface Captions {
  readonly lines: readonly CaptionLine[];
  readonly missed: number;
  readonly last: number;
  readonly about: Omit<LiveConversation, "captions"> | null;
  readonly over: boolean;
  readonly sound: boolean;
}

export type CaptionMessage =
  | { readonly type: "over" }
  | { readonly type: "lines"; readonly missed: number; readonly lines: readonly CaptionLine[]; readonly conversation: Omit<LiveConversation, "captions">; readonly sound: boolean };

/** Lines that the page keeps. Overflow: the oldest goes. */
export const KEPT = 300;
export const NO_CAPTIONS: Captions = { lines: [], missed: 0, last: 0, about: null, over: false, sound: false };

export function afterLines(had: Captions, told: CaptionMessage): Captions {
  if (told.type === "over") return { ...had, over: true };
  const lines = [...had.lines];
  for (const line of told.lines.filter((one) => one.number > had.last)) {
    const before = lines.at(-1);
    if (line.via !== "cut") lines.push(line);
    else if (before !== undefined) lines[lines.length - 1] = { ...before, cut: true };
  }
  const last = Math.max(had.last, told.lines.at(-1)?.number ?? 0);
  return { lines: lines.slice(-KEPT), missed: had.missed + told.missed, last, about: told.conversation, over: false, sound: told.sound };
}

/** Throws `WireError` for anything else. */
export function readCaptions(text: string): CaptionMessage {
  const of = object(parsed(text), "captions");
  if (oneOf(of, "type", ["lines", "over"], "captions") === "over") return { type: "over" };
  const lines = list(of, "lines", "captions", readLine);
  return { type: "lines", missed: count(of, "missed", "captions"), lines, conversation: readAbout(object(of["conversation"], "captions.conversation"), "captions.conversation"), sound: bool(of, "sound", "captions") };
}

export function readLine(value: unknown, path: string): CaptionLine {
  const of = object(value, path);
  const number = count(of, "number", path);
  if (number === 0) fail(`${path}.number`, "a number from 1", 0);
  return { number, atMs: count(of, "at_ms", path), who: oneOf(of, "who", ["citizen", "clerk", "staff"], path), text: str(of, "text", path), via: str(of, "via", path) };
}
