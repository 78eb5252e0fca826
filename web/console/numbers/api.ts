import { call, type BodyOf } from "../api";
import { download } from "../http";
import type { components } from "../schema";

type Schemas = components["schemas"];
export type Askable = Schemas["Askable"];
export type NumberKind = Schemas["NumberKind"];
export type NumberReply = Schemas["NumberReply"];
export type NumberRow = Schemas["NumberRow"];
export type SheetForm = NonNullable<BodyOf<"POST", "/numbers/export">["form"]>;

export const numbers = {
  askable: () => call("GET", "/numbers/askable"),
  ask: (question: string) => call("POST", "/numbers/ask", { body: { question } }),
  save: (question: string, form: SheetForm) => download("POST", "/numbers/export", { body: { question, form } }),
};
