/** What the hall tells of its kiosks, read strictly, and how the wall shows it. No DOM, no clock. */

import { bool, count, fail, list, object, oneOf, str, type Json } from "../wire/check";

export const STAGES = ["connected", "away", "invited", "unused", "revoked"] as const;
/** Not heard for so long, a kiosk is down (seconds). */
export const DOWN_S = 15;

/** A kiosk's name; of a page in a browser that is not enrolled, what it is. */
export function kioskName(name: string): string {
  return name === "browser" ? "没有登记的网页" : name;
}

export interface Kiosk {
  name: string;
  stage: (typeof STAGES)[number];
  enrolled: boolean;
  serving: boolean;
  place: string;
  window: string;
  address: string;
  /** Seconds since it was last heard; null: never. */
  silent: number | null;
  /** Whether its page is the one that the hall serves now; null: not known. */
  current: boolean | null;
  /** States of its devices, by name. */
  devices: readonly (readonly [string, string])[];
  /** Its token was shown from this address while it was connected. */
  alarm: string | null;
}

export interface FleetState {
  hall: string;
  kiosks: readonly Kiosk[];
}

/** Throws `WireError` for anything else. */
export function readFleet(value: unknown): FleetState {
  const of = object(value, "fleet");
  return { hall: str(of, "hall", "fleet"), kiosks: list(of, "kiosks", "fleet", kiosk) };
}

function kiosk(value: unknown, path: string): Kiosk {
  const of = object(value, path);
  return {
    name: str(of, "name", path),
    stage: oneOf(of, "stage", STAGES, path),
    enrolled: bool(of, "enrolled", path),
    serving: bool(of, "serving", path),
    place: str(of, "place", path),
    window: str(of, "window", path),
    address: str(of, "address", path),
    silent: of["silent_s"] === null ? null : count(of, "silent_s", path),
    current: of["current"] === null ? null : bool(of, "current", path),
    devices: Object.entries(object(of["devices"], `${path}.devices`)).map(([name, state]) => [name, word(state, path)] as const),
    alarm: alarm(of, path),
  };
}

function word(value: unknown, path: string): string {
  return typeof value === "string" ? value : fail(`${path}.devices`, "a string", value);
}

function alarm(of: Json, path: string): string | null {
  return of["alarm"] === null ? null : str(object(of["alarm"], `${path}.alarm`), "address", `${path}.alarm`);
}

export type Light = "down" | "warn" | "serving" | "ready" | "waiting";

/** States of devices in which nothing is wrong. */
const GOOD: ReadonlySet<string> = new Set(["on", "running", "ready", "busy", "ok", "asking"]);

export function wrongDevices(kiosk: Kiosk): readonly string[] {
  return kiosk.devices.filter(([, state]) => !GOOD.has(state)).map(([name]) => name);
}

/** `late`: seconds since the hall told this. */
export function lightOf(kiosk: Kiosk, late: number): Light {
  if (kiosk.stage === "invited" || kiosk.stage === "unused") return "waiting";
  const silent = kiosk.silent === null ? Infinity : kiosk.silent + late;
  if (silent > DOWN_S || kiosk.alarm !== null) return "down";
  if (kiosk.stage === "away" || wrongDevices(kiosk).length > 0 || kiosk.current === false) return "warn";
  return kiosk.serving ? "serving" : "ready";
}

/** Those that need somebody first, then by name. */
export function onTheWall(kiosks: readonly Kiosk[], late: number): Kiosk[] {
  const rank: Record<Light, number> = { down: 0, warn: 1, serving: 2, ready: 2, waiting: 3 };
  const shown = kiosks.filter((one) => one.stage !== "revoked");
  return shown.sort((a, b) => rank[lightOf(a, late)] - rank[lightOf(b, late)] || a.name.localeCompare(b.name, "zh", { numeric: true }));
}

export const LIGHT_WORDS: Record<Light, string> = { down: "离线", warn: "要看一下", serving: "办理中", ready: "空闲", waiting: "待登记" };

const DEVICES: Record<string, string> = { microphone: "麦克风", speaker: "扬声器", reader: "读卡器", printer: "打印机", scanner: "扫码器", presence: "人体感应", bridge: "设备程序" };
const CONDITIONS: Record<string, string> = {
  on: "正常", running: "正常", ready: "正常", ok: "正常", busy: "忙", asking: "正在打开", off: "没有打开", denied: "没有权限", missing: "没有找到", insecure: "网址用不了", broken: "坏了",
  none: "没有", suspended: "停着", closed: "关了", interrupted: "中断了", paper_low: "纸不多了", paper_out: "没有纸", unplugged: "没有插好", wrong: "不能用",
};

export function deviceWords(name: string, state: string): string {
  return `${DEVICES[name] ?? name}：${CONDITIONS[state] ?? state}`;
}

/** 5 秒, 3 分钟, 2 小时, 4 天. */
export function since(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} 秒`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} 分钟`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} 小时` : `${Math.floor(seconds / 86_400)} 天`;
}
