/** One conversation in the order in which things happened: what was said, and between it what was decided and why. */

import type { Shown, ShownTurn } from "./api";
import { outcomeSign, reaskWords, reasonWords } from "./words";

export interface TimelineNote {
  readonly title: string;
  readonly detail: string;
  readonly bad: boolean;
}

export type TimelineRow = { readonly kind: "turn"; readonly turn: ShownTurn } | { readonly kind: "notes"; readonly atMs: number; readonly notes: readonly TimelineNote[] };

/** Notes that follow one another are one row. A turn's time is when it was over: what is noted at the same moment follows from it. */
export function timeline(shown: Pick<Shown, "turns" | "events" | "asks" | "runs">): TimelineRow[] {
  const notes = [
    ...shown.runs.flatMap((run) => [
      ...(run.service === "" ? [] : [{ atMs: run.began_ms, note: { title: "开始办", detail: run.service, bad: false } }]),
      ...(run.ended_ms === null ? [] : [{ atMs: run.ended_ms, note: runEnded(run) }]),
    ]),
    ...shown.asks.map((ask) => ({ atMs: ask.at_ms, note: { title: "问", detail: [ask.step, reaskWords(ask.reask)].filter((part) => part !== "").join("，"), bad: ask.reask !== "" } })),
    ...shown.events.map((event) => ({ atMs: event.at_ms, note: { title: event.title, detail: event.told, bad: event.bad } })),
  ].sort((one, other) => one.atMs - other.atMs);
  const rows: TimelineRow[] = [];
  let next = 0;
  const upTo = (ms: number): void => {
    const taken: TimelineNote[] = [];
    const from = notes[next]?.atMs ?? 0;
    while (next < notes.length && notes[next]!.atMs < ms) taken.push(notes[next++]!.note);
    if (taken.length > 0) rows.push({ kind: "notes", atMs: from, notes: taken });
  };
  for (const turn of shown.turns) {
    upTo(turn.at_ms);
    rows.push({ kind: "turn", turn });
  }
  upTo(Infinity);
  return rows;
}

function runEnded(run: Shown["runs"][number]): TimelineNote {
  const sign = outcomeSign(run.outcome);
  const why = [run.service, reasonWords(run.reason), run.outcome === "completed" || run.step === "" ? "" : `停在“${run.step}”`].filter((part) => part !== "").join("，");
  return { title: sign.text, detail: why, bad: sign.kind === "bad" };
}

/** The turns that a reviewer corrects: what the citizen said aloud. */
export function heardTurns(shown: Pick<Shown, "turns">): ShownTurn[] {
  return shown.turns.filter((turn) => turn.who === "citizen" && turn.via === "voice");
}
