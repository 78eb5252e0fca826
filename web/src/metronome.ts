/** A clock for the whole page that goes on while the page is hidden. */

/** Calls `tick` every `ms`; with the page's own timer where the worker cannot be had. */
export function startMetronome(ms: number, tick: () => void): void {
  const fallBack = (): unknown => setInterval(tick, ms);
  try {
    const worker = new Worker(new URL("./metronome.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = tick;
    worker.onerror = () => {
      worker.terminate();
      fallBack();
    };
    worker.postMessage(ms);
  } catch {
    fallBack(); // The browser's policy allows no worker.
  }
}
