/** The names that a script has: what can be chosen where one is asked for. */

import { isMap, isSeq } from "yaml";
import { get, items, pairAt, plain } from "./keys";
import { placesOf, type Place } from "./references";
import type { Node, Path, YAMLMap } from "./yaml-places";

export interface DeclaredSlot {
  readonly name: string;
  readonly kind: string;
  readonly options: readonly string[];
}

/** `groups`: names of people, with the slots that each has. `made`: what steps and 计算 make. `lists`: with their fields. */
export interface Declared {
  readonly slots: readonly DeclaredSlot[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly groupKinds: readonly string[];
  readonly made: readonly string[];
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly labels: readonly string[];
  readonly cards: readonly string[];
  readonly places: readonly Place[];
}

export function declaredIn(text: string, root: YAMLMap): Declared {
  const places = placesOf(text, root);
  const defined = (kind: string): string[] => [...new Set(places.filter((one) => one.defines && one.named.kind === kind).map((one) => one.named.name))];
  const slots = slotsOf(get(root, "槽位"));
  const groups = groupsOf(root);
  const grouped = Object.entries(groups).flatMap(([member, fields]) => fields.map((field) => ({ ...field, name: member + field.name })));
  const own = new Set([...slots.map((one) => one.name), ...Object.keys(groups)]);
  return {
    slots: [...slots, ...grouped], groups: Object.fromEntries(Object.entries(groups).map(([member, fields]) => [member, fields.map((field) => field.name)])), groupKinds: defined("slots"),
    made: defined("variable").filter((name) => !own.has(name)), lists: listsOf(root), labels: defined("label"), cards: defined("card"), places,
  };
}

function slotsOf(node: Node | null): DeclaredSlot[] {
  if (!isMap(node)) return [];
  return node.items.map((pair) => {
    const slot = pair.value as Node | null;
    const options = get(slot, "选项");
    return { name: plain(pair.key as Node), kind: plain(get(slot, "类型")), options: isMap(options) ? options.items.map((one) => plain(one.key as Node)) : items(options) };
  });
}

function groupsOf(root: YAMLMap): Record<string, DeclaredSlot[]> {
  const groups = get(root, "组");
  if (!isMap(groups)) return {};
  return Object.fromEntries(groups.items.map((pair) => {
    const kind = isMap(pair.value) ? plain(get(pair.value as Node, "槽位组")) : plain(pair.value as Node);
    const kinds = get(root, "槽位组");
    const slots = isMap(kinds) ? kinds.items.find((one) => plain(one.key as Node) === kind)?.value : null;
    return [plain(pair.key as Node), slotsOf((slots ?? null) as Node | null)];
  }));
}

/** Lists that an interface returns, and what is chosen of them. */
function listsOf(root: YAMLMap): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  walk(root, (map) => {
    const results = get(map, "得到");
    for (const one of isSeq(results) ? results.items : []) {
      if (isMap(one)) for (const pair of one.items) found[plain(pair.key as Node)] = items(pair.value as Node);
    }
    for (const [kind, from, into] of [["挑选", "从", "记为"], ["逐条", "在", "作为"], ["逐条", "在", "办成"]] as const) {
      const own = get(map, kind);
      const [list, name] = [plain(get(own, from)), plain(get(own, into))];
      if (name !== "" && list in found) found[name] = [...found[list]!];
    }
  });
  return found;
}

function walk(node: unknown, use: (map: YAMLMap) => void): void {
  if (isSeq(node)) node.items.forEach((one) => walk(one, use));
  if (!isMap(node)) return;
  use(node);
  node.items.forEach((pair) => walk(pair.value, use));
}

/** The path as it is written, for keys in Chinese; null: there is nothing. */
export function pathTo(root: Node | null, keys: Path): Path | null {
  const found: (string | number)[] = [];
  let node: Node | null = root;
  for (const key of keys) {
    if (typeof key === "number") {
      if (!isSeq(node) || node.items[key] === undefined) return null;
      found.push(key);
      node = node.items[key] as Node;
      continue;
    }
    const pair = pairAt(node, key);
    if (pair === null) return null;
    found.push(pair.key);
    node = pair.node;
  }
  return found;
}

/** What can stand in a sentence, a condition or 传: slots, what is made, and the fields of one item. */
export function variablesOf(declared: Declared): readonly string[] {
  const fields = Object.entries(declared.lists).flatMap(([name, of]) => of.map((field) => `${name}.${field}`));
  return [...declared.slots.map((one) => one.name), ...declared.made, ...fields];
}

