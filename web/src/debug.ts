/**
 * `window.__kiosk`: what a headless test reads and pokes. Numbers about sound and picture only, nothing of a citizen.
 *
 *   skew()              summary of mouth against sound in ms, one value per drawn frame (see Speech.measure)
 *   age()               the same when a frame is replaced by the next: how stale the picture became (see Speech.measureAge)
 *   skewHistogram()     [[from_ms, count], ...] of the same
 *   openness()          [[from_percent, count], ...] of how far the mouth stood open, per drawn frame while speaking
 *   underruns()         underruns of the loudspeaker since the page was loaded
 *   injectUnderrun(ms)  the playback worklet pretends for `ms` that nothing arrives
 *   heartbeat({ping?, dead?, forget?})   the times of link/heartbeat.ts in ms, so that a test need not wait 40 s
 *   status()            { link, turn, talking, mic, audio, shared, frames, dropped, garbled, micDropped }
 *   clear()             empties the histograms
 */

import type { HeartbeatTimes } from "./link/heartbeat";
import { Histogram, type Summary } from "./histogram";

export interface DebugSource {
  skew: Histogram;
  age: Histogram;
  underruns: () => number;
  injectUnderrun: (ms: number) => void;
  heartbeat: (times: Partial<HeartbeatTimes>) => void;
  status: () => Record<string, string | number | boolean>;
}

export interface KioskDebug {
  skew(): Summary;
  age(): Summary;
  skewHistogram(): [number, number][];
  openness(): [number, number][];
  underruns(): number;
  injectUnderrun(ms: number): void;
  heartbeat(times: Partial<HeartbeatTimes>): void;
  status(): Record<string, string | number | boolean>;
  clear(): void;
}

declare global {
  interface Window {
    __kiosk?: KioskDebug;
  }
}

/** Installs `window.__kiosk`; returns the histogram of mouth openness (percent) for the frame loop to fill. */
export function installDebug(source: DebugSource): Histogram {
  const openness = new Histogram(0, 100, 5);
  window.__kiosk = {
    skew: () => source.skew.summary(),
    age: () => source.age.summary(),
    skewHistogram: () => filled(source.skew),
    openness: () => filled(openness),
    underruns: source.underruns,
    injectUnderrun: source.injectUnderrun,
    heartbeat: source.heartbeat,
    status: source.status,
    clear: () => {
      source.skew.clear();
      source.age.clear();
      openness.clear();
    },
  };
  return openness;
}

function filled(histogram: Histogram): [number, number][] {
  const pairs = [...histogram.bins].map((count, i): [number, number] => [histogram.low + i * histogram.width, count]);
  return pairs.filter(([, count]) => count > 0);
}
