/**
 * What the page shows, as one plain value, and the one function that changes it. No DOM, no socket, no clock.
 *
 * Everything personal lives in the fields of `Visit`; `wipe` puts an empty one in its place.
 */

import type { MicrophoneFault } from "./audio/microphone";
import type { SimulatorAction } from "./devices/messages";
import { isRefusal, type Refusal } from "./enrol/enrolment";
import type { Card } from "./wire/cards";
import type { Down, Ending, Hall, Hearing, Turn } from "./wire/control";

export type MicState = "off" | "asking" | "on" | MicrophoneFault;

export interface Citizen {
  text: string;
  /** How many leading characters stay as they are, in the hall's count: whole characters, not UTF-16 units. */
  stable: number;
  /** False while it is still being understood. */
  settled: boolean;
}

/** A place in the hall's queue; 1 = the next. */
export interface Place {
  position: number;
  text: string;
}

/** One citizen's visit. */
export interface Visit {
  turn: Turn;
  /** The clerk's clauses so far; the last one is being spoken. */
  clerk: readonly string[];
  citizen: Citizen | null;
  cards: readonly Card[];
  /** Which showing of its question these cards are; an answer says so. Null while nothing is asked. */
  ask: string | null;
  /** Why the hall cannot hear this citizen well, and what to do; null when it can. */
  unheard: { status: Exclude<Hearing, "ok">; text: string } | null;
  /** The hall is full and this citizen waits; no conversation has begun. */
  waiting: Place | null;
  /** Text for the screen while a human is being fetched. */
  handoff: string | null;
  /** Text for the screen while a member of staff answers in the clerk's place. */
  staff: string | null;
  typing: boolean;
  /** Seconds until the page goes back by itself; null while that is far away. */
  idleLeft: number | null;
}

/** Why the hall lets this page in no more, what it said to the last code, and whether one is being tried. */
export interface EnrolmentState {
  refusal: Refusal | null;
  told: string | null;
  busy: boolean;
}

export interface Page {
  link: "connecting" | "open" | "away";
  hall: Hall | null;
  /** What can be done with the simulated devices of a demonstration. */
  simulator: readonly SimulatorAction[];
  talking: boolean;
  visit: Visit;
  elderly: boolean;
  mic: MicState;
  enrolment: EnrolmentState;
  /** A sentence from the hall that is fit for the screen. */
  trouble: string | null;
  /** Shown for a moment after a conversation. */
  farewell: Ending | null;
}

const EMPTY: Visit = {
  turn: "attract",
  clerk: [],
  citizen: null,
  cards: [],
  ask: null,
  unheard: null,
  waiting: null,
  handoff: null,
  staff: null,
  typing: false,
  idleLeft: null,
};

export const START: Page = {
  link: "connecting",
  hall: null,
  simulator: [],
  talking: false,
  visit: EMPTY,
  elderly: false,
  mic: "off",
  enrolment: { refusal: null, told: null, busy: false },
  trouble: null,
  farewell: null,
};

export type PageEvent =
  | { kind: "message"; message: Down }
  | { kind: "lost" }
  | { kind: "wipe"; farewell?: Ending }
  | { kind: "farewell-over" }
  | { kind: "trouble-over" }
  | { kind: "captions"; clerk: readonly string[] }
  | { kind: "mic"; mic: MicState }
  | { kind: "elderly"; elderly: boolean }
  | { kind: "typing"; typing: boolean }
  | { kind: "idle"; left: number | null }
  | { kind: "trouble"; text: string }
  | { kind: "simulator"; actions: readonly SimulatorAction[] }
  | { kind: "enrolling" }
  /** `told`: null where the code was taken. */
  | { kind: "enrolled"; told: string | null };

/** The page after `event`. Returns the same value when nothing changed. */
export function turnPage(page: Page, event: PageEvent): Page {
  switch (event.kind) {
    case "message":
      return hear(page, event.message);
    case "lost":
      return { ...page, link: "away" };
    case "wipe":
      return wipe(page, event.farewell ?? null);
    case "farewell-over":
      return page.farewell === null ? page : { ...page, farewell: null };
    case "trouble-over":
      return page.trouble === null ? page : { ...page, trouble: null };
    case "captions":
      return sameLines(page.visit.clerk, event.clerk) ? page : visit(page, { clerk: event.clerk });
    case "mic":
      return { ...page, mic: event.mic };
    case "elderly":
      return { ...page, elderly: event.elderly };
    case "typing":
      return visit(page, { typing: event.typing });
    case "enrolling":
      return { ...page, enrolment: { ...page.enrolment, told: null, busy: true } };
    case "enrolled":
      return { ...page, enrolment: { ...page.enrolment, told: event.told, busy: false } };
    case "idle":
      return page.visit.idleLeft === event.left ? page : visit(page, { idleLeft: event.left });
    case "trouble":
      return { ...page, trouble: event.text };
    case "simulator":
      return { ...page, simulator: event.actions };
  }
}

/** All that belongs to one citizen goes; what belongs to the hall and the machine stays. */
export function wipe(page: Page, farewell: Ending | null = null): Page {
  return { ...page, talking: false, visit: EMPTY, elderly: false, trouble: null, farewell };
}

function visit(page: Page, change: Partial<Visit>): Page {
  return { ...page, visit: { ...page.visit, ...change } };
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}

function hear(page: Page, message: Down): Page {
  switch (message.type) {
    case "ready":
      return { ...page, link: "open", enrolment: START.enrolment, hall: message.hall, visit: { ...page.visit, waiting: null, unheard: null } };
    case "begun":
      return { ...page, talking: true, farewell: null, visit: { ...EMPTY, turn: page.visit.turn, unheard: page.visit.unheard } };
    case "state":
      return message.state === "attract" && page.talking ? page : visit(page, turnTo(page, message.state));
    case "waiting":
      return { ...page, farewell: null, visit: { ...page.visit, waiting: { position: message.position, text: message.text } } };
    case "mic":
      return visit(page, { unheard: message.status === "ok" ? null : { status: message.status, text: message.text } });
    case "partial":
      return visit(page, { citizen: citizen(message.text, message.stable, false) });
    case "transcript":
      return visit(page, { citizen: citizen(message.text, Infinity, true) });
    case "cards":
      return visit(page, cardsOf(page, message));
    case "handoff":
      return visit(page, { handoff: message.text === "" ? null : message.text });
    case "staff":
      return visit(page, { staff: message.text === "" ? null : message.text });
    case "error":
      // Who may not come in keeps nothing of a citizen, and is told over all the screen.
      if (isRefusal(message.code)) return { ...wipe(page), enrolment: { ...page.enrolment, refusal: message.code } };
      return { ...page, trouble: message.text };
    case "goodbye":
      return wipe(page, page.talking || page.visit.waiting !== null ? message.reason : null);
    case "say":
    case "print":
    case "gesture":
    case "stop":
    case "pong":
      return page;
  }
}

/** A new question clears the clerk's captions; the question's own caption comes after it. */
function cardsOf(page: Page, message: Extract<Down, { type: "cards" }>): Partial<Visit> {
  const { cards, ask = null } = message;
  return ask === page.visit.ask ? { cards, ask } : { cards, ask, clerk: [] };
}

function citizen(text: string, stable: number, settled: boolean): Citizen | null {
  return text === "" ? null : { text, stable: Math.min(stable, [...text].length), settled };
}

/** When the citizen begins to speak, their previous caption is cleared. */
function turnTo(page: Page, turn: Turn): Partial<Visit> {
  // After the goodbye the page waits for the next citizen, whether or not the hall says so yet.
  if (turn === "ended" && !page.talking) return { turn: "attract" };
  const fresh = turn === "hearing" && page.visit.turn !== "hearing";
  return fresh ? { turn, citizen: null } : { turn };
}
