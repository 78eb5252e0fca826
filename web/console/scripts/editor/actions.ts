/** What the buttons of the form do with the text: each makes a new text, or raises `EditError` with what to do instead. */

import { isMap, isScalar, isSeq } from "yaml";
import type { Choosing, Field, Shape } from "./format";
import { get, items, pairAt, plain } from "./keys";
import { pathTo } from "./names";
import { mustBeName } from "./renaming";
import { LAST, type StepTemplate } from "./templates";
import { EditError, listed, nodeAt, parsed, scalar, withEntry, withItem, withValue, type Node, type Path } from "./yaml-edit";

/** A key that is not there yet, before those that come after it in `order`. */
export function withField(text: string, path: Path, field: Field, order: readonly Field[], of: Choosing): string {
  const map = nodeAt(parsed(text), path);
  const after = order.slice(order.indexOf(field) + 1).map((one) => pairAt(map, one.key)?.key).find((key) => key !== undefined);
  return withEntry(text, path, field.key, field.first(of), after);
}

/** One sentence, written for each channel or turn. */
export function apart(text: string, path: Path, shape: Extract<Shape, { is: "either" }>): string {
  return withValue(text, path, shape.split(scalar(plain(nodeAt(parsed(text), path)), false)));
}

/** The first of several sentences alone. */
export function together(text: string, path: Path): string {
  return withValue(text, path, [scalar(firstWords(nodeAt(parsed(text), path)), false)]);
}

function firstWords(node: Node | null): string {
  if (isScalar(node)) return plain(node);
  const first = isMap(node) ? (node.items[0]?.value as Node | null) : null;
  if (first === null) throw new EditError("里面没有可以留下的话，先写上一句。");
  return firstWords(first);
}

/** One more name in a list, or beside the one that stands there alone. */
export function withName(text: string, path: Path, name: string): string {
  const node = nodeAt(parsed(text), path);
  if (items(node).includes(name)) throw new EditError(`已经有“${name}”了。`);
  if (isSeq(node)) return withItem(text, path, node.items.length, [scalar(name, true)]);
  return withValue(text, path, [listed([...items(node), name])]);
}

/** A step at place `at`, or behind the others, before a last one that ends the way; where one stands alone it becomes a list. */
export function withStep(text: string, path: Path, template: StepTemplate, of: Choosing, at?: number): string {
  const node = nodeAt(parsed(text), path);
  const lines = template.lines(of);
  if (isScalar(node) || isMap(node)) return withStep(aloneListed(text, path, node), path, template, of, at);
  if (!isSeq(node)) throw new EditError("这里加不进去，请到文字里改。");
  if (at !== undefined) return withItem(text, path, at, lines);
  const last = node.items.at(-1) as Node | undefined;
  const ends = last !== undefined && (plain(last) === "转人工" || [...LAST].some((kind) => pairAt(last, kind) !== null));
  return withItem(text, path, ends && !LAST.has(lines[0]!.split(":")[0]!) ? node.items.length - 1 : node.items.length, lines);
}

function aloneListed(text: string, path: Path, node: Node): string {
  if (!isScalar(node)) throw new EditError("这里只写了一步，没有写成列表，请到文字里改。");
  return withValue(text, path, [`- ${scalar(plain(node), false)}`]);
}

export function withArm(text: string, step: Path, option: string): string {
  const root = parsed(text).contents as Node;
  const arms = pathTo(root, [...step, "分支"]);
  if (arms === null) return withEntry(text, step, "分支", [`${scalar(option, false)}:`, "  - 说: 请在这里写要说的话。"]);
  return withEntry(text, arms, option, ["- 说: 请在这里写要说的话。"], pairAt(nodeAt(parsed(text), arms), "否则")?.key);
}

export function withElse(text: string, step: Path): string {
  return withEntry(text, step, "否则", ["- 说: 条件不成立时说的话。"]);
}

/** A question of this kind; one with answers to choose from has two to begin with. */
export function withSlot(text: string, path: Path | null, name: string, kind: string): string {
  mustBeName(name, "variable");
  const more: Readonly<Record<string, readonly string[]>> = { 选项: ["选项:", "  第一项: []", "  第二项: []"], 多选: ["选项:", "  第一项: []", "  第二项: []"], 单号: ["位数: 8"], 编号: ["格式: 字母1数字9"] };
  const lines = [`类型: ${kind}`, ...(more[kind] ?? []), `问: 请说${name}。`];
  return path === null ? withEntry(text, [], "槽位", [`${name}:`, ...lines.map((line) => `  ${line}`)], pairAt(parsed(text).contents as Node, "步骤")?.key) : withEntry(text, path, name, lines);
}

/** `said`: other words for it. */
export function withOption(text: string, slot: Path, label: string, said: readonly string[]): string {
  const found = pathTo(parsed(text).contents as Node, [...slot, "选项"]);
  if (found === null) return withEntry(text, slot, "选项", [`${scalar(label, false)}: ${listed(said)}`]);
  if (isSeq(nodeAt(parsed(text), found))) return said.length === 0 ? withName(text, found, label) : withOption(spelled(text, found), slot, label, said);
  return withEntry(text, found, label, [listed(said)]);
}

/** A list of options as a map, in which each may have other words. */
function spelled(text: string, path: Path): string {
  return withValue(text, path, items(nodeAt(parsed(text), path)).map((label) => `${scalar(label, false)}: []`));
}

/** Another word for an option. */
export function withSynonym(text: string, options: Path, label: string, word: string): string {
  return isSeq(nodeAt(parsed(text), options)) ? withSynonym(spelled(text, options), options, label, word) : withName(text, [...options, label], word);
}

export function withCard(text: string, path: Path | null, name: string): string {
  mustBeName(name, "card");
  const rows = ["- {名: 材料名称, 份数: 原件1}"];
  return path === null ? withEntry(text, [], "卡片", [`${name}:`, ...rows.map((line) => `  ${line}`)]) : withEntry(text, path, name, rows);
}

/** Somebody who is asked the same as others. */
export function withMember(text: string, name: string, kind: string): string {
  mustBeName(name, "variable");
  const path = pathTo(parsed(text).contents as Node, ["组"]);
  return path === null ? withEntry(text, [], "组", [`${name}: ${kind}`]) : withEntry(text, path, name, [scalar(kind, false)]);
}

/** What several people are asked. */
export function withGroupKind(text: string, name: string): string {
  mustBeName(name, "slots");
  const path = pathTo(parsed(text).contents as Node, ["槽位组"]);
  const lines = ["姓名:", "  类型: 姓名", "  问: 请说【组】的姓名。"];
  return path === null ? withEntry(text, [], "槽位组", [`${name}:`, ...lines.map((line) => `  ${line}`)]) : withEntry(text, path, name, lines);
}

/** One more pair: its name is the first free of `name`, `name2`, … */
export function withPair(text: string, path: Path, name: string): string {
  const map = nodeAt(parsed(text), path);
  const taken = new Set(isMap(map) ? map.items.map((pair) => plain(pair.key as Node)) : []);
  const free = [name, ...Array.from({ length: taken.size + 1 }, (_, nth) => `${name}${nth + 2}`)].find((one) => !taken.has(one))!;
  return withEntry(text, path, free, ["写在这里"]);
}

/** How a call that failed goes on: to staff, by steps, or by the reason. */
export const FAILURES: Readonly<Record<string, readonly string[]>> = {
  转人工: ["转人工"], 做几步: ["- 说: 没有办成。", "- 转人工: 我请工作人员帮您，请稍等。"], 按原因分开: ["拒绝:", "  - 说: 没有办成，【失败原因】。", "  - 结束: 完成", "其他: 转人工"],
};
export const REASONS = ["拒绝", "不通", "超时", "不明", "其他"] as const;

export function failureOf(node: Node | null): "转人工" | "做几步" | "按原因分开" | null {
  if (isScalar(node)) return plain(node) === "转人工" || plain(node) === "transfer" ? "转人工" : null;
  if (isSeq(node)) return "做几步";
  return isMap(node) && REASONS.some((reason) => get(node, reason) !== null) ? "按原因分开" : null;
}
