/** A service script as an outline: what the forms show of it. What they cannot show is told as text. */

import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { lineOf, nodeAt, parsed, type Node, type Path } from "./yaml-edit";

/** A sentence that can be changed: where it stands, and what it is. */
export interface Wording {
  readonly label: string;
  readonly path: Path;
  readonly value: string;
}

export interface Arm {
  readonly label: string;
  /** Of the list of its steps; null: there is none yet (否则). */
  readonly path: Path | null;
  readonly steps: readonly Step[];
}

/** `kind`: the key of the step. `source`: its text, where the form shows no field of it. */
export interface Step {
  readonly path: Path;
  readonly line: number;
  readonly kind: string;
  readonly told: string;
  readonly label: string;
  readonly fields: readonly Wording[];
  readonly slots: readonly string[];
  readonly arms: readonly Arm[];
  readonly source: string;
}

export interface SlotOption {
  readonly label: string;
  readonly words: string;
}

export interface Slot {
  readonly name: string;
  readonly path: Path;
  readonly line: number;
  readonly kind: string;
  readonly wordings: readonly Wording[];
  /** Null: it has none, or they are written in a way that the form does not show. */
  readonly options: readonly SlotOption[] | null;
}

export interface ListCard {
  readonly name: string;
  readonly path: Path;
  readonly rows: readonly (readonly Wording[])[];
}

/** `rest`: keys of the script that only the text shows. */
export interface Outline {
  readonly service: string;
  readonly head: readonly Wording[];
  readonly says: readonly string[];
  readonly slots: readonly Slot[];
  readonly steps: readonly Step[];
  readonly cards: readonly ListCard[];
  readonly rest: readonly string[];
}

const ALIASES: Readonly<Record<string, string>> = {
  服务: "service", 简介: "intro", 说法: "says", 槽位: "slots", 步骤: "steps", 卡片: "cards", 类型: "type", 问: "ask", 选项: "options", 首次: "first", 再问: "again",
  电话: "phone", 大屏: "screen", 说: "say", 收集: "collect", 如果: "if", 那么: "then", 否则: "else", 选择: "choose", 分支: "arms", 逐条: "each", 做: "do", 跳到: "goto", 编号: "label",
  确认: "confirm", 转人工: "transfer", 结束: "end", 评价: "rate", 名: "name", 份数: "copies", 条件: "condition", 备注: "note", 失败: "failed", 没有: "empty",
};
const STEPS = ["说", "收集", "查询", "挑选", "拍照", "上传", "签名", "逐条", "如果", "选择", "设", "确认", "提交", "取号", "调用服务", "跳到", "评价", "转人工", "结束", "卡片", "回执"];
const SHOWN = ["服务", "简介", "说法", "槽位", "步骤", "卡片"];

/** Null: the text is no YAML that can be shown, or no service script. */
export function outlineOf(text: string): Outline | null {
  const document = parsed(text);
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root) || !isSeq(get(root, "步骤")?.node)) return null;
  const reader = new Reader(text);
  const shown = new Set(SHOWN.map((key) => get(root, key)?.key));
  return {
    service: plain(get(root, "服务")?.node),
    head: ["服务", "简介"].flatMap((key) => reader.wording(root, [], key, key)),
    says: items(get(root, "说法")?.node),
    slots: reader.slots(root),
    steps: reader.steps(root, [], "步骤"),
    cards: reader.cards(root),
    rest: root.items.map((pair) => plain(pair.key as Node)).filter((key) => !shown.has(key)),
  };
}

/** Of the node at a path, for what the form does not show. */
export function sourceAt(text: string, path: Path): string {
  const node = nodeAt(parsed(text), path);
  return node?.range ? text.slice(node.range[0], node.range[1]).trimEnd() : "";
}

class Reader {
  constructor(private readonly text: string) {}

  /** One field for a sentence; 大屏 and 电话 for one that is said in two ways. */
  wording(map: YAMLMap, path: Path, key: string, label: string): Wording[] {
    const found = get(map, key);
    if (found === null) return [];
    const at = [...path, found.key];
    if (isScalar(found.node) || found.node === null) return [{ label, path: at, value: plain(found.node) }];
    if (!isMap(found.node)) return [];
    const inside = found.node;
    return ["大屏", "电话", "首次", "再问"].flatMap((part) => {
      const one = get(inside, part);
      return one !== null && isScalar(one.node) ? [{ label: `${label}（${part}）`, path: [...at, one.key], value: plain(one.node) }] : [];
    });
  }

  steps(map: YAMLMap, path: Path, key: string): readonly Step[] {
    const found = get(map, key);
    if (found === null || !isSeq(found.node)) return [];
    return found.node.items.map((item, nth) => this.step(item as Node, [...path, found.key, nth]));
  }

  private step(node: Node, path: Path): Step {
    const line = lineOf(this.text, node);
    const source = node.range ? this.text.slice(node.range[0], node.range[1]).trimEnd() : "";
    const bare = { path, line, label: "", fields: [], slots: [], arms: [] };
    if (!isMap(node)) return { ...bare, kind: plain(node) === "转人工" ? "转人工" : "", told: plain(node), source };
    const kind = STEPS.find((one) => get(node, one) !== null) ?? "";
    if (kind === "") return { ...bare, kind: "", told: "", source };
    const own = get(node, kind)!;
    const fields = this.fields(node, path, kind);
    const arms = this.arms(node, path, kind);
    const slots = kind === "收集" ? items(own.node) : [];
    return {
      path, line, kind, fields, arms, slots, told: told(own.node),
      label: plain(get(node, "编号")?.node), source: fields.length > 0 || slots.length > 0 || kind === "选择" ? "" : source,
    };
  }

  private fields(node: YAMLMap, path: Path, kind: string): readonly Wording[] {
    const labels: Readonly<Record<string, string>> = { 说: "说什么", 确认: "确认的话", 转人工: "转人工时说", 如果: "条件", 跳到: "跳到哪个编号", 结束: "怎么结束" };
    return kind in labels ? this.wording(node, path, kind, labels[kind]!) : [];
  }

  private arms(node: YAMLMap, path: Path, kind: string): readonly Arm[] {
    if (kind === "如果") return ["那么", "否则"].map((key) => this.arm(node, path, key, key === "那么" ? "是" : "否"));
    const own = get(node, kind)!;
    if (kind === "选择") {
      const arms = get(node, "分支");
      if (arms === null || !isMap(arms.node)) return [];
      const inside = arms.node;
      return inside.items.map((pair) => this.arm(inside, [...path, arms.key], plain(pair.key as Node), plain(pair.key as Node)));
    }
    if (!isMap(own.node)) return [];
    const inside = own.node;
    const keys = [["逐条", "做", "每一条"], ["挑选", "没有", "一条也没有"]].filter(([of, key]) => of === kind && get(inside, key!) !== null);
    return keys.map(([, key, label]) => this.arm(inside, [...path, own.key], key!, label!));
  }

  private arm(map: YAMLMap, path: Path, key: string, label: string): Arm {
    const found = get(map, key);
    if (found === null) return { label, path: null, steps: [] };
    if (isSeq(found.node)) return { label, path: [...path, found.key], steps: this.steps(map, path, key) };
    return { label, path: null, steps: found.node === null ? [] : [this.step(found.node, [...path, found.key])] };
  }

  slots(root: YAMLMap): readonly Slot[] {
    const found = get(root, "槽位");
    if (found === null || !isMap(found.node)) return [];
    return found.node.items.flatMap((pair): Slot[] => {
      const name = plain(pair.key as Node);
      const path = [found.key, name];
      if (!isMap(pair.value)) return [];
      const ask = get(pair.value, "问");
      const wordings = ask !== null && isMap(ask.node) ? ["首次", "再问", "电话"].flatMap((key) => this.wording(ask.node as YAMLMap, [...path, ask.key], key, key === "首次" ? "第一次问" : key === "再问" ? "没听清再问" : "电话里问")) : this.wording(pair.value, path, "问", "怎么问");
      return [{ name, path, line: lineOf(this.text, pair.key as Node), kind: plain(get(pair.value, "类型")?.node), wordings, options: options(pair.value) }];
    });
  }

  cards(root: YAMLMap): readonly ListCard[] {
    const found = get(root, "卡片");
    if (found === null || !isMap(found.node)) return [];
    return found.node.items.flatMap((pair): ListCard[] => {
      const name = plain(pair.key as Node);
      if (!isSeq(pair.value)) return [];
      const rows = pair.value.items.map((item, nth) => (isMap(item) ? ["名", "份数", "条件", "备注"].flatMap((key) => this.wording(item, [found.key, name, nth], key, key)) : []));
      return [{ name, path: [found.key, name], rows }];
    });
  }
}

function options(slot: YAMLMap): readonly SlotOption[] | null {
  const found = get(slot, "选项");
  if (found === null) return null;
  if (isSeq(found.node) && found.node.items.every((one) => isScalar(one))) return items(found.node).map((label) => ({ label, words: "" }));
  if (!isMap(found.node) || !found.node.items.every((pair) => pair.value === null || isScalar(pair.value) || isSeq(pair.value))) return null;
  return found.node.items.map((pair) => ({ label: plain(pair.key as Node), words: items(pair.value as Node).join("、") }));
}

/** The key as it is written (Chinese or English), and its node; null: there is none. */
function get(map: YAMLMap, key: string): { readonly key: string; readonly node: Node | null } | null {
  for (const name of [key, ALIASES[key]]) {
    if (name === undefined) continue;
    const pair = map.items.find((one) => isScalar(one.key) && String(one.key.value) === name);
    if (pair !== undefined) return { key: name, node: (pair.value ?? null) as Node | null };
  }
  return null;
}

function plain(node: Node | null | undefined): string {
  return isScalar(node) ? (node.source ?? String(node.value ?? "")) : "";
}

function items(node: Node | null | undefined): string[] {
  if (isSeq(node)) return node.items.map((one) => plain(one as Node));
  return isScalar(node) ? [plain(node)] : [];
}

function told(node: Node | null): string {
  if (isScalar(node)) return plain(node);
  if (isSeq(node)) return items(node).join("、");
  if (!isMap(node)) return "";
  const first = ["接口", "服务", "队列", "记为", "在", "大屏", "从"].map((key) => plain(get(node, key)?.node)).find((word) => word !== "");
  return first ?? node.items.map((pair) => plain(pair.key as Node)).join("、");
}
