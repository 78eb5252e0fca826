/**
 * What a citizen at a kiosk must not reach with the browser's own gestures: menus, printing, reloading, other pages,
 * the clipboard and what the citizen before copied into it, other sizes.
 *
 * Kiosk mode: `?kiosk=1` in the address, or a browser in full screen (`--kiosk`, an installed full-screen app).
 * The page's own print button goes on working. What a page cannot hold back (Ctrl-W, Alt-F4) is the browser's policy.
 */

export interface KeyFacts {
  key: string;
  ctrl: boolean;
  alt: boolean;
  meta: boolean;
  /** AltGr is on: on many keyboards it arrives as Ctrl and Alt, and makes a letter. */
  altGraph: boolean;
  /** The key goes into a text field. */
  field: boolean;
}

/** Keys that do something without a modifier: function keys, and those of a browser, a player, an office keyboard. */
const NAMED = /^(F\d{1,2}|Browser\w+|Launch\w+|Media\w+|Audio\w+|Zoom\w+|ContextMenu|PrintScreen|Print|Open|Save|Find|Help|New|Close|Props|Undo|Redo|Copy|Cut|Paste)$/;

/** True: the key is a command to the browser and not something that is typed, moved to or confirmed with. */
export function isCommand(facts: KeyFacts): boolean {
  if (NAMED.test(facts.key)) return true;
  if (facts.key === "Backspace") return !facts.field; // "back" in older browsers
  if (["Control", "Alt", "AltGraph", "Meta", "Shift"].includes(facts.key)) return false; // alone they do nothing yet
  return (facts.ctrl || facts.alt || facts.meta) && !facts.altGraph;
}

export function inKioskMode(): boolean {
  const asked = new URLSearchParams(location.search).get("kiosk");
  if (asked !== null) return asked !== "0";
  return matchMedia("(display-mode: fullscreen)").matches;
}

const FIELDS = "input, textarea";

function inField(event: Event): boolean {
  return event.target instanceof Element && event.target.closest(FIELDS) !== null;
}

function factsOf(event: KeyboardEvent): KeyFacts {
  const { key, ctrlKey: ctrl, altKey: alt, metaKey: meta } = event;
  return { key, ctrl, alt, meta, altGraph: event.getModifierState("AltGraph"), field: inField(event) };
}

type Judge<E> = (event: E) => boolean;
const always = (): boolean => true;

/** Events and when they are held back. */
const RULES: { [K in keyof WindowEventMap]?: Judge<WindowEventMap[K]> } = {
  contextmenu: always,
  dragstart: always,
  dragover: always,
  drop: always,
  copy: always,
  cut: always,
  paste: always,
  selectstart: (event) => !inField(event),
  keydown: (event) => isCommand(factsOf(event)),
  wheel: (event) => event.ctrlKey,
  // The middle button pastes and scrolls, the fourth and fifth go back and forward.
  mousedown: (event) => event.button > 0,
  mouseup: (event) => event.button > 0,
  auxclick: always,
  touchmove: (event) => event.touches.length > 1,
};

/** Installs everything. Asked anew at each event: a window may become full-screen after the page was loaded. */
export function holdBack(): void {
  for (const [name, judge] of Object.entries(RULES) as [string, Judge<Event>][]) {
    const hold = (event: Event): void => {
      if (inKioskMode() && judge(event)) event.preventDefault();
    };
    addEventListener(name, hold, { capture: true, passive: false });
  }
  // Safari's own names for a pinch.
  for (const name of ["gesturestart", "gesturechange"]) addEventListener(name, (event) => inKioskMode() && event.preventDefault(), { passive: false });
  document.documentElement.classList.toggle("kiosk-mode", inKioskMode());
  matchMedia("(display-mode: fullscreen)").addEventListener("change", () => document.documentElement.classList.toggle("kiosk-mode", inKioskMode()));
  if (inKioskMode()) stayHere();
}

/** "Back" leads to this page again. Browsers skip entries that were made before the first touch. */
function stayHere(): void {
  const push = (): void => history.pushState(null, "", location.href);
  addEventListener("pointerdown", push, { capture: true, once: true });
  addEventListener("popstate", push);
}
