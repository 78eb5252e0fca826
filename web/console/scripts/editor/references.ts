/** Who names a question, an option, a step or a card: every place of a script in which the hall reads it as that name. */

import { isMap, isScalar, isSeq } from "yaml";
import { get, keyOf, plain } from "./keys";
import { range, type Node, type YAMLMap } from "./yaml-places";

/** `variable`: a slot, or what a step makes. `option`: of the slot `slot`. `label`: 编号 of a step. */
export type Named =
  | { readonly kind: "variable" | "label" | "card" | "slots"; readonly name: string }
  | { readonly kind: "option"; readonly name: string; readonly slot: string };

/** `from` to `to`: the name itself. `about`: the place, for people. `defines`: it is made here, not used. */
export interface Place {
  readonly named: Named;
  readonly from: number;
  readonly to: number;
  readonly about: string;
  readonly defines: boolean;
}

const WORD = /[“"＂][^“”"＂]*[”"＂]|[=＝!！<>≥≤≠＞＜]+|[^\s=＝!！<>≥≤≠＞＜[\]［］()（），,、|｜+＋－−×✕＊÷“”"＂【】]+/gu;
const SIGN = /^(?:[=＝!！<>≥≤≠＞＜]+|在|不在|是|不是)$/u;
const OWN = new Set(["今天", "现在", "工作日", "办公时间", "个数", "合计"]);

/** All places of a script, in the order of the text. */
export function placesOf(text: string, root: YAMLMap): readonly Place[] {
  const finder = new Finder(text);
  finder.script(root);
  return finder.found.sort((one, other) => one.from - other.from);
}

export function same(one: Named, other: Named): boolean {
  return one.kind === other.kind && one.name === other.name && (one.kind !== "option" || other.kind !== "option" || one.slot === other.slot);
}

class Finder {
  readonly found: Place[] = [];
  constructor(private readonly text: string) {}

  script(root: YAMLMap): void {
    this.each(root, (key, node) => {
      if (key === "步骤") this.steps(node);
      else if (key === "槽位") this.slots(node);
      else if (key === "槽位组") this.each(node, (_, slots, name) => (this.note({ kind: "slots", name: plain(name) }, name, "槽位组", true), this.slots(slots, false)));
      else if (key === "组") this.group(node);
      else if (key === "计算") this.each(node, (_, value, name) => (this.define(name, "计算"), this.value(value, "计算")));
      else if (key === "卡片") this.cards(node);
      else if (key === "同意" || key === "更正") this.names(get(node, "项目"), `“${key}”的项目`);
      else if (key === "身份") for (const part of ["本人", "发到", "核对", "代办"]) this.names(get(node, part), "身份");
    });
  }

  private slots(node: Node | null, whole = true): void {
    this.each(node, (_, slot, name) => {
      if (whole) this.define(name, "问题");
      this.sentences(get(slot, "问"), `“${plain(name)}”的问法`);
      if (whole) this.names(get(slot, "不同于"), `“${plain(name)}”的不同于`);
      const options = get(slot, "选项");
      const note = (one: Node): void => this.note({ kind: "option", slot: plain(name), name: plain(one) }, one, "选项", true);
      if (isSeq(options)) options.items.forEach((one) => note(one as Node));
      else this.each(options, (_key, _value, one) => note(one));
    });
  }

  private group(node: Node | null): void {
    this.each(node, (_, value, name) => {
      this.define(name, "几个人");
      const slots = isMap(value) ? get(value, "槽位组") : value;
      if (isScalar(slots)) this.note({ kind: "slots", name: plain(slots) }, slots, "几个人", false);
    });
  }

  private cards(node: Node | null): void {
    this.each(node, (_, rows, name) => {
      this.note({ kind: "card", name: plain(name) }, name, "卡片", true);
      if (isSeq(rows)) rows.items.forEach((row) => this.expression(get(row as Node, "条件"), `卡片“${plain(name)}”的条件`));
    });
  }

  private steps(node: Node | null): void {
    if (isSeq(node)) node.items.forEach((one) => this.step(one as Node));
    else this.step(node);
  }

  private step(node: Node | null): void {
    this.each(node, (key, value) => {
      if (key === "编号") this.note({ kind: "label", name: plain(value) }, value, "编号", true);
      else if (key === "跳到") this.note({ kind: "label", name: plain(value) }, value, "跳到", false);
      else if (key === "卡片") this.note({ kind: "card", name: plain(value) }, value, "显示卡片", false);
      else if (key === "收集" || key === "选择") this.names(value, key);
      else if (key === "如果") this.expression(value, "如果");
      else if (key === "那么" || key === "否则") this.steps(value);
      else if (key === "分支") this.arms(value, plain(get(node, "选择")));
      else if (key === "设") this.each(value, (_, one, name) => (this.define(name, "设"), this.value(one, "设")));
      else if (["查询", "提交", "取号", "调用服务"].includes(key)) this.call(value, key);
      else if (key === "挑选") this.pick(value);
      else if (key === "逐条") this.loop(value);
      else if (["拍照", "上传", "签名"].includes(key)) {
        this.define(get(value, "记为"), key);
        this.sentences(get(value, "问"), key);
        this.sentences(get(value, "电话"), key);
      } else this.sentences(value, key);
    });
  }

  private arms(node: Node | null, slot: string): void {
    this.each(node, (key, steps, name) => {
      if (key !== "否则") this.note({ kind: "option", slot, name: plain(name) }, name, `选择“${slot}”`, false);
      this.steps(steps);
    });
  }

  private call(node: Node | null, kind: string): void {
    const sent = get(node, "传");
    if (isMap(sent)) this.each(sent, (_, value) => this.names(value, `${kind}时传`));
    else this.names(sent, `${kind}时传`);
    const results = get(node, "得到");
    for (const one of isSeq(results) ? results.items : isScalar(results) ? [results] : []) {
      if (isMap(one)) this.each(one, (_, _fields, name) => this.define(name, `${kind}得到`));
      else this.define(one as Node, `${kind}得到`);
    }
    if (isMap(results)) this.each(results, (_, _value, name) => this.define(name, `${kind}得到`));
    const failed = get(node, "失败");
    if (isMap(failed) && failed.items.every((pair) => OUTCOMES.has(keyOf(pair.key as Node)))) this.each(failed, (_, steps) => this.steps(steps));
    else this.steps(failed);
  }

  private pick(node: Node | null): void {
    this.names(get(node, "从"), "挑选");
    this.define(get(node, "记为"), "挑选");
    this.sentences(get(node, "问"), "挑选");
    this.steps(get(node, "没有"));
  }

  private loop(node: Node | null): void {
    this.names(get(node, "在"), "逐条");
    this.define(get(node, "作为"), "逐条");
    this.define(get(node, "办成"), "逐条");
    this.steps(get(node, "做"));
  }

  // ---- what a value holds ----

  private names(node: Node | null, about: string): void {
    if (isSeq(node)) node.items.forEach((one) => this.names(one as Node, about));
    if (!isScalar(node) || !node.range) return;
    const [name, from] = [plain(node).split(".")[0]!, this.inner(node)[0]];
    this.found.push({ named: { kind: "variable", name }, from, to: from + name.length, about, defines: false });
  }

  private sentences(node: Node | null, about: string): void {
    if (isMap(node)) node.items.forEach((pair) => this.sentences(pair.value as Node, about));
    if (!isScalar(node) || !node.range) return;
    const [from, to] = this.inner(node);
    for (const hole of this.text.slice(from, to).matchAll(/【([^【】]*)】/gu)) this.tested(from + hole.index + 1, from + hole.index + 1 + hole[1]!.length, about);
  }

  /** Of 设 and 计算: a sentence where it has 【】, else an expression. */
  private value(node: Node | null, about: string): void {
    if (isScalar(node) && plain(node).includes("【")) this.sentences(node, about);
    else this.expression(node, about);
  }

  private expression(node: Node | null, about: string): void {
    if (!isScalar(node) || !node.range) return;
    this.tested(...this.inner(node), about);
  }

  /** Words of an expression: variables, and behind a sign the options that the variable before it is compared with. */
  private tested(from: number, to: number, about: string): void {
    const raw = this.text.slice(from, to);
    let [left, sign] = ["", false];
    for (const hit of raw.matchAll(WORD)) {
      const word = hit[0];
      const quotes = /^[“"＂]/u.test(word) ? 1 : 0;
      const at = from + hit.index + quotes;
      if (word === "且" || word === "或") [left, sign] = ["", false];
      else if (SIGN.test(word) && !(sign && left !== "" && /[=＝]/u.test(raw.slice(0, hit.index)) && !/[=＝]/u.test(word))) sign = true;
      else if (/[|｜]\s*$/u.test(raw.slice(0, hit.index)) || OWN.has(word) || ((word === "有" || word === "没有") && !sign)) continue;
      else {
        const name = quotes ? word.slice(1, -1) : word.split(".")[0]!;
        if (!quotes) this.found.push({ named: { kind: "variable", name }, from: at, to: at + name.length, about, defines: false });
        if (sign && left !== "") this.found.push({ named: { kind: "option", slot: left, name: quotes ? name : word }, from: at, to: at + (quotes ? name : word).length, about, defines: false });
        if (!sign) left = name;
      }
    }
  }

  private define(node: Node | null, about: string): void {
    if (isScalar(node)) this.note({ kind: "variable", name: plain(node) }, node, about, true);
  }

  private note(named: Named, node: Node | null, about: string, defines: boolean): void {
    if (!isScalar(node) || !node.range) return;
    const [from, to] = this.inner(node);
    this.found.push({ named, from, to, about, defines });
  }

  /** Of a scalar, without its quotes. */
  private inner(node: Node): readonly [number, number] {
    const [from, to] = range(node);
    return isScalar(node) && (node.type === "QUOTE_DOUBLE" || node.type === "QUOTE_SINGLE") ? [from + 1, to - 1] : [from, to];
  }

  private each(node: Node | null, use: (key: string, value: Node | null, keyNode: Node) => void): void {
    if (isMap(node)) for (const pair of node.items) use(keyOf(pair.key as Node), (pair.value ?? null) as Node | null, pair.key as Node);
  }
}

const OUTCOMES = new Set(["拒绝", "不通", "超时", "不明", "其他"]);
