/** What is printed of a card: the words that the page shows of it, in the same order. */

import type { MaterialsCard, ReceiptCard } from "../wire/cards";
import { PRINT_NOTE, receiptWords } from "../words";
import type { Sheet } from "./messages";

export type PrintedCard = ReceiptCard | MaterialsCard;

/** `hall`: its name, at the head of the slip. */
export function sheetOf(card: PrintedCard, hall: string): Sheet {
  const sheet: Sheet = { hall, title: card.title, number_label: "", number: "", rows: [], time: "", source: "", qr: "", qr_label: "", note: PRINT_NOTE };
  if (card.kind === "materials") {
    const rows = card.items.map((item, i) => ({ label: `${i + 1}`, value: [item.name, item.copies, item.note].filter(Boolean).join("，") }));
    return { ...sheet, rows, source: card.source ? `依据：${card.source}` : "" };
  }
  const words = receiptWords(card.id);
  const rows = card.rows.map(({ label, value }) => ({ label, value }));
  return { ...sheet, number_label: words.number, number: card.number, rows, time: card.time, qr: card.qr, qr_label: card.qr === "" ? "" : words.code };
}
