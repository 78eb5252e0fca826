import type { ConfirmCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { pressOnce, rowList, sheet } from "./frame";
import { h, icon, ICONS } from "../view/dom";

/** Everything once more before it counts. */
export function confirmCard(card: ConfirmCard, actions: CardActions): HTMLElement {
  const answers = h("div.answers");
  const root = sheet("confirm", card.title, rowList(card.rows), answers);
  const press = (value: string): ((event: Event) => void) => pressOnce(() => root, () => actions.touch(value, card.id));
  answers.append(
    h("button.no", { onPress: press(card.no.value) }, icon(...ICONS.cross), card.no.label),
    h("button.yes", { onPress: press(card.yes.value) }, icon(...ICONS.check), card.yes.label),
  );
  return root;
}
