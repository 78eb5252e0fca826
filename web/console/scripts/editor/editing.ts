/** What the parts of the form may do with the text. */

import type { InjectionKey } from "vue";
import type { Document } from "yaml";
import type { Choosing } from "./format";
import type { Step } from "./outline";
import type { Named } from "./references";
import type { Path } from "./yaml-edit";

/** Another file of the draft that names the same. */
export interface OtherFile {
  readonly path: string;
  readonly text: string;
}

export interface Editing {
  readonly text: () => string;
  /** Of the text, read once. */
  readonly document: () => Document.Parsed;
  readonly choosing: () => Choosing;
  readonly steps: (path: Path) => readonly Step[];
  readonly readonly: () => boolean;
  readonly lit: () => number;
  /** Words that are looked for; empty: none. */
  readonly wanted: () => string;
  /** Makes the new text, and answers whether it was made; what cannot be changed so is told to the person. */
  readonly change: (make: (text: string) => string) => boolean;
  /** Where it stands in the form, or in the text where that was chosen or the form does not show it. */
  readonly goTo: (line: number, path?: string) => void;
  /** The line in the text. */
  readonly toText: (line: number) => void;
  /** What was added at this path, once it stands in the form. */
  readonly toPart: (path: Path) => void;
  readonly rename: (what: Named, make: (text: string) => string, name: string) => Promise<void>;
  /** Files beside this one that belong to its service: tests, and scripts that call it. */
  readonly others: () => Promise<readonly OtherFile[]>;
}

export const EDITING: InjectionKey<Editing> = Symbol("editing");
