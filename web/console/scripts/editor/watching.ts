/** What the hall says of a draft while it is typed: the lint and the chart, a moment after the last change. */

import { computed, onBeforeUnmount, ref, watch, type Ref } from "vue";
import { ApiError, failure } from "../../http";
import { drafts, type ScriptChart, type ScriptFinding } from "./api";

/** Milliseconds without a change until the hall is asked. */
const QUIET_MS = 900;

export interface Watching {
  readonly findings: Ref<readonly ScriptFinding[]>;
  /** Whether the conversation tests were looked over too. */
  readonly whole: Ref<boolean>;
  /** Whether what is told is not (yet) about the text as it stands. */
  readonly busy: Readonly<Ref<boolean>>;
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
  const [whole, checking] = [ref(false), ref(false)];
  const told = computed(() => `${of.path.value}\n${of.text.value}`);
  /** The text that was looked over last, with its name. */
  const seen = ref("");
  const busy = computed(() => checking.value || (of.may() && of.path.value !== "" && seen.value !== told.value));
  const [trouble, chartTrouble] = [ref(""), ref("")];
  let timer = 0;
  let newest = 0;
  let asking = false;

  /** One question at a time: what has changed meanwhile is asked about next, once. */
  async function ask(): Promise<void> {
    if (asking || of.path.value === "") return;
    asking = true;
    let asked = "";
    do {
      const mine = ++newest;
      const [path, text] = [of.path.value, of.text.value];
      asked = told.value;
      await Promise.all([of.may() ? lint(mine, path, text) : null, of.script.value ? draw(mine, path, text) : null]);
      if (mine === newest) seen.value = asked;
    } while (asked !== told.value);
    asking = false;
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
    const asked = told.value;
    checking.value = true;
    try {
      const report = await drafts.check(draft);
      if (mine === newest) [findings.value, whole.value, trouble.value] = [report.findings, true, ""];
    } catch (error) {
      if (mine === newest) trouble.value = failure(error);
    }
    if (mine === newest) seen.value = asked;
    checking.value = false;
  }

  watch(of.path, () => (chart.value = null));
  watch([of.path, of.text], () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), QUIET_MS);
  });
  onBeforeUnmount(() => window.clearTimeout(timer));
  return { findings, whole, busy, checking, trouble, chart, chartTrouble, check };
}
