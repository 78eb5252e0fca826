/** Which call's 我来 the keyboard is on. No DOM, no clock. */

import { rings, type Call } from "./calls";

/** Milliseconds after a key or a press of staff for which a usual call leaves the focus where it is. */
export const MOVED_MS = 4000;

/** Where the focus is: on nothing; on the 我来 of a call; on another button; in a field that is typed in. */
export type FocusPlace = "" | { take: string } | "button" | "field";

/** The id of the call whose 我来 gets the focus; empty: it stays. `calls`: all; `fresh`: ids of those that have just come, the newest
 *  last. `sinceMoved`: ms since staff last pressed a key or a button.
 *
 *  A danger takes the focus from everything, the newest first. Any other call takes it unless staff are typing, have just moved, or the
 *  focus is on a danger that nobody goes to.
 */
export function focusOfNew(calls: readonly Call[], fresh: readonly string[], place: FocusPlace, sinceMoved: number): string {
  const came = calls.filter((call) => fresh.includes(call.id) && rings(call));
  const danger = came.filter((call) => call.danger !== "").at(-1);
  if (danger !== undefined) return danger.id;
  const usual = came.at(-1);
  if (usual === undefined || place === "field") return "";
  if (place !== "" && sinceMoved < MOVED_MS) return "";
  if (typeof place === "object" && calls.some((call) => call.id === place.take && call.danger !== "" && rings(call))) return "";
  return usual.id;
}

/** The same once nobody needs to press the 我来 that had the focus: the newest danger that nobody goes to. */
export function focusOfNext(calls: readonly Call[]): string {
  return calls.filter((call) => rings(call) && call.danger !== "").at(-1)?.id ?? "";
}
