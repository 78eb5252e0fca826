import { call, type BodyOf } from "../api";
import { download } from "../http";
import { may } from "../session";
import type { components } from "../schema";

type Schemas = components["schemas"];
export type ListedTicket = Schemas["ListedTicket"];
export type TicketPage = Schemas["TicketPage"];
export type ShownTicket = Schemas["ShownTicket"];
export type AllowedAction = Schemas["AllowedAction"];
export type FindTickets = BodyOf<"POST", "/tickets/find">;
export type NewTicket = BodyOf<"POST", "/tickets">;
export type ActOnTicket = BodyOf<"POST", "/tickets/{id}/act">;

/** An act with nothing written. */
export function bareAct(action: AllowedAction["action"], version: number): ActOnTicket {
  return { action: action as ActOnTicket["action"], version, text: "", department: "", days: 0, satisfied: null, score: 0, other: "", outcome: "", receipt: "" };
}

export const tickets = {
  find: (body: FindTickets) => call("POST", "/tickets/find", { body }),
  make: (body: NewTicket, key: string) => call("POST", "/tickets", { body, key }),
  save: (body: FindTickets, form: "csv" | "xlsx") => download("POST", "/tickets/export", { body: { ...body, form } }),
  one: (id: string) => call("GET", "/tickets/{id}", { at: { id } }),
  show: (id: string, reason: string) => call("POST", "/tickets/{id}/show", { at: { id }, body: { reason } }),
  draft: (id: string) => call("GET", "/tickets/{id}/draft", { at: { id } }),
  form: (id: string, reason: string, form: "html" | "docx") => download("POST", `/tickets/${encodeURIComponent(id)}/form`, { body: { reason, form } }),
  /** By the route that the account may use: whoever works on tickets, or a supervisor. */
  act: (id: string, body: ActOnTicket) => (may("tickets.work") ? call("POST", "/tickets/{id}/act", { at: { id }, body }) : call("POST", "/tickets/{id}/supervise", { at: { id }, body })),
};
