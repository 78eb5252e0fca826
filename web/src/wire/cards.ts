/** The cards a hall may put on the screen: their types, and the reading of one from JSON. */

import { bool, fail, list, maybeStr, object, oneOf, str, type Json } from "./check";

export interface Option {
  label: string;
  value: string;
  note?: string | undefined;
}
export interface Row {
  label: string;
  value: string;
  /** A small JPEG in base64, of a value that is a picture. */
  picture?: string | undefined;
}
export interface Item {
  name: string;
  copies?: string | undefined;
  note?: string | undefined;
}

export const PADS = ["digits", "id", "text", "date"] as const;
export type Pad = (typeof PADS)[number];

interface Base {
  id: string;
  title: string;
}
export interface ChoicesCard extends Base {
  kind: "choices";
  options: Option[];
  /** What else may be touched, below the options: another page, all of them, the end of the choice. */
  actions?: Option[] | undefined;
  /** Which part of the options is shown, in words. */
  page?: string | undefined;
}
export interface MaterialsCard extends Base {
  kind: "materials";
  items: Item[];
  source?: string | undefined;
}
export interface InputCard extends Base {
  kind: "input";
  pad: Pad;
  masked: boolean;
  hint?: string | undefined;
  value?: string | undefined;
  /** Why the entry that was just sent was not accepted. */
  error?: string | undefined;
  /** What may be touched in place of an entry. */
  actions?: Option[] | undefined;
}
export interface ConfirmCard extends Base {
  kind: "confirm";
  /** What is agreed to, as a sentence, and the question. */
  text?: string | undefined;
  rows: Row[];
  yes: Option;
  no: Option;
}
export interface AnswerCard extends Base {
  kind: "answer";
  text: string;
  source: string;
}
export interface ReceiptCard extends Base {
  kind: "receipt";
  number: string;
  rows: Row[];
  qr: string;
  time: string;
}
export interface RatingCard extends Base {
  kind: "rating";
  options: Option[];
}
export const MODES = ["photo", "file", "signature", "face"] as const;
/** Asks for a picture; with `picture` (a JPEG in base64) whether that one may be used. */
export interface CaptureCard extends Base {
  kind: "capture";
  mode: (typeof MODES)[number];
  hint?: string | undefined;
  /** Why none came. */
  error?: string | undefined;
  picture?: string | undefined;
  actions: Option[];
  /** The token with which this page may send a picture; none where its camera is not wanted. */
  upload?: string | undefined;
  /** The address for the citizen's phone. */
  qr?: string | undefined;
}
export type Card = CaptureCard | ChoicesCard | MaterialsCard | InputCard | ConfirmCard | AnswerCard | ReceiptCard | RatingCard;

function option(value: unknown, path: string): Option {
  const of = object(value, path);
  return { label: str(of, "label", path), value: str(of, "value", path), note: maybeStr(of, "note", path) };
}

function row(value: unknown, path: string): Row {
  const of = object(value, path);
  return { label: str(of, "label", path), value: str(of, "value", path), picture: maybeStr(of, "picture", path) };
}

function item(value: unknown, path: string): Item {
  const of = object(value, path);
  return { name: str(of, "name", path), copies: maybeStr(of, "copies", path), note: maybeStr(of, "note", path) };
}

const READERS: { [K in Card["kind"]]: (of: Json, base: Base, path: string) => Extract<Card, { kind: K }> } = {
  choices: (of, base, path) => ({
    kind: "choices",
    ...base,
    options: list(of, "options", path, option),
    actions: of["actions"] === undefined ? undefined : list(of, "actions", path, option),
    page: maybeStr(of, "page", path),
  }),
  materials: (of, base, path) => ({
    kind: "materials",
    ...base,
    items: list(of, "items", path, item),
    source: maybeStr(of, "source", path),
  }),
  input: (of, base, path) => ({
    kind: "input",
    ...base,
    pad: oneOf(of, "pad", PADS, path),
    masked: bool(of, "masked", path),
    hint: maybeStr(of, "hint", path),
    value: maybeStr(of, "value", path),
    error: maybeStr(of, "error", path),
    actions: of["actions"] === undefined ? undefined : list(of, "actions", path, option),
  }),
  confirm: (of, base, path) => ({
    kind: "confirm",
    ...base,
    text: maybeStr(of, "text", path),
    rows: list(of, "rows", path, row),
    yes: option(of["yes"], `${path}.yes`),
    no: option(of["no"], `${path}.no`),
  }),
  answer: (of, base, path) => ({
    kind: "answer",
    ...base,
    text: str(of, "text", path),
    source: str(of, "source", path),
  }),
  receipt: (of, base, path) => ({
    kind: "receipt",
    ...base,
    number: str(of, "number", path),
    rows: list(of, "rows", path, row),
    qr: str(of, "qr", path),
    time: str(of, "time", path),
  }),
  capture: (of, base, path) => ({
    kind: "capture",
    ...base,
    mode: oneOf(of, "mode", MODES, path),
    hint: maybeStr(of, "hint", path),
    error: maybeStr(of, "error", path),
    picture: maybeStr(of, "picture", path),
    actions: list(of, "actions", path, option),
    upload: maybeStr(of, "upload", path),
    qr: maybeStr(of, "qr", path),
  }),
  rating: (of, base, path) => ({ kind: "rating", ...base, options: list(of, "options", path, option) }),
};

export function card(value: unknown, path: string): Card {
  const of = object(value, path);
  const kind = of["kind"];
  if (typeof kind !== "string" || !Object.hasOwn(READERS, kind)) fail(`${path}.kind`, "a known card", kind);
  const base = { id: str(of, "id", path), title: str(of, "title", path) };
  return READERS[kind as Card["kind"]](of, base, path);
}
