/** A conversation with the draft, typed and spoken: what was done so far, told whole each time. */

import { reactive } from "vue";
import { doing, type Doing } from "../../parts/reading";
import { drafts, type TrialAnswer, type TrialLine } from "./api";
import type { TrialVoice } from "./voice";

export interface Trial {
  service: string;
  channel: "screen" | "phone";
  lines: readonly TrialLine[];
  answer: TrialAnswer | null;
  readonly work: Doing;
  readonly begin: (service: string) => Promise<void>;
  readonly say: (line: TrialLine) => Promise<boolean>;
  /** Without the last line. */
  readonly back: () => Promise<void>;
  /** The same conversation on what the draft is now. */
  readonly again: () => Promise<void>;
}

/** `before`: is done first, such as saving what is typed. `voice`: what it hears is played too, and answers are spoken. */
export function trialOf(draft: string, before: () => Promise<boolean>, voice: Pick<TrialVoice, "open" | "play" | "user">): Trial {
  const work = doing();
  let id = "";

  async function tell(lines: readonly TrialLine[]): Promise<boolean> {
    return work.run(async () => {
      await before();
      const body = { trial: id, service: state.service, channel: state.channel, elderly: false, lines: [...lines] };
      state.answer = await (voice.open ? voice.play(body) : drafts.tryOut(draft, body));
      state.lines = lines;
    });
  }

  const state: Trial = reactive({
    service: "",
    channel: "screen" as const,
    lines: [] as readonly TrialLine[],
    answer: null as TrialAnswer | null,
    work: work as never,
    begin: async (service: string) => {
      id = crypto.getRandomValues(new Uint32Array(3)).reduce((told, part) => told + part.toString(16).padStart(8, "0"), "");
      [state.service, state.answer, state.lines] = [service, null, []];
      await tell([]);
    },
    say: (line: TrialLine) => tell([...state.lines, line]),
    back: async () => void (await tell(state.lines.slice(0, -1))),
    again: async () => void (await tell(state.lines)),
  }) as Trial;
  voice.user = { heard: (line) => state.say(line), ready: () => state.again() };
  return state;
}
