/** The messages of a trial by voice. No socket, no sound device. Microphone and speech frames are those of the kiosk's page. */

import { fail, list, object, oneOf, str, type Json } from "../../../src/wire/check";
import { readControl, type Say, type Stop } from "../../../src/wire/control";
import { parsed } from "../../live/wall";
import type { TrialAnswer, TrialLine } from "./api";

export const EARS = ["listening", "hearing", "thinking", "speaking", "waiting"] as const;
/** What the hall's ear does. speaking: the clerk speaks, and nothing is heard. waiting: nothing is asked. */
export type Ear = (typeof EARS)[number];

export type VoiceMessage =
  | { readonly type: "ready" }
  | { readonly type: "ear"; readonly state: Ear }
  | { readonly type: "partial"; readonly text: string }
  | { readonly type: "heard"; readonly line: TrialLine | null; readonly text: string }
  | { readonly type: "answer"; readonly answer: TrialAnswer }
  | { readonly type: "refused"; readonly code: string; readonly message: string }
  | { readonly type: "microphone"; readonly state: string }
  | { readonly type: "trouble"; readonly code: string }
  | { readonly type: "over"; readonly code: string }
  | Say
  | Stop;

const READERS: { readonly [K in Exclude<VoiceMessage["type"], "say" | "stop">]: (of: Json) => Extract<VoiceMessage, { type: K }> } = {
  ready: () => ({ type: "ready" }),
  ear: (of) => ({ type: "ear", state: oneOf(of, "state", EARS, "ear") }),
  partial: (of) => ({ type: "partial", text: str(of, "text", "partial") }),
  heard: (of) => ({ type: "heard", line: heardLine(of["line"]), text: str(of, "text", "heard") }),
  answer: (of) => ({ type: "answer", answer: object(of["answer"], "answer") as unknown as TrialAnswer }),
  refused: (of) => ({ type: "refused", code: str(of, "code", "refused"), message: str(of, "message", "refused") }),
  microphone: (of) => ({ type: "microphone", state: str(of, "state", "microphone") }),
  trouble: (of) => ({ type: "trouble", code: str(of, "code", "trouble") }),
  over: (of) => ({ type: "over", code: str(of, "code", "over") }),
};

/** Throws `WireError` for anything else. */
export function readVoice(text: string): VoiceMessage {
  const of = object(parsed(text), "voice");
  const type = of["type"];
  if (type === "say" || type === "stop") return readControl(text) as Say | Stop;
  if (typeof type !== "string" || !Object.hasOwn(READERS, type)) fail("voice.type", "a known type", type);
  return READERS[type as keyof typeof READERS](of);
}

function heardLine(value: unknown): TrialLine | null {
  if (value === null || typeof value === "string") return value;
  const of = object(value, "heard.line");
  const texts = (key: string): string[] => list(of, key, "heard.line", (one, path) => (typeof one === "string" ? one : fail(path, "a string", one)));
  const confidence = of["confidence"];
  if (typeof confidence !== "number" || confidence < 0 || confidence > 1) fail("heard.line.confidence", "a number from 0 to 1", confidence);
  return { text: str(of, "text", "heard.line"), confidence, alternatives: texts("alternatives"), candidates: texts("candidates") };
}
