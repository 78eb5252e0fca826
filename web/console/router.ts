/** Addresses behind `#`, so that the hall serves one page and a reload keeps the place. */

import { createRouter, createWebHashHistory, type RouteRecordRaw } from "vue-router";
import type { Permission } from "./api";
import { AREAS } from "./areas";

declare module "vue-router" {
  interface RouteMeta {
    title?: string;
    permission?: Permission;
  }
}

const areas = AREAS.map(
  (area): RouteRecordRaw => ({ path: area.path, component: area.page as never, meta: { title: area.title, permission: area.permission } }),
);

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    ...areas,
    { path: "/scripts/folder", component: () => import("./scripts/folder.vue"), meta: { title: "提交服务器文件夹里的修改", permission: "scripts.read" } },
    { path: "/scripts/drafts", component: () => import("./scripts/editor/drafts.vue"), meta: { title: "草稿", permission: "scripts.read" } },
    { path: "/scripts/drafts/:draft", component: () => import("./scripts/editor/editor.vue"), meta: { title: "改草稿", permission: "scripts.read" } },
    { path: "/knowledge/gaps", component: () => import("./knowledge/gaps.vue"), meta: { title: "没答上的", permission: "scripts.read" } },
    { path: "/knowledge/try", component: () => import("./knowledge/try.vue"), meta: { title: "试一问", permission: "scripts.read" } },
    { path: "/review/queue", component: () => import("./review/queue.vue"), meta: { title: "质检", permission: "review.read" } },
    { path: "/review/:id", component: () => import("./review/conversation.vue"), meta: { title: "一段会话", permission: "review.read" } },
    { path: "/tickets/:id", component: () => import("./tickets/ticket.vue"), meta: { title: "一张工单", permission: "tickets.read" } },
    { path: "/me", component: () => import("./sign-in/own-account.vue"), meta: { title: "我的账号" } },
    { path: "/:rest(.*)", redirect: "/" },
    { path: "/", component: { render: () => null }, meta: { title: "" } },
  ],
});
