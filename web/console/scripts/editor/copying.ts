/** A service copied under another name: its script, and its conversation tests. */

import { isMap, isScalar, isSeq } from "yaml";
import { nodeAt, parsed, scalar, withScalar, type Node } from "./yaml-edit";

/** The script of a new service. What citizens say for the old one would begin both, so the new one has its name alone. */
export function copiedScript(text: string, name: string): string {
  const key = nodeAt(parsed(text), ["服务"]) !== null ? "服务" : "service";
  const renamed = withScalar(text, [key], name);
  const document = parsed(renamed);
  const says = nodeAt(document, ["说法"]) ?? nodeAt(document, ["says"]);
  if (!isSeq(says) || !says.range) return renamed;
  const flow = says.flow === true;
  const end = flow ? says.range[1] : renamed.slice(0, says.range[1]).trimEnd().length;
  const written = flow ? `[${scalar(name, true)}]` : `- ${scalar(name, false)}`;
  return renamed.slice(0, says.range[0]) + written + renamed.slice(end);
}

/** Its tests. The citizen begins each with the new name and says it wherever the old service is expected next, and the service is named anew everywhere but in what the script says (说, 不说): those sentences were copied as they are. */
export function copiedTests(text: string, old: string, name: string): string {
  const document = parsed(text);
  const places = new Map<number, number>();
  const note = (node: unknown): void => {
    const found = node as Node | null;
    if (found?.range) places.set(found.range[0], found.range[1]);
  };
  const said = (step: unknown): void => {
    if (!isMap(step)) return;
    for (const way of ["人", "打字"]) if (step.has(way)) note(step.get(way, true));
  };
  const tests = nodeAt(document, ["对话"]);
  if (isSeq(tests)) {
    for (const test of tests.items) {
      const steps = isMap(test) ? test.get("步骤") : null;
      if (!isSeq(steps)) continue;
      said(steps.items[0]);
      for (const step of steps.items) if (isMap(step) && step.getIn(["期望", "服务"]) === old) said(step);
    }
  }
  const walk = (node: unknown): void => {
    if (isSeq(node)) node.items.forEach(walk);
    else if (isMap(node)) node.items.forEach((pair) => isScalar(pair.key) && (pair.key.value === "说" || pair.key.value === "不说") ? undefined : walk(pair.value));
    else if (isScalar(node) && node.value === old) note(node);
  };
  walk(document.contents);
  const written = scalar(name, true);
  return [...places].sort(([one], [other]) => other - one).reduce((told, [from, to]) => told.slice(0, from) + written + told.slice(to), text);
}

/** What a copy still has of the service it was made from. `line`: from 1. */
export interface Leftover {
  readonly line: number;
  readonly what: string;
}

/** Interfaces that it submits to, its consent text, and all else that names the old service, by line. `was`: the script it was copied from. */
export function leftovers(text: string, was: string, old: string, name: string): readonly Leftover[] {
  const words = oldWords(old, name);
  const before = new Set(was.split("\n"));
  const found: Leftover[] = [];
  text.split("\n").forEach((line, at) => {
    if (!before.has(line) || line.trimStart().startsWith("#")) return;
    const submits = /(?:提交|submit):\s*\{\s*(?:接口|api):\s*([^,}\s]+)/u.exec(line)?.[1];
    const consent = /^\s*(?:告知|notice):\s*(.+)$/u.exec(line)?.[1];
    const word = words.find((one) => valueOf(line).includes(one));
    if (submits !== undefined) found.push({ line: at + 1, what: `办好以后交给接口 ${submits}，是“${old}”的：换成“${name}”的接口` });
    else if (consent !== undefined) found.push({ line: at + 1, what: `征求同意时说的还是“${old}”的话：${consent.trim()}` });
    else if (word !== undefined) found.push({ line: at + 1, what: `还写着“${word}”：${shortened(line.trim())}` });
  });
  return found;
}

/** What the new name has not of the old one: the whole name, and its last two characters, which say what is done (挂失). */
function oldWords(old: string, name: string): readonly string[] {
  const deed = [...old].slice(-2).join("");
  return [...(name.includes(old) ? [] : [old]), ...(/^\p{Script=Han}{2}$/u.test(deed) && !name.includes(deed) ? [deed] : [])];
}

/** The value of a line, without its key and the dash before it. */
function valueOf(line: string): string {
  return line.replace(/^\s*(?:- )?[^:{[\s]+:\s?/u, "");
}

function shortened(line: string): string {
  return line.length > 40 ? `${line.slice(0, 40)}……` : line;
}
