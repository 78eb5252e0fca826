/** What the keypad holds: the rules of each pad, without a DOM. */

import type { Pad } from "../wire/cards";

interface Rules {
  longest: number;
  /** How the entry is grouped for reading. */
  groups: readonly number[];
  allowed: RegExp;
  complete: (keys: string) => boolean;
}

const RULES: Record<Exclude<Pad, "text">, Rules> = {
  digits: { longest: 20, groups: [3, 4, 4, 4, 5], allowed: /^\d$/, complete: (keys) => keys.length > 0 },
  // 15 digits: identity numbers of the first generation.
  id: { longest: 18, groups: [6, 4, 4, 4], allowed: /^[\dX]$/, complete: (keys) => /^(\d{15}|\d{17}[\dX])$/.test(keys) },
  date: { longest: 8, groups: [4, 2, 2], allowed: /^\d$/, complete: isDate },
};

function isDate(keys: string): boolean {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(keys);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

export class Entry {
  private typed = "";
  /** The hall did not accept what stands here: the next key begins anew, the one for correcting goes on with it. */
  private wrong = false;
  private readonly rules: Rules;

  constructor(readonly pad: Exclude<Pad, "text">) {
    this.rules = RULES[pad];
  }

  get keys(): string {
    return this.typed;
  }

  /** Whether it can be sent: to send again what was refused leads nowhere. */
  get complete(): boolean {
    return !this.wrong && this.rules.complete(this.typed);
  }

  get refused(): boolean {
    return this.wrong;
  }

  refuse(): void {
    this.wrong = this.typed !== "";
  }

  /** Takes one key; false when it does not fit (X only ends an identity number). */
  press(key: string): boolean {
    const before = this.wrong ? "" : this.typed;
    if (before.length >= this.rules.longest || !this.rules.allowed.test(key)) return false;
    if (key === "X" && before.length !== 17) return false;
    this.typed = before + key;
    this.wrong = false;
    return true;
  }

  backspace(): void {
    this.wrong = false;
    this.typed = this.typed.slice(0, -1);
  }

  clear(): void {
    this.wrong = false;
    this.typed = "";
  }

  /** Grouped for reading; masked: all but the last four keys as stars. */
  shown(masked: boolean): string {
    const hidden = masked ? Math.max(0, this.typed.length - 4) : 0;
    const text = "*".repeat(hidden) + this.typed.slice(hidden);
    return grouped(text, this.rules.groups);
  }
}

export function grouped(text: string, groups: readonly number[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const size of groups) {
    if (at >= text.length) break;
    parts.push(text.slice(at, at + size));
    at += size;
  }
  return parts.join(" ");
}
