import { call, type AnswerOf, type BodyOf } from "../api";
import type { components } from "../schema";

type Schemas = components["schemas"];
export type ScriptsStanding = Schemas["ScriptsStanding"];
export type ScriptVersion = Schemas["ScriptVersion"];
export type ScriptStep = Schemas["ScriptStep"];
export type ScriptDeed = Schemas["ScriptDeed"];
export type ScriptDifference = Schemas["ScriptDifference"];
export type ScriptPreview = Schemas["ScriptPreview"];
export type FolderReport = Schemas["FolderReport"];
export type ReplayStanding = Schemas["ReplayStanding"];
export type ReplayedTalk = Schemas["ReplayedTalk"];
export type UnifiedDifference = AnswerOf<"GET", "/scripts/{number}/difference">;

export const scripts = {
  standing: () => call("GET", "/scripts"),
  history: () => call("GET", "/scripts/history"),
  folder: () => call("GET", "/scripts/folder"),
  propose: (message: string) => call("POST", "/scripts", { body: { message } }),
  preview: (number: number) => call("GET", "/scripts/{number}/preview", { at: { number } }),
  difference: (number: number) => call("GET", "/scripts/{number}/difference", { at: { number } }),
  decide: (number: number, step: "propose" | "approve" | "refuse", reason: string) => call("POST", `/scripts/{number}/${step}`, { at: { number }, body: { reason } }),
  publish: (number: number, body: BodyOf<"POST", "/scripts/{number}/publish">) => call("POST", "/scripts/{number}/publish", { at: { number }, body }),
  tryOut: (number: number, body: BodyOf<"POST", "/scripts/{number}/try">) => call("POST", "/scripts/{number}/try", { at: { number }, body }),
  replay: (number: number) => call("GET", "/scripts/{number}/replay", { at: { number }, background: true }),
  startReplay: (number: number, days: number) => call("POST", "/scripts/{number}/replay", { at: { number }, body: { days } }),
  cancelReplay: (number: number) => call("POST", "/scripts/{number}/replay/cancel", { at: { number } }),
  rollBack: (body: BodyOf<"POST", "/scripts/roll-back">) => call("POST", "/scripts/roll-back", { body }),
};
