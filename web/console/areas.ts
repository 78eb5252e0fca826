/** The console's areas, in the order of its navigation, and what an account needs to see each. */

import { ChatLineSquare, Collection, Document, DocumentChecked, Monitor, Tickets, TrendCharts, User } from "@element-plus/icons-vue";
import type { Component } from "vue";
import type { Permission } from "./api";

export interface Area {
  readonly path: string;
  readonly title: string;
  readonly permission: Permission;
  readonly icon: Component;
  readonly page: () => Promise<Component>;
}

export const AREAS: readonly Area[] = [
  { path: "/live", title: "大厅现场", permission: "live.watch", icon: Monitor, page: () => import("./live/live.vue") },
  { path: "/scripts", title: "业务脚本", permission: "scripts.read", icon: Document, page: () => import("./scripts/scripts.vue") },
  { path: "/knowledge", title: "知识", permission: "scripts.read", icon: Collection, page: () => import("./knowledge/knowledge.vue") },
  { path: "/review", title: "会话", permission: "review.read", icon: ChatLineSquare, page: () => import("./review/review.vue") },
  { path: "/tickets", title: "工单", permission: "tickets.read", icon: Tickets, page: () => import("./tickets/tickets.vue") },
  { path: "/numbers", title: "数据", permission: "numbers.read", icon: TrendCharts, page: () => import("./numbers/numbers.vue") },
  { path: "/accounts", title: "账号", permission: "accounts.read", icon: User, page: () => import("./accounts/accounts.vue") },
  { path: "/audit", title: "审计", permission: "audit.read", icon: DocumentChecked, page: () => import("./audit/audit.vue") },
];

export function areasOf(permissions: readonly Permission[]): readonly Area[] {
  return AREAS.filter((area) => permissions.includes(area.permission));
}

/** Where an account begins: its first area, or its own account. */
export function homeOf(permissions: readonly Permission[]): string {
  return areasOf(permissions)[0]?.path ?? "/me";
}
