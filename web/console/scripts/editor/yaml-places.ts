/** Where things stand in a YAML text: nodes by path, and the whole lines of items and of keys. */

import { isMap, isScalar, isSeq, parseDocument, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";

export type Path = readonly (string | number)[];

/** The text cannot be changed so; the message is for the person. */
export class EditError extends Error {}

/** Texts that were read last, for a form asks for the same one again and again. Documents are never changed. */
const KEPT = 4;
const kept = new Map<string, Document.Parsed>();

/** Every scalar is the text that was typed, as the hall reads it. */
export function parsed(text: string): Document.Parsed {
  const document = kept.get(text) ?? parseDocument(text, { keepSourceTokens: false, prettyErrors: false, schema: "failsafe" });
  kept.delete(text);
  kept.set(text, document);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return document;
}

export function nodeAt(document: Document, path: Path): Node | null {
  const found = path.length === 0 ? document.contents : document.getIn(path, true);
  return (found ?? null) as Node | null;
}

/** Raises `EditError` where the text would no longer be YAML. */
export function checked(text: string): string {
  if (parsed(text).errors.length > 0) throw new EditError("这样改会把文件弄坏，没有改。请到文字里改。");
  return text;
}

export function insideFlow(document: Document, path: Path): boolean {
  for (let length = path.length - 1; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if ((isMap(node) || isSeq(node)) && node.flow === true) return true;
  }
  return false;
}

/** `head`: where the item or key itself begins. `from` to `to`: its lines, with the comment lines above it. */
export interface Span {
  readonly head: number;
  readonly from: number;
  readonly to: number;
  readonly column: number;
}

/** Of a block list; `head` is the dash. */
export function itemSpans(text: string, list: YAMLSeq): readonly Span[] {
  return spansOf(text, list, list.items.map((item) => text.lastIndexOf("-", range(item as Node)[0] - 1)));
}

/** Of a block map. */
export function pairSpans(text: string, map: YAMLMap): readonly Span[] {
  return spansOf(text, map, map.items.map((pair) => range(pair.key as Node)[0]));
}

function spansOf(text: string, of: Node, heads: readonly number[]): readonly Span[] {
  const starts = heads.map((head) => aboveComments(text, startOfLine(text, head)));
  const last = endOfLine(text, lastOf(text, of));
  return heads.map((head, nth) => ({ head, from: starts[nth]!, to: starts[nth + 1] ?? last, column: columnOf(text, head) }));
}

function aboveComments(text: string, line: number): number {
  let from = line;
  while (from > 0) {
    const above = startOfLine(text, from - 1);
    if (!/^\s*#/u.test(text.slice(above, from))) break;
    from = above;
  }
  return from;
}

/** Where the last character of a node stands that is no white space. */
export function lastOf(text: string, node: Node): number {
  let end = range(node)[1];
  while (end > 0 && /\s/u.test(text[end - 1]!)) end--;
  return end;
}

export function range(node: Node | Pair): readonly [number, number] {
  const found = (node as Node).range;
  if (found === null || found === undefined) throw new EditError("这一处读不出位置，请到文字里改。");
  return [found[0], found[1]];
}

/** Of a key with its value. */
export function pairRange(pair: Pair): readonly [number, number] {
  const start = range(pair.key as Node)[0];
  return [start, pair.value === null ? range(pair.key as Node)[1] : range(pair.value as Node)[1]];
}

export function pairOf(map: YAMLMap, key: string): Pair | null {
  return map.items.find((one) => isScalar(one.key) && String(one.key.value) === key) ?? null;
}

export function startOfLine(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** Behind the line break. */
export function endOfLine(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  return found < 0 ? text.length : found + 1;
}

export function columnOf(text: string, at: number): number {
  return at - startOfLine(text, at);
}

/** From 1; 0: it stands nowhere. */
export function lineOf(text: string, node: Node | null): number {
  if (node === null || !node.range) return 0;
  return text.slice(0, node.range[0]).split("\n").length;
}

/** Of the innermost part that stands in this line (from 1); of several in one line: of what holds them. Empty: none. */
export function pathAt(text: string, document: Document, line: number): Path {
  const lines = text.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const to = from + (lines[line - 1] ?? "").length;
  const path: (string | number)[] = [];
  let node = document.contents as Node | null;
  for (;;) {
    const here = partsOf(text, node).filter((part) => part.from <= to && part.to > from);
    if (here.length !== 1) return path;
    path.push(here[0]!.at);
    node = here[0]!.node;
  }
}

interface Part {
  readonly at: string | number;
  readonly node: Node | null;
  readonly from: number;
  readonly to: number;
}

function partsOf(text: string, node: Node | null): readonly Part[] {
  if (isMap(node)) {
    return node.items.filter((pair) => isScalar(pair.key)).map((pair) => {
      const [[from, end], value] = [range(pair.key as Node), pair.value as Node | null];
      return { at: String((pair.key as { value?: unknown }).value), node: value, from, to: Math.max(end, value === null ? end : lastOf(text, value)) };
    });
  }
  if (!isSeq(node)) return [];
  return node.items.map((item, at) => ({ at, node: item as Node, from: range(item as Node)[0], to: lastOf(text, item as Node) }));
}

export type { Node, YAMLMap, YAMLSeq };
