/** A card's picture. */

import type { Card } from "../wire/cards";
import type { CardActions } from "./actions";
import { answerCard } from "./answer";
import { captureCard } from "./capture";
import { choicesCard } from "./choices";
import { confirmCard } from "./confirm";
import { inputCard } from "./input";
import { materialsCard } from "./materials";
import { ratingCard } from "./rating";
import { receiptCard } from "./receipt";

export type { CardActions } from "./actions";
export { guarded, PressGuard } from "./guard";
export { DROPPED, tellTrouble } from "./capture";
export { askAgain } from "./input";

export function drawCard(card: Card, actions: CardActions): HTMLElement {
  switch (card.kind) {
    case "capture":
      return captureCard(card, actions);
    case "choices":
      return choicesCard(card, actions);
    case "materials":
      return materialsCard(card, actions);
    case "input":
      return inputCard(card, actions);
    case "confirm":
      return confirmCard(card, actions);
    case "answer":
      return answerCard(card);
    case "receipt":
      return receiptCard(card, actions);
    case "rating":
      return ratingCard(card, actions);
  }
}
