/** Changes of one place in a YAML text. Everything else stays as it is, byte for byte: comments, order, spacing. */

import { isMap, isScalar, isSeq, parseDocument, stringify, type Document } from "yaml";
import { checked, columnOf, EditError, endOfLine, insideFlow, itemSpans, lastOf, nodeAt, pairOf, pairRange, pairSpans, parsed, range, type Node, type Path, type Span, type YAMLMap, type YAMLSeq } from "./yaml-places";

export { EditError, lineOf, nodeAt, parsed, pathAt, type Node, type Path, type YAMLMap } from "./yaml-places";

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
  if (start === end) {
    const before = /\s/u.test(text[start - 1] ?? "") ? "" : " ";
    const remark = text[end] === "#" ? " " : "";  // without the blank it is a part of the value
    return checked(`${text.slice(0, start)}${before}${written}${remark}${text.slice(end)}`);
  }
  return checked(`${text.slice(0, start)}${written}${block ? "\n" : ""}${text.slice(end)}`);
}

/** Puts `lines` (a value in block style) in place of whatever stands at `path`; within brackets: in one line. */
export function withValue(text: string, path: Path, lines: readonly string[]): string {
  const document = parsed(text);
  const [node, above] = [nodeAt(document, path), nodeAt(document, path.slice(0, -1))];
  if (node === null || path.length === 0) throw new EditError("这一处已经不在了，刷新再看。");
  const [start, end] = range(node);
  if (insideFlow(document, path)) return checked(text.slice(0, start) + flowText(lines) + text.slice(end));
  if (isSeq(above)) {
    const { head, column } = itemSpans(text, above)[Number(path.at(-1))]!;
    return checked(`${text.slice(0, head)}- ${indented(lines, column + 2).trimStart()}\n${text.slice(endOfLine(text, lastOf(text, node)))}`);
  }
  const pair = isMap(above) ? pairOf(above, String(path.at(-1))) : null;
  if (pair === null) throw new EditError("这一处换不了，请到文字里改。");
  const [keyStart, keyEnd] = range(pair.key as Node);
  const colon = text.indexOf(":", keyEnd) + 1;
  const headEnd = endOfLine(text, colon);
  const beside = start < headEnd;
  const old = start === end ? headEnd : endOfLine(text, lastOf(text, node));
  const remark = beside ? text.slice(Math.max(lastOf(text, node), colon), old).trimEnd() : text.slice(colon, headEnd).trimEnd();
  if (!manyLines(lines)) return checked(`${text.slice(0, colon)} ${lines[0]}${remark}\n${text.slice(old)}`);
  return checked(`${text.slice(0, colon)}${remark}\n${indented(lines, columnOf(text, keyStart) + 2)}\n${text.slice(old)}`);
}

/** Adds `lines` (a value in block style, its first line behind the dash) as item `at` of the list at `path`. */
export function withItem(text: string, path: Path, at: number, lines: readonly string[]): string {
  const document = parsed(text);
  const list = nodeAt(document, path);
  if (!isSeq(list)) throw new EditError("这里不是一个列表，请到文字里改。");
  const bare = list.items.length === 0 && !insideFlow(document, path);
  if (bare && (manyLines(lines) || list.flow !== true)) return withValue(text, path, dashed(lines));
  if (list.flow === true) return checked(intoFlow(text, list, at, flowText(lines)));
  const spans = itemSpans(text, list);
  const place = at < spans.length ? spans[at]!.from : spans[spans.length - 1]!.to;
  return checked(`${broken(text, place)}${indented(dashed(lines), spans[0]!.column)}\n${text.slice(place)}`);
}

/** Without what stands at `path`, and without the comment above it. The last item leaves `[]`; the last key takes its map along. */
export function without(text: string, path: Path): string {
  const last = path.at(-1);
  return typeof last === "number" ? withoutItem(text, path.slice(0, -1), last) : withoutKey(text, path);
}

export function withoutItem(text: string, path: Path, at: number): string {
  const list = nodeAt(parsed(text), path);
  if (!isSeq(list) || list.items[at] === undefined) throw new EditError("这一处已经不在了，刷新再看。");
  if (list.items.length === 1) return withValue(text, path, ["[]"]);
  if (list.flow === true) return checked(outOfFlow(text, list.items.map((item) => range(item as Node)), at));
  const { from, to } = itemSpans(text, list)[at]!;
  return checked(text.slice(0, from) + text.slice(to));
}

export function withoutKey(text: string, path: Path): string {
  const map = nodeAt(parsed(text), path.slice(0, -1));
  const at = isMap(map) ? map.items.findIndex((one) => isScalar(one.key) && String(one.key.value) === String(path.at(-1))) : -1;
  if (!isMap(map) || at < 0) throw new EditError("这一处已经不在了，刷新再看。");
  if (map.items.length === 1 && path.length > 1) return without(text, path.slice(0, -1));
  if (map.flow === true) return checked(outOfFlow(text, map.items.map(pairRange), at));
  const spans = pairSpans(text, map);
  const { from, to, head } = spans[at]!;
  if (behindDash(text, spans[at]!)) return checked(text.slice(0, head) + text.slice(spans[at + 1]!.head));
  return checked(text.slice(0, from) + text.slice(to));
}

/** Item (or key) `at` of the list (or map) at `path`, and the one after it, change places, with their comments. */
export function swapped(text: string, path: Path, at: number): string {
  const of = nodeAt(parsed(text), path);
  if (!isSeq(of) && !isMap(of)) throw new EditError("这里没有先后，请到文字里改。");
  if (at < 0 || at + 1 >= of.items.length) throw new EditError("已经在最边上了。");
  if (of.flow === true) {
    const ranges = isMap(of) ? of.items.map(pairRange) : of.items.map((item) => range(item as Node));
    const [[a, b], [c, d]] = [ranges[at]!, ranges[at + 1]!];
    return checked(text.slice(0, a) + text.slice(c, d) + text.slice(b, c) + text.slice(a, b) + text.slice(d));
  }
  const spans = isMap(of) ? pairSpans(text, of) : itemSpans(text, of);
  const [one, other] = [spans[at]!, spans[at + 1]!];
  if (isMap(of) && behindDash(text, one)) throw new EditError("这一项写在列表的横线后面，请到文字里改。");
  const [first, second] = [text.slice(one.from, one.to), text.slice(other.from, other.to)].map((part) => (part.endsWith("\n") ? part : `${part}\n`));
  return checked(text.slice(0, one.from) + second! + first! + text.slice(other.to));
}

/** Item (or key) `from` of the list (or map) at `path` goes to place `to`; those between move up. */
export function moved(text: string, path: Path, from: number, to: number): string {
  let now = text;
  for (let at = from; at < to; at++) now = swapped(now, path, at);
  for (let at = from; at > to; at--) now = swapped(now, path, at - 1);
  return now;
}

/** Adds a key with a value to the map at `path`: behind all, or before the key `before`. `lines`: the value; one line: behind the key; a list or several lines: a block below it. */
export function withEntry(text: string, path: Path, key: string, lines: readonly string[], before?: string): string {
  const document = parsed(text);
  const map = nodeAt(document, path);
  if (!isMap(map)) throw new EditError("这里加不进去，请到文字里改。");
  if (map.has(key)) throw new EditError(`已经有“${key}”了。`);
  if (map.flow === true || map.items.length === 0) {
    const written = `${scalar(key, true)}: ${flowText(lines)}`;
    const next = before === undefined ? null : pairOf(map, before);
    if (next !== null) return checked(`${text.slice(0, range(next.key as Node)[0])}${written}, ${text.slice(range(next.key as Node)[0])}`);
    const close = range(map)[1] - 1;
    return checked(`${text.slice(0, close).trimEnd()}${map.items.length > 0 ? ", " : ""}${written}${text.slice(close)}`);
  }
  const indent = " ".repeat(columnOf(text, range(map.items[0]!.key as Node)[0]));
  const next = before === undefined ? -1 : map.items.findIndex((one) => isScalar(one.key) && one.key.value === before);
  const spans = pairSpans(text, map);
  const place = next >= 0 && !behindDash(text, spans[next]!) ? spans[next]!.from : endOfLine(text, lastOf(text, map));
  const value = manyLines(lines) ? `\n${indented(lines, indent.length + 2)}` : ` ${lines[0]}`;
  return checked(`${broken(text, place)}${indent}${scalar(key, false)}:${value}\n${text.slice(place)}`);
}

/** The key at the end of `path` under another name. */
export function withKeyName(text: string, path: Path, name: string): string {
  const document = parsed(text);
  const map = nodeAt(document, path.slice(0, -1));
  const pair = isMap(map) ? pairOf(map, String(path.at(-1))) : null;
  if (!isMap(map) || pair === null) throw new EditError("这一处已经不在了，刷新再看。");
  if (map.has(name)) throw new EditError(`已经有“${name}”了。`);
  const [start, end] = range(pair.key as Node);
  return checked(text.slice(0, start) + scalar(name, map.flow === true || insideFlow(document, path)) + text.slice(end));
}

/** A value as YAML, in one line. */
export function scalar(value: string, flow: boolean): string {
  const line = value.replace(/\s*\n\s*/gu, "").replace(/[\u0085\u2028\u2029]/gu, " ").trim();  // ends of lines, too, for the hall's reader
  if (/^(?:---|\.\.\.)/u.test(line)) return JSON.stringify(line);  // where a document begins or ends
  const written = stringify(line, { lineWidth: 0 }).trimEnd();
  if (written.startsWith('"') || written.startsWith("'")) return written;
  return flow && /[,[\]{}]/u.test(line) ? JSON.stringify(line) : written;
}

/** Names as a list in one line. */
export function listed(names: readonly string[]): string {
  return `[${names.map((name) => scalar(name, true)).join(", ")}]`;
}

// ---- parts ----

function withKey(text: string, document: Document, path: Path, value: string): string {
  const key = path[path.length - 1];
  if (typeof key !== "string") throw new EditError("这一处已经不在了，刷新再看。");
  return withEntry(text, path.slice(0, -1), key, [scalar(value, insideFlow(document, path))]);
}

/** Whether a value takes lines of its own: a list, or a map. */
function manyLines(lines: readonly string[]): boolean {
  return lines.length > 1 || lines[0]!.startsWith("- ") || /^[^\s"'[{“][^[{"']*?:(\s|$)/u.test(lines[0]!);
}

function dashed(lines: readonly string[]): readonly string[] {
  return lines.map((line, nth) => (nth === 0 ? `- ${line}` : `  ${line}`));
}

function indented(lines: readonly string[], by: number): string {
  return lines.map((line) => " ".repeat(by) + line).join("\n");
}

/** The text up to a place that begins a line. */
function broken(text: string, place: number): string {
  const before = text.slice(0, place);
  return before === "" || before.endsWith("\n") ? before : `${before}\n`;
}

/** Lines in block style as one line. */
function flowText(lines: readonly string[]): string {
  if (!manyLines(lines)) return lines[0]!;
  const document = parseDocument(lines.join("\n"), { schema: "failsafe" });
  (document.contents as YAMLMap | YAMLSeq).flow = true;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false, indentSeq: false }).trim().replace(/\s*\n\s*/gu, " ");
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

function outOfFlow(text: string, ranges: readonly (readonly [number, number])[], at: number): string {
  const [from, to] = at + 1 < ranges.length ? [ranges[at]![0], ranges[at + 1]![0]] : [ranges[at - 1]![1], ranges[at]![1]];
  return text.slice(0, from) + text.slice(to);
}

function behindDash(text: string, span: Span): boolean {
  return text.slice(0, span.head).slice(text.slice(0, span.head).lastIndexOf("\n") + 1).trim() !== "";
}
