/** A typed conversation with the draft: what was done so far, told whole each time. */

import { reactive } from "vue";
import { doing, type Doing } from "../../parts/reading";
import { drafts, type TrialAnswer } from "./api";

export interface Trial {
  service: string;
  channel: "screen" | "phone";
  lines: readonly string[];
  answer: TrialAnswer | null;
  readonly work: Doing;
  readonly begin: (service: string) => Promise<void>;
  readonly say: (line: string) => Promise<boolean>;
  /** Without the last line. */
  readonly back: () => Promise<void>;
  /** The same conversation on what the draft is now. */
  readonly again: () => Promise<void>;
}

/** `before`: is done first, such as saving what is typed. */
export function trialOf(draft: string, before: () => Promise<boolean>): Trial {
  const work = doing();
  let id = "";

  async function tell(lines: readonly string[]): Promise<boolean> {
    return work.run(async () => {
      await before();
      state.answer = await drafts.tryOut(draft, { trial: id, service: state.service, channel: state.channel, elderly: false, lines: [...lines] });
      state.lines = lines;
    });
  }

  const state: Trial = reactive({
    service: "",
    channel: "screen" as const,
    lines: [] as readonly string[],
    answer: null as TrialAnswer | null,
    work: work as never,
    begin: async (service: string) => {
      id = crypto.getRandomValues(new Uint32Array(3)).reduce((told, part) => told + part.toString(16).padStart(8, "0"), "");
      [state.service, state.answer, state.lines] = [service, null, []];
      await tell([]);
    },
    say: (line: string) => tell([...state.lines, line]),
    back: async () => void (await tell(state.lines.slice(0, -1))),
    again: async () => void (await tell(state.lines)),
  }) as Trial;
  return state;
}
