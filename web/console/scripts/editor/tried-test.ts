/** A tried conversation among the conversation tests of its service. */

import { isSeq, isMap } from "yaml";
import { nodeAt, parsed, withItem, withScalar } from "./yaml-edit";

/** `file`: the tests that the draft has; empty: none. `tried`: the text of a file with the one conversation. */
export function withTried(file: string, tried: string, name: string): string {
  const named = withScalar(tried, ["对话", 0, "名称"], name);
  const tests = nodeAt(parsed(file), ["对话"]);
  if (!isSeq(tests) || tests.items.length === 0) return named;
  const lines = named.slice(named.indexOf("\n- ") + 1).trimEnd().split("\n").map((line) => line.slice(2));
  return withItem(file, ["对话"], tests.items.length, lines);
}

/** 试一试 12-01 16:30, and with a number where a test of the file is called so. */
export function triedName(file: string, at: string): string {
  const tests = nodeAt(parsed(file), ["对话"]);
  const names = new Set(isSeq(tests) ? tests.items.map((test) => (isMap(test) ? String(test.get("名称") ?? "") : "")) : []);
  let name = `试一试 ${at}`;
  for (let n = 2; names.has(name); n++) name = `试一试 ${at}（${n}）`;
  return name;
}
