import { call, type AnswerOf, type BodyOf } from "../api";
import { download, sound } from "../http";
import type { components } from "../schema";

type Schemas = components["schemas"];
export type Found = Schemas["FoundConversation"];
export type Shown = Schemas["ShownConversation"];
export type ShownTurn = Schemas["ShownTurn"];
export type Choices = Schemas["ReviewChoices"];
export type FindBody = BodyOf<"POST", "/review/find">;
export type FoundPage = AnswerOf<"POST", "/review/find">;
export type Queue = AnswerOf<"GET", "/review/queue">;
export type Draft = AnswerOf<"GET", "/review/conversations/{id}/test">;
export type Saying = AnswerOf<"GET", "/review/conversations/{id}/turns/{turn}/saying">;
export type SheetForm = "csv" | "xlsx";

const TALK = "/review/conversations/{id}";

export const review = {
  choices: () => call("GET", "/review/choices"),
  find: (body: FindBody) => call("POST", "/review/find", { body }),
  save: (body: FindBody, form: SheetForm) => download("POST", "/review/export", { body: { ...body, cursor: "", form } }),
  read: (id: string) => call("GET", TALK, { at: { id } }),
  show: (id: string, reason: string) => call("POST", `${TALK}/show`, { at: { id }, body: { reason, turn: "" } }),
  /** One turn unmasked. */
  showTurn: (id: string, turn: string, reason: string) => call("POST", `${TALK}/show`, { at: { id }, body: { reason, turn } }),
  sound: (id: string, reason: string) => sound(`/review/conversations/${encodeURIComponent(id)}/sound`, { reason }),
  correct: (id: string, turn: string, text: string) => call("PUT", `${TALK}/turns/{turn}/correction`, { at: { id, turn }, body: { text } }),
  score: (id: string, marks: Record<string, number>, note: string) => call("PUT", `${TALK}/score`, { at: { id }, body: { marks, note } }),
  test: (id: string) => call("GET", `${TALK}/test`, { at: { id } }),
  saying: (id: string, turn: string) => call("GET", `${TALK}/turns/{turn}/saying`, { at: { id, turn } }),
  gap: (id: string, turn: string) => call("POST", `${TALK}/turns/{turn}/gap`, { at: { id, turn } }),
  queue: (day: string, seed: string, most: number) => call("GET", "/review/queue", { query: { day, seed, most } }),
};
