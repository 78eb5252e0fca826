/** A picture of a paper, a file of the citizen's phone, a signature: taken, looked at, accepted, sent. */

import type { CaptureCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { cameraBox } from "./capture-camera";
import { signatureBox } from "./capture-signature";
import { optionButton, press, sheet } from "./frame";
import { picture } from "./picture";
import { qrCode } from "./receipt";
import { h, icon, ICONS } from "../view/dom";
import { CAPTURE_WORDS } from "../words";

/** Told to a card's element when the board drops it: what it holds open is closed. */
export const DROPPED = "dropped";
const TROUBLE = "trouble";

/** The same card comes again with another trouble, or none. */
export function tellTrouble(element: HTMLElement, card: CaptureCard): void {
  element.dispatchEvent(new CustomEvent<string>(TROUBLE, { detail: card.error ?? "" }));
}

export function captureCard(card: CaptureCard, actions: CardActions): HTMLElement {
  return card.picture ? acceptance(card, card.picture, actions) : taking(card, actions);
}

/** One that came from a phone: may it be used? */
function acceptance(card: CaptureCard, data: string, actions: CardActions): HTMLElement {
  const answers = h("div.answers");
  const root = sheet("capture", card.title, h("div.capture-still", {}, picture(data, card.title)), answers);
  const [use, again] = card.actions;
  const answer = (value: string) => press(() => root, () => actions.touch(value, card.id));
  if (again) answers.append(h("button.no", { onPress: answer(again.value) }, icon(...ICONS.cross), again.label));
  if (use) answers.append(h("button.yes", { onPress: answer(use.value) }, icon(...ICONS.check), use.label));
  return root;
}

function taking(card: CaptureCard, actions: CardActions): HTMLElement {
  const trouble = h("p.hint.wrong", { attrs: { "aria-live": "assertive" } });
  const tell = (text: string): void => {
    trouble.textContent = text;
    trouble.hidden = text === "";
  };
  const send = async (file: Blob | null): Promise<boolean> => {
    const wrong = file === null ? CAPTURE_WORDS.broken : await actions.picture(card.upload ?? "", file);
    tell(wrong ?? "");
    return wrong === null;
  };
  const here = h("div.capture-here");
  const ways = h("div.capture-ways", {}, card.upload ? here : null, phone(card));
  const hint = card.hint ? h("p.hint", {}, card.hint) : null;
  const root = sheet("capture", card.title, hint, trouble, ways);
  tell(card.error ?? (card.upload || card.qr ? "" : CAPTURE_WORDS.noWay));
  if (card.upload && card.mode === "signature") here.append(signatureBox(send, tell));
  else if (card.upload) here.append(cameraBox(root, send, tell, (why) => actions.noPicture(why), card.mode === "face"));
  for (const action of card.actions) root.append(optionButton(action, press(() => root, () => actions.touch(action.value, card.id)), "capture-skip"));
  root.addEventListener(TROUBLE, (event) => tell((event as CustomEvent<string>).detail));
  return root;
}

function phone(card: CaptureCard): HTMLElement | null {
  if (!card.qr) return null;
  return h("figure.capture-qr", {}, qrCode(card.qr), h("figcaption", {}, CAPTURE_WORDS.scan));
}
