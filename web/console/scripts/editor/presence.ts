/** Who else has the draft open: asked every few seconds, which also says that this page is there. */

import { onBeforeUnmount, ref, watch, type Ref } from "vue";
import { drafts, type DraftPulse } from "./api";

const EVERY_MS = 4000;

export interface Presence {
  readonly others: Ref<DraftPulse["others"]>;
  /** The revision of the open file, as the hall has it. */
  readonly file: Ref<number | null>;
}

export function presenceOf(draft: string, path: Ref<string>, may: () => boolean): Presence {
  const others = ref<DraftPulse["others"]>([]);
  const file = ref<number | null>(null);

  async function beat(): Promise<void> {
    if (!may()) return;
    const asked = path.value;
    const pulse = await drafts.presence(draft, asked).catch(() => null);
    if (pulse === null || asked !== path.value) return;
    [others.value, file.value] = [pulse.others, pulse.file];
  }

  const timer = window.setInterval(() => void beat(), EVERY_MS);
  watch(path, () => void beat());
  const leave = (): void => {
    if (may()) void drafts.presence(draft, "", true).catch(() => null);
  };
  const back = (): void => void beat(); // the page is shown again as it was left
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", back);
  onBeforeUnmount(() => {
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", back);
    window.clearInterval(timer);
    leave();
  });
  return { others, file };
}
