/** What a copied service still has of the one it was made from. */

import { isMap, isScalar, isSeq } from "yaml";
import { nodeAt, parsed } from "./yaml-edit";

/** `line`: from 1. */
export interface Leftover {
  readonly line: number;
  readonly what: string;
}

/** Interfaces, the consent text, and all else that names the old service, by line. `was`: the script it was copied from. */
export function leftovers(text: string, was: string, old: string, name: string): readonly Leftover[] {
  const words = oldWords(was, old, name);
  const named = valueNames(was);
  const before = new Set(was.split("\n"));
  const found: Leftover[] = [];
  text.split("\n").forEach((line, at) => {
    if (line.trimStart().startsWith("#")) return;
    const kept = before.has(line);
    const calls = kept ? /(\p{Script=Han}+|\w+):\s*\{\s*(?:接口|api):\s*([^,}\s]+)/u.exec(line) ?? /^\s*()(?:接口|api):\s*([^,}\s]+)/u.exec(line) : null;
    const consent = kept ? /^\s*(?:告知|notice):\s*(.+)$/u.exec(line)?.[1] : undefined;
    const value = named.reduce((left, one) => left.replaceAll(one, ""), valueOf(line));
    const word = words.find((one) => value.includes(one));
    if (calls !== null) found.push({ line: at + 1, what: `${calls[1] ? `“${calls[1]}”` : ""}用的接口 ${calls[2]} 是“${old}”的：谁来接，问信息科；先留着也能试` });
    else if (consent !== undefined) found.push({ line: at + 1, what: `征求同意时说的还是“${old}”的话：${consent.trim()}` });
    else if (word !== undefined) found.push({ line: at + 1, what: `还写着“${word}”：${line.trim()}` });
  });
  return found;
}

/** What the old service is about: the longest part of its name that half of its wordings have. Empty: none of two characters. */
export function nounOf(was: string, old: string): string {
  const says = nodeAt(parsed(was), ["说法"]) ?? nodeAt(parsed(was), ["says"]);
  const wordings = isSeq(says) ? says.items.map((one) => (isScalar(one) ? String(one.value) : "")).filter((one) => one !== "") : [];
  const characters = [...old];
  for (let length = characters.length; length >= 2; length--) {
    for (let from = 0; from + length <= characters.length; from++) {
      const part = characters.slice(from, from + length).join("");
      if (wordings.length > 0 && wordings.filter((one) => one.includes(part)).length * 2 >= wordings.length) return part;
    }
  }
  return "";
}

/** Of the old name what the new one has not: all of it, and what it is about. */
function oldWords(was: string, old: string, name: string): readonly string[] {
  return [...new Set([old, nounOf(was, old)])].filter((word) => word !== "" && !name.includes(word));
}

/** Names of questions and of what interfaces return: the back end knows them so, and they are not said. Longest first. */
function valueNames(was: string): readonly string[] {
  const slots = nodeAt(parsed(was), ["槽位"]) ?? nodeAt(parsed(was), ["slots"]);
  const asked = isMap(slots) ? slots.items.map((pair) => String(isScalar(pair.key) ? pair.key.value : "")) : [];
  const returned = [...was.matchAll(/(?:得到|gives):\s*\[([^\]]*)\]/gu)].flatMap((one) => one[1]!.split(",").map((part) => part.trim()));
  return [...asked, ...returned].filter((one) => one !== "").sort((one, other) => other.length - one.length);
}

/** The value of a line, without its key and the dash before it. */
function valueOf(line: string): string {
  return line.replace(/^\s*(?:- )?[^:{[\s]+:\s?/u, "");
}
