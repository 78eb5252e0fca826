/** Conditions that can be chosen: tests of one variable each, joined by 且 and 或, without brackets and sums. */

import type { Declared } from "./names";

export interface ChosenTest {
  readonly joined: "且" | "或";
  readonly left: string;
  readonly sign: string;
  readonly right: string;
}

/** As it is written, and in words. */
export const SIGNS: readonly (readonly [string, string])[] = [
  ["==", "是"], ["!=", "不是"], [">", "大于"], [">=", "大于等于"], ["<", "小于"], ["<=", "小于等于"], ["在", "是这几个之一"], ["不在", "不是这几个"], ["有", "填了"], ["没有", "没有填"],
];

/** Null: it has more than can be chosen. */
export function testsOf(text: string): readonly ChosenTest[] | null {
  const parts = text.split(/\s+(且|或)\s+/u);
  const found: ChosenTest[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const joined = at === 0 ? "且" : (parts[at - 1] as "且" | "或");
    const has = /^(有|没有)\s+([^\s()+×÷]+)$/u.exec(parts[at]!.trim());
    const test = /^([^\s()+×÷]+)\s+(==|!=|>=|<=|>|<|在|不在)\s+(\[[^[\]]*\]|[^\s()+×÷]+)$/u.exec(parts[at]!.trim());
    if (has) found.push({ joined, left: has[2]!, sign: has[1]!, right: "" });
    else if (test) found.push({ joined, left: test[1]!, sign: test[2]!, right: test[3]! });
    else return null;
  }
  return found;
}

export function written(tests: readonly ChosenTest[]): string {
  return tests.map((one, at) => (at === 0 ? "" : ` ${one.joined} `) + writtenTest(one)).join("");
}

function writtenTest({ left, sign, right }: ChosenTest): string {
  if (sign === "有" || sign === "没有") return `${sign} ${left}`;
  const several = sign === "在" || sign === "不在";
  const words = right.replace(/^\[|\]$/gu, "").trim() || "值";
  return `${left} ${sign} ${several ? `[${words.split(/\s*[,，、]\s*/u).join(", ")}]` : words.split(/[,，、]/u)[0]!.trim()}`;
}

/** What a variable may be compared with. */
export function choicesOf(variable: string, declared: Declared): readonly string[] {
  const slot = declared.slots.find((one) => one.name === variable);
  return slot?.kind === "是否" ? ["是", "否"] : (slot?.options ?? []);
}
