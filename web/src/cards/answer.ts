import type { AnswerCard } from "../wire/cards";
import { citation, sheet } from "./frame";
import { h } from "../view/dom";

/** An answer of policy, word for word, with its source. */
export function answerCard(card: AnswerCard): HTMLElement {
  return sheet("answer", card.title, h("p.answer-text", {}, card.text), citation(card.source));
}
