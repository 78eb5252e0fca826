/** Words of the record, as reviewers read them. What is not listed is shown as it is recorded. */

import type { Kind } from "../parts/state-mark.vue";
import { FLAGS, HANDOFFS } from "../live/words";

export const OUTCOMES: Readonly<Record<string, string>> = { completed: "办完", handoff: "转人工", cancelled: "取消", left: "人走了", broken: "中断（故障）" };
const OUTCOME_KINDS: Readonly<Record<string, Kind>> = { completed: "good", handoff: "wait", cancelled: "off", left: "wait", broken: "bad" };
export const ENDINGS: Readonly<Record<string, string>> = { completed: "办完", cancelled: "取消", handoff: "转人工", idle: "人走了", lost: "断线", fault: "故障", drain: "大厅重启", busy: "太忙" };
const ENDING_KINDS: Readonly<Record<string, Kind>> = { completed: "good", handoff: "wait", lost: "bad", fault: "bad", idle: "wait" };
export const CHANNELS: Readonly<Record<string, string>> = { screen: "大屏", phone: "电话" };
export const VIAS: Readonly<Record<string, string>> = { voice: "说", text: "打字", touch: "点屏幕", key: "按键", card: "刷卡" };
export const STAGES: readonly (readonly [string, string])[] = [["endpoint_ms", "等说完"], ["asr_ms", "听写"], ["decide_ms", "想"], ["voice_ms", "开口"]];
export const MARKS: readonly (readonly [number, string])[] = [[2, "好"], [1, "一般"], [0, "不好"]];
const REASKS: Readonly<Record<string, string>> = { no_match: "没听懂，再问一次", no_input: "没出声，再问一次" };
const REASONS: Readonly<Record<string, string>> = { idle: "人走了", lost: "断线", drain: "大厅重启", fault: "故障", completed: "", ...HANDOFFS };
const BACK_END: Readonly<Record<string, string>> = { ok: "成功", refused: "被拒绝", unreachable: "连不上", timeout: "超时", unknown: "结果不明", bad_answer: "回答看不懂" };

const EVENTS: Readonly<Record<string, string>> = {
  "question answered": "按知识回答", "question unanswered": "没有答上来", "question dropped": "放下了这个问题", alert: "提醒", handoff: "转人工", consent: "同意使用个人信息", confirmed: "确认无误", "not understood": "没听懂",
  silence: "没出声", "another language": "说的不是普通话", "small talk": "闲聊", "time wanted": "要等一等", "not wanted": "不办了", "service not here": "这里不办", "service not today": "今天不办", "service not on this channel": "这个渠道不办",
  "rating declined": "不评价", rating: "评价", "rating again": "改评价", "rating reason": "评价原因", identity: "核实身份", command: "口令", elderly: "长辈模式", "service replaced": "换了业务", "service queued": "排在后面办",
  "services wished": "说了几件事", "service guessed": "猜是这个业务", "follow-up": "接着问", "submitted case objected to": "对已提交的有异议", printing: "打印", "text message": "短信", stalled: "一直没有进展", "taken up": "接上刚才的办理",
  "staff step in": "工作人员接手", "staff step out": "工作人员交还", "back end": "调用接口", "outcome unknown": "提交结果不明",
};
const DETAILS: Readonly<Record<string, string>> = { given: "同意", refused: "不同意", withdrawn: "收回同意", on: "开", off: "关", sent: "发出", printed: "打好了", failed: "没有成功", calendar: "按上班时间表", ...FLAGS };

export interface EventWords {
  readonly title: string;
  readonly detail: string;
  readonly bad: boolean;
}

/** An event of the record. A call of the back end is recorded as `interface outcome 320 ms`. */
export function eventWords(kind: string, detail: string): EventWords {
  const corrected = /^slot (.+) corrected$/u.exec(kind)?.[1];
  if (corrected !== undefined) return { title: `改了“${corrected}”`, detail: "", bad: false };
  if (kind === "back end") {
    const [, api, outcome, ms] = /^(\S+) (\S+) (\d+) ms$/u.exec(detail) ?? [];
    if (api !== undefined) return { title: "调用接口", detail: `${api}：${BACK_END[outcome!] ?? outcome!}，${milliseconds(Number(ms))}`, bad: outcome !== "ok" };
  }
  const told = kind === "handoff" ? (HANDOFFS[detail] ?? detail) : (DETAILS[detail] ?? detail);
  return { title: EVENTS[kind] ?? kind, detail: told, bad: kind === "question unanswered" || kind === "alert" || kind === "outcome unknown" };
}

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
