/** What changes from one text to another, as short as it can be. */

export interface CodeChange {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** Null: they are the same. */
export function changeBetween(old: string, now: string): CodeChange | null {
  if (old === now) return null;
  let from = 0;
  while (from < old.length && from < now.length && old[from] === now[from]) from++;
  let tail = 0;
  while (tail < old.length - from && tail < now.length - from && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return { from, to: old.length - tail, insert: now.slice(from, now.length - tail) };
}
