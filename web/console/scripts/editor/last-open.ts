/** What this browser had open last of each draft: the file, and whether as text or as form. Kept from one visit to the next. */

export type Face = "text" | "form";

export interface LastOpen {
  readonly path: string;
  readonly face: Face;
}

/** Who has not chosen yet sees the form. */
const FIRST: LastOpen = { path: "", face: "form" };
const key = (draft: string): string => `draft:${draft}`;

export function lastOpen(draft: string): LastOpen {
  try {
    const kept = JSON.parse(window.localStorage.getItem(key(draft)) ?? "{}") as Partial<LastOpen>;
    return { path: typeof kept.path === "string" ? kept.path : FIRST.path, face: kept.face === "text" ? "text" : FIRST.face };
  } catch {
    return FIRST;
  }
}

export function keepOpen(draft: string, last: LastOpen): void {
  try {
    window.localStorage.setItem(key(draft), JSON.stringify(last));
  } catch {
    // full or forbidden: the next visit begins with the first file
  }
}
