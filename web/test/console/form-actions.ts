/** Everything that the form can do with one script: as its parts do it, without a page. */

import { isMap, isScalar, isSeq } from "yaml";
import { apart, failureOf, FAILURES, REASONS, together, withArm, withCard, withElse, withField, withGroupKind, withMember, withName, withOption, withPair, withSlot, withStep, withSynonym } from "../../console/scripts/editor/actions";
import { AFTERWARDS, CARD_FIELD, choices, GROUP_FIELDS, HEAD, OTHERS, RULES, SLOT_FIELDS, STEP_FIELDS, type Choosing, type Field, type Shape } from "../../console/scripts/editor/format";
import { get, items, pairAt, plain } from "../../console/scripts/editor/keys";
import { declaredIn } from "../../console/scripts/editor/names";
import { stepsAt, type Step } from "../../console/scripts/editor/outline";
import { renamed, renamedInGroup } from "../../console/scripts/editor/renaming";
import { STEP_TEMPLATES } from "../../console/scripts/editor/templates";
import { nodeAt, parsed, swapped, withItem, withKeyName, without, withScalar, withValue, type Node, type Path, type YAMLMap } from "../../console/scripts/editor/yaml-edit";

export interface FormAction {
  /** What is done, without where: actions of one kind are alike in every script. */
  readonly kind: string;
  readonly at: string;
  readonly make: (text: string) => string;
}

/** Shapes that the form has but cannot show in this text: places told with their lines. */
export interface FormActions {
  readonly actions: readonly FormAction[];
  readonly unshown: readonly string[];
}

/** Of each kind, the first place. */
export function firsts(actions: readonly FormAction[]): readonly FormAction[] {
  return [...new Map([...actions].reverse().map((one) => [one.kind, one])).values()];
}

export function everyAction(text: string, words: Choosing["words"]): FormActions {
  const document = parsed(text);
  const root = document.contents as unknown as YAMLMap;
  const of: Choosing = { declared: declaredIn(text, root), words };
  const actions: FormAction[] = [];
  const unshown: string[] = [];
  const add = (kind: string, path: Path, make: (text: string) => string): void => void actions.push({ kind, at: path.join("/"), make });

  function fields(path: Path, all: readonly Field[], kind = "", known: readonly string[] = []): void {
    const map = nodeAt(document, path);
    for (const field of all) {
      const pair = pairAt(map, field.key);
      if (pair !== null) one(field, [...path, pair.key]);
      else if (field.only === undefined || field.only.includes(kind)) add(`add ${field.key}`, path, (now) => withField(now, path, field, all, of));
    }
    if (!isMap(map)) return void unshown.push(path.join("/"));
    for (const pair of map.items) if (!all.some((field) => pairAt(map, field.key)?.keyNode === pair.key) && !known.some((key) => pairAt(map, key)?.keyNode === pair.key)) unshown.push([...path, plain(pair.key as Node)].join("/"));
  }

  function one(field: Field, path: Path): void {
    const node = nodeAt(document, path);
    if (field.must !== true) add(`without ${field.key}`, path, (now) => without(now, path));
    shaped(field.shape, field.key, path, node);
  }

  function shaped(shape: Shape, key: string, path: Path, node: Node | null): void {
    if (shape.is === "sentence" || shape.is === "condition") {
      if (isScalar(node)) add(`write ${key}`, path, (now) => withScalar(now, path, shape.is === "sentence" ? "改过的话。" : "没有的 == 值"));
      else unshown.push(path.join("/"));
    } else if (shape.is === "one") {
      if (isScalar(node)) for (const now of new Set([choices(shape.from, of)[0], choices(shape.from, of).at(-1), shape.free === true ? "别的" : undefined])) if (now !== undefined && now !== plain(node)) add(shape.names === undefined ? `choose ${key}` : `rename ${key}`, path, (before) => (shape.names === undefined ? withScalar(before, path, now) : renamed(before, { kind: shape.names, name: plain(node) }, now)));
      if (!isScalar(node)) unshown.push(path.join("/"));
    } else if (shape.is === "some" || shape.is === "results") list(key, path, node);
    else if (shape.is === "parts") fields(path, shape.fields);
    else if (shape.is === "either") {
      if (isScalar(node)) {
        add(`apart ${key}`, path, (now) => apart(now, path, shape));
        shaped(shape.plain, key, path, node);
      } else {
        add(`together ${key}`, path, (now) => together(now, path));
        fields(path, shape.fields);
      }
    } else if (shape.is === "rows") rows(shape, key, path, node);
    else if (shape.is === "pairs") pairs(shape, key, path, node);
    else if (shape.is === "steps") steps(path);
    else failed(path, node, true);
  }

  function list(key: string, path: Path, node: Node | null): void {
    add(`more ${key}`, path, (now) => withName(now, path, "新来的"));
    if (!isSeq(node)) return void (isScalar(node) || unshown.push(path.join("/")));
    if (node.items.length > 1) add(`forward in ${key}`, path, (now) => swapped(now, path, 0));
    node.items.forEach((item, at) => {
      add(`less ${key}`, [...path, at], (now) => without(now, [...path, at]));
      if (isMap(item)) list("列表", [...path, at, plain(item.items[0]!.key as Node)], item.items[0]!.value as Node);
    });
  }

  function rows(shape: Extract<Shape, { is: "rows" }>, key: string, path: Path, node: Node | null): void {
    if (!isSeq(node)) return void unshown.push(path.join("/"));
    add(`row in ${key}`, path, (now) => withItem(now, path, node.items.length, shape.first));
    if (node.items.length > 1) add(`down in ${key}`, path, (now) => swapped(now, path, 0));
    node.items.forEach((_, at) => {
      add(`without row of ${key}`, [...path, at], (now) => without(now, [...path, at]));
      fields([...path, at], shape.fields);
    });
  }

  function pairs(shape: Extract<Shape, { is: "pairs" }>, key: string, path: Path, node: Node | null): void {
    if (isSeq(node)) return list(key, path, node);
    if (!isMap(node)) return void unshown.push(path.join("/"));
    add(`pair in ${key}`, path, (now) => withPair(now, path, shape.first));
    for (const pair of node.items) {
      const name = plain(pair.key as Node);
      add(`without pair of ${key}`, [...path, name], (now) => without(now, [...path, name]));
      add(`rename in ${key}`, [...path, name], (now) => (shape.names ? renamed(now, { kind: "variable", name }, "新名字") : withKeyName(now, [...path, name], "新名字")));
      shaped(shape.right, key, [...path, name], pair.value as Node);
    }
  }

  function failed(path: Path, node: Node | null, whole: boolean): void {
    for (const [way, lines] of Object.entries(FAILURES)) if (way !== failureOf(node) && (whole || way !== "按原因分开")) add(`failed: ${way}`, path, (now) => withValue(now, path, lines));
    if (failureOf(node) === null) unshown.push(path.join("/"));
    if (failureOf(node) === "做几步") steps(path);
    if (failureOf(node) === "按原因分开") for (const reason of REASONS) if (get(node, reason) !== null) failed([...path, reason], get(node, reason), false);
  }

  function steps(path: Path): void {
    const found = stepsAt(text, document, path);
    const listed = isSeq(nodeAt(document, path));
    if (!isMap(nodeAt(document, path))) for (const template of STEP_TEMPLATES) add(`step ${template.name}`, path, (now) => withStep(now, path, template, of));
    found.forEach((step, at) => {
      if (listed) add(`without ${step.kind}`, step.path, (now) => without(now, step.path));
      if (listed && at > 0) add(`up ${step.kind}`, step.path, (now) => swapped(now, path, at - 1));
      if (listed && at + 1 < found.length) add(`down ${step.kind}`, step.path, (now) => swapped(now, path, at));
      inside(step);
    });
  }

  function inside(step: Step): void {
    if (!isMap(nodeAt(document, step.path))) {
      if (step.kind !== "转人工") unshown.push(step.path.join("/"));
      return add("words of 转人工", step.path, (now) => withValue(now, step.path, ["转人工: 我请工作人员帮您，请稍等。"]));
    }
    if (step.kind === "") unshown.push(step.path.join("/"));
    fields(step.path, STEP_FIELDS[step.kind] ?? [], "", ["那么", "否则", "分支"]);
    if (step.label !== "") add("rename label", step.path, (now) => renamed(now, { kind: "label", name: step.label }, "新编号"));
    if (step.kind !== "如果" && step.kind !== "选择") return;
    for (const arm of step.arms) {
      if (arm.path === null) add("else", step.path, (now) => withElse(now, step.path));
      else {
        steps(arm.path);
        if (step.kind === "选择" || arm.label === "否") add(`without arm of ${step.kind}`, arm.path, (now) => without(now, arm.path!));
      }
    }
    if (step.kind === "选择" && !step.arms.some((arm) => arm.label === "否则")) add("arm", step.path, (now) => withArm(now, step.path, "否则"));
  }

  function slots(path: Path, group: string): void {
    const map = nodeAt(document, path);
    if (!isMap(map)) return;
    for (const kind of choices("words:类型", of)) add(`slot ${kind}`, path, (now) => withSlot(now, path, "新问题", kind));
    map.items.forEach((pair, at) => {
      const name = plain(pair.key as Node);
      const own = [...path, name];
      fields(own, SLOT_FIELDS, plain(get(pair.value as Node, "类型")), ["选项"]);
      add("without slot", own, (now) => without(now, own));
      add("rename slot", own, (now) => (group === "" ? renamed(now, { kind: "variable", name }, "新名字") : renamedInGroup(now, group, name, "新名字")));
      if (at > 0) add("up slot", own, (now) => swapped(now, path, at - 1));
      options(own, name, pairAt(pair.value as Node, "选项"));
    });
  }

  function options(slot: Path, name: string, pair: ReturnType<typeof pairAt>): void {
    if (pair === null) return;
    const path = [...slot, pair.key];
    const fixed = plain(get(nodeAt(document, slot), "类型")) === "是否";
    if (!fixed) add("option", path, (now) => withOption(now, slot, "新选项", ["新说法"]));
    const labels = isMap(pair.node) ? pair.node.items.map((one) => plain(one.key as Node)) : items(pair.node);
    labels.forEach((label, at) => {
      add("without option", [...path, label], (now) => without(now, isSeq(pair.node) ? [...path, at] : [...path, label]));
      if (!fixed) add("rename option", [...path, label], (now) => renamed(now, { kind: "option", slot: name, name: label }, "新选项"));
      add("synonym", [...path, label], (now) => withSynonym(now, path, label, "再来一种"));
      if (at > 0) add("up option", path, (now) => swapped(now, path, at - 1));
      if (isMap(pair.node)) list("说法", [...path, label], get(pair.node, label));
    });
  }

  fields([], [...HEAD, ...RULES, ...AFTERWARDS, ...OTHERS], "", ["步骤", "槽位", "卡片", "组", "槽位组"]);
  steps([pairAt(root, "步骤")!.key]);
  if (get(root, "槽位") !== null) slots([pairAt(root, "槽位")!.key], "");
  for (const kind of of.declared.groupKinds) slots([pairAt(root, "槽位组")!.key, kind], kind);
  for (const member of Object.keys(of.declared.groups)) {
    const path = [pairAt(root, "组")!.key, member];
    if (isMap(nodeAt(document, path))) fields(path, GROUP_FIELDS);
    add("rename member", path, (now) => renamed(now, { kind: "variable", name: member }, "新人"));
    add("without member", path, (now) => without(now, path));
  }
  for (const kind of of.declared.groupKinds) add("member", [], (now) => withMember(now, "第三人", kind));
  add("group kind", [], (now) => withGroupKind(now, "新的一组"));
  const cards = pairAt(root, "卡片");
  add("card", [], (now) => withCard(now, cards === null ? null : [cards.key], "新卡片"));
  if (isMap(cards?.node)) {
    for (const pair of cards.node.items) {
      const [name, path] = [plain(pair.key as Node), [cards.key, plain(pair.key as Node)]];
      add("without card", path, (now) => without(now, path));
      add("rename card", path, (now) => renamed(now, { kind: "card", name }, "新卡片"));
      shaped(CARD_FIELD, "卡片", path, pair.value as Node);
    }
  }
  return { actions, unshown };
}

