import type { ConfirmCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { press, rowList, sheet } from "./frame";
import { h, icon, ICONS } from "../view/dom";

/** Everything once more before it counts: what is agreed to in words, then the particulars. */
export function confirmCard(card: ConfirmCard, actions: CardActions): HTMLElement {
  const answers = h("div.answers");
  const words = card.text ? h("p.confirm-text", {}, card.text) : null;
  const root = sheet("confirm", card.title, words, rowList(card.rows), answers);
  root.classList.toggle("card-consent", card.id === "consent");
  const answer = (value: string): ((event: Event) => void) => press(() => root, () => actions.touch(value, card.id));
  answers.append(
    h("button.no", { onPress: answer(card.no.value) }, icon(...ICONS.cross), card.no.label),
    h("button.yes", { onPress: answer(card.yes.value) }, icon(...ICONS.check), card.yes.label),
  );
  return root;
}
