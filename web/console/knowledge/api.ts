import { call, type BodyOf } from "../api";
import type { components } from "../schema";

type Schemas = components["schemas"];
export type PassagesPage = Schemas["PassagesPage"];
export type ToldPassage = Schemas["ToldPassage"];
export type ToldGap = Schemas["ToldGap"];
export type ToldGaps = Schemas["ToldGaps"];
export type TriedQuestion = Schemas["TriedQuestion"];
export type ReadDocument = Schemas["ReadDocument"];
export type SavedKnowledge = Schemas["SavedKnowledge"];
export type ListedDraft = Schemas["ListedDraft"];
export type PassageBody = BodyOf<"POST", "/scripts/drafts/{draft}/passages">;
export type Validity = ToldPassage["validity"];

type OldPassage = BodyOf<"POST", "/scripts/drafts/{draft}/passages/remove">["old"];

function oldOf({ id, questions, answer, source, clause, speech, service, since, until }: ToldPassage): OldPassage {
  return { id, questions: [...questions], answer, source, clause, speech, service, since, until };
}

const ONE = "/scripts/drafts/{draft}";

export const knowledge = {
  passages: (query: { words: string; service: string; validity: "" | Validity; first: number; draft?: string }) => call("GET", "/knowledge/passages", { query }),
  ask: (question: string, service: string, draft: string) => call("POST", "/knowledge/try", { body: { question, service, draft } }),
  gaps: () => call("GET", "/knowledge/gaps"),
  strike: (question: string) => call("POST", "/knowledge/gaps/strike", { body: { question } }),
  read: (name: string, data: string) => call("POST", "/knowledge/documents/read", { body: { name, data } }),
  keep: (draft: string, name: string, data: string) => call("POST", `${ONE}/documents`, { at: { draft }, body: { name, data } }),
  add: (draft: string, body: PassageBody) => call("POST", `${ONE}/passages`, { at: { draft }, body }),
  change: (draft: string, before: ToldPassage, body: PassageBody) => call("PUT", `${ONE}/passages`, { at: { draft }, body: { old: oldOf(before), new: body } }),
  remove: (draft: string, before: ToldPassage) => call("POST", `${ONE}/passages/remove`, { at: { draft }, body: { old: oldOf(before) } }),
  /** The file as it was before a save, saved again. Raises `ApiError` where it was changed meanwhile. */
  undo: async (draft: string, saved: SavedKnowledge) => {
    const before = await call("GET", `${ONE}/file`, { at: { draft }, query: { path: saved.path, revision: saved.base } });
    return await call("PUT", `${ONE}/file`, { at: { draft }, body: { path: saved.path, base: saved.revision, text: before.text } });
  },
  drafts: () => call("GET", "/scripts/drafts"),
  standing: () => call("GET", "/scripts"),
  newDraft: (name: string, version: number) => call("POST", "/scripts/drafts", { body: { name, version } }),
  look: (draft: string) => call("POST", `${ONE}/lint`, { at: { draft }, body: { path: "", text: "", families: "all" } }),
  propose: (draft: string, message: string, revision: number) => call("POST", `${ONE}/propose`, { at: { draft }, body: { message, revision } }),
};
