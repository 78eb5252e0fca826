import { history, redo, undo } from "@codemirror/commands";
import { EditorState, type Transaction } from "@codemirror/state";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { changeBetween } from "../../console/scripts/editor/code-change";
import { outlineOf } from "../../console/scripts/editor/outline";
import { EditError } from "../../console/scripts/editor/yaml-edit";
import { everyAction, firsts } from "./form-actions";
import { WORDS } from "./form-words";

const FOLDER = new URL("../../../services/", import.meta.url);
const SCRIPTS = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml") && !name.endsWith(".test.yaml") && name !== "calendar.yaml");
const text = (name: string): string => readFileSync(new URL(name, FOLDER), "utf-8");

describe("the form of every shipped service", () => {
  it.each(SCRIPTS)("%s: shows everything, and each action is undone to the byte", (name) => {
    const before = text(name);
    const { actions, unshown } = everyAction(before, WORDS);
    expect(unshown).toEqual([]);
    expect(actions.length).toBeGreaterThan(200);
    const refused: string[] = [];
    for (const action of firsts(actions)) {
      let after: string;
      try {
        after = action.make(before);
      } catch (error) {
        if (!(error instanceof EditError)) throw new Error(`${action.kind} at ${action.at}: ${String(error)}`);
        refused.push(`${action.kind} at ${action.at}: ${error.message}`);
        continue;
      }
      expect(after, `${action.kind} at ${action.at}`).not.toBe(before);
      expect(comments(before).filter((one) => !after.includes(one)).length, `${action.kind} at ${action.at} loses a comment`).toBeLessThanOrEqual(action.kind.startsWith("without") ? 9 : 0);
      undone(before, after);
    }
    expect(refused).toEqual([]);
  }, 60_000);

  it.each(SCRIPTS)("%s: opened and left alone, nothing changes", (name) => {
    const before = text(name);
    expect(outlineOf(before)).not.toBeNull();
    expect(changeBetween(before, before)).toBeNull();
  });
});

function comments(of: string): string[] {
  return of.split("\n").flatMap((line) => /(?:^|\s)(#.*)$/u.exec(line)?.[1] ?? []);
}

/** As the page does it: one step of the editor's history. */
function undone(before: string, after: string): void {
  let state = EditorState.create({ doc: before, extensions: [history()] });
  const dispatch = (change: Transaction): void => void (state = change.state);
  dispatch(state.update({ changes: changeBetween(before, after)!, userEvent: "input.form" }));
  expect(state.doc.toString()).toBe(after);
  undo({ state, dispatch });
  expect(state.doc.toString()).toBe(before);
  redo({ state, dispatch });
  expect(state.doc.toString()).toBe(after);
}
