/** Words of the record, as reviewers read them. What is not listed is shown as it is recorded. */

import type { Kind } from "../parts/state-mark.vue";
import { HANDOFFS } from "../live/words";

export const OUTCOMES: Readonly<Record<string, string>> = { completed: "办完", handoff: "转人工", cancelled: "取消", left: "人走了", broken: "中断（故障）" };
const OUTCOME_KINDS: Readonly<Record<string, Kind>> = { completed: "good", handoff: "wait", cancelled: "off", left: "wait", broken: "bad" };
export const ENDINGS: Readonly<Record<string, string>> = { completed: "办完", cancelled: "取消", handoff: "转人工", idle: "人走了", lost: "断线", fault: "故障", drain: "大厅重启", busy: "太忙" };
const ENDING_KINDS: Readonly<Record<string, Kind>> = { completed: "good", handoff: "wait", lost: "bad", fault: "bad", idle: "wait" };
export const CHANNELS: Readonly<Record<string, string>> = { screen: "大屏", phone: "电话" };
export const VIAS: Readonly<Record<string, string>> = { voice: "说", text: "打字", touch: "点屏幕", key: "按键", card: "刷卡" };
export const STAGES: readonly (readonly [string, string])[] = [["endpoint_ms", "等说完"], ["asr_ms", "听写"], ["decide_ms", "想"], ["voice_ms", "开口"]];
export const MARKS: readonly (readonly [number, string])[] = [[2, "好"], [1, "一般"], [0, "不好"]];
const REASKS: Readonly<Record<string, string>> = { no_match: "没听懂，再问一次", no_input: "没出声，再问一次" };
const REASONS: Readonly<Record<string, string>> = { ...ENDINGS, completed: "", ...HANDOFFS };

export function endingSign(ending: string, over: boolean): { readonly kind: Kind; readonly text: string } {
  if (!over) return { kind: "wait", text: "还在办" };
  return { kind: ENDING_KINDS[ending] ?? "off", text: ENDINGS[ending] ?? (ending === "" ? "没有记" : ending) };
}

export function outcomeSign(outcome: string): { readonly kind: Kind; readonly text: string } {
  return outcome === "" ? { kind: "wait", text: "还在办" } : { kind: OUTCOME_KINDS[outcome] ?? "off", text: OUTCOMES[outcome] ?? outcome };
}

export function reasonWords(reason: string): string {
  return REASONS[reason] ?? reason;
}

export function reaskWords(reask: string): string {
  return REASKS[reask] ?? "";
}

/** `850 毫秒`, `2.3 秒` */
export function milliseconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} 毫秒` : `${(ms / 1000).toFixed(1)} 秒`;
}

/** `1 分 5 秒` */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 60 ? `${seconds} 秒` : `${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
}
