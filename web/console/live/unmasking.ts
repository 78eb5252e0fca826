/** Seeing one masked number of a live conversation: by the record's audited "show", as on the page 会话. */

import type { ShownTurn } from "../review/api";
import type { CaptionLine } from "./captions";

/** What stands for a masked character in captions. */
const HIDDEN = "•";
/** Between a line and its turn in the record, which are noted one behind the other. */
const APART_MS = 1000;

export function hidesSomething(line: CaptionLine): boolean {
  return line.who === "citizen" && line.text.includes(HIDDEN);
}

/** The turn of the record that this line shows; null: it is not there yet. */
export function turnOf(line: CaptionLine, turns: readonly ShownTurn[]): ShownTurn | null {
  const apart = (turn: ShownTurn): number => Math.abs(turn.at_ms - line.atMs);
  const near = turns.filter((turn) => turn.who === "citizen" && apart(turn) <= APART_MS);
  return near.reduce<ShownTurn | null>((best, turn) => (best === null || apart(turn) < apart(best) ? turn : best), null);
}
