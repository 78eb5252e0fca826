/** What can be completed where the cursor stands: keys by what they stand in, words that a key takes, and names. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { DraftWords } from "./api";
import { isMap } from "yaml";
import { choices } from "./format";
import { declaredIn } from "./names";
import { parsed, type YAMLMap } from "./yaml-places";

/** Names that the script itself declares. */
export interface Names {
  readonly slots: readonly string[];
  readonly labels: readonly string[];
  readonly cards: readonly string[];
}

export const NO_NAMES: Names = { slots: [], labels: [], cards: [] };

export function namesOf(text: string): Names {
  const document = parsed(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return NO_NAMES;
  const declared = declaredIn(text, document.contents as unknown as YAMLMap);
  return { slots: [...choices("asked", { declared, words: null })], labels: declared.labels, cards: declared.cards };
}

/** Keys above a line, the nearest first: by their columns. */
export function keysAbove(lines: readonly string[], at: number): readonly string[] {
  let column = columnOf(lines[at] ?? "");
  const found: string[] = [];
  for (let line = at - 1; line >= 0 && column > 0; line--) {
    const text = lines[line]!;
    const key = /^[\s-]*([^\s:#{}[\],"'-][^:#{}[\]]*):(\s|$)/u.exec(text)?.[1];
    if (key === undefined || columnOf(text) >= column) continue;
    column = columnOf(text);
    found.push(key);
  }
  return found;
}

function columnOf(line: string): number {
  return /^[\s-]*/u.exec(line)![0].length;
}

/** `before`: the line up to the cursor. `above`: the keys it stands in. */
export function offered(before: string, above: readonly string[], words: DraftWords, names: Names): readonly Completion[] {
  const hole = /【[^】|]*$/u.exec(before);
  if (hole) return values([...names.slots, ...words.interfaces.flatMap((one) => one.returns)], "variable");
  const key = /([^\s:{},[-]+):\s*[^:]*$/u.exec(before)?.[1];
  if (key !== undefined) return valuesOf(key, words, names);
  if (/^\s*-?\s*\S*$/u.test(before)) {
    const nearest = above.find((one) => one in words.keys);
    const inside = above[0] !== undefined && STEP_LISTS.has(above[0]) ? "步骤" : above[1] === "槽位" && above.length === 2 ? "槽位" : nearest ?? "";
    if (above[0] === "收集") return values(names.slots, "variable");
    return (words.keys[inside === "槽位" && above[0] === "槽位" ? "" : inside] ?? []).map((one) => keyword(one, words));
  }
  return [];
}

const STEP_LISTS = new Set(["步骤", "那么", "否则", "做", "没有", "失败"]);

function valuesOf(key: string, words: DraftWords, names: Names): readonly Completion[] {
  if (key === "收集" || key === "传" || key === "项目" || key === "如果" || key === "选择") return values([...names.slots, ...words.interfaces.flatMap((one) => one.returns)], "variable");
  if (key === "跳到") return values(names.labels, "constant");
  if (key === "卡片") return values(names.cards, "constant");
  if (key === "接口") return words.interfaces.map((one) => ({ label: one.name, type: "function", detail: `传 ${one.sends.join("、")} 得到 ${one.returns.join("、")}` }));
  if (key === "得到") return values(words.interfaces.flatMap((one) => one.returns), "variable");
  if (key === "服务" || key === "调用服务" || key === "业务") return values(words.services, "class");
  return values(words.words[key] ?? [], "enum");
}

function values(found: readonly string[], type: string): readonly Completion[] {
  return [...new Set(found)].map((label) => ({ label, type }));
}

function keyword(key: string, words: DraftWords): Completion {
  const detail = words.about[key];
  return { label: key, apply: `${key}: `, type: "keyword", ...(detail === undefined ? {} : { detail }) };
}

/** For CodeMirror. `look`: the words and names of now. */
export function completing(look: () => { readonly words: DraftWords | null; readonly names: Names }): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const { words, names } = look();
    if (words === null) return null;
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const word = /[^\s:{},[\]【】|、-]*$/u.exec(before)![0];
    if (word === "" && !context.explicit) return null;
    const lines = context.state.doc.sliceString(0, line.to).split("\n");
    const options = offered(before, keysAbove(lines, lines.length - 1), words, names);
    return options.length === 0 ? null : { from: context.pos - word.length, options: [...options], validFor: /^[^\s:{},[\]【】|、]*$/u };
  };
}
