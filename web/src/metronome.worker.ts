/** Ticks from a thread of its own: a browser slows the timers of a hidden page down to one a minute, but not a worker's. */

addEventListener("message", (event: MessageEvent<number>) => {
  setInterval(() => postMessage(null), event.data);
});
