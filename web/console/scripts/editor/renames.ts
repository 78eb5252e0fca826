/** Renaming beyond the file at hand: where other files, and plain words, still have the old name. */

import { ref, type Ref } from "vue";
import { declaredIn } from "./names";
import type { OtherFile } from "./editing";
import type { Named } from "./references";
import { namedElsewhere, renamedElsewhere, wordsWith, type Mention } from "./renaming";
import { parsed, type YAMLMap } from "./yaml-places";

/** What is left to do after a name was changed. */
export interface RenameNotice {
  readonly old: string;
  readonly name: string;
  readonly words: readonly Mention[];
  readonly files: readonly { readonly path: string; readonly lines: readonly Mention[] }[];
}

export interface RenamesOf {
  readonly path: () => string;
  readonly text: () => string;
  readonly edit: (make: (text: string) => string) => boolean;
  readonly others: () => Promise<readonly OtherFile[]>;
  readonly textOf: (path: string) => string | null;
  readonly change: (path: string, text: string) => void;
}

/** A rename that went into other files too: their texts go back with it. */
interface Linked {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly others: readonly { readonly path: string; readonly before: string; readonly after: string }[];
}

export interface Renames {
  readonly notice: Ref<RenameNotice | null>;
  readonly rename: (what: Named, make: (text: string) => string, name: string) => Promise<void>;
  /** In the other files too. */
  readonly there: () => Promise<void>;
  /** After an undo or a redo: other files follow where nothing else was changed in them. */
  readonly follow: () => void;
}

export function renamesOf(of: RenamesOf): Renames {
  const notice = ref<RenameNotice | null>(null);
  const linked: Linked[] = [];
  let last: { readonly before: string; readonly after: string } | null = null;

  async function rename(what: Named, make: (text: string) => string, name: string): Promise<void> {
    const before = of.text();
    notice.value = null;
    if (!of.edit(make) || of.text() === before) return;
    last = { before, after: of.text() };
    const document = parsed(of.text());
    const words = what.kind === "label" ? [] : wordsWith(of.text(), declaredIn(of.text(), document.contents as unknown as YAMLMap), what.name);
    const others = what.kind === "label" ? [] : await of.others();
    const files = others.map((one) => ({ path: one.path, lines: namedElsewhere(one.text, what.name) })).filter((one) => one.lines.length > 0);
    if (words.length > 0 || files.length > 0) notice.value = { old: what.name, name, words, files };
  }

  async function there(): Promise<void> {
    const now = notice.value;
    if (now === null || last === null) return;
    const others = now.files.flatMap(({ path }) => {
      const before = of.textOf(path);
      return before === null ? [] : [{ path, before, after: renamedElsewhere(before, now.old, now.name) }];
    });
    for (const one of others) of.change(one.path, one.after);
    linked.push({ path: of.path(), ...last, others });
    notice.value = { ...now, files: [] };
    if (now.words.length === 0) notice.value = null;
  }

  function follow(): void {
    const [path, text] = [of.path(), of.text()];
    for (const one of linked.filter((each) => each.path === path)) {
      const [from, to] = text === one.before ? (["after", "before"] as const) : text === one.after ? (["before", "after"] as const) : [null, null];
      if (from === null) continue;
      for (const other of one.others) if (of.textOf(other.path) === other[from]) of.change(other.path, other[to]);
    }
  }

  return { notice, rename, there, follow };
}
