/** Tickets in words. */

import type { Kind } from "../parts/state-mark.vue";
import type { AllowedAction, ListedTicket } from "./api";

export function kindOf(state: ListedTicket["state"]): Kind {
  if (state === "declined") return "off";
  return state === "closed" || state === "visited" || state === "rated" ? "good" : "wait";
}

const TEXTS: Partial<Record<AllowedAction["action"], string>> = {
  decline: "不予受理的原因（写给群众看得懂）",
  reply: "回复内容（发出前请您看过、改过、核对过）",
  return: "退回的原因",
  transfer: "转派的原因",
  extend: "延期的原因",
  urge: "督办的话",
  revisit: "回访时群众怎么说",
  reopen: "重办的原因",
  note: "备注",
};

export function textLabel(action: AllowedAction["action"]): string {
  return TEXTS[action] ?? "说明";
}

/** How long until it is due, or how long it is late: 还有 3 小时, 超期 2 天. */
export function dueIn(dueMs: number, nowMs: number): string {
  const minutes = Math.round(Math.abs(dueMs - nowMs) / 60_000);
  const told = minutes < 60 ? `${minutes} 分钟` : minutes < 48 * 60 ? `${Math.round(minutes / 60)} 小时` : `${Math.round(minutes / 1440)} 天`;
  return dueMs <= nowMs ? `超期 ${told}` : `还有 ${told}`;
}
