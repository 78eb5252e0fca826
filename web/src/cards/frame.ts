/** The sheet every card is drawn on, and the buttons on it. */

import { h, icon, ICONS, words as whole } from "../view/dom";
import type { Option, Row } from "../wire/cards";
import { picture } from "./picture";

export function sheet(kind: string, title: string, ...body: (Node | null)[]): HTMLElement {
  const heading = title === "" ? null : h("h2.card-title", {}, title);
  return h("section", { class: `card card-${kind}`, label: title }, heading, ...body);
}

/** Acts, and marks the pressed button: which press counts at all is for the board to say (`PressGuard`). */
export function press(card: () => HTMLElement | null, act: () => boolean): (event: Event) => void {
  return (event) => {
    if (!act()) return;
    const button = event.currentTarget;
    if (!(button instanceof HTMLElement)) return;
    for (const other of card()?.querySelectorAll(".pressed") ?? []) other.classList.remove("pressed");
    button.classList.add("pressed");
  };
}

export function optionButton(option: Option, onPress: (event: Event) => void, extra = ""): HTMLButtonElement {
  const words = h("span.option-words", {}, h("span.option-label", {}, ...whole(option.label)));
  if (option.note) words.append(h("span.option-note", {}, option.note));
  return h("button.option", { class: extra, onPress }, words, icon(...ICONS.next));
}

/** Where a statement of policy comes from; always shown with it. */
export function citation(source: string): HTMLElement {
  return h("p.citation", {}, icon(...ICONS.book), h("span", {}, `依据：${source}`));
}

export function rowList(rows: readonly Row[]): HTMLElement {
  const list = h("dl.rows");
  for (const { label, value, picture: data } of rows) {
    list.append(h("div.row", {}, h("dt", {}, label), h("dd", {}, value, data ? picture(data, label) : null)));
  }
  return list;
}
