/** The wall's words, and the kind of sign beside each. */

import type { Kind } from "../parts/state-mark.vue";
import { deviceWords } from "../../src/fleet/kiosks";
import { kioskName } from "../words";
import type { LiveConversation, WallKiosk } from "./wall";

const STATES: Readonly<Record<string, string>> = { attract: "等人来", listening: "在听", hearing: "群众在说", thinking: "在想", speaking: "在说", ended: "快结束了" };

/** Dangers, anger, abuse. */
export const FLAGS: Readonly<Record<string, string>> = {
  suicide: "轻生", fire: "火情", violence: "暴力", medical: "急病", traffic: "交通事故", crowd: "聚集闹事", missing: "走失", crime: "违法犯罪", rescue: "遇险求救", fraud: "疑似诈骗",
  anger: "情绪激动", abuse: "骂人", drained: "需要安慰",
};

/** Why it was handed to staff. */
export const HANDOFFS: Readonly<Record<string, string>> = {
  asked: "群众要人工", not_understood: "几次没听懂", silent: "一直没说话", fault: "系统故障", refused_consent: "不同意使用个人信息", correction: "要更正已提交的内容",
  script: "按规定转人工", danger: "有危险", abuse: "情绪激动", identity: "身份没有核实成", vouch: "请核对证件原件", stalled: "一直没有进展",
};

const MICROPHONES: Readonly<Record<string, string>> = { muted: "麦克风静音", dead: "听不见：麦克风没有声音", far: "听不清：离得太远", loud: "太吵" };
const SMALL_FLAGS: ReadonlySet<string> = new Set(["anger", "abuse", "drained"]);
const GOOD: ReadonlySet<string> = new Set(["on", "running", "ready", "busy", "ok", "asking"]);
/** Later than this, an answer is slow (ms). */
export const SLOW_MS = 2000;

export interface Sign {
  readonly kind: Kind;
  readonly text: string;
}

export function stateSign(one: Pick<LiveConversation, "away" | "state">): Sign {
  if (one.away) return { kind: "bad", text: "机器断线，等它回来" };
  return { kind: one.state === "ended" ? "off" : "good", text: STATES[one.state] ?? one.state };
}

/** A danger: it comes before everything else. */
export function dangerous(one: Pick<LiveConversation, "flags">): boolean {
  return one.flags.some((flag) => !SMALL_FLAGS.has(flag));
}

/** What a member of staff should look at, the worst first. */
export function alertSigns(one: Pick<LiveConversation, "flags" | "handoff" | "microphone" | "latencyMs">): Sign[] {
  const flags = [...one.flags].sort((a, b) => Number(SMALL_FLAGS.has(a)) - Number(SMALL_FLAGS.has(b)));
  return [
    ...flags.map((flag): Sign => (SMALL_FLAGS.has(flag) ? { kind: "wait", text: FLAGS[flag]! } : { kind: "bad", text: `危险：${FLAGS[flag] ?? flag}` })),
    ...(one.handoff === "" ? [] : [{ kind: "wait" as const, text: `转人工：${HANDOFFS[one.handoff] ?? one.handoff}` }]),
    ...(one.microphone === "ok" ? [] : [{ kind: one.microphone === "dead" ? ("bad" as const) : ("wait" as const), text: MICROPHONES[one.microphone]! }]),
    ...(one.latencyMs !== null && one.latencyMs > SLOW_MS ? [{ kind: "wait" as const, text: "答得慢" }] : []),
  ];
}

/** Dangers that nobody answers first, then those handed to staff; otherwise the oldest first. */
export function inWallOrder(conversations: readonly LiveConversation[]): LiveConversation[] {
  const rank = (one: LiveConversation): number => (dangerous(one) ? 0 : one.handoff !== "" ? 1 : one.microphone === "dead" || one.away ? 2 : 3);
  return [...conversations].sort((a, b) => rank(a) - rank(b) || a.beganMs - b.beganMs);
}

/** 一楼东侧3号窗口, or the kiosk's name; of a caller the number. */
export function placeOf(one: { readonly channel?: string; readonly device?: string; readonly name?: string; readonly place: string; readonly window: string }): string {
  const name = kioskName(one.device ?? one.name ?? "");
  if (one.channel === "phone") return `电话 ${name}`;
  const place = one.window === "" ? one.place : `${one.place}${one.window}号窗口`;
  return place === "" ? name : place;
}

export function seconds(ms: number | null): string {
  return ms === null ? "还没有" : `${(ms / 1000).toFixed(1)} 秒`;
}

/** What is wrong with a kiosk; none: nothing. */
export function kioskTroubles(one: WallKiosk): Sign[] {
  if (one.down) return [{ kind: "bad", text: "断线：没有声音也没有画面" }];
  const wrong = one.devices.filter(([, state]) => !GOOD.has(state));
  return [
    ...(one.alarm === "" ? [] : [{ kind: "bad" as const, text: `有别的机器冒用它的凭证：${one.alarm}` }]),
    ...wrong.filter(([name]) => name === "microphone").map(([name, state]): Sign => ({ kind: "bad", text: `听不见。${deviceWords(name, state)}` })),
    ...wrong.filter(([name]) => name !== "microphone").map(([name, state]): Sign => ({ kind: "wait", text: deviceWords(name, state) })),
  ];
}

export function kioskSign(one: WallKiosk): Sign {
  if (one.down) return { kind: "bad", text: "断线" };
  if (one.stage === "invited" || one.stage === "unused") return { kind: "off", text: "还没有登记" };
  if (one.stage === "away") return { kind: "wait", text: "没有连上" };
  return { kind: "good", text: one.serving ? "有人在办" : "空着" };
}

/** What a clerk often says. */
export const QUICK: readonly string[] = [
  "您好，我是工作人员，我来帮您。", "请稍等，我帮您查一下。", "麻烦您再说一遍，好吗？", "我听明白了，请放心。", "请您到人工窗口办理。", "工作人员马上到您身边来。",
];
