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

/** Its tests: the citizen begins each with the new name, and the new service is expected. */
export function copiedTests(text: string, old: string, name: string): string {
  const document = parsed(text);
  const places: (readonly [number, number])[] = [];
  const note = (node: unknown): void => {
    const found = node as Node | null;
    if (found?.range) places.push([found.range[0], found.range[1]]);
  };
  const tests = nodeAt(document, ["对话"]);
  if (isSeq(tests)) {
    for (const test of tests.items) {
      const steps = isMap(test) ? test.get("步骤") : null;
      const first = isSeq(steps) ? steps.items[0] : null;
      if (isMap(first) && first.has("人")) note(first.get("人", true));
    }
  }
  const walk = (node: unknown): void => {
    if (isSeq(node)) node.items.forEach(walk);
    if (!isMap(node)) return;
    for (const pair of node.items) {
      if (isScalar(pair.key) && pair.key.value === "服务" && isScalar(pair.value) && pair.value.value === old) note(pair.value);
      else walk(pair.value);
    }
  };
  walk(document.contents);
  const written = scalar(name, true);
  return places.sort(([one], [other]) => other - one).reduce((told, [from, to]) => told.slice(0, from) + written + told.slice(to), text);
}
