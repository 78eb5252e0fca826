/** Knowledge as operators read it, and what is made of what they type. */

import type { Kind } from "../parts/state-mark.vue";
import type { PassageBody, ToldPassage, Validity } from "./api";

export const VALIDITIES: Readonly<Record<Validity, readonly [string, Kind]>> = { valid: ["在用", "good"], soon: ["快到期", "wait"], over: ["过期了", "bad"], later: ["还没生效", "off"] };

/** `2026-01-01 起，到 2026-12-31`; without bounds: 一直有效. */
export function bounds(passage: Pick<ToldPassage, "since" | "until">): string {
  const parts = [passage.since === "" ? "" : `${passage.since} 起`, passage.until === "" ? "" : `到 ${passage.until}`].filter((part) => part !== "");
  return parts.length === 0 ? "一直有效" : parts.join("，");
}

/** `hall.yaml` of `hall.yaml:12`. */
export function fileOf(id: string): string {
  return id.replace(/:\d+$/u, "");
}

export interface PassageDraft {
  questions: string;
  answer: string;
  source: string;
  clause: string;
  speech: string;
  service: string;
  since: Date | null;
  until: Date | null;
}

export const NO_PASSAGE: PassageDraft = { questions: "", answer: "", source: "", clause: "", speech: "", service: "", since: null, until: null };

/** One wording a line. */
export function wordings(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()).filter((line) => line !== ""))];
}

export function dayText(day: Date | null): string {
  if (day === null) return "";
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

export function passageBody(draft: PassageDraft): PassageBody {
  return {
    questions: wordings(draft.questions), answer: draft.answer.trim(), source: draft.source.trim(), clause: draft.clause.trim(), speech: draft.speech.trim(), service: draft.service, since: dayText(draft.since), until: dayText(draft.until),
  };
}

/** A passage that is there, to be changed. */
export function draftOf(passage: ToldPassage): PassageDraft {
  const day = (text: string): Date | null => (text === "" ? null : new Date(`${text}T00:00:00`));
  return { ...passage, questions: passage.questions.join("\n"), since: day(passage.since), until: day(passage.until) };
}

/** Whether the console can change it: it stands in a YAML file. */
export function changeable(passage: Pick<ToldPassage, "id">): boolean {
  return /\.ya?ml$/u.test(fileOf(passage.id));
}

/** What is missing before a passage can be kept; empty: nothing. */
export function missing(draft: PassageDraft): string {
  if (wordings(draft.questions).length === 0) return "写上群众会怎么问，一行一种问法";
  if (draft.answer.trim() === "") return "写上答案";
  if (draft.source.trim() === "") return "写上出处：没有出处的不能用";
  return draft.since !== null && draft.until !== null && draft.since > draft.until ? "“从哪一天起”比“用到哪一天”还晚" : "";
}

/** A file's bytes as base64. */
export async function base64(file: Blob): Promise<string> {
  return await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/u, ""));
    reader.onerror = () => failed(new Error("expected a file that can be read"));
    reader.readAsDataURL(file);
  });
}
