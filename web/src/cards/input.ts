import type { InputCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { Entry } from "./entry";
import { press, sheet } from "./frame";
import { h, icon, ICONS } from "../view/dom";
import { TEXT_LIMIT } from "../wire/control";

/** A value by touch while the clerk also listens for it. What was understood so far is shown, masked as the hall sent it. */
export function inputCard(card: InputCard, actions: CardActions): HTMLElement {
  return card.pad === "text" ? textInput(card, actions) : padInput(card, card.pad, actions);
}

function hintLine(card: InputCard): HTMLElement | null {
  return card.hint ? h("p.hint", {}, card.hint) : null;
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
  const root = sheet("input", card.title, h("div.pad-side", {}, hintLine(card), display), keys);
  done.addEventListener("click", press(() => root, () => actions.key(entry.keys)));
  paint();
  return root;
}

function textInput(card: InputCard, actions: CardActions): HTMLElement {
  const field = h("textarea.text-field", {
    label: card.title,
    attrs: { rows: "3", maxlength: String(TEXT_LIMIT), autocomplete: "off", spellcheck: "false", placeholder: "请说话，或在这里输入" },
  });
  field.value = card.value ?? "";
  const send = (): boolean => {
    const text = field.value.trim();
    return text !== "" && actions.text(text);
  };
  const root = sheet("input", card.title, hintLine(card), field);
  root.append(h("div.card-foot", {}, h("button.primary", { onPress: press(() => root, send) }, icon(...ICONS.check), "确定")));
  return root;
}
