/** A service script as an outline: what the forms show of it. What they cannot show is told as text. */

import { isMap, isScalar, isSeq, type Document } from "yaml";
import { STEP_FIELDS } from "./format";
import { items, pairAt as get, plain } from "./keys";
import { lineOf, nodeAt, parsed, type Node, type Path, type YAMLMap } from "./yaml-places";

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

export interface Outline {
  readonly service: string;
  readonly says: readonly string[];
  readonly steps: readonly Step[];
}

const STEPS = Object.keys(STEP_FIELDS);

/** Null: the text is no YAML that can be shown, or no service script. */
export function outlineOf(text: string, document: Document.Parsed = parsed(text)): Outline | null {
  const root = document.contents;
  if (document.errors.length > 0 || !isMap(root) || !isSeq(get(root, "步骤")?.node)) return null;
  const reader = new Reader(text);
  return {
    service: plain(get(root, "服务")?.node),
    says: items(get(root, "说法")?.node),
    steps: reader.steps(root, [], "步骤"),
  };
}

/** The steps of the list at `path`, or the one that stands there; empty: there is none. */
export function stepsAt(text: string, document: Document.Parsed, path: Path): readonly Step[] {
  const node = nodeAt(document, path);
  const reader = new Reader(text);
  if (isSeq(node)) return node.items.map((item, nth) => reader.step(item as Node, [...path, nth]));
  return node === null ? [] : [reader.step(node, path)];
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

  step(node: Node, path: Path): Step {
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
    const keys = [["逐条", "做", "每一条"], ["挑选", "没有", "一条也没有"], [kind, "失败", "没有办成"]].filter(([of, key]) => of === kind && get(inside, key!) !== null);
    return keys.flatMap(([, key, label]) => {
      const [at, value] = [[...path, own.key], get(inside, key!)!];
      if (key !== "失败" || !isMap(value.node)) return [this.arm(inside, at, key!, label!)];
      const ways = value.node;
      return ways.items.map((pair) => this.arm(ways, [...at, value.key], plain(pair.key as Node), `${label}：${plain(pair.key as Node)}`));
    });
  }

  private arm(map: YAMLMap, path: Path, key: string, label: string): Arm {
    const found = get(map, key);
    if (found === null) return { label, path: null, steps: [] };
    if (isSeq(found.node)) return { label, path: [...path, found.key], steps: this.steps(map, path, key) };
    return { label, path: null, steps: found.node === null ? [] : [this.step(found.node, [...path, found.key])] };
  }
}

function told(node: Node | null): string {
  if (isScalar(node)) return plain(node);
  if (isSeq(node)) return items(node).join("、");
  if (!isMap(node)) return "";
  const first = ["接口", "服务", "队列", "记为", "在", "大屏", "从"].map((key) => plain(get(node, key)?.node)).find((word) => word !== "");
  return first ?? node.items.map((pair) => plain(pair.key as Node)).join("、");
}
