/** Changes of one place in a YAML text. Everything else stays as it is, byte for byte: comments, order, spacing. */

import { isMap, isScalar, isSeq, parseDocument, stringify, type Document, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";

export type Path = readonly (string | number)[];

/** The text cannot be changed so; the message is for the person. */
export class EditError extends Error {}

export function parsed(text: string): Document.Parsed {
  return parseDocument(text, { keepSourceTokens: false, prettyErrors: false });
}

export function nodeAt(document: Document, path: Path): Node | null {
  const found = path.length === 0 ? document.contents : document.getIn(path, true);
  return (found ?? null) as Node | null;
}

/** Puts a scalar in place of the one that stands at `path`, or adds its key to the map above. */
export function withScalar(text: string, path: Path, value: string): string {
  const document = parsed(text);
  const node = nodeAt(document, path);
  if (node === null) return checked(withKey(text, document, path, value));
  const [start, end] = range(node);
  if (!isScalar(node)) throw new EditError("这里不是一句话，请到文字里改。");
  const block = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
  const inside = insideFlow(document, path);
  const written = scalar(value, inside);
  if (start === end) return checked(`${text.slice(0, start)}${/\s/u.test(text[start - 1] ?? "") ? "" : " "}${written}${text.slice(end)}`);
  return checked(`${text.slice(0, start)}${written}${block ? "\n" : ""}${text.slice(end)}`);
}

/** Adds `lines` (a value in block style, its first line behind the dash) as item `at` of the list at `path`. */
export function withItem(text: string, path: Path, at: number, lines: readonly string[]): string {
  const document = parsed(text);
  const list = nodeAt(document, path);
  if (!isSeq(list)) throw new EditError("这里不是一个列表，请到文字里改。");
  if (list.flow === true) {
    if (lines.length > 1) throw new EditError("这个列表写在一行里，请到文字里改。");
    return checked(intoFlow(text, list, at, lines[0]!));
  }
  if (list.items.length === 0) throw new EditError("列表是空的，请到文字里改。");
  const spans = itemSpans(text, list);
  const indent = " ".repeat(spans[0]!.column);
  const block = lines.map((line, nth) => (nth === 0 ? `${indent}- ${line}` : `${indent}  ${line}`)).join("\n");
  const place = at < spans.length ? spans[at]!.from : spans[spans.length - 1]!.to;
  const before = text.slice(0, place);
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  return checked(`${before}${gap}${block}\n${text.slice(place)}`);
}

/** Without item `at` of the list, and without the comment above it. */
export function withoutItem(text: string, path: Path, at: number): string {
  const document = parsed(text);
  const list = nodeAt(document, path);
  if (!isSeq(list) || list.items.length < 2) throw new EditError("列表里至少要留一项；整段不要，请到文字里删。");
  if (list.flow === true) {
    const [start, end] = range(list.items[at] as Node);
    const left = text.slice(0, start);
    const right = text.slice(end);
    return checked(at === 0 ? left + right.replace(/^\s*,\s*/u, "") : left.replace(/,\s*$/u, "") + right);
  }
  const { from, to } = itemSpans(text, list)[at]!;
  return checked(text.slice(0, from) + text.slice(to));
}

/** Item `at` and the one after it change places, with their comments. */
export function swapped(text: string, path: Path, at: number): string {
  const list = nodeAt(parsed(text), path);
  if (!isSeq(list) || list.flow === true) throw new EditError("这个列表写在一行里，请到文字里改。");
  const spans = itemSpans(text, list);
  const [one, other] = [spans[at], spans[at + 1]];
  if (one === undefined || other === undefined) throw new EditError("已经在最边上了。");
  const [first, second] = [text.slice(one.from, one.to), text.slice(other.from, other.to)].map((part) => (part.endsWith("\n") ? part : `${part}\n`));
  return checked(text.slice(0, one.from) + second! + first! + text.slice(other.to));
}

/** Adds a key with a value to the map at `path`. `lines`: the value; one line: behind the key; a list or several lines: a block below it. */
export function withEntry(text: string, path: Path, key: string, lines: readonly string[]): string {
  const document = parsed(text);
  const map = nodeAt(document, path);
  if (!isMap(map)) throw new EditError("这里加不进去，请到文字里改。");
  if (map.has(key)) throw new EditError(`已经有“${key}”了。`);
  if (map.flow === true) {
    if (lines.length > 1) throw new EditError("这一处写在一行里，请到文字里改。");
    const close = range(map)[1] - 1;
    const filled = map.items.length > 0;
    return checked(`${text.slice(0, close).trimEnd()}${filled ? ", " : ""}${scalar(key, true)}: ${lines[0]}${text.slice(close)}`);
  }
  const indent = " ".repeat(columnOf(text, range(map.items[0]!.key as Node)[0]));
  const place = endOfLine(text, lastOf(text, map));
  const value = lines.length === 1 && !lines[0]!.startsWith("- ") ? ` ${lines[0]}` : `\n${lines.map((line) => `${indent}  ${line}`).join("\n")}`;
  const gap = text.slice(0, place).endsWith("\n") ? "" : "\n";
  return checked(`${text.slice(0, place)}${gap}${indent}${scalar(key, false)}:${value}\n${text.slice(place)}`);
}

/** A value as YAML, in one line. */
export function scalar(value: string, flow: boolean): string {
  const line = value.replace(/\s*\n\s*/gu, "").trim();
  const written = stringify(line, { lineWidth: 0 }).trimEnd();
  if (written.startsWith('"') || written.startsWith("'")) return written;
  return flow && /[,[\]{}]/u.test(line) ? JSON.stringify(line) : written;
}

// ---- parts ----

function checked(text: string): string {
  const wrong = parsed(text).errors[0];
  if (wrong !== undefined) throw new EditError("这样改会把文件弄坏，没有改。请到文字里改。");
  return text;
}

function withKey(text: string, document: Document, path: Path, value: string): string {
  const key = path[path.length - 1];
  if (typeof key !== "string") throw new EditError("这一处已经不在了，刷新再看。");
  return withEntry(text, path.slice(0, -1), key, [scalar(value, insideFlow(document, path))]);
}

function intoFlow(text: string, list: YAMLSeq, at: number, line: string): string {
  if (list.items.length === 0) {
    const close = range(list)[1] - 1;
    return `${text.slice(0, close)}${line}${text.slice(close)}`;
  }
  const beside = list.items[Math.min(at, list.items.length - 1)] as Node;
  const [start, end] = range(beside);
  return at < list.items.length ? `${text.slice(0, start)}${line}, ${text.slice(start)}` : `${text.slice(0, end)}, ${line}${text.slice(end)}`;
}

function insideFlow(document: Document, path: Path): boolean {
  for (let length = path.length - 1; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if ((isMap(node) || isSeq(node)) && node.flow === true) return true;
  }
  return false;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly column: number;
}

/** Whole lines of each item of a block list, with the comment lines above it. */
function itemSpans(text: string, list: YAMLSeq): readonly Span[] {
  const dashes = list.items.map((item) => text.lastIndexOf("-", range(item as Node)[0] - 1));
  const starts = dashes.map((dash) => aboveComments(text, startOfLine(text, dash)));
  const last = endOfLine(text, lastOf(text, list));
  return dashes.map((dash, nth) => ({ from: starts[nth]!, to: starts[nth + 1] ?? last, column: columnOf(text, dash) }));
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
function lastOf(text: string, node: Node): number {
  let end = range(node)[1];
  while (end > 0 && /\s/u.test(text[end - 1]!)) end--;
  return end;
}

function range(node: Node | Pair): readonly [number, number] {
  const found = (node as Node).range;
  if (found === null || found === undefined) throw new EditError("这一处读不出位置，请到文字里改。");
  return [found[0], found[1]];
}

export function startOfLine(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** Behind the line break. */
function endOfLine(text: string, at: number): number {
  const found = text.indexOf("\n", at);
  return found < 0 ? text.length : found + 1;
}

function columnOf(text: string, at: number): number {
  return at - startOfLine(text, at);
}

/** From 1. */
export function lineOf(text: string, node: Node | null): number {
  if (node === null || !node.range) return 0;
  return text.slice(0, node.range[0]).split("\n").length;
}

export type { Node, YAMLMap };
