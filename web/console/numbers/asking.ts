/** Questions that the chooser makes, and an answer's numbers as people read them. */

import type { Askable, NumberKind, NumberReply } from "./api";

export type Dimension = NumberKind["dimensions"][number];

/** The question that the chooser makes; "" as by: not divided. The hall's tests hold that each is understood. */
export function composed(can: Pick<Askable, "by">, period: string, by: Dimension | "", measure: Pick<NumberKind, "title">): string {
  return `${period}${by === "" ? "" : can.by[by]}的${measure.title}`;
}

/** `1,234.5`; null: there is nothing to make it of. A difference has its sign. */
export function figure(value: number | null, signed = false): string {
  if (value === null) return "—";
  const told = value.toLocaleString("zh-CN", { maximumFractionDigits: 2 });
  return signed && value > 0 ? `+${told}` : told;
}

/** What the number's unit is: percentages are compared in points. */
export function unitOf(answer: Pick<NumberReply, "unit" | "compared">): string {
  return answer.compared && answer.unit === "%" ? "个百分点" : answer.unit;
}

/** The question in pieces; `odd`: a piece that was not understood. Words the reader changed (全角, blanks) are not found; then the piece is whole. */
export function pieces(question: string, unknown: readonly string[]): readonly { readonly text: string; readonly odd: boolean }[] {
  const found: { text: string; odd: boolean }[] = [];
  let rest = question;
  while (rest !== "") {
    const next = unknown
      .filter((word) => word !== "" && rest.includes(word))
      .map((word) => ({ word, at: rest.indexOf(word) }))
      .sort((one, other) => one.at - other.at || other.word.length - one.word.length)[0];
    if (next === undefined) return [...found, { text: rest, odd: false }];
    if (next.at > 0) found.push({ text: rest.slice(0, next.at), odd: false });
    found.push({ text: next.word, odd: true });
    rest = rest.slice(next.at + next.word.length);
  }
  return found;
}
