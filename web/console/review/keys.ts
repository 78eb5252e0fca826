/** The keys of correcting what was misheard. */

export type Command =
  | { readonly do: "next" | "previous" | "play" | "edit" | "right" | "help" }
  | { readonly do: "rival"; readonly number: number };

export interface Key {
  readonly key: string;
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

export const KEY_WORDS: readonly (readonly [string, string])[] = [
  ["j", "下一句"], ["k", "上一句"], ["空格", "放这一句，再按停下"], ["e", "改这一句"], ["1 – 9", "用第几个“也可能是”来改"], ["Enter", "改的时候：存下，到下一句。没在改：这句没听错，到下一句"], ["Esc", "不改了"], ["?", "这张表"],
];

/** An input method takes the keys while it composes (229 is what browsers tell of a key that one has taken). */
export function composing(key: Pick<Key, "isComposing" | "keyCode">): boolean {
  return key.isComposing || key.keyCode === 229;
}

/** What a key means outside a field; null: nothing. `onControl`: a button or link has the focus, and Enter, blank and digits are its own. */
export function commandOf(key: Key, onControl: boolean): Command | null {
  if (composing(key) || key.ctrlKey || key.altKey || key.metaKey) return null;
  switch (key.key) {
    case "j": case "J": return { do: "next" };
    case "k": case "K": return { do: "previous" };
    case "e": case "E": return { do: "edit" };
    case "?": case "？": return { do: "help" };
    case " ": return onControl ? null : { do: "play" };
    case "Enter": return onControl ? null : { do: "right" };
    default: return /^[1-9]$/u.test(key.key) && !onControl ? { do: "rival", number: Number(key.key) } : null;
  }
}
