import type { AnswerCard } from "../wire/cards";
import { citation, sheet } from "./frame";
import { h } from "../view/dom";

/** An answer of policy, word for word, with its source; or a number to call, which needs none. */
export function answerCard(card: AnswerCard): HTMLElement {
  return sheet("answer", card.title, h("p.answer-text", {}, card.text), card.source === "" ? null : citation(card.source));
}
