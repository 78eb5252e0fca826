// @vitest-environment happy-dom
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { holdBack, isCommand, type KeyFacts } from "../src/kiosk-mode";

const key = (name: string, change: Partial<KeyFacts> = {}): KeyFacts => ({
  key: name, ctrl: false, alt: false, meta: false, altGraph: false, field: false, ...change,
});

describe("a key", () => {
  it.each(["p", "r", "s", "u", "f", "o", "+", "-", "0", "c", "v", "z", "Tab", "Enter", "ArrowLeft", "F5"])("with Ctrl, Alt or Meta is a command: %s", (name) => {
    for (const modifier of ["ctrl", "alt", "meta"] as const) expect(isCommand(key(name, { [modifier]: true, field: true }))).toBe(true);
  });

  it.each(["F1", "F5", "F11", "F12", "F24", "BrowserBack", "BrowserRefresh", "ContextMenu", "ZoomIn", "LaunchMail", "Print"])("is a command by itself: %s", (name) => {
    expect(isCommand(key(name))).toBe(true);
  });

  it.each(["a", "7", "X", "中", "Enter", "Tab", " ", "ArrowLeft", "Home", "Delete", "Escape", "Shift", "Process", "F", "Dead"])("that types, moves or confirms is none: %s", (name) => {
    expect(isCommand(key(name, { field: true }))).toBe(false);
  });

  it("Ctrl alone switches an input method, and AltGr makes a letter", () => {
    expect(isCommand(key("Control", { ctrl: true }))).toBe(false);
    expect(isCommand(key("@", { ctrl: true, alt: true, altGraph: true }))).toBe(false);
  });

  it("Backspace goes back, except in a field", () => {
    expect([isCommand(key("Backspace")), isCommand(key("Backspace", { field: true }))]).toEqual([true, false]);
  });
});

describe("kiosk mode", () => {
  beforeAll(() => {
    vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => undefined }));
    holdBack();
  });
  beforeEach(() => {
    document.body.innerHTML = "<p>文字</p><textarea></textarea>";
  });

  function held(event: Event, on = "p"): boolean {
    document.querySelector(on)!.dispatchEvent(event);
    return event.defaultPrevented;
  }
  const options = { bubbles: true, cancelable: true };
  const events = (): [string, Event][] => [
    ...["contextmenu", "dragstart", "dragover", "drop", "copy", "cut", "paste", "selectstart", "auxclick"].map((name): [string, Event] => [name, new Event(name, options)]),
    ["ctrl-p", new KeyboardEvent("keydown", { key: "p", ctrlKey: true, ...options })],
    ["F5", new KeyboardEvent("keydown", { key: "F5", ...options })],
    ["pinch", Object.assign(new Event("wheel", options), { ctrlKey: true })],
    ["back button", new MouseEvent("mouseup", { button: 3, ...options })],
  ];

  it("holds back what leads out of the page", () => {
    history.replaceState(null, "", "?kiosk=1");
    for (const [name, event] of events()) expect([name, held(event)]).toEqual([name, true]);
  });

  it("leaves touching, typing, scrolling and marking one's own text alone", () => {
    history.replaceState(null, "", "?kiosk=1");
    for (const event of [new MouseEvent("mousedown", { button: 0, ...options }), new WheelEvent("wheel", options), new KeyboardEvent("keydown", { key: "我", ...options })]) expect(held(event)).toBe(false);
    expect(held(new Event("selectstart", options), "textarea")).toBe(false);
  });

  it("is not there on a desk", () => {
    for (const address of ["?", "?kiosk=0"]) {
      history.replaceState(null, "", address);
      for (const [name, event] of events()) expect([name, held(event)]).toEqual([name, false]);
    }
  });
});
