import type { ChoicesCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { optionButton, press, sheet } from "./frame";
import { h } from "../view/dom";

/** A menu with more than this takes the whole board: nothing beside it could be seen if it stayed in place. */
const SHORT = 6;

/** Big buttons: the service menu, and every question with a few answers. */
export function choicesCard(card: ChoicesCard, actions: CardActions): HTMLElement {
  const options = h("div.options", { data: { count: String(card.options.length) } });
  const root = sheet("choices", card.title, options);
  root.classList.toggle("card-long", card.options.length > SHORT);
  for (const option of card.options) {
    options.append(optionButton(option, press(() => root, () => actions.touch(option.value, card.id))));
  }
  return root;
}
