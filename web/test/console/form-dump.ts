/** Each form action applied to a script: a line of JSON with the kind, the place and the new text. For tests of the loader. */

import { readFileSync } from "node:fs";
import { everyAction, firsts } from "./form-actions";

const [, , script, words] = process.argv;
const text = readFileSync(script!, "utf-8");
for (const action of firsts(everyAction(text, JSON.parse(readFileSync(words!, "utf-8"))).actions)) {
  process.stdout.write(`${JSON.stringify({ kind: action.kind, at: action.at, text: action.make(text) })}\n`);
}
