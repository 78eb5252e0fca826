/** What the parts of the form may do with the text. */

import type { InjectionKey } from "vue";
import type { Path } from "./yaml-edit";

export interface Editing {
  readonly text: () => string;
  readonly readonly: () => boolean;
  readonly lit: () => number;
  /** Words that are looked for; empty: none. */
  readonly wanted: () => string;
  /** Makes the new text; what cannot be changed so is told to the person. */
  readonly change: (make: (text: string) => string) => void;
  readonly goTo: (line: number) => void;
  readonly slotOf: (name: string) => Path | null;
}

export const EDITING: InjectionKey<Editing> = Symbol("editing");
