import { call, type AnswerOf, type BodyOf } from "../../api";
import { ApiError } from "../../http";
import type { components } from "../../schema";

type Schemas = components["schemas"];
export type ListedDraft = Schemas["ListedDraft"];
export type OpenedDraft = Schemas["OpenedDraft"];
export type ListedFile = Schemas["ListedFile"];
export type ListedSave = Schemas["ListedSave"];
export type DraftPulse = Schemas["DraftPulse"];
export type DraftReport = Schemas["DraftReport"];
export type ScriptFinding = Schemas["ScriptFinding"];
export type DraftWords = Schemas["DraftWords"];
export type ScriptChart = Schemas["ScriptChart"];
export type ChartBox = Schemas["ChartBox"];
export type CopiedService = Schemas["CopiedService"];
export type TestRepair = Schemas["TestRepair"];
export type MendedFile = Schemas["MendedFile"];
export type PlayedTest = Schemas["PlayedTest"];
export type TrialAnswer = Schemas["TrialAnswer"];
export type TrialExchange = Schemas["TrialExchange"];
export type TrialBody = BodyOf<"POST", "/scripts/drafts/{draft}/try">;
/** What was typed, or what was heard. */
export type TrialLine = TrialBody["lines"][number];
export type ListedTrial = AnswerOf<"GET", "/scripts/drafts/{draft}/trials">[number];

/** What a save that came too late is answered. Texts null: the file was deleted, or (base) did not exist. */
export interface TooLate {
  readonly path: string;
  readonly revision: number;
  readonly mine: string | null;
  readonly theirs: string | null;
  readonly their_revision: number;
  readonly their_who: string;
  readonly their_at_ms: number;
  readonly base: string | null;
}

/** The conflict that a refused save carries; null: it was refused for another reason. */
export function tooLate(error: unknown): TooLate | null {
  if (!(error instanceof ApiError) || error.code !== "changed_meanwhile") return null;
  return (error.body as { conflict?: TooLate } | null)?.conflict ?? null;
}

const one = "/scripts/drafts/{draft}";

export const drafts = {
  listed: () => call("GET", "/scripts/drafts"),
  add: (name: string, version: number) => call("POST", "/scripts/drafts", { body: { name, version } }),
  open: (draft: string) => call("GET", one, { at: { draft } }),
  file: (draft: string, path: string, revision?: number) => call("GET", `${one}/file`, { at: { draft }, query: { path, revision } as never }),
  saves: (draft: string, path: string) => call("GET", `${one}/saves`, { at: { draft }, query: { path } }),
  save: (draft: string, body: BodyOf<"PUT", "/scripts/drafts/{draft}/file">) => call("PUT", `${one}/file`, { at: { draft }, body }),
  presence: (draft: string, path: string, leaving = false) => call("POST", `${one}/presence`, { at: { draft }, body: { path, leaving }, background: true, keepalive: leaving }),
  discard: (draft: string) => call("POST", `${one}/discard`, { at: { draft } }),
  restore: (draft: string) => call("POST", `${one}/restore`, { at: { draft } }),
  words: (draft: string) => call("GET", `${one}/words`, { at: { draft }, background: true }),
  lint: (draft: string, path: string, text: string) => call("POST", `${one}/lint`, { at: { draft }, body: { path, text, families: "typing" }, background: true }),
  check: (draft: string) => call("POST", `${one}/lint`, { at: { draft }, body: { path: "", text: "", families: "all" } }),
  chart: (draft: string, path: string, text: string) => call("POST", `${one}/chart`, { at: { draft }, body: { path, text }, background: true }),
  tests: (draft: string, first: number, most: number, service = "") => call("POST", `${one}/tests`, { at: { draft }, body: { first, most, service } }),
  repairs: (draft: string, service: string) => call("POST", `${one}/repairs`, { at: { draft }, body: { service } }),
  repair: (draft: string, body: BodyOf<"POST", "/scripts/drafts/{draft}/repair">) => call("POST", `${one}/repair`, { at: { draft }, body }),
  copy: (draft: string, path: string, name: string, play: boolean) => call("POST", `${one}/copy`, { at: { draft }, body: { path, name, play } }),
  tryOut: (draft: string, body: TrialBody) => call("POST", `${one}/try`, { at: { draft }, body }),
  trials: (draft: string) => call("GET", `${one}/trials`, { at: { draft } }),
  propose: (draft: string, message: string, revision: number) => call("POST", `${one}/propose`, { at: { draft }, body: { message, revision } }),
};
