// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PressGuard, SETTLE_MS } from "../../src/cards/guard";
import { START, turnPage, type Page } from "../../src/page";
import type { ViewActions } from "../../src/view/part";
import { View } from "../../src/view/view";
import type { Card } from "../../src/wire/cards";

const menu: Card = { kind: "choices", id: "services", title: "请选择", options: [{ label: "挂失", value: "挂失" }] };
const consent: Card = { kind: "confirm", id: "consent", title: "告知", rows: [], yes: { label: "同意", value: "是" }, no: { label: "不同意", value: "否" } };
const several = (note: string): Card => ({ kind: "choices", id: "slot:带", title: "带", options: [{ label: "伞", value: "伞", note }] });
/** Two frames before the first that knows it was painted, at 16 ms each, and the same again for a slow machine. */
const PAINTED_MS = 64;

let sent: unknown[][] = [];
let view: View;
let page: Page;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  document.body.innerHTML = "<div id='k'></div>";
  const send = (...args: unknown[]): boolean => sent.push(args) > 0;
  const nothing = (): void => undefined;
  const actions: ViewActions = { start: nothing, leave: nothing, stay: nothing, elderly: nothing, typing: nothing, touch: send, key: send, text: send, print: nothing, picture: () => Promise.resolve(null), simulate: () => undefined,
  noPicture: nothing };
  view = new View(document.getElementById("k")!, actions);
  page = turnPage(START, { kind: "message", message: { type: "begun", conversation: "c", resume: "r" } });
});
afterEach(() => void vi.useRealTimers());

function put(...cards: Card[]): void {
  page = turnPage(page, { kind: "message", message: { type: "cards", cards, ask: "a-1" } });
  view.show(page);
}

function tap(selector: string): void {
  document.querySelector<HTMLButtonElement>(`.board ${selector}`)!.click();
}

describe("one deafness for the whole board", () => {
  it("a question is deaf until it was painted and 0.8 s have passed, and shows it", () => {
    put(consent);
    tap(".yes");
    expect(document.querySelector(".board .yes")!.getAttribute("aria-disabled")).toBe("true");
    vi.advanceTimersByTime(SETTLE_MS - 1);
    tap(".yes");
    tap(".no");
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(PAINTED_MS);
    expect(document.querySelector<HTMLElement>(".board")!.dataset["unread"]).toBe("no");
    expect(document.querySelector(".board .yes")!.getAttribute("aria-disabled")).toBe("false");
    tap(".yes");
    expect(sent).toEqual([["是", "consent"]]);
  });

  it.each([20, 150, 400, 700, 900])("the second tap of a double tap, %i ms later, gives no consent", (apart) => {
    put(menu);
    vi.advanceTimersByTime(2000);
    tap(".option");
    put(consent);
    vi.advanceTimersByTime(apart);
    tap(".yes");
    expect(sent).toEqual([["挂失", "services"]]);
  });

  it("a question that a press brought up counts from when its cards came, however late the hall heard the press", () => {
    put(menu);
    vi.advanceTimersByTime(2000);
    tap(".option");
    vi.advanceTimersByTime(400); // on the way to the hall; the hall counts 1 s from the press's arrival
    put(consent);
    vi.advanceTimersByTime(999);
    tap(".yes");
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(1);
    tap(".yes");
    expect(sent).toEqual([["挂失", "services"], ["是", "consent"]]);
  });

  it("a press that leads to nothing leaves the board deaf for 1.5 s", () => {
    put(consent);
    vi.advanceTimersByTime(2000);
    tap(".yes");
    vi.advanceTimersByTime(1400);
    tap(".yes");
    tap(".no");
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(200);
    tap(".no");
    expect(sent).toHaveLength(2);
  });

  it("the same question again, with what was chosen so far, can be answered at once, but not by a double tap", () => {
    put(several(""));
    vi.advanceTimersByTime(2000);
    tap(".option");
    put(several("已选"));
    vi.advanceTimersByTime(250);
    tap(".option");
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(250);
    tap(".option");
    expect(sent).toHaveLength(2);
  });

  it("a question drawn again before it was painted is no older for it", () => {
    put(several(""));
    put(several("已选"));
    vi.advanceTimersByTime(SETTLE_MS - 1);
    tap(".option");
    expect(sent).toEqual([]);
  });

  it("what is typed answers no question that has just come up, and stays to be sent again", () => {
    page = turnPage(page, { kind: "typing", typing: true });
    put(consent);
    const yes = [...document.querySelectorAll<HTMLButtonElement>(".type-sheet button")].find((each) => each.textContent === "是的")!;
    yes.click();
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1000);
    yes.click();
    expect(sent).toEqual([["是的"]]);
  });

  it("a finger that came down before the question was read gives no answer when it is lifted", () => {
    const hold = (ms: number): void => {
      const button = document.querySelector<HTMLButtonElement>(".board .yes")!;
      button.dispatchEvent(new Event("pointerdown", { bubbles: true }));
      vi.advanceTimersByTime(ms);
      button.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
    };
    put(consent);
    vi.advanceTimersByTime(SETTLE_MS / 2);
    hold(SETTLE_MS);
    expect(sent).toEqual([]);
    hold(100);
    expect(sent).toEqual([["是", "consent"]]);
  });

  it("a page that is not painted stays deaf", () => {
    vi.stubGlobal("requestAnimationFrame", () => 0);
    const guard = new PressGuard(() => undefined);
    guard.drawn(true);
    vi.advanceTimersByTime(60_000);
    expect(guard.answer()).toBe(false);
    vi.unstubAllGlobals();
  });
});
