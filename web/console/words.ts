/** Words and times as operators read them. */

import type { Role } from "./api";

export const ROLES: Readonly<Record<Role, string>> = {
  editor: "编辑",
  approver: "审批",
  seat: "坐席",
  analyst: "分析",
  auditor: "审计",
  administrator: "管理员",
};

/** What each role is for, by one sentence. */
export const ROLE_TASKS: Readonly<Record<Role, string>> = {
  editor: "写业务脚本，提交给别人审批",
  approver: "审批别人写的版本，发布，退回",
  seat: "看大厅现场，接手对话，办工单",
  analyst: "看会话和数据，纠正听错的字，导出",
  auditor: "只看审计记录：谁在什么时候做了什么",
  administrator: "管账号：增加、停用、重设密码。看不到群众，也看不到审计",
};

export function roleName(role: Role): string {
  return ROLES[role];
}

export { kioskName } from "../src/fleet/kiosks";

/** `2026-12-01 06:08`, on this machine's clock. */
export function moment(ms: number | null): string {
  if (ms === null) return "—";
  const at = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** `2026-12-01 06:08:09` */
export function momentWithSeconds(ms: number): string {
  return `${moment(ms)}:${String(new Date(ms).getSeconds()).padStart(2, "0")}`;
}

/** The browser that calls itself so: 火狐, Edge, Chrome and others by name, and on what. */
export function browserName(agent: string): string {
  const known = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "火狐"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]] as const;
  const systems = [["Windows", "Windows"], ["Android", "安卓"], ["iPhone", "iPhone"], ["Mac OS", "macOS"], ["Linux", "Linux"]] as const;
  const browser = known.find(([part]) => agent.includes(part))?.[1] ?? "别的程序";
  const system = systems.find(([part]) => agent.includes(part))?.[1];
  return system === undefined ? browser : `${browser}（${system}）`;
}
