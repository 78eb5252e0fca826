import { encode } from "uqr";
import type { ReceiptCard } from "../wire/cards";
import type { CardActions } from "./actions";
import { rowList, sheet } from "./frame";
import { h, icon, ICONS } from "../view/dom";
import { receiptKind, receiptWords } from "../words";

const SVG = "http://www.w3.org/2000/svg";

/** The proof that it is done, or the number to quote of what nobody knows: number, particulars, QR code; can be printed. */
export function receiptCard(card: ReceiptCard, actions: CardActions): HTMLElement {
  const words = receiptWords(card.id);
  const open = receiptKind(card.id) === "unresolved";
  const number = h("p.receipt-number", {}, h("span.receipt-label", {}, words.number), h("strong", {}, card.number));
  const particulars = h("div.receipt-main", {}, number, rowList(card.rows), h("p.receipt-time", {}, card.time));
  const code = card.qr === "" ? null : h("figure.receipt-qr", {}, qrCode(card.qr), h("figcaption", {}, words.code));
  const root = sheet("receipt", "", h("div.receipt-head", {}, h("span.seal", {}, icon(...(open ? ICONS.notice : ICONS.check))), h("h2.card-title", {}, card.title)));
  root.classList.toggle("unresolved", open);
  root.setAttribute("aria-label", card.title);
  root.append(h("div.receipt-body", {}, particulars, code));
  root.append(
    h("div.card-foot", {}, h("button.primary", { onPress: () => actions.print(root, card) }, icon(...ICONS.print), words.print)),
  );
  return root;
}

/** A QR code as one SVG path (error correction M: 15 % may be lost to a smeared screen). */
export function qrCode(text: string): SVGSVGElement {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  let path = "";
  data.forEach((row, y) => row.forEach((dark, x) => (path += dark ? `M${x} ${y}h1v1h-1z` : "")));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "二维码");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
