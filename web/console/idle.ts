/** When a console that nobody uses is warned, and signed off. */

export type Idle = "used" | "warned" | "over";

/** Seconds before the end at which the person is warned. */
export const WARNING_S = 60;

/** `idleS`: seconds without any use after which the hall ends the session. */
export function idleState(idleS: number, unusedS: number): Idle {
  if (unusedS >= idleS) return "over";
  return unusedS >= idleS - Math.min(WARNING_S, idleS / 2) ? "warned" : "used";
}

/** Whole seconds that are left, at least 0. */
export function secondsLeft(idleS: number, unusedS: number): number {
  return Math.max(0, Math.ceil(idleS - unusedS));
}

/** An event of the window: the person has used the page otherwise than by hand. */
export const USED = "console-used";

export function noteUse(): void {
  window.dispatchEvent(new Event(USED));
}
