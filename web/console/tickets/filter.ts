/** What the list shows, kept while one goes to a ticket and back. */

import { reactive } from "vue";
import type { FindTickets } from "./api";

export interface TicketFilter {
  state: string;
  kind: string;
  department: string;
  due: string;
  mine: boolean;
  words: string;
  page: number;
}

const NONE: TicketFilter = { state: "open", kind: "", department: "", due: "", mine: false, words: "", page: 1 };
export const filter = reactive<TicketFilter>({ ...NONE });

export function clearFilter(): void {
  Object.assign(filter, NONE);
}

/** As the API reads it. */
export function bodyOf(wanted: TicketFilter): FindTickets {
  return { ...wanted, words: wanted.words.trim() } as FindTickets;
}
