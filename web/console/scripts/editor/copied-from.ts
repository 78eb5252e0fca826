/** Which script of a draft was copied from which, kept in this browser until all is changed or the person has seen it. */

export interface Copy {
  readonly old: string;
  readonly name: string;
  /** The text of the old script. */
  readonly was: string;
}

const key = (draft: string, path: string): string => `copied:${draft}:${path}`;

export function noteCopy(draft: string, path: string, copy: Copy): void {
  try {
    window.localStorage.setItem(key(draft, path), JSON.stringify(copy));
  } catch {
    // full or forbidden: the dialog has said it already
  }
}

export function copyOf(draft: string, path: string): Copy | null {
  try {
    return JSON.parse(window.localStorage.getItem(key(draft, path)) ?? "null") as Copy | null;
  } catch {
    return null;
  }
}

export function forgetCopy(draft: string, path: string): void {
  window.localStorage.removeItem(key(draft, path));
}
