import { HEARING_WORDS, MIC_WORDS } from "../words";
import type { Page } from "../page";

/** Sound comes from a microphone and the hall is connected: only then may the page say that it listens. */
export function hears(page: Page): boolean {
  return page.mic === "on" && page.link === "open" && deafness(page) === null;
}

/** Why speaking is of no use on this page now, in words for the screen; null when it is. */
export function deafness(page: Page): string | null {
  const broken = MIC_WORDS[page.mic];
  if (broken !== undefined) return broken;
  const { unheard } = page.visit;
  if (unheard === null || !HEARING_WORDS[unheard.status].lasting) return null;
  const words = HEARING_WORDS[unheard.status];
  return unheard.text === "" ? `${words.text}，${words.hint}` : unheard.text;
}
