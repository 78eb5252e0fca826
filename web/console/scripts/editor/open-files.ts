/** The files of a draft that are open in this page: what is in them, what is saved, and saving them. */

import { reactive } from "vue";
import { failure } from "../../http";
import { drafts, tooLate, type TooLate } from "./api";

/** Milliseconds after the last change until it is saved, and from one try to the next where saving fails. */
const SAVE_MS = 2500;
const AGAIN_MS = 8000;

export interface OpenFile {
  readonly path: string;
  text: string;
  /** What the hall has under `revision`. */
  saved: string;
  revision: number;
  trouble: string;
}

export interface OpenFiles {
  readonly files: Record<string, OpenFile>;
  /** A save that came too late, until the person has chosen. */
  conflict: TooLate | null;
  saving: boolean;
  savedMs: number;
  readonly read: (path: string) => Promise<void>;
  /** It is in the draft no more. */
  readonly drop: (path: string) => void;
  readonly change: (path: string, text: string) => void;
  /** All that is not saved yet; true: everything is. */
  readonly flush: () => Promise<boolean>;
  readonly settle: (text: string, theirs: TooLate) => Promise<void>;
  readonly dirty: () => boolean;
  readonly stop: () => void;
}

export function openFiles(draft: string): OpenFiles {
  let timer = 0;
  let under: Promise<void> = Promise.resolve();
  const state: OpenFiles = reactive<OpenFiles>({
    files: {},
    conflict: null,
    saving: false,
    savedMs: 0,
    read: async (path) => {
      const found = await drafts.file(draft, path);
      const held = state.files[path];
      if (held !== undefined && held.text !== held.saved) return; // what is typed stays; the save tells of the conflict
      state.files[path] = { path, text: found.text, saved: found.text, revision: found.revision, trouble: "" };
    },
    change: (path, text) => {
      const held = state.files[path];
      if (held === undefined || held.text === text) return;
      held.text = text;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void state.flush(), SAVE_MS);
    },
    drop: (path) => {
      delete (state.files as Record<string, OpenFile>)[path];
    },
    flush: async () => {
      window.clearTimeout(timer);
      under = under.then(saveAll);
      await under;
      return !state.dirty();
    },
    settle: async (text, theirs) => {
      const held = state.files[theirs.path];
      state.conflict = null;
      if (held === undefined) return;
      held.text = text;
      held.saved = theirs.theirs ?? "";
      held.revision = theirs.their_revision;
      await state.flush();
    },
    dirty: () => Object.values(state.files).some((file) => file.text !== file.saved),
    stop: () => window.clearTimeout(timer),
  });

  async function saveAll(): Promise<void> {
    for (const file of Object.values(state.files)) {
      if (file.text !== file.saved && state.conflict === null) await save(file);
    }
  }

  async function save(file: OpenFile): Promise<void> {
    const text = file.text;
    state.saving = true;
    try {
      const done = await drafts.save(draft, { path: file.path, base: file.revision, text });
      file.revision = done.revision;
      file.saved = text;
      file.trouble = "";
      state.savedMs = done.at_ms;
    } catch (error) {
      const late = tooLate(error);
      if (late !== null) state.conflict = late;
      else {
        file.trouble = failure(error);
        timer = window.setTimeout(() => void state.flush(), AGAIN_MS);
      }
    } finally {
      state.saving = false;
    }
    if (file.text !== text) timer = window.setTimeout(() => void state.flush(), SAVE_MS);
  }

  return state;
}
