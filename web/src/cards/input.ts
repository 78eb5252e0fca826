import type { InputCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { Entry } from "./entry";
import { optionButton, press, sheet } from "./frame";
import { h, icon, ICONS } from "../view/dom";
import { TEXT_LIMIT } from "../wire/control";

/** A value by touch while the clerk also listens for it. What was understood so far is shown, masked as the hall sent it. */
export function inputCard(card: InputCard, actions: CardActions): HTMLElement {
  return card.pad === "text" ? textInput(card, actions) : padInput(card, card.pad, actions);
}

/** The hint, or in its place why the last entry was not accepted. */
function hintLine(card: InputCard): HTMLElement {
  const line = h("p.hint", { attrs: { "aria-live": "polite" } });
  tell(line, card);
  return line;
}

function tell(line: HTMLElement, card: InputCard): void {
  line.textContent = card.error ?? card.hint ?? "";
  line.classList.toggle("wrong", card.error !== undefined);
  line.hidden = line.textContent === "";
}

const ASKED_AGAIN = "askedagain";

/** The same card is asked again, and keeps what was entered; `card.error`: that was not accepted. */
export function askAgain(element: HTMLElement, card: InputCard): void {
  element.dispatchEvent(new CustomEvent<InputCard>(ASKED_AGAIN, { detail: card }));
}

function onAskedAgain(element: HTMLElement, then: (card: InputCard) => void): void {
  element.addEventListener(ASKED_AGAIN, (event) => then((event as CustomEvent<InputCard>).detail));
}

function padInput(card: InputCard, pad: Entry["pad"], actions: CardActions): HTMLElement {
  const entry = new Entry(pad);
  let veiled = card.masked;
  const shown = h("output.entry", { attrs: { "aria-live": "polite" } });
  const done = h("button.pad-key.pad-done", { label: "确定" }, icon(...ICONS.check), "确定");
  const paint = (): void => {
    const empty = entry.keys === "";
    shown.textContent = empty ? (card.value ?? "") : entry.shown(veiled);
    shown.classList.toggle("understood", empty && card.value !== undefined);
    shown.classList.toggle("refused", entry.refused);
    done.disabled = !entry.complete;
  };
  const change = (act: () => void) => () => {
    act();
    paint();
  };
  const display = h("div.entry-line", {}, shown);
  if (card.masked) {
    const unveil = h("button.unveil", { label: "显示或隐藏号码", onPress: change(() => (veiled = !veiled)) }, icon(...ICONS.eye));
    display.append(unveil);
  }
  const digit = (key: string): HTMLElement => h("button.pad-key", { onPress: change(() => void entry.press(key)) }, key);
  const back = h("button.pad-key.pad-word", { label: "删除", onPress: change(() => entry.backspace()) }, icon(...ICONS.back));
  const clear = h("button.pad-key.pad-word", { onPress: change(() => entry.clear()) }, "清空");
  // Four columns: digits as on a telephone, and on the right what one does with them.
  const keys = h("div.pad", { data: { pad } }, digit("1"), digit("2"), digit("3"), back);
  keys.append(digit("4"), digit("5"), digit("6"), clear, digit("7"), digit("8"), digit("9"), done);
  keys.append(digit("0"), ...(pad === "id" ? [digit("X")] : []));
  const hint = hintLine(card);
  const root = sheet("input", card.title, h("div.pad-side", {}, hint, display), keys);
  root.classList.add("card-pad");
  const others = card.actions ?? [];
  if (others.length > 0) {
    const row = h("div.turns", {});
    for (const one of others) row.append(optionButton(one, press(() => root, () => actions.touch(one.value, card.id)), "turn"));
    root.append(row);
  }
  let sent = "";
  const send = (): boolean => {
    const taken = actions.key(entry.keys);
    if (taken) sent = entry.keys;
    return taken;
  };
  done.addEventListener("click", press(() => root, send));
  onAskedAgain(root, (again) => {
    tell(hint, again);
    done.classList.remove("pressed");
    if (again.error !== undefined && sent === entry.keys) entry.refuse();
    sent = "";
    paint();
  });
  paint();
  return root;
}

function textInput(card: InputCard, actions: CardActions): HTMLElement {
  const field = h("textarea.text-field", {
    label: card.title,
    attrs: { rows: "3", maxlength: String(TEXT_LIMIT), autocomplete: "off", spellcheck: "false", placeholder: "请说话，或在这里输入" },
  });
  // A masked value is shown, and never sent back as the answer.
  if (!card.masked) field.value = card.value ?? "";
  else if (card.value) field.placeholder = card.value;
  const send = (): boolean => {
    const text = field.value.trim();
    return text !== "" && actions.text(text);
  };
  const hint = hintLine(card);
  const root = sheet("input", card.title, hint, field);
  onAskedAgain(root, (again) => tell(hint, again));
  root.append(h("div.card-foot", {}, h("button.primary", { onPress: press(() => root, send) }, icon(...ICONS.check), "确定")));
  return root;
}
