/** One name is changed wherever the script reads it; and where other files, or plain words, still have the old one. */

import { isMap, isScalar, isSeq } from "yaml";
import { get, plain } from "./keys";
import { declaredIn, type Declared } from "./names";
import { same, type Named, type Place } from "./references";
import { checked, EditError, lineOf, parsed, range, type Node, type YAMLMap } from "./yaml-places";

/** A line that names something, for people. */
export interface Mention {
  readonly line: number;
  readonly about: string;
}

const NAME = /^[^\s.,，、:：;；#[\]{}"'“”【】|｜()（）=<>!&*%@`+×÷\\/-]{1,30}$/u;
const TAKEN = new Set(["且", "或", "有", "没有", "在", "不在", "是", "不是", "今天", "现在", "工作日", "办公时间", "个数", "合计"]);

/** Raises `EditError` where no question, option or step may have this name. */
export function mustBeName(name: string, named: Named["kind"]): void {
  if (!NAME.test(name) || (named !== "option" && TAKEN.has(name))) throw new EditError(`“${name}”不能当名字：写 1 到 30 个字，中间没有空格和符号。`);
}

/** The text with the new name. Raises `EditError` where it is taken, or is no name. */
export function renamed(text: string, what: Named, name: string): string {
  mustBeName(name, what.kind);
  const root = parsed(text).contents as unknown as YAMLMap;
  const declared = declaredIn(text, root);
  if (declared.places.some((one) => one.defines && same(one.named, { ...what, name } as Named))) throw new EditError(`已经有“${name}”了，换一个名字。`);
  const changes = declared.places.filter((one) => same(one.named, what)).map((one): Change => ({ ...one, name }));
  for (const [old, now] of membersOf(declared, what, name)) changes.push(...declared.places.filter((one) => one.named.kind === "variable" && one.named.name === old).map((one): Change => ({ ...one, name: now })));
  return checked(replaced(text, changes));
}

/** A slot of several people (槽位组) under a new name: that of each of them, everywhere. `kind`: the 槽位组. */
export function renamedInGroup(text: string, kind: string, slot: string, name: string): string {
  mustBeName(name, "variable");
  const root = parsed(text).contents as unknown as YAMLMap;
  const declared = declaredIn(text, root);
  const slots = get(get(root, "槽位组"), kind);
  if (!isMap(slots) || slots.items.some((pair) => plain(pair.key as Node) === name)) throw new EditError(`已经有“${name}”了，换一个名字。`);
  const own = slots.items.flatMap((pair): Node[] => [...(plain(pair.key as Node) === slot ? [pair.key as Node] : []), ...scalars(get(pair.value as Node, "不同于")).filter((one) => plain(one) === slot)]);
  const changes: Change[] = own.map((node) => ({ from: range(node)[0], to: range(node)[1], name }));
  for (const member of members(declared, root, kind)) changes.push(...declared.places.filter((one) => one.named.kind === "variable" && one.named.name === member + slot).map((one): Change => ({ ...one, name: member + name })));
  return checked(replaced(text, changes));
}

/** Places that use a name, without those within `but` (a step that goes too). */
export function usesOf(text: string, declared: Declared, what: Named, but: readonly [number, number] = [0, 0]): readonly Mention[] {
  const names = [what.name, ...membersOf(declared, what, "").map(([old]) => old)];
  const found = declared.places.filter((one) => !one.defines && names.some((name) => same(one.named, { ...what, name } as Named)) && (one.from < but[0] || one.from >= but[1]));
  return mentions(text, found);
}

/** What is lost with a stretch of the text: names that are made there alone, and used elsewhere. */
export function lostWith(text: string, declared: Declared, from: number, to: number): readonly (Mention & { readonly name: string })[] {
  const inside = (one: Place): boolean => one.from >= from && one.from < to;
  const gone = declared.places.filter((one) => one.defines && inside(one) && !declared.places.some((other) => other.defines && !inside(other) && same(other.named, one.named)));
  const asked = declared.places.filter((one) => inside(one) && (one.about === "收集" || one.about === "选择") && !declared.places.some((other) => !inside(other) && (other.about === "收集" || other.about === "选择") && same(other.named, one.named)));
  const names = [...gone, ...asked].map((one) => one.named);
  return names.filter((one, at) => names.findIndex((other) => same(one, other)) === at).flatMap((named) => usesOf(text, declared, named, [from, to]).filter((one) => !CONSENT.has(one.about)).map((one) => ({ ...one, name: named.name })));
}

const CONSENT = new Set(["“同意”的项目"]);

/** Sentences in which the word stands as a plain word: they are for a person to judge. */
export function wordsWith(text: string, declared: Declared, word: string): readonly Mention[] {
  const taken = new Set(declared.places.map((one) => one.from));
  return text.split("\n").flatMap((line, nth): Mention[] => {
    const start = text.split("\n").slice(0, nth).join("\n").length + (nth === 0 ? 0 : 1);
    const at = line.replace(/\s#.*$/u, "").indexOf(word);
    return at >= 0 && !taken.has(start + at) && /问|首次|再问|电话|大屏|说|确认|转人工|备注|告知/u.test(line.split(":")[0] ?? "") ? [{ line: nth + 1, about: line.trim().slice(0, 60) }] : [];
  });
}

/** In another file (a test, a script that calls this service): whole values and keys that are the name. */
export function namedElsewhere(text: string, name: string): readonly Mention[] {
  return elsewhere(text, name).map((one) => ({ line: lineOf(text, one), about: text.split("\n")[lineOf(text, one) - 1]!.trim().slice(0, 60) }));
}

export function renamedElsewhere(text: string, old: string, name: string): string {
  return checked(replaced(text, elsewhere(text, old).map((node) => {
    const [from, to] = range(node);
    const at = text.slice(from, to).indexOf(old);
    return { from: from + at, to: from + at + old.length, name };
  })));
}

// ---- parts ----

interface Change {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

function replaced(text: string, changes: readonly Change[]): string {
  const sorted = [...changes].sort((one, other) => other.from - one.from).filter((one, at, all) => at === 0 || all[at - 1]!.from !== one.from);
  return sorted.reduce((told, one) => told.slice(0, one.from) + one.name + told.slice(one.to), text);
}

/** Of a person's name: each of his slots, under the old and the new one. */
function membersOf(declared: Declared, what: Named, name: string): readonly (readonly [string, string])[] {
  return what.kind === "variable" ? (declared.groups[what.name] ?? []).map((field) => [what.name + field, name + field] as const) : [];
}

function members(declared: Declared, root: YAMLMap, kind: string): readonly string[] {
  const groups = get(root, "组");
  return Object.keys(declared.groups).filter((member) => {
    const value = isMap(groups) ? (groups.items.find((one) => plain(one.key as Node) === member)?.value as Node) : null;
    return (isMap(value) ? plain(get(value, "槽位组")) : plain(value)) === kind;
  });
}

function mentions(text: string, places: readonly Place[]): readonly Mention[] {
  const found = places.map((one): Mention => ({ line: text.slice(0, one.from).split("\n").length, about: one.about }));
  return found.filter((one, at) => found.findIndex((other) => other.line === one.line && other.about === one.about) === at);
}

/** Values and keys that are the name, or name it first: `然后问: 核对 姓名`, `这条.编号`. */
function elsewhere(text: string, name: string): readonly Node[] {
  const found: Node[] = [];
  const note = (node: unknown): void => {
    if (isScalar(node) && node.range && plain(node as Node).split(/[\s.]/u).includes(name)) found.push(node as Node);
  };
  const walk = (node: unknown): void => {
    if (isSeq(node)) node.items.forEach(walk);
    else if (isMap(node)) for (const pair of node.items) {
      note(pair.key);
      if (!SAID.has(plain(pair.key as Node))) walk(pair.value);
    } else note(node);
  };
  walk(parsed(text).contents);
  return found;
}

/** Of a test: what the citizen says stays as it is. */
const SAID = new Set(["人", "打字", "说", "不说", "名称", "说法", "问"]);

function scalars(node: Node | null): readonly Node[] {
  if (isSeq(node)) return node.items.filter((one) => isScalar(one)) as Node[];
  return isScalar(node) ? [node] : [];
}
