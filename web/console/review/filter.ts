/** What is looked for. Kept while the page is left for a conversation and come back to. */

import { reactive, watch } from "vue";
import { session } from "../session";
import type { FindBody, Found } from "./api";

export interface Filter {
  words: string;
  days: [Date, Date] | null;
  service: string;
  step: string;
  outcome: string;
  ending: string;
  tag: string;
  rating: string;
  unsure: string;
  kiosk: string;
  channel: string;
  version: string;
}

export const NO_FILTER: Filter = { words: "", days: null, service: "", step: "", outcome: "", ending: "", tag: "", rating: "", unsure: "", kiosk: "", channel: "", version: "" };
export const RATINGS: readonly (readonly [string, string])[] = [["1", "1 星（非常不满意）"], ["2", "2 星以下（差评）"], ["3", "3 星以下"], ["5", "评价过的"]];
export const UNSURE: readonly (readonly [string, string])[] = [["0.5", "有一句很没把握（低于 50%）"], ["0.7", "有一句没把握（低于 70%）"], ["0.85", "有一句低于 85%"]];
/** More than the first row of the filters. */
const MORE = ["step", "ending", "rating", "unsure", "kiosk", "channel", "version"] as const;

export function bodyOf(filter: Filter, cursor = ""): FindBody {
  return {
    words: filter.words.trim(), service: filter.service, step: filter.step, ending: filter.ending, kiosk: filter.kiosk, version: filter.version, cursor,
    outcome: filter.outcome as FindBody["outcome"] & string, channel: filter.channel as FindBody["channel"] & string,
    tag: filter.tag === "" ? null : (filter.tag as NonNullable<FindBody["tag"]>),
    since_ms: filter.days === null ? null : filter.days[0].getTime(),
    until_ms: filter.days === null ? null : filter.days[1].getTime() + 86_400_000,
    best_score: filter.rating === "" ? null : Number(filter.rating),
    unsure: filter.unsure === "" ? null : Number(filter.unsure),
  };
}

/** How many of the filters behind “更多条件” are set. */
export function moreSet(filter: Filter): number {
  return MORE.filter((name) => filter[name] !== "").length;
}

/** What was found last: a conversation's page goes on to the next of it. `from`: the page it was found on. */
export interface Looking {
  filter: Filter;
  found: readonly Found[];
  cursor: string;
  lookedAt: number;
  asked: boolean;
  walk: readonly string[];
  from: "/review" | "/review/queue";
}

const nothing = (): Looking => ({ filter: { ...NO_FILTER }, found: [], cursor: "", lookedAt: 0, asked: false, walk: [], from: "/review" });
export const looking = reactive<Looking>(nothing());

/** Nothing of the last person stays in the page. */
watch(() => session.me === null, (gone) => {
  if (gone) Object.assign(looking, nothing());
});

/** The conversations before and after this one, of those that are walked through. */
export function neighbours(walk: readonly string[], id: string): { readonly place: number; readonly previous: string; readonly next: string } {
  const place = walk.indexOf(id);
  return { place, previous: place > 0 ? walk[place - 1]! : "", next: place >= 0 ? (walk[place + 1] ?? "") : "" };
}
