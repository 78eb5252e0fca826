import type { Permission } from "../api";
import { kioskName } from "../words";
import type { ScriptDifference, ScriptStep, ScriptVersion } from "./api";

export interface Group {
  readonly where: string;
  readonly what: readonly { readonly text: string; readonly depth: number }[];
}

/** Sentences by what they are about, in the order in which each is first named. */
export function grouped(lines: readonly ScriptDifference[]): readonly Group[] {
  const found = new Map<string, { text: string; depth: number }[]>();
  for (const { where, what, depth } of lines) found.set(where, [...(found.get(where) ?? []), { text: what, depth }]);
  return [...found].map(([where, what]) => ({ where, what }));
}

export type StepName = ScriptStep["event"];

export const STEP_WORDS: Readonly<Record<StepName, string>> = {
  propose: "提交审批",
  approve: "同意",
  refuse: "驳回",
  try: "试运行",
  publish: "发布",
  roll_back: "退回到这个版本",
};

/** Steps that this person may take with a version now, and why the others not. `may`: whether he holds a permission. */
export function stepsFor(version: ScriptVersion, may: (permission: Permission) => boolean): { readonly open: readonly StepName[]; readonly closed: readonly string[] } {
  const mine = version.steps.filter((step) => may(step.event === "propose" ? "scripts.edit" : "scripts.approve"));
  const closed = mine.filter((step) => step.refused !== "").map((step) => step.refused);
  return { open: mine.filter((step) => step.refused === "").map((step) => step.event), closed: [...new Set(closed)] };
}

export type StateKind = "good" | "wait" | "bad" | "off";

export const STATE_KINDS: Readonly<Record<ScriptVersion["state"], StateKind>> = {
  new: "off",
  draft: "off",
  proposed: "wait",
  approved: "wait",
  refused: "bad",
  canary: "wait",
  halted: "bad",
  live: "good",
  retired: "off",
};

/** A kiosk in the list for a trial: its name, its place, and whether it is there now. */
export function kioskWords(one: { readonly name: string; readonly place: string; readonly here: boolean | null }): string {
  if (one.here === null) return kioskName(one.name);
  return `${one.name}${one.place ? `（${one.place}）` : ""}　${one.here ? "现在开着" : "现在没开"}`;
}

/** What the button of a step says for this version. A newer version than the live one is not gone back to, but published again. */
export function stepWords(step: StepName, number: number, live: number | null): string {
  return step === "roll_back" && live !== null && number > live ? "再发布这个版本" : STEP_WORDS[step];
}

/** A line takes longer than this (seconds) on a machine that is busy with something else. */
const SLOW_S = 6;

/** How long `left` new sentences will take, and why they are slow. `promptS`: seconds for one; `paceS`: from one to the next; null: none was rendered yet. */
export function renderingWords(left: number, promptS: number | null, paceS: number | null, served: number): string {
  const beside = served > 0 ? `大厅正有 ${served} 位群众在办，合成让着他们，一句一句慢慢做。` : "";
  if (promptS === null || paceS === null) return `${beside || "马上开始。"}做完一句就知道还要多久。`;
  const minutes = Math.max(1, Math.round((left * paceS) / 60));
  if (served > 0) return `约 ${minutes} 分钟。${beside}`;
  return promptS > SLOW_S ? `约 ${minutes} 分钟。这台机器现在很忙，一句要 ${Math.round(promptS)} 秒（平常 1 到 3 秒）。` : `约 ${minutes} 分钟。`;
}
