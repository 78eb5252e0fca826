/**
 * Does the line carry both ways, and does the hall answer? A pure reducer: state, event and moment in, state and actions out.
 *
 * A socket stays open for minutes after a cable was pulled, so only a `pong` counts: it proves that the line was alive
 * when its `ping` was sent. Times are differences between moments, never counts of ticks, so that throttled timers and
 * a machine that slept make no difference.
 */

/** A moment on both clocks, in ms. The steady clock may stand still while the machine sleeps; the wall clock may be set. */
export interface Moment {
  steady: number;
  wall: number;
}

export interface HeartbeatTimes {
  /** From one ping to the next. */
  ping: number;
  /** Nothing proven for so long: the connection is given up and made anew. */
  dead: number;
  /** Nothing proven for so long: what the page shows of a citizen is removed. With one tick (1 s) at most 45 s. */
  forget: number;
}

export const HEARTBEAT: HeartbeatTimes = { ping: 4_000, dead: 14_000, forget: 40_000 };

export interface Heartbeat {
  /** A connection is ready. */
  up: boolean;
  /** The last moment at which the line is known to have been alive; null before the first `ready`. */
  alive: Moment | null;
  /** Pings without an answer, oldest first. */
  asked: readonly { n: number; at: Moment }[];
  next: number;
  /** `forget` was said for this silence. */
  forgot: boolean;
}

export type HeartbeatEvent = { kind: "ready" } | { kind: "pong"; n: number } | { kind: "lost" } | { kind: "tick" };
export type HeartbeatAction = { kind: "ping"; n: number } | { kind: "dead" } | { kind: "forget" };

export const NO_HEARTBEAT: Heartbeat = { up: false, alive: null, asked: [], next: 1, forgot: false };

/** How long from `from` to `to`, in ms: whichever clock says more. */
export function elapsed(from: Moment, to: Moment): number {
  return Math.max(to.steady - from.steady, to.wall - from.wall);
}

export function beat(
  state: Heartbeat,
  event: HeartbeatEvent,
  now: Moment,
  times: HeartbeatTimes = HEARTBEAT,
): [Heartbeat, HeartbeatAction[]] {
  switch (event.kind) {
    case "ready":
      return [{ ...state, up: true, alive: now, asked: [], forgot: false }, []];
    case "lost":
      return [{ ...state, up: false, asked: [] }, []];
    case "pong": {
      const answered = state.asked.findIndex((each) => each.n === event.n);
      if (!state.up || answered < 0) return [state, []];
      return [{ ...state, alive: state.asked[answered]!.at, asked: state.asked.slice(answered + 1), forgot: false }, []];
    }
    case "tick":
      return tick(state, now, times);
  }
}

function tick(state: Heartbeat, now: Moment, times: HeartbeatTimes): [Heartbeat, HeartbeatAction[]] {
  if (state.alive === null) return [state, []];
  const silent = elapsed(state.alive, now);
  const actions: HeartbeatAction[] = [];
  let next = state;
  if (silent >= times.forget && !next.forgot) {
    actions.push({ kind: "forget" });
    next = { ...next, forgot: true };
  }
  if (!next.up) return [next, actions];
  if (silent >= times.dead) {
    actions.push({ kind: "dead" });
    return [{ ...next, up: false, asked: [] }, actions];
  }
  const last = next.asked.at(-1)?.at ?? next.alive ?? now;
  if (elapsed(last, now) >= times.ping) {
    actions.push({ kind: "ping", n: next.next });
    next = { ...next, asked: [...next.asked, { n: next.next, at: now }], next: next.next + 1 };
  }
  return [next, actions];
}
