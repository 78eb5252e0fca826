import type { ChoicesCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { optionButton, press, sheet } from "./frame";
import { h } from "../view/dom";

/** A menu with more than this takes the whole board: nothing beside it could be seen if it stayed in place. */
const SHORT = 6;
/** Ends the note of an option that was chosen already. */
const CHOSEN = "已选";

/** Big buttons: the service menu, and every question with a few answers. A list comes in pages, turned below it. */
export function choicesCard(card: ChoicesCard, actions: CardActions): HTMLElement {
  const options = h("div.options", { data: { count: String(card.options.length) } });
  const root = sheet("choices", card.title, options);
  const turns = card.actions ?? [];
  root.classList.toggle("card-items", turns.length > 0 || !!card.page);
  root.classList.toggle("card-long", card.options.length > SHORT);
  const pressed = (value: string) => press(() => root, () => actions.touch(value, card.id));
  for (const option of card.options) {
    const chosen = option.note?.endsWith(CHOSEN) === true;
    const button = optionButton(option, pressed(option.value), chosen ? "chosen" : "");
    if (chosen) button.setAttribute("aria-pressed", "true");
    options.append(button);
  }
  if (card.page) root.append(h("p.page", {}, card.page));
  if (turns.length > 0) {
    const row = h("div.turns", {});
    for (const turn of turns) row.append(optionButton(turn, pressed(turn.value), "turn"));
    root.append(row);
  }
  return root;
}
