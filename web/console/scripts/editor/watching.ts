/** What the hall says of a draft while it is typed: the lint and the chart, a moment after the last change. */

import { onBeforeUnmount, ref, watch, type Ref } from "vue";
import { ApiError, failure } from "../../http";
import { drafts, type ScriptChart, type ScriptFinding } from "./api";

/** Milliseconds without a change until the hall is asked. */
const QUIET_MS = 900;

export interface Watching {
  readonly findings: Ref<readonly ScriptFinding[]>;
  /** Whether the conversation tests were looked over too. */
  readonly whole: Ref<boolean>;
  readonly busy: Ref<boolean>;
  readonly checking: Ref<boolean>;
  readonly trouble: Ref<string>;
  readonly chart: Ref<ScriptChart | null>;
  readonly chartTrouble: Ref<string>;
  readonly check: () => Promise<void>;
}

export interface Watched {
  readonly path: Ref<string>;
  readonly text: Ref<string>;
  readonly script: Ref<boolean>;
  readonly may: () => boolean;
}

export function watching(draft: string, of: Watched): Watching {
  const [findings, chart] = [ref<readonly ScriptFinding[]>([]), ref<ScriptChart | null>(null)] as const;
  const [whole, busy, checking] = [ref(false), ref(false), ref(false)];
  const [trouble, chartTrouble] = [ref(""), ref("")];
  let timer = 0;
  let newest = 0;
  let asking = false;

  /** One question at a time: what has changed meanwhile is asked about next, once. */
  async function ask(): Promise<void> {
    if (asking || of.path.value === "") return;
    asking = true;
    busy.value = of.may();
    let told = "";
    do {
      const mine = ++newest;
      const [path, text] = [of.path.value, of.text.value];
      told = path + text;
      await Promise.all([of.may() ? lint(mine, path, text) : null, of.script.value ? draw(mine, path, text) : null]);
    } while (told !== of.path.value + of.text.value);
    [asking, busy.value] = [false, checking.value];
  }

  async function lint(mine: number, path: string, text: string): Promise<void> {
    try {
      const report = await drafts.lint(draft, path, text);
      if (mine !== newest) return;
      [findings.value, whole.value, trouble.value] = [report.findings, false, ""];
    } catch (error) {
      if (mine === newest) trouble.value = failure(error);
    }
  }

  async function draw(mine: number, path: string, text: string): Promise<void> {
    try {
      const found = await drafts.chart(draft, path, text);
      if (mine === newest) [chart.value, chartTrouble.value] = [found, ""];
    } catch (error) {
      if (mine !== newest) return;
      chartTrouble.value = failure(error);
      if (!(error instanceof ApiError) || error.status !== 422) chart.value = null; // the last one stays while it is mended
    }
  }

  async function check(): Promise<void> {
    const mine = ++newest;
    checking.value = busy.value = true;
    try {
      const report = await drafts.check(draft);
      if (mine === newest) [findings.value, whole.value, trouble.value] = [report.findings, true, ""];
    } catch (error) {
      if (mine === newest) trouble.value = failure(error);
    }
    checking.value = busy.value = false;
  }

  watch(of.path, () => (chart.value = null));
  watch([of.path, of.text], () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), QUIET_MS);
  });
  onBeforeUnmount(() => window.clearTimeout(timer));
  return { findings, whole, busy, checking, trouble, chart, chartTrouble, check };
}
